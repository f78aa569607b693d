"""Which fact says that somebody's name and narrative were erased?"""

from __future__ import annotations

from domain.vocabulary import Id, ShortText, Subject, Value


class SubjectErased(Value):
    """The key that sealed a subject's name and narrative is destroyed: who ordered it, on what
    ground. The ground stands in clear and names nobody."""

    bureau: Id
    subject: Subject
    authorised_by: Id
    ground: ShortText


ErasureFact = SubjectErased
