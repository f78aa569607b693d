"""What may somebody ask to be erased?"""

from __future__ import annotations

from domain.legible import LegibleLine
from domain.vocabulary import Id, Subject, Value


class EraseSubject(Value):
    """Destroy the key of a subject's name and narrative (个人信息删除); points and proofs stay.

    What is sealed later, should the subject come back, is sealed with a new key.
    """

    bureau: Id | None = None
    subject: Subject
    authorised_by: Id
    ground: LegibleLine


ErasureCommand = EraseSubject
