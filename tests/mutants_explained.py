"""Which mutants can no test tell from the source, and why not?"""

from __future__ import annotations

from typing import Final

_ASKED_AGAIN: Final = "It only saves time: whether the item raises one is asked again below."
_REQUIRED: Final = (
    "A component of the method `difference` has both: the rulebook is refused without."
)
_ENTRIES_ALONE: Final = "Of what is told there the entries alone are taken, and no position."
_IN_A_CONDITION: Final = "It is asked in a condition alone."
_OF_ALL_KINDS: Final = "No command of another kind comes there: the types are checked."
_UPWARDS: Final = "_ever_above: named is not None and named not in found"
_MEANT: Final = "said.entry is not None and about.loss is not None"
_NOT_RESTATED: Final = "not name.startswith('restated')"
_NO_CYCLE: Final = "Above none there is nobody, and no bureau is above itself: the walk ends there."
_EITHER_ORDER: Final = "Two links are alike in either order."
_EMPTY: Final = "A number that was given to none has an empty stream, which tells nothing."
_ALL_OPENED: Final = "Each number up to the last is of a case that was opened."
_OF_ONE_CASE: Final = "A dispute and its decision are of one bureau and number."
_FOUND_BEFORE: Final = "Where nothing is published, the run was refused before."
_OVER: Final = "No year is closed before it is over."
_NO_POSITION: Final = "What an entry is worth does not rest on its position."

