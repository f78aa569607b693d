"""Which step of a claim is whose, and who is still to prove or to say something?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from domain.claims.state import ClaimState, Stage
from domain.claims.vocabulary import said_in_clear
from projections.todos.scene import WORDS, Candidate, Case, Kind, Scene

_STEPS: Final[dict[Stage, tuple[Kind, str]]] = {
    "check": ("check_claim", "CheckClaim"),
    "verify": ("verify_claim", "VerifyClaim"),
    "approve": ("approve_claim", "ApproveClaim"),
}
_ANY_FILE: Final = "sha256:" + 64 * "0"


def of_claims(scene: Scene) -> Iterator[Candidate]:
    for state in scene.claims:
        claim = state.submitted
        stage = state.stage(scene.today)
        if claim is None or stage is None:
            continue
        case = Case("claims", scene.bureau, claim.number)
        if stage in _STEPS:
            kind, command = _STEPS[stage]
            task = case.to(kind, stage, command, digest=state.digest)
            # Linked with others it is another thing, and is verified anew.
            turn = ",".join(map(str, state.link.claims)) if state.link else ""
            yield replace(task, subject=claim.subject, turn=turn)
        if stage == "hearing":
            yield from _to_answer(scene, case, state)
        yield from _to_prove(scene, case, state)


def _to_answer(scene: Scene, case: Case, state: ClaimState) -> Iterator[Candidate]:
    """He may say more until the last day; once he said something, nothing waits for it."""
    hearing = state.hearing
    if hearing is not None and not state.answers and scene.person.speaks_for(hearing.subject):
        task = case.to("be_heard", "answer", "AnswerClaim", text=WORDS)
        yield replace(task, subject=hearing.subject, due=hearing.closes_on)


def _to_prove(scene: Scene, case: Case, state: ClaimState) -> Iterator[Candidate]:
    """Where nothing was handed in, in time or late: of whoever claims, or whom it is for."""
    award, claim = state.award, state.submitted
    if award is None or claim is None or state.evidence or state.added:
        return
    his = scene.person.speaks_for(award.subject) or claim.proposer == scene.person.by.actor
    item = scene.editions.get(award.edition).items[said_in_clear(claim.content)["item"]]
    if his and item.evidence == "required":
        task = case.to("add_evidence", "evidence", "AddEvidence", evidence=[_ANY_FILE])
        yield replace(task, subject=award.subject, due=state.evidence_until)


def proposed(scene: Scene, command: str) -> Iterator[dict[str, Any]]:
    """What the claims say in clear that ask for such a command, and wait for a second person."""
    for state in scene.claims:
        claim = state.submitted
        if state.ended is None and claim is not None and claim.command == command:
            yield said_in_clear(claim.content)
