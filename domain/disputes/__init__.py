"""What does somebody contest of his own results, until when, and what comes of it?"""
