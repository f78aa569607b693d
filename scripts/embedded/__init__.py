"""How does an installation come by a PostgreSQL server that nobody installed or administers?

The first who uses a home's server starts it, the last one out stops it. Every user holds a shared
lock on one file; a detached supervisor owns the server and tries once a second to lock that file
for itself alone. The kernel drops the lock of whoever dies, however they die.
"""

from scripts.embedded.server import Server, running

__all__ = ["Server", "running"]
