"""What does an auditor take away, to verify without us, a network or a database?"""

from __future__ import annotations

import ast
import base64
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg

from domain.runsheet import RunSheet
from projections.evidence import OFFLINE
from projections.evidence.certifying import Certificate
from projections.evidence.offline import AUDIT_PARTS, SCORING_PARTS
from projections.evidence.offline.auditing import CERTIFICATE_NAME
from projections.evidence.offline.disputes import RECEIPT_NAME, SCORE_NAMES
from projections.evidence.offline.manifests import MANIFEST_NAME, manifest_of, manifest_text
from projections.evidence.offline.sealed_words import NARRATIVE, NARRATIVE_NAME
from projections.evidence.offline.wholes import (
    CHECKPOINT_NAME,
    FACTS_NAME,
    HEADS_NAME,
    RUN_NAME,
    fact_line,
)
from projections.evidence.proving import Receipt
from projections.evidence.store import BATCH, Checkpoint, LogStore
from projections.evidence.tiles import write_log

VERIFIER: Final = "verify.py"
_ROWS: Final[LiteralString] = """
SELECT l.entry, f.state FROM evidence.leaves AS l JOIN journal.facts AS f USING (position)
 WHERE l.index >= %s AND l.index < %s ORDER BY l.index
"""
_README: Final = """\
功过簿 Merit Ledger: a bundle for an auditor / 审计材料包

    python3 {verifier} . --trust KEY

KEY is a file with the log's verifier key (or a policy with witnesses). Take it from the bureau's
published key or from the witness, never from this folder. Python 3.11 or later is all it needs.
KEY 为日志公钥文件(或含见证方的信任策略),须另行取得,不得取自本目录。仅需 Python 3.11 以上,无需网络。

Whoever doubts who packed this folder takes verify.py from elsewhere too: from a release, or from
another bundle. 如对打包者存疑,verify.py 亦应另行取得。

Ends 0 verified 核验通过, 1 tampered 不一致, 2 incomplete 核验不完整, 3 unreadable 无法读取.
Names and narrative are ciphertext, as they are kept, but for those whose keys narrative.json holds.
姓名与事由为密文,与库中一致;仅 narrative.json 载有密钥者可读。
"""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Export:
    """Into which new folder, who takes it away and when.

    Of the subjects in `keys` the narrative can be read; a key that is None was destroyed.
    """

    folder: Path
    by: str
    at: datetime
    keys: Mapping[str, bytes | None] = field(default_factory=dict)


def write_certificate(export: Export, certificate: Certificate) -> dict[str, str]:
    """One score with its facts and proofs, the verifier beside it."""
    export.folder.mkdir(parents=True, exist_ok=False)
    (export.folder / CERTIFICATE_NAME).write_text(certificate.model_dump_json(), encoding="utf-8")
    return _finish(export, {"scope": "subject", **certificate.question})


def write_dispute(
    export: Export, receipt: Receipt, scores: Sequence[Certificate]
) -> dict[str, str]:
    """A contested entry: its receipt, and the score just before, just after and now."""
    folder = export.folder
    folder.mkdir(parents=True, exist_ok=False)
    (folder / RECEIPT_NAME).write_text(receipt.model_dump_json(), encoding="utf-8")
    for name, certificate in zip(SCORE_NAMES, scores, strict=True):
        (folder / name).write_text(certificate.model_dump_json(), encoding="utf-8")
    return _finish(export, {"scope": "dispute", "entry_position": receipt.position})


