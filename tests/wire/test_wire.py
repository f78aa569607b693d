"""Does every fact that was ever stored read as what it said, and is it stored byte for byte so?"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent

from domain.journal.envelope import Recorded
from domain.journal.keyring import Keyring
from domain.journal.mapper import FactMapper, decode, encode
from domain.journal.names import NAME_OF, NAMES, UPCASTS, Fact, sealed_fields
from domain.journal.streams import FOLDS, seal_subject, stream_of
from domain.registers.state import read_document
from tests.wire.facts import RULEBOOK_DIGEST, facts_by_name

FOLDER = Path(__file__).parent
GOLDEN: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))
}
DOCUMENT: str = GOLDEN["rulebook-published"]["state"]["document"]
EXPECTED = facts_by_name(DOCUMENT)
STREAM = UUID(int=7)


class Open:
    """A keyring that marks what it seals, and knows whose it was."""

    def seal(self, subject: str, text: str) -> str:
        return f"sealed<{subject}>{text}"

    def open(self, subject: str, text: str) -> str:
        return text.removeprefix(f"sealed<{subject}>")


MAPPER = FactMapper(cast(Keyring, Open()))


def as_stored(name: str) -> bytes:
    return encode(GOLDEN[name]["state"])


def unsealed(name: str) -> Fact:
    return decode(name, as_stored(name), lambda _, text: text)


def stored(fact: Fact) -> StoredEvent:
    return MAPPER.to_stored_event(Recorded(STREAM, 1, fact))


def test_every_name_new_and_old_has_its_golden_file_and_its_fact() -> None:
    assert set(GOLDEN) == set(NAMES) | set(UPCASTS) == set(EXPECTED)
    assert all(golden.keys() == {"name", "state"} for golden in GOLDEN.values())
    assert all(golden["name"] == name for name, golden in GOLDEN.items())


@pytest.mark.parametrize("name", GOLDEN)
def test_a_stored_fact_reads_as_what_it_said(name: str) -> None:
    assert unsealed(name) == EXPECTED[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_fact_is_stored_byte_for_byte_as_it_was(name: str) -> None:
    event = stored(EXPECTED[name])
    state = json.loads(event.state)
    for field in sealed_fields(NAMES[name]):
        mark = f"sealed<{seal_subject(state)}>"
        assert state[field].startswith(mark)
        state[field] = state[field].removeprefix(mark)
    assert (event.topic, encode(state)) == (name, as_stored(name))


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_file_fills_every_field(name: str) -> None:
    state = GOLDEN[name]["state"]
    assert set(state) == set(NAMES[name].model_fields)
    assert not any(said in (None, [], {}, "") for said in state.values())


@pytest.mark.parametrize("name", NAMES)
def test_a_fact_comes_back_from_the_store_whole(name: str) -> None:
    fact = EXPECTED[name]
    back = MAPPER.to_domain_event(stored(fact))
    assert back == Recorded(STREAM, 1, fact)


@pytest.mark.parametrize("name", NAMES)
def test_what_a_fact_leaves_out_is_absent_and_never_null(name: str) -> None:
    fact = EXPECTED[name]
    bare = type(fact).model_validate(
        {f: getattr(fact, f) for f, about in type(fact).model_fields.items() if about.is_required()}
    )
    event = stored(bare)
    assert b"null" not in event.state
    assert MAPPER.to_domain_event(event) == Recorded(STREAM, 1, bare)


def test_an_old_name_reads_as_its_present_shape() -> None:
    assert unsealed("unit-merged") == unsealed("unit-closed")
    assert set(UPCASTS).isdisjoint(NAMES)
    assert {new for new, _ in UPCASTS.values()} <= set(NAMES) | set(UPCASTS)


def test_a_fact_has_one_name() -> None:
    assert len(NAME_OF) == len(NAMES) == len(set(NAMES.values()))
    assert all(NAMES[NAME_OF[fact]] is fact for fact in NAME_OF)


def test_names_and_narrative_are_sealed_and_nothing_else() -> None:
    assert {name: sealed_fields(fact) for name, fact in NAMES.items() if sealed_fields(fact)} == {
        "bonus-awarded": ("reason",),
        "deduction-imposed": ("reason",),
        "commendation-conferred": ("reason",),
        "reprimand-issued": ("reason",),
        "loss-imposed": ("reason",),
        "entry-reversed": ("reason",),
        "unit-established": ("name",),
        "unit-reorganised": ("name",),
        "officer-registered": ("name",),
        "officer-particulars-amended": ("name",),
        "mark-withdrawn": ("reason",),
        "restriction-imposed": ("reason",),
        "restriction-lifted": ("reason",),
        "restriction-rescinded": ("reason",),
        "rulebook-withdrawn": ("reason",),
        "import-reversed": ("reason",),
        "year-closed": ("waived",),
        "year-restated": ("reason",),
        "grade-decided": ("reason",),
        "claim-submitted": ("narrative",),
        "claim-rejected": ("reason",),
        "dispute-filed": ("known_reason", "statement", "relief"),
        "dispute-declined": ("reason",),
        "dispute-hearing-held": ("record",),
        "dispute-extended": ("reason",),
        "dispute-decided": ("reason",),
        "risk-assessed": ("note",),
        "risk-checked": ("note",),
        "loss-explained": ("explanation",),
        "briefing-decided": ("decision",),
        "remediation-opened.2": ("measures",),
        "remediation-reported": ("report",),
        "remediation-returned": ("reason",),
        "remediation-extended": ("reason",),
        "contact-recorded": ("note",),
        "evaluation-sealed": ("score",),
        "evaluation-justified": ("justification",),
        "evaluation-waived": ("reason",),
        "personal-indicator-drafted": ("title", "standard"),
        "draft-commented": ("text",),
        "comment-answered": ("text",),
        "draft-returned": ("reason",),
        "evidence-extended.2": ("reason",),
        "late-entry-recorded": ("reason",),
        "distinct-award-held": ("reason",),
        "claim-linked": ("reason",),
        "hearing-answered": ("text",),
        "entry-acknowledged": ("opinion",),
        "result-acknowledged": ("opinion",),
    }


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("bonus-awarded", "officer:0012"),
        ("loss-imposed", "unit:zg"),
        ("officer-registered", "officer:0012"),
        ("posting-recorded", "officer:0012"),
        ("unit-established", "unit:zg"),
        ("mark-withdrawn", "officer:0012"),
        ("restriction-imposed", "officer:0012"),
        ("rulebook-withdrawn", "bureau:nanyue"),
        ("import-reversed", "bureau:nanyue"),
        ("year-closed", "bureau:nanyue"),
        ("grade-decided", "officer:0012"),
        ("dispute-filed", "officer:0012"),
        ("dispute-hearing-held", "officer:0013"),
        ("risk-assessed", "unit:zg"),
        ("loss-explained", "unit:zg"),
        ("remediation-opened", "unit:zg"),
        ("contact-recorded", "officer:0012"),
        ("evaluation-sealed", "bureau:nanyue"),
        ("evaluation-justified", "officer:0012"),
        ("evaluation-waived", "bureau:nanyue"),
        ("personal-indicator-drafted", "officer:0012"),
        ("comment-answered", "unit:zg"),
        ("draft-returned", "bureau:nanyue"),
        ("bureau-placed", "bureau:nanyue"),
        ("officer-received", "officer:0012"),
        ("deferral-settled", "officer:0012"),
    ],
)
def test_a_fact_is_sealed_under_the_key_of_whom_it_is_about(name: str, subject: str) -> None:
    assert seal_subject(GOLDEN[name]["state"]) == subject


@pytest.mark.parametrize(
    ("name", "stream"),
    [
        ("bonus-awarded", "account:nanyue/2024/officer:0012"),
        ("entry-reversed", "account:nanyue/2024/officer:0012"),
        ("loss-imposed", "account:nanyue/2024/unit:zg"),
        ("unit-closed", "unit:fa"),
        ("posting-recorded", "officer:0012"),
        ("plan-adopted", "plans:nanyue/2024"),
        ("plan-adopted.2", "plans:nanyue/2024"),
        ("mark-given", "marks:nanyue/2024/officer:0012"),
        ("restriction-lifted", "restrictions:nanyue/officer:0012"),
        ("rulebook-published", "rulebooks:nanyue"),
        ("workbook-imported", "imports:nanyue/2024"),
        ("year-closed", "year:nanyue/2024"),
        ("tie-resolved", "year:nanyue/2024"),
        ("working-days-announced", "calendar:nanyue"),
        ("role-granted", "grants:nanyue/token:desk-3"),
        ("role-revoked", "grants:nanyue/token:desk-3"),
        ("claim-submitted", "claim:nanyue/7"),
        ("claim-approved", "claim:nanyue/7"),
        ("dispute-filed", "dispute:nanyue/3"),
        ("dispute-hearing-held", "dispute:nanyue/3"),
        ("risk-checked", "risk:nanyue/2025/T1"),
        ("quarter-frozen", "quarter:nanyue/2025/1"),
        ("briefing-decided", "quarter:nanyue/2025/1"),
        ("remediation-verified", "remediation:nanyue/5"),
        ("contact-recorded", "contact:nanyue/9"),
        ("mark-documented", "marks:nanyue/2024/unit:zg"),
        ("pack-acknowledged", "pack:nanyue/4"),
        ("evaluation-disclosed", "evaluations:nanyue/2025/Q1"),
        ("post-unstarred", "stars:nanyue"),
        ("ledger-row-recorded", "work-ledger:nanyue/fiscal_revenue_quality"),
        ("indicators-drafted", "draft:nanyue/7"),
        ("personal-indicator-drafted", "draft:nanyue/7"),
        ("upper-indicators-registered", "upper:nanyue/2024"),
        ("indicator-set-published", "sets:nanyue/2024"),
        ("bureau-placed", "bureau:nanyue"),
        ("officer-released", "transfer:0012"),
        ("officer-received", "transfer:0012"),
        ("deferral-settled", "restrictions:nanyue/officer:0012"),
    ],
)
def test_a_fact_belongs_to_the_stream_it_always_belonged_to(name: str, stream: str) -> None:
    assert stream_of(EXPECTED[name]).name == stream


def test_a_streams_id_never_changes() -> None:
    account = stream_of(EXPECTED["bonus-awarded"])
    assert str(account.id) == "54666476-8c4b-5079-b63b-ba1aded6ddcb"


@pytest.mark.parametrize("name", NAMES)
def test_every_fact_folds_into_the_empty_state_of_its_stream(name: str) -> None:
    stream = stream_of(EXPECTED[name])
    initial, evolve = FOLDS[stream.kind]
    assert evolve(initial(stream.of), EXPECTED[name]) is not None


def test_a_published_rulebook_reads_for_ever() -> None:
    assert "sha256:" + hashlib.sha256(DOCUMENT.encode()).hexdigest() == RULEBOOK_DIGEST
    edition = read_document(DOCUMENT)
    assert edition.ref == "nanyue@1"
    assert list(edition.items) == ["C1", "C2", "I1", "W1", "X3", "X1", "H0"]
    assert [group.id for group in edition.groups] == ["heads", "deputies", "sections", "branches"]
    assert str(edition.unit.owner_share) == "3/5"
    assert edition.pay[1].compare(edition.pay[2]) == 1
