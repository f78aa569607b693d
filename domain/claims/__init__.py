"""Which commands wait for a second person, and what became of them?"""
