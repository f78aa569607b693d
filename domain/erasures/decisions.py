"""May this subject's name and narrative be erased?"""

from __future__ import annotations

from domain.erasures.commands import EraseSubject
from domain.erasures.facts import SubjectErased


def erase_subject(command: EraseSubject, bureau: str) -> SubjectErased:
    return SubjectErased(**command.model_dump() | {"bureau": bureau})
