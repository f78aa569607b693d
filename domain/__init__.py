"""What may be recorded, and what is it worth?"""
