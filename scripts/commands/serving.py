"""How is the ledger served, whole or in parts?"""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import uvicorn

from api.admission.tokens import KIND
from api.app import create_app
from api.dependencies import Service
from domain.registers.commands import PublishRulebook
from projections.projector import Projector
from scripts.admission import DEMO, DEMO_ROLES, authenticators, demo_token, grant_all
from scripts.attending import kept
from scripts.commands.workbooks import import_path
from scripts.demo import write_demo
from scripts.installation import Installation, installation, local_principal
from scripts.listening import GRACE_SECONDS, HOST, end_in_order, free_port
from scripts.notary_process import NotaryProcess

PORT = click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)

_ISSUE = (
    "a token / 签发令牌: merit token issue --name NAME --role ROLE [--bureau BUREAU]"
    "  (docs/access.md)"
)


@click.command()
@PORT
@click.option("--empty", is_flag=True, help="do not load the demo bureau on the first start")
def serve(port: int, empty: bool) -> None:
    """The API, the projector and the notary, on this machine alone / 启动服务.

    The notary is a process of its own, which ends with this one.
    """
    free_port(port)
    end_in_order()
    with installation() as home, kept(home):
        if not empty:
            load_demo(home)
        token = None if empty else demo_token(home)
        how = _ISSUE if token is None else f"demo token / 示例令牌: {token}"
        projector = Projector(home.dsn("projector"))
        projector.start()
        notary = NotaryProcess()
        notary.start()
        try:
            _run(home, port, projector, how)
        finally:
            notary.stop()
            projector.stop()


@click.command()
@PORT
def api(port: int) -> None:
    """The API alone / 仅接口."""
    free_port(port)
    end_in_order()
    with installation() as home, kept(home):
        _run(home, port, None, _ISSUE)


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
        grant_all(ledger, demo.bureau, KIND + DEMO, DEMO_ROLES)
        mark.unlink()


def _run(home: Installation, port: int, projector: Projector | None, how: str = "") -> None:
    with home.ledger() as ledger, home.pool() as pool:
        service = Service(ledger, pool, projector, authenticators())
        config = uvicorn.Config(
            create_app(service),
            host=HOST,
            port=port,
            log_level="warning",
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        server = _Server(config, service.stopping)
        threading.Thread(target=_announce, args=(server, port, how), daemon=True).start()
        server.run()


class _Server(uvicorn.Server):
    """Tells open streams to end as soon as a stop is asked for."""

    def __init__(self, config: uvicorn.Config, stopping: threading.Event) -> None:
        super().__init__(config)
        self._stopping = stopping

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stopping.set()
        await super().shutdown(sockets)


def _announce(server: uvicorn.Server, port: int, how: str) -> None:
    while not server.started:
        time.sleep(0.05)
    print(f"Merit Ledger 功过簿: http://{HOST}:{port}  (Ctrl-C: stop / 停止)\n{how}", flush=True)


COMMANDS = (serve, api, project)
