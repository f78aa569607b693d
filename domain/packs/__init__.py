"""What does a leader read of a department's quarter before he evaluates anybody in it?"""
