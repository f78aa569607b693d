"""What does a leader make of an officer, sealed until all have evaluated, and then published?"""
