"""The source bureau plays its whole year: who acts, what they do, what is checked."""
