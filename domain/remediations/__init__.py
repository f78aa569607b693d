"""What is to be put right after a loss, by whom and until when?"""
