"""Is a file kept of every piece of evidence that is cited?"""

from __future__ import annotations

from collections.abc import Iterable

from domain import refusals as no
from domain.journal.desk import Desk
from domain.vocabulary import Digest


def refuse_unstored(desk: Desk, subjects: Iterable[str], digests: Iterable[Digest]) -> None:
    """Handed in for one of those whose case it is."""
    whose = tuple(dict.fromkeys(subjects))
    for digest in digests:
        if not any(desk.keeps(subject, digest) for subject in whose):
            raise no.FileNotStored(digest=digest, subject=" / ".join(whose))
