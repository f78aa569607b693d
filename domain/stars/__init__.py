"""Whose entries always need a second person, because his post is starred for its risk?"""
