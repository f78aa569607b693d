"""Does what is printed say what the run says?"""
