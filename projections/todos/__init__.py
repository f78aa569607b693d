"""What waits for somebody, and until when?"""
