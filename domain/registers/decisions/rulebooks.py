"""May this edition be published or withdrawn?"""

from __future__ import annotations

import hashlib
from datetime import date

import rfc8785

from domain import refusals as no
from domain.registers.commands import (
    PublishRulebook,
    WithdrawRulebook,
)
from domain.registers.facts import (
    RulebookFact,
    RulebookPublished,
    RulebookWithdrawn,
)
from domain.registers.state import (
    RulebookState,
)
from domain.rulebook import Above, read_edition, to_document


def publish_rulebook(
    command: PublishRulebook, rulebooks: RulebookState, above: Above
) -> tuple[RulebookPublished, ...]:
    """The edition, immutable from now on; the same document again is no second fact.

    `above` finds the edition that it is made under.
    """
    edition = read_edition(command.document, above)
    document = rfc8785.dumps(to_document(edition))
    digest = "sha256:" + hashlib.sha256(document).hexdigest()
    for known in rulebooks.published:
        if known.rulebook != edition.rulebook:
            raise no.AnotherRulebook(
                bureau=command.bureau, known=known.rulebook, rulebook=edition.rulebook
            )
        if known.version == edition.version:
            if known.digest == digest and known.version not in rulebooks.withdrawn:
                return ()
            raise no.EditionImmutable(edition=edition.ref)
    _check_order(edition.version, edition.effective_from, edition.ref, rulebooks)
    return (
        RulebookPublished(
            bureau=command.bureau,
            rulebook=edition.rulebook,
            version=edition.version,
            effective_from=edition.effective_from,
            document=document.decode(),
            digest=digest,
            file_digest="sha256:" + hashlib.sha256(command.document.encode()).hexdigest(),
        ),
    )


def _check_order(version: int, start: date, ref: str, rulebooks: RulebookState) -> None:
    if not rulebooks.published:
        return
    last = max(rulebooks.published, key=lambda p: p.version)
    if version < last.version:
        raise no.EditionVersionNotNext(version=version, last=last.version)
    standing = [p for p in rulebooks.published if p.version not in rulebooks.withdrawn]
    latest = max((p.effective_from for p in standing), default=start)
    if start < latest:
        raise no.EditionStartsEarlier(edition=ref, start=start, last=latest)


def withdraw_rulebook(
    command: WithdrawRulebook, bureau: str, rulebooks: RulebookState, today: date
) -> tuple[RulebookFact, ...]:
    for known in rulebooks.published:
        if known.version == command.version and known.version not in rulebooks.withdrawn:
            ref = f"{known.rulebook}@{known.version}"
            if known.effective_from <= today:
                raise no.EditionInForce(edition=ref, start=known.effective_from)
            said = command.model_dump() | {"bureau": bureau, "rulebook": known.rulebook}
            return (RulebookWithdrawn(**said),)
    raise no.EditionNotFound(edition=str(command.version), bureau=bureau)
