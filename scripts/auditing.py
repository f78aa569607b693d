"""By what does an audit of this home go, and how does the service have one made beside it?"""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from api.verifier import SECONDS_MAX
from domain.journal.migrations import function_bodies
from projections.evidence.asking import WitnessSilent, newest_checkpoint
from projections.evidence.cosigning import COSIGNED
from projections.evidence.findings import UNREADABLE, USAGE, Progress
from projections.evidence.holding import LAST
from projections.evidence.notes import parse_note
from projections.evidence.outside import Seen
from projections.evidence.plain_files import TEXT_BYTES_MAX, read_file
from projections.evidence.signatures import CHECKS
from projections.evidence.trust import parse_policy
from projections.evidence.verify import Audit, Report
from scripts.evidence import POLICY
from scripts.home import NotSetUp, notary_folders
from scripts.installation import NOTARY_VKEY, Installation

WORDS: Final = ("verify", "--json", "--told")


class NothingSealed(NotSetUp):
    """Nobody has vouched for the ledger yet: an audit of it would rest on nothing."""


@dataclass(frozen=True)
class Asked:
    """What an audit goes by, as named on the command line."""

    checkpoint: Path | None
    policy: Path | None
    witnesses: tuple[str, ...]
    since: Path | None
    only: tuple[str, ...]


def audit_of(home: Installation, asked: Asked) -> Audit:
    """By the files given, or those in the notary's folder; and by what the witnesses answer."""
    trusted = parse_policy(_text(asked.policy or own_policy(home.home)), CHECKS)
    witnesses = asked.witnesses
    if not witnesses and asked.checkpoint is None:
        witnesses = tuple(url for _, url in trusted.urls)
    seen = tuple(_seen(url, trusted.logs[0].name) for url in witnesses)
    _, state = notary_folders(home.home)
    kept = asked.checkpoint or state / (COSIGNED if trusted.quorum else LAST)
    given = asked.checkpoint is not None or not seen
    note = _text(kept) if given and kept.exists() else None
    since = None if asked.since is None else _text(asked.since)
    for told in (note if asked.checkpoint else None, since):
        if told is not None:
            parse_note(told)  # what is no note at all cannot be read; it accuses nobody
    return Audit(trusted, note, function_bodies(), asked.only, seen, since)


def own_policy(home: Path) -> Path:
    """The policy in the notary's folder, or the log's key alone."""
    keys, state = notary_folders(home)
    own = state / POLICY if (state / POLICY).exists() else keys / NOTARY_VKEY
    if not own.exists():
        raise NothingSealed(
            "no notary has sealed this ledger, so there is nothing to hold it against:"
            " run merit notary --once, or name the log's key with --policy",
            "本账尚未公证，无从核验：请先运行 merit notary --once，或用 --policy 指定日志公钥",
        )
    return own


def _text(path: Path) -> str:
    """What is no text is no policy and no checkpoint either, and is told as such."""
    return read_file(path, TEXT_BYTES_MAX, followed=True).decode("utf-8", "replace")


def _seen(url: str, origin: str) -> Seen:
    try:
        return Seen(url, newest_checkpoint(url, origin))
    except WitnessSilent as wrong:
        return Seen(url, None, str(wrong))


def tell(check: str, done: int, size: int) -> None:
    """How far it is, for the service that began it."""
    print(check, done, size, sep="\t", file=sys.stderr, flush=True)


class NotAudited(Exception):
    """The audit ended without a report."""


def audited_apart(progress: Progress) -> Report:
    """`merit verify` as a process of its own, which takes no time from whoever is served.

    Raises NotAudited, also after so long, and whatever `progress` raises; then nothing goes on.
    """
    words = [sys.executable, *["-P"][: sys.flags.safe_path], "-m", "scripts.commands", *WORDS]
    with subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        said: list[str] = []
        answer, telling = process.stdout, process.stderr
        assert answer is not None and telling is not None
        reading = threading.Thread(target=lambda: said.append(answer.read()))
        ending = threading.Timer(SECONDS_MAX, process.kill)
        reading.start()
        ending.start()
        last = ""
        try:
            for line in telling:
                last = line.strip() or last
                check, *numbers = line.rstrip("\n").split("\t")
                if len(numbers) == 2:  # noqa: PLR2004
                    progress(check, int(numbers[0]), int(numbers[1]))
        except BaseException:
            process.kill()
            raise
        finally:
            ending.cancel()
            reading.join()
    if process.returncode < 0 or process.returncode in (UNREADABLE, USAGE) or not said[0]:
        raise NotAudited(last)
    return Report.model_validate_json(said[0])