def write_whole_log(
    conn: psycopg.Connection[Any],
    export: Export,
    checkpoint: Checkpoint,
    run: RunSheet | None = None,
    progress: Progress | None = None,
) -> dict[str, str]:
    """Every fact up to the checkpoint; the tiles of the log as C2SP lays them out; a run."""
    folder = export.folder
    folder.mkdir(parents=True, exist_ok=False)
    (folder / CHECKPOINT_NAME).write_text(checkpoint.note, encoding="utf-8")
    (folder / HEADS_NAME).write_text(checkpoint.heads_note, encoding="utf-8")
    if run is not None:
        (folder / RUN_NAME).write_text(run.model_dump_json(), encoding="utf-8")

    with (folder / FACTS_NAME).open("wb") as file:

        def entries() -> Iterator[bytes]:
            for n, (entry, state) in enumerate(_facts(conn, checkpoint.size), start=1):
                file.write(fact_line(entry, state))
                yield entry
                if progress is not None and (n % 1000 == 0 or n == checkpoint.size):
                    progress(n, checkpoint.size)

        write_log(folder, entries())
    scope = {"scope": "log"} if run is None else {"scope": "run", "run": run.digest}
    return _finish(export, {**scope, "size": checkpoint.size})


def _facts(conn: psycopg.Connection[Any], size: int) -> Iterator[tuple[bytes, bytes]]:
    assert LogStore(conn).size >= size, "a checkpoint covers leaves that are there"
    for first in range(0, size, BATCH):
        for entry, state in conn.execute(_ROWS, (first, min(first + BATCH, size))).fetchall():
            yield bytes(entry), bytes(state)


def _finish(export: Export, said: dict[str, Any]) -> dict[str, str]:
    """The verifier, the read-me and a manifest with the SHA-256 of every file."""
    folder = export.folder
    if export.keys:
        _write_narrative(folder / NARRATIVE_NAME, export.keys)
    (folder / VERIFIER).write_text(verifier(), encoding="utf-8")
    (folder / "README.txt").write_text(_README.format(verifier=VERIFIER), encoding="utf-8")
    paths = (path for path in folder.rglob("*") if path.is_file())
    names = [path.relative_to(folder).as_posix() for path in paths]
    exported = {"exported_by": export.by, "exported_at": export.at.isoformat()}
    manifest = manifest_of(folder, {**exported, **said}, names)
    (folder / MANIFEST_NAME).write_text(manifest_text(manifest), encoding="utf-8")
    digests: dict[str, str] = manifest["files"]
    return digests


def _write_narrative(path: Path, keys: Mapping[str, bytes | None]) -> None:
    """The keys of those whose names and reasons may be read: personal data from here on."""
    found = {subject: key for subject, key in keys.items() if key is not None}
    content = {
        "form": NARRATIVE,
        "keys": {subject: base64.b64encode(key).decode() for subject, key in found.items()},
        "erased": sorted(keys.keys() - found.keys()),
    }
    path.touch(mode=0o600)
    path.write_text(json.dumps(content, separators=(",", ":")), encoding="utf-8")


def verifier() -> str:
    """The one file that an auditor runs: the offline parts one after the other."""
    package = files("projections.evidence")
    parts = [package.joinpath(f"{part}.py") for part in OFFLINE]
    folder = package.joinpath("offline")
    parts += [folder.joinpath(f"{part}.py") for part in (*SCORING_PARTS, *AUDIT_PARTS)]
    body = [_own(part.read_text(encoding="utf-8")) for part in parts]
    head = '"""Verify a certificate or a bundle of Merit Ledger 功过簿 with Python alone."""\n\n'
    tail = '\n\nif __name__ == "__main__":\n    sys.exit(audit(sys.argv[1:]))\n'
    return head + "from __future__ import annotations\n\n" + "\n\n".join(body) + tail


def _own(source: str) -> str:
    """A part without what joins it to the others: its lines as they were written."""
    lines, gone = source.splitlines(), set[int]()
    for node in ast.parse(source).body:
        joins = isinstance(node, ast.ImportFrom) and (
            node.module == "__future__" or (node.module or "").startswith("projections.")
        )
        if joins and node.end_lineno is not None:
            gone |= set(range(node.lineno - 1, node.end_lineno))
    kept = [line for n, line in enumerate(lines) if n not in gone]
    return "\n".join(kept).strip()
