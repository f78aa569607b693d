"""How does a service keep its database while it runs?"""

from __future__ import annotations

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
