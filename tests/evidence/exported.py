"""Which bundles are taken away, and what is done to them on the way?"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from projections.evidence.bundles import Export, write_certificate, write_dispute, write_whole_log
from projections.evidence.certifying import checkpoint_for, get_certificate
from projections.evidence.notes import Trust
from projections.evidence.offline.auditing import NOT_READ, audit, checked
from projections.evidence.offline.certificates import Doubt
from projections.evidence.offline.manifests import (
    BESIDE,
    MANIFEST_NAME,
    manifest_of,
    manifest_text,
)
from projections.evidence.offline.sealed_words import NARRATIVE_NAME
from projections.evidence.proving import get_receipt, position_of_entry
from projections.moments import resolve
from projections.runs import get_named_run
from tests.evidence.logs import flipped
from tests.evidence.others import Files
from tests.evidence.sealed import Sealed
from tests.journal.cast import BUREAU, YEAR

SUBJECT = "officer:0005"
KEY = bytes(32)
"""Of nobody: what it does not open is told as such."""
NAMES = ("log", "run", "score", "dispute")


@dataclass(frozen=True)
class Bundle:
    """A folder that was handed out, with whom its reader trusts and the file that says so."""

    folder: Path
    trust: Trust
    key: Path

    @property
    def names(self) -> list[str]:
        paths = (path for path in self.folder.rglob("*") if path.is_file())
        return sorted(path.relative_to(self.folder).as_posix() for path in paths)

    @property
    def evidence(self) -> list[str]:
        """The files that speak for the facts: the manifest is no reason to believe them, and a key
        that opens nothing is told as one that does not."""
        beside = (*BESIDE, MANIFEST_NAME, NARRATIVE_NAME)
        return [name for name in self.names if name not in beside]

    @property
    def log(self) -> Files:
        """What C2SP lays down; of the checkpoint the body and the log's own line.

        Whoever knows no other key takes no notice of the other lines.
        """
        names = [name for name in self.names if name.startswith("tile/")]
        files = {name: (self.folder / name).read_bytes() for name in names}
        body, _, lines = (self.folder / "checkpoint").read_bytes().partition(b"\n\n")
        return {"checkpoint": body + b"\n\n" + lines.splitlines(keepends=True)[0], **files}

    def read(self) -> int:
        """What `verify.py` ends with, in this process."""
        return audit([str(self.folder), "--trust", str(self.key)])

    def doubted(self) -> bool:
        """The same with signatures checked by a library, which is faster."""
        try:
            checked(self.folder, self.trust)
        except (Doubt, *NOT_READ):
            return True
        return False

    def made_to_fit(self) -> None:
        """Whoever changes a file can write the manifest anew."""
        said = json.loads((self.folder / MANIFEST_NAME).read_text("utf-8"))
        of = {name: part for name, part in said.items() if name not in ("form", "files", "digest")}
        manifest = manifest_of(self.folder, of, list(said["files"]))
        (self.folder / MANIFEST_NAME).write_text(manifest_text(manifest), "utf-8")

    def flips(self, name: str, most: int | None = None) -> Iterator[int]:
        """One byte flipped at a time, and put back: at every place, or at so many drawn."""
        path = self.folder / name
        data, manifest = path.read_bytes(), (self.folder / MANIFEST_NAME).read_bytes()
        places = range(len(data))
        dice = random.Random(name)
        chosen = places if most is None else dice.sample(places, min(most, len(data)))
        for at in chosen:
            path.write_bytes(flipped(data, at, dice.randrange(8)))
            yield at
        path.write_bytes(data)
        (self.folder / MANIFEST_NAME).write_bytes(manifest)


Taken = Callable[[str], Bundle]
"""A copy of a bundle by its name, to be changed."""


def taken_to(folder: Path, keys: Mapping[str, bytes | None] | None = None) -> Export:
    return Export(folder, "local:auditor", datetime(2025, 1, 20, tzinfo=UTC), keys or {})


def bundles_of(made: Sealed, folder: Path) -> dict[str, Bundle]:
    """The whole log, the closed run, one score, one dispute; each as `merit export` writes it."""
    key = folder / "bureau.vkey"
    folder.mkdir()
    key.write_text(made.key.vkey.text + "\n", "utf-8")

    with made.database.connect("auditor") as conn:
        checkpoint = checkpoint_for(conn, None)
        write_whole_log(conn, taken_to(folder / "log"), checkpoint)
        run = get_named_run(conn, f"{BUREAU}:{YEAR}:closed", checkpoint.size)
        write_whole_log(conn, taken_to(folder / "run"), checkpoint, run)
        moment = resolve(conn, YEAR, None, None, checkpoint.size)
        certificate = get_certificate(conn, SUBJECT, moment, checkpoint, BUREAU)
        write_certificate(taken_to(folder / "score", {SUBJECT: KEY}), certificate)
        receipt = get_receipt(conn, position_of_entry(conn, (BUREAU, YEAR, SUBJECT, 1)))
        scores = [
            get_certificate(conn, SUBJECT, resolve(conn, YEAR, None, None, at), checkpoint, BUREAU)
            for at in (receipt.position - 1, receipt.position, checkpoint.size)
        ]
        write_dispute(taken_to(folder / "dispute"), receipt, scores)
    return {name: Bundle(folder / name, made.trust, key) for name in NAMES}