EXPLAINED: Final[dict[str, dict[str, str]]] = {
    "domain/scoring.py": {
        "claimed_points: entry.level or '' → entry.level": "No level of an item is named ''.",
        "_claim: entry.item or '' → entry.item": "No item of an edition is named ''.",
        "share_losses: loss.indicator or '' → loss.indicator": "Every loss has an indicator.",
        "share_losses: loss.points or ZERO → loss.points": "Every loss has points.",
        "_loss_share.part: planned and line.share → planned": "Planned, every line has a share.",
    },
    "domain/standing.py": {
        "officer: posting is None or group is None → group is None": (
            "Without a posting there is no group either."
        ),
        "_difference: component.base or ZERO → component.base": _REQUIRED,
        "_difference: component.k or ZERO → component.k": _REQUIRED,
    },
    "domain/accounts/decisions.py": {
        "_claimed: 0 → 1": _NO_POSITION,
        "_claimed: 0 → -1": _NO_POSITION,
    },
    "domain/bureaus/decisions.py": {
        "place_bureau: command.above is not None and command.bureau in ever_above"
        " → command.bureau in ever_above": "Above none there is nobody.",
    },
    "domain/granting.py": {
        "_refuse_linked_on: linked_alike(state.link, other.link)"
        " → linked_alike(other.link, state.link)": _EITHER_ORDER,
        "refuse_partial: for … in … if step → for … in …": (
            "A claim that comes to its approval took both steps."
        ),
    },
    "domain/again.py": {
        "_decided: linked_alike(state.link, other.link) → linked_alike(other.link, state.link)": (
            _EITHER_ORDER
        ),
    },
    "domain/approving.py": {
        "_approved: 0 → 1": _ENTRIES_ALONE,
        "_approved: 0 → -1": _ENTRIES_ALONE,
    },
    "domain/second.py": {
        "_undoes_a_loss: return False → return None": _IN_A_CONDITION,
        "nobody: return False → return None": _IN_A_CONDITION,
        "nothing: return False → return None": _IN_A_CONDITION,
        "asks_at.asks: return False → return None": _IN_A_CONDITION,
        "starred_at.starred: return False → return None": _IN_A_CONDITION,
        "covers: unit is not None and unit not in seen → unit not in seen": (
            "No unit is of no bureau, so the walk ends there all the same."
        ),
    },
    "domain/registers/decisions/people.py": {
        "record_posting: _overlap(fact, other) → _overlap(other, fact)": (
            "Two spans of days overlap in either order."
        ),
    },
    "domain/registers/decisions/rulebooks.py": {
        "_check_order: version < last.version → version <= last.version": (
            "A version that there is already was answered before."
        ),
    },
    "domain/deciding/entries.py": {
        "graded: desk.plans(bureau, year) → desk.plans(year, bureau)": (
            "Whether the step fits was asked above, of the same plans."
        ),
    },
    "domain/deciding/disputes.py": {"_proceed: assert_never(command) → pass": _OF_ALL_KINDS},
    "domain/deciding/disputing.py": {
        **{f"_about: 0 → {other} ({nth})": _OF_ONE_CASE for other in ("1", "-1") for nth in (3, 4)},
        "_not_his: return → pass": "Whoever asks is refused at the first.",
        "_refuse_open: 1 → 0": _EMPTY,
        "_refuse_open: filed is None or other.ended is not None → other.ended is not None": (
            _ALL_OPENED
        ),
        "_refuse_open: _overlap(about, filed.about) → _overlap(filed.about, about)": (
            "Two overlap in either order."
        ),
        "_known_days: about.run == 'published' and published is not None"
        " → about.run == 'published'": _FOUND_BEFORE,
        "_last_day: stage.stage != 'objection' or case.about.run is None or published is None"
        " → stage.stage != 'objection' or case.about.run is None": _FOUND_BEFORE,
        "_published_marks: (case.subject, number) in p.marks and p.opened"
        " → (case.subject, number) in p.marks": "A period gives no mark before it is opened.",
        "_published_marks: 0 → -1": "A mark is given in one period.",
        "_run_taken: return state.published.run → return None": (
            "Of what is published it is asked alone whether it is."
        ),
        **{
            f"_run_named: closed is None or {_NOT_RESTATED} → {other}": (
                "Whoever comes there has a closed year, and its run beside itself is itself."
            )
            for other in (f"closed is None and ({_NOT_RESTATED})", _NOT_RESTATED, "closed is None")
        },
    },
    "domain/deciding/drafts.py": {
        "decide_draft: assert_never(command) → pass": _OF_ALL_KINDS,
        "_comment: assert_never(command) → pass": _OF_ALL_KINDS,
        "_draft: for … in … if o → for … in …": "Of nobody there is nothing to read.",
        "_signer: for … in … if one.startswith('officer:') → for … in …": (
            "No officer's number reads as a principal does."
        ),
    },
    "domain/deciding/evaluating.py": {
        "decide_pack: assert_never(command) → pass": _OF_ALL_KINDS,
        "decide_evaluation: assert_never(command) → pass": _OF_ALL_KINDS,
        "_issue: desk.editions(bureau) → pass": (
            "Whether the quarter is closed was asked of them above."
        ),
        "_packs: desk.next_number('pack', bureau) - 1 → desk.next_number('pack', bureau) + 1": (
            _EMPTY
        ),
        "_packs: 1 → 0": _EMPTY,
        "_packs: 0 → -1": _EMPTY,
        "_packs: state.issued is not None and state.issued.year == year"
        " → state.issued.year == year": _ALL_OPENED,
        "_undecided: 1 → 0": _EMPTY,
        "_undecided: filed is None or dispute.ended is not None or filed.stage != 'objection'"
        " → dispute.ended is not None or filed.stage != 'objection'": _ALL_OPENED,
    },
    "domain/deciding/placing.py": {
        "decide_bureau: assert_never(command) → pass": _OF_ALL_KINDS,
        f"{_UPWARDS} → named is not None or named not in found": _NO_CYCLE,
        f"{_UPWARDS} → named not in found": _NO_CYCLE,
        f"{_UPWARDS} → named is not None": _NO_CYCLE,
    },
    "domain/deciding/quarters.py": {
        "decide_quarter: assert_never(command) → pass": _OF_ALL_KINDS,
        "_losses: 1 → 2": "In a year that is to come nothing was recorded yet.",
        **dict.fromkeys(
            (
                f"_decided: {_MEANT} → said.entry is not None or about.loss is not None",
                f"_decided: {_MEANT} → about.loss is not None",
                f"_decided: {_MEANT} → said.entry is not None",
            ),
            "Where an entry is meant there is its loss, and none where there is none.",
        ),
    },
    "domain/deciding/remediations.py": {
        "decide_remediation: assert_never(command) → pass": _OF_ALL_KINDS,
        "_refuse_open: opened is not None and (opened.year, opened.entry) == (command.year,"
        " command.entry) → (opened.year, opened.entry) == (command.year, command.entry)": (
            "The numbers are taken from the openings themselves."
        ),
    },
    "domain/deciding/registers.py": {
        "register_: assert_never(command) → pass": _OF_ALL_KINDS,
        "_refuse_closed_years: 1 → 2": _OVER,
        "_refuse_closed_years: 1 → 0": _OVER,
    },
    "domain/deciding/remedying.py": {
        "_hangs_together: return False → return None": _IN_A_CONDITION,
        "_hangs_together: _of_one(entry, _entry(desk, other))"
        " → _of_one(_entry(desk, other), entry)": (
            "Two entries are of one merit or paper in either order."
        ),
        "_of_one: return False → return None": _IN_A_CONDITION,
        "refuse_worse: Title(what, what, what_zh) → Title(what, what, what_zh)": (
            "What changes places is the same."
        ),
    },
    "domain/deciding/steps.py": {
        "take_step: claim.subject or '' → claim.subject": (
            "In a claim about nobody none but the owner comes there, who stands for anybody."
        ),
        "refuse_stage: stage == 'hearing' and state.hearing is not None → stage == 'hearing'": (
            "None waits to be heard but where a hearing was opened."
        ),
        "refuse_stage: stage is not None and stage != wanted → stage != wanted": (
            "One that has ended was refused before."
        ),
        "_is_too_long: (until - last).days > _SURELY_TOO_LONG"
        " → (until - last).days >= _SURELY_TOO_LONG": (
            "Of a hundred days too more than thirty are worked."
        ),
        "_cite_alike: s.award and s.award.document_no → s.award.document_no": (
            "None but an award's claim comes there."
        ),
        "_refuse_leaving_out: linked_alike(state.link, other.link)"
        " → linked_alike(other.link, state.link)": _EITHER_ORDER,
    },
    "domain/deciding/years.py": {
        "decide_year: assert_never(command) → pass": _OF_ALL_KINDS,
        "_results: assert_never(command) → pass": _OF_ALL_KINDS,
        "_left_out.mends_the_run: return False → return None": _IN_A_CONDITION,
        "_carry_over: 31 → 30": "Of that day the year alone is asked.",
    },
    "domain/restraints.py": {
        "intervals: for … in … if i.restriction is not None → for … in …": _ASKED_AGAIN,
        "intervals: for … in … if e.item in raising → for … in …": _ASKED_AGAIN,
        "intervals: entry.item or '' → entry.item": "An entry that raises one has an item.",
    },
}
"""By file; checked by `tests.mutants`: one that is noticed after all may not stand here."""
