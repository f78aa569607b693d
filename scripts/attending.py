"""How does a service keep its database while it runs, and end when it is asked to?"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg.conninfo import conninfo_to_dict

from scripts.embedded import running
from scripts.embedded.place import Place
from scripts.home import NotSetUp
from scripts.installation import Installation

KEEP_SECONDS = 2.0


def end_in_order() -> None:
    """A service that is asked to end closes what it opened, and has done its work: exit 0."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))


@contextmanager
def kept(home: Installation) -> Iterator[None]:
    """Start the home's own server again should its supervisor be killed while we serve.

    A supervisor brings a crashed server back by itself; nobody else looks after the supervisor.
    """
    leaving = threading.Event()

    def keep() -> None:
        while not leaving.wait(KEEP_SECONDS):
            try:
                with running(home.home):
                    pass
            except (NotSetUp, OSError) as problem:
                print(problem, file=sys.stderr, flush=True)

    own = conninfo_to_dict(home.owner_dsn).get("host") == str(Place(home.home).sockets)
    if own:
        threading.Thread(target=keep, name="keeper", daemon=True).start()
    try:
        yield
    finally:
        leaving.set()
