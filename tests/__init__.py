"""What do all the tests have in common? What one of their processes compiles, the others read."""

import sys

# Whatever the environment says: thirty seconds of each of them.
sys.dont_write_bytecode = False
