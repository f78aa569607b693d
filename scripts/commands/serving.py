"""How is the ledger served, whole or in parts?"""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import uvicorn
from psycopg.conninfo import conninfo_to_dict

from api.app import create_app
from api.dependencies import Service
from domain.registers.commands import PublishRulebook
from projections.projector import Projector
from scripts.commands.workbooks import import_path
from scripts.demo import write_demo
from scripts.embedded import running
from scripts.embedded.place import Place
from scripts.evidence import sealing_of
from scripts.home import NotSetUp
from scripts.installation import Installation, installation, local_principal
from scripts.listening import GRACE_SECONDS, HOST, end_in_order, free_port
from scripts.sealing import Sealing

KEEP_SECONDS = 2.0
PORT = click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)


@click.command()
@PORT
@click.option("--empty", is_flag=True, help="do not load the demo bureau on the first start")
def serve(port: int, empty: bool) -> None:
    """The API, the projector and the notary, on this machine alone / 启动服务."""
    free_port(port)
    end_in_order()
    with installation() as home, kept(home):
        if not empty:
            load_demo(home)
        projector = Projector(home.dsn("projector"))
        projector.start()
        sealing = sealing_of(home)
        sealing.start()
        try:
            _run(home, port, projector, sealing)
        finally:
            sealing.stop()
            projector.stop()


@click.command()
@PORT
def api(port: int) -> None:
    """The API alone / 仅接口."""
    free_port(port)
    end_in_order()
    with installation() as home, kept(home):
        _run(home, port, None)


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


def load_demo(home: Installation) -> None:
    """Load the demo bureau into an empty ledger; an interrupted load goes on where it was."""
    mark = home.home / "demo-loading"
    with home.ledger() as ledger, TemporaryDirectory() as folder:
        if ledger.head > 0 and not mark.exists():
            return
        mark.touch()
        print("loading the demo bureau / 正在载入示例局 …", flush=True)
        demo = write_demo(Path(folder))
        for document in demo.rulebooks:
            command = PublishRulebook(bureau=demo.bureau, document=document.read_text("utf-8"))
            ledger.handle(command, local_principal())
        for year in demo.years:
            import_path(ledger, demo.books[year], demo.bureau, year)
        mark.unlink()


def _run(
    home: Installation, port: int, projector: Projector | None, sealing: Sealing | None = None
) -> None:
    with home.ledger() as ledger, home.pool() as pool:
        service = Service(ledger, pool, projector, local_principal(), sealing=sealing)
        config = uvicorn.Config(
            create_app(service),
            host=HOST,
            port=port,
            log_level="warning",
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        server = _Server(config, service.stopping)
        threading.Thread(target=_announce, args=(server, port), daemon=True).start()
        server.run()


class _Server(uvicorn.Server):
    """Tells open streams to end as soon as a stop is asked for."""

    def __init__(self, config: uvicorn.Config, stopping: threading.Event) -> None:
        super().__init__(config)
        self._stopping = stopping

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stopping.set()
        await super().shutdown(sockets)


def _announce(server: uvicorn.Server, port: int) -> None:
    while not server.started:
        time.sleep(0.05)
    print(f"Merit Ledger 功过簿: http://{HOST}:{port}  (Ctrl-C: stop / 停止)", flush=True)


COMMANDS = (serve, api, project)
