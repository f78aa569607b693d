"""How does a fact become the bytes that are kept, and the other way round?"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent
from pydantic_core import from_json

from domain import refusals as no
from domain.journal.envelope import Recorded
from domain.journal.keyring import Keyring
from domain.journal.names import NAME_OF, NAMES, Fact, current, sealed_fields, understood
from domain.journal.streams import seal_subject
from domain.recall import UNREADABLE

_ENCODER: Final = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":")
)


class FactMapper(Mapper[UUID]):
    """Canonical JSON: sorted keys, numbers as text, absent instead of null, narrative sealed."""

    def __init__(self, keyring: Keyring) -> None:
        super().__init__(JSONTranscoder())
        self.keyring = keyring

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        assert isinstance(domain_event, Recorded)
        fact = domain_event.fact
        state = fact.model_dump(mode="json", exclude_none=True)
        for name in sealed_fields(type(fact)):
            if name in state:
                state[name] = self.keyring.seal(seal_subject(state), state[name])
        return StoredEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=NAME_OF[type(fact)],
            state=encode(state),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[UUID]:
        assert isinstance(stored_event.originator_id, UUID)
        stream, version = stored_event.originator_id, stored_event.originator_version
        return recorded(
            (stream, version), stored_event.topic, stored_event.state, self.keyring.open
        )


def encode(state: dict[str, Any]) -> bytes:
    return _ENCODER.encode(state).encode()


def recorded(
    at: tuple[UUID, int], name: str, state: bytes, unseal: Callable[[str, str], str]
) -> Recorded:
    """The fact at a stream's version; raises FactNotUnderstood, FactTorn."""
    if name not in NAMES:
        understood(_where(at), name)
    try:
        return Recorded(*at, decode(name, state, unseal))
    except UNREADABLE as wrong:
        raise no.FactTorn(fact=_where(at), name=name, what=type(wrong).__name__) from wrong


def _where(at: tuple[UUID, int]) -> str:
    return f"{at[0]}#{at[1]}"


def decode(name: str, state: bytes, unseal: Callable[[str, str], str]) -> Fact:
    """The fact in its current shape, its narrative opened."""
    name, content = current(name, from_json(state))
    model = NAMES[name]
    for field in sealed_fields(model):
        if field in content:
            content[field] = unseal(seal_subject(content), content[field])
    return model.model_validate(content)
