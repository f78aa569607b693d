"""Is anything lost, doubled or stuck when processes are killed?"""
