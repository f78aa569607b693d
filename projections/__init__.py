"""What does the record mean? Everything here can be dropped and rebuilt."""
