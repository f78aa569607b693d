"""As whom does somebody act at this machine, and by which files does he prove what he says?

A bureau's officers have no home of their own: whoever is judged shows his token there, and acts as
himself. Without one the home's owner acts, who speaks for others only as decisions let him.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
import psycopg

from api.admission.secrets import digest_of_secret
from api.admission.tokens import KIND
from api.answers import written
from domain import refusals as no
from domain.access.roles import OWNER
from domain.approving import Asked
from domain.deciding.permits import not_permitted
from domain.deciding.reaching import has_right, held_by, rights_to_file
from domain.filekinds import BYTES_MAX
from domain.journal.credentials import name_of_token
from domain.journal.envelope import By
from domain.journal.filing import FileKept
from domain.journal.looking import desk_over
from domain.ledger import Ledger
from projections.evidence.plain_files import TEXT_BYTES_MAX, read_file
from scripts.commands.output import print_json
from scripts.installation import Installation, installation, local_principal

AS_TOKEN = click.option(
    "--token-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="act as whoever's token the file holds; default: the home's owner",
)
PATH = click.Path(exists=True, dir_okay=False, path_type=Path)


@dataclass(frozen=True)
class Acting:
    """Who acts, in which bureau, on which ledger."""

    home: Installation
    ledger: Ledger
    by: By
    bureau: str

    def hand_in(self, subject: str, path: Path) -> FileKept:
        self._refuse_filing(subject)
        data = read_file(path, BYTES_MAX, followed=True)
        return self.ledger.keep_file(self.bureau, subject, data, self.by.actor)

    def evidence(self, subject: str, paths: Sequence[Path]) -> tuple[str, ...]:
        """The digests of files, handed in as they are cited."""
        return tuple(self.hand_in(subject, path).digest for path in paths)

    def does(self, command: Asked, as_json: bool) -> None:
        """And is told what was recorded, or which claim waits."""
        receipt = written(self.ledger.handle(command, self.by))
        if as_json:
            print_json(receipt)
            return
        named = receipt.claim or receipt.case or ", ".join(receipt.entries)
        click.echo(" · ".join(filter(None, (f"position {receipt.position} 位置", named))))

    def _refuse_filing(self, subject: str) -> None:
        """The ledger keeps what it is handed; the door asks who hands it in, here as over HTTP."""
        if self.by.role == OWNER:
            return
        day = self.ledger.today
        with psycopg.connect(self.home.dsn("app"), autocommit=True) as conn:
            desk = desk_over(conn, day)
            held = held_by(desk, self.by.actor)
            rights = rights_to_file(self.bureau, subject, day)
            if not any(has_right(desk, held, right) for right in rights):
                raise not_permitted("own", subject)


@contextmanager
def acting(token_file: Path | None, bureau: str | None) -> Iterator[Acting]:
    with installation() as home, home.ledger() as ledger:
        with psycopg.connect(home.dsn("app"), autocommit=True) as conn:
            by = local_principal() if token_file is None else _shown(conn, token_file)
            named = desk_over(conn, ledger.today).bureau(bureau)
        yield Acting(home, ledger, by, named)


def _shown(conn: psycopg.Connection[tuple[object, ...]], file: Path) -> By:
    secret = read_file(file, TEXT_BYTES_MAX, followed=True).decode("utf-8", "replace").strip()
    name = name_of_token(conn, digest_of_secret(secret))
    if name is None:
        raise no.TokenNotGood(file=file.name)
    return By(KIND + name, "")
