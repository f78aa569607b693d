"""What is left of the year as evidence: a certificate, an audit, the traces of who read what?"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

from projections.evidence.bundles import verifier
from projections.evidence.offline.certificates import written_plainly
from projections.projector import Rebuilt, rebuild
from tests.cycle.year.bureau import BUREAU, YEAR, Answered, Bureau
from tests.evidence.sealed import Sealed

JUDGED: Final = "0013"


@dataclass(frozen=True)
class Lived:
    """The year is over, its log sealed by the notary."""

    bureau: Bureau
    sealed: Sealed
    folder: Path

    def certificate(self, who: str, **asked: Any) -> httpx.Response:
        """Of the officer who was judged, as of the half-year, as known then."""
        said = {"year": YEAR, "bureau": BUREAU, "as_of": "2024-06-30"}
        said["position"] = self.bureau.known["half-year"]
        return self.bureau.get(who, f"/officers/{JUDGED}/certificate", **said | asked)

    def verified(self, content: bytes) -> tuple[int, str]:
        """What `verify.py` says of a saved certificate, by Python alone and the public key."""
        self.folder.mkdir(exist_ok=True)
        for name, text in (
            ("verify.py", verifier()),
            ("certificate.json", content.decode()),
            ("vkey", self.sealed.key.vkey.text + "\n"),
        ):
            (self.folder / name).write_text(text, "utf-8")
        words = [sys.executable, "-I", "verify.py", "certificate.json", "--trust", "vkey"]
        done = subprocess.run(
            words, cwd=self.folder, capture_output=True, text=True, check=False, encoding="utf-8"
        )
        return done.returncode, done.stdout + done.stderr

    def rebuilt(self) -> Rebuilt:
        return rebuild(self.bureau.api.database.dsn("projector"))

    def answered_otherwise(self) -> list[Answered]:
        """What was answered on the way and is not the same now, to the last byte."""
        return [
            one
            for one in self.bureau.answered
            if self.bureau.get(one.who, one.path, **one.asked).content != one.content
        ]

    def readers(self, subject: str, who: str = "auditor") -> dict[str, set[str]]:
        """Who was told of a subject, by which questions."""
        found: dict[str, set[str]] = {}
        asked: dict[str, Any] = {"subject": subject, "bureau": BUREAU, "limit": 1000}
        for row in self.bureau.read(who, "/reads", **asked)["items"]:
            found.setdefault(row["actor"].removeprefix("token:"), set()).add(row["route"])
        return found


def as_another(content: bytes) -> bytes:
    """The certificate with another score."""
    certificate = written_plainly(content)
    assert certificate["answer"]["score"] == "95.535"
    return content.replace(b'"score":"95.535"', b'"score":"95.536"')
