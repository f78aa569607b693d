"""What is granted in an account, and what annuls it?"""
