"""How is the ledger served, whole or in parts?"""

from __future__ import annotations

import gc
import socket
import threading
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click
import uvicorn

from api import logs
from api.admission.tokens import KIND
from api.app import create_app
from api.dependencies import Service
from api.limits import Limits
from api.verifier import Verifier
from api.watch import MEGABYTE, DiskLook, JournalLook, Watch
from domain.ledger import Ledger
from domain.registers.commands import PublishRulebook
from projections.projector import Projector
from scripts.addresses import listening
from scripts.admission import DEMO, DEMO_ROLES, authenticators, demo_token, grant_all
from scripts.attending import kept
from scripts.auditing import audited_apart
from scripts.collecting import collect_seldom
from scripts.commands.workbooks import import_path
from scripts.connections import config_of
from scripts.demo import write_demo
from scripts.demo.people import sign_in
from scripts.demo.story import tell_story
from scripts.installation import Installation, installation, local_principal
from scripts.listening import HOST, end_in_order, free_port
from scripts.notary_process import NotaryProcess
from scripts.settings import Settings, settings

if TYPE_CHECKING:
    from api.spans import Spans

PORTS = click.IntRange(1, 65535)
DEFAULT_PORT = 8000
PORT = click.option("--port", type=PORTS, default=DEFAULT_PORT, show_default=True)

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
    set_ = _begun(port)
    with installation() as home, kept(home):
        if not empty:
            load_demo(home)
        token = None if empty else demo_token(home)
        how = _ISSUE if token is None else _way_in(token, port)
        projector = Projector(home.dsn("projector"))
        projector.start()
        notary = NotaryProcess()
        notary.start()
        try:
            _run(home, port, projector, set_, how)
        finally:
            notary.stop()
            projector.stop()


@click.command()
@PORT
def api(port: int) -> None:
    """The API alone / 仅接口."""
    set_ = _begun(port)
    with installation() as home, kept(home):
        _run(home, port, None, set_, _ISSUE)


def load_demo(home: Installation) -> None:
    """Load the demo bureau into an empty ledger; an interrupted load goes on where it was."""
    mark = home.home / "demo-loading"
    with home.ledger() as ledger, TemporaryDirectory() as folder:
        if ledger.head > 0 and not mark.exists():
            return
        today = _first_day(mark, ledger.today)
        print("loading the demo bureau / 正在载入示例局 …", flush=True)
        demo = write_demo(Path(folder))
        for document in demo.rulebooks:
            command = PublishRulebook(bureau=demo.bureau, document=document.read_text("utf-8"))
            ledger.handle(command, local_principal())
        for year in demo.years:
            import_path(ledger, demo.books[year], demo.bureau, year)
        grant_all(ledger, demo.bureau, KIND + DEMO, DEMO_ROLES)
        tell_story(
            lambda clock: Ledger(home.dsn("app"), home.master, clock), today, local_principal()
        )
        mark.unlink()


def _first_day(mark: Path, today: date) -> date:
    """The day on which the load began: what goes on later goes on as of the same day."""
    if not mark.exists() or not mark.read_text("ascii"):
        mark.write_text(today.isoformat(), "ascii")
    return date.fromisoformat(mark.read_text("ascii"))


def _way_in(token: str, port: int) -> str:
    return f"demo token / 示例令牌: {token}\nsign in / 登录: {sign_in(token, port)}"


def _begun(port: int) -> Settings:
    """What is wrong is said before anything is loaded."""
    set_ = settings()
    free_port(port)
    end_in_order()
    logs.install(set_.log)
    return set_


def _run(
    home: Installation, port: int, projector: Projector | None, set_: Settings, how: str
) -> None:
    with home.ledger() as ledger, home.pool() as pool:
        folders = [home.home, *([set_.log_folder] if set_.log_folder else [])]
        watch = Watch(
            [
                DiskLook(folders, set_.disk_floor_mb * MEGABYTE),
                JournalLook(pool, set_.unsigned_minutes * 60),
            ]
        )
        service = Service(
            ledger,
            pool,
            projector,
            authenticators(),
            limits=Limits(set_.rates),
            watch=watch,
            hosts=set_.hosts,
            spans=spans_of(set_),
            verifier=(verifier := Verifier(audited_apart)),
        )
        watch.start()
        server = Serving(config_of(create_app(service), port, set_), service.stopping)
        threading.Thread(target=_announce, args=(server, port, how), daemon=True).start()
        try:
            with listening(home.home, port):
                server.run()
        finally:
            verifier.stop()
            watch.stop()
            if service.spans is not None:
                service.spans.stop()
            if server.cut_short:
                ledger.abandon()


def spans_of(set_: Settings) -> Spans | None:
    """Loaded only where they are wanted: it takes a while."""
    if not set_.spans:
        return None
    from api.spans import Spans

    return Spans()


class Serving(uvicorn.Server):
    """Tells open streams to end as soon as a stop is asked for."""

    def __init__(self, config: uvicorn.Config, stopping: threading.Event) -> None:
        super().__init__(config)
        self._stopping = stopping
        self.cut_short = False
        """Whether requests were still running when their time was over."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        gc.collect()
        collect_seldom()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stopping.set()
        began = time.monotonic()
        await super().shutdown(sockets)
        self.cut_short = time.monotonic() - began >= (self.config.timeout_graceful_shutdown or 0)


def _announce(server: uvicorn.Server, port: int, how: str) -> None:
    while not server.started:
        time.sleep(0.05)
    print(f"Merit Ledger 功过簿: http://{HOST}:{port}  (Ctrl-C: stop / 停止)\n{how}", flush=True)


COMMANDS = (serve, api)
