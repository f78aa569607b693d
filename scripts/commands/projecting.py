"""How do the read models follow the journal where the API is a process of its own?

It loads none of the API, which takes three times as long.
"""

from __future__ import annotations

import threading

import click

from projections.projector import Projector
from scripts.attending import kept
from scripts.installation import installation
from scripts.listening import end_in_order


@click.command()
def project() -> None:
    """The projector alone / 仅投影."""
    end_in_order()
    with installation() as home, kept(home):
        projector = Projector(home.dsn("projector"))
        projector.start()
        print("projecting / 正在投影 (Ctrl-C: stop / 停止)", flush=True)
        try:
            threading.Event().wait()
        finally:
            projector.stop()


COMMANDS = (project,)
