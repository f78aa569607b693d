"""HTTP and documents in, HTTP and documents out: what comes through the door, and what leaves?"""
