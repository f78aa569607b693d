"""Which sources are tried, by which tests, and which mutants can no test tell from the source?"""

from __future__ import annotations

from typing import Final

_DOMAIN: Final = "tests/domain/test_"
_EVIDENCE: Final = "tests/evidence/test_"
_MERKLE: Final = (
    "the_published_tree_has_the_published_roots",
    "the_published_tree_has_the_published_proofs",
    "a_frontier_goes_on_where_it_was_left",
    "a_frontier_that_cannot_be_is_refused",
    "what_is_no_hash_is_not_appended",
    "no_proof_is_made_of_a_leaf_that_is_not_there",
    "no_proof_is_made_of_a_shrinking",
    "only_its_own_proof_proves_a_leaf",
    "only_its_own_proof_proves_a_growth",
    "what_is_no_size_is_refused",
    "what_is_no_proof_is_refused",
    "a_proof_is_no_longer_than_the_tree_is_high",
    "the_largest_size_is_a_size",
    "the_empty_tree_has_one_root",
    "a_size_that_has_another_shape_is_refused",
)
"""Without those that draw examples: to shrink one takes longer than to find it."""

TESTED_BY: Final[dict[str, tuple[str, ...]]] = {
    "projections/evidence/verify.py": (f"{_EVIDENCE}verify.py", f"{_EVIDENCE}verdicts.py"),
    "projections/evidence/log_passes.py": (
        f"{_EVIDENCE}log_passes.py",
        f"{_EVIDENCE}completeness.py",
        f"{_EVIDENCE}verdicts.py",
    ),
    "projections/evidence/fact_passes.py": (
        f"{_EVIDENCE}fact_passes.py",
        f"{_EVIDENCE}verdicts.py",
    ),
    "projections/evidence/row_passes.py": (
        f"{_EVIDENCE}row_passes.py",
        f"{_EVIDENCE}starred_audited.py::test_a_mark_s_document_reads_as_the_fact_beside_it_says",
    ),
    "projections/evidence/reading_passes.py": (f"{_EVIDENCE}reading_passes.py",),
    "projections/evidence/schema_passes.py": (f"{_EVIDENCE}schema_passes.py",),
    "projections/evidence/second_pass.py": (
        f"{_EVIDENCE}second_pass.py",
        f"{_EVIDENCE}starred_audited.py",
        f"{_EVIDENCE}hearings_audited.py",
        f"{_EVIDENCE}awards_audited.py",
        f"{_EVIDENCE}disputes_audited.py",
    ),
    "projections/evidence/approvals.py": (
        f"{_EVIDENCE}claims_audited.py",
        f"{_EVIDENCE}second_pass.py",
        f"{_EVIDENCE}disputes_audited.py",
        f"{_EVIDENCE}hearings_audited.py",
    ),
    "projections/evidence/staged_approvals.py": (
        f"{_EVIDENCE}awards_audited.py",
        f"{_EVIDENCE}links_audited.py",
        f"{_EVIDENCE}claimed_again_audited.py",
    ),
    "projections/evidence/acts.py": (
        f"{_EVIDENCE}quarters_audited.py",
        f"{_EVIDENCE}feedback_audited.py",
    ),
    "projections/evidence/himself.py": (f"{_EVIDENCE}himself_audited.py",),
    "projections/evidence/asked_by_rule.py": (f"{_EVIDENCE}asked_by_rule_audited.py",),
    "projections/evidence/quarter_pass.py": (f"{_EVIDENCE}quarters_audited.py",),
    "projections/evidence/feedback_pass.py": (f"{_EVIDENCE}feedback_audited.py",),
    "projections/evidence/signing_pass.py": (
        "tests/cycle/test_signatures_audited.py",
        "tests/cycle/test_indicators_audited.py",
    ),
    "projections/evidence/hearings.py": (f"{_EVIDENCE}hearings_audited.py",),
    "projections/evidence/deciders.py": (f"{_EVIDENCE}disputes_audited.py",),
    "projections/evidence/starring.py": (f"{_EVIDENCE}starred_audited.py",),
    "projections/evidence/findings.py": (f"{_EVIDENCE}second_pass.py",),
    "projections/evidence/merkle.py": tuple(f"{_EVIDENCE}merkle.py::test_{one}" for one in _MERKLE),
    "domain/scoring.py": (
        f"{_DOMAIN}caps.py",
        f"{_DOMAIN}losses.py",
        f"{_DOMAIN}scoring.py",
    ),
    "domain/banding.py": (f"{_DOMAIN}banding.py",),
    "domain/standing.py": (
        f"{_DOMAIN}standing.py",
        f"{_DOMAIN}unit_standing.py",
        f"{_DOMAIN}comparison_groups.py",
        f"{_DOMAIN}two_clocks.py",
    ),
    "domain/restraints.py": (f"{_DOMAIN}restraints.py",),
    "domain/accounts/decisions.py": (
        f"{_DOMAIN}granting_an_entry.py",
        f"{_DOMAIN}imposing_a_loss.py",
        f"{_DOMAIN}correcting_an_entry.py",
        f"{_DOMAIN}reversing_an_entry.py",
        f"{_DOMAIN}recording_in_a_closed_year.py",
        f"{_DOMAIN}importing_a_workbook.py",
        f"{_DOMAIN}faults_of_a_workbook.py",
    ),
    "domain/accounts/corrections.py": (
        f"{_DOMAIN}correcting_an_entry.py",
        f"{_DOMAIN}recording_in_a_closed_year.py",
        f"{_DOMAIN}importing_own_refs.py",
    ),
    "domain/years/decisions.py": (
        f"{_DOMAIN}opening_a_year.py",
        f"{_DOMAIN}freezing_and_publishing.py",
        f"{_DOMAIN}closing_a_year.py",
        f"{_DOMAIN}restating_a_year.py",
        f"{_DOMAIN}committee_decisions.py",
        f"{_DOMAIN}working_days.py",
    ),
    "domain/registers/decisions/people.py": (
        f"{_DOMAIN}units.py",
        f"{_DOMAIN}officers_and_postings.py",
        f"{_DOMAIN}committee_decisions.py",
    ),
    "domain/registers/decisions/plans.py": (f"{_DOMAIN}plans.py",),
    "domain/registers/decisions/reviews.py": (f"{_DOMAIN}marks.py", f"{_DOMAIN}restrictions.py"),
    "domain/registers/decisions/rulebooks.py": (f"{_DOMAIN}publishing_a_rulebook.py",),
    "domain/disputes/decisions.py": (
        f"{_DOMAIN}raising_a_dispute.py",
        f"{_DOMAIN}going_on_with_a_dispute.py",
        f"{_DOMAIN}deciding_a_dispute.py",
        f"{_DOMAIN}disputes_time.py",
    ),
    "domain/drafts/decisions/drafting.py": (
        f"{_DOMAIN}drafting_indicators.py",
        f"{_DOMAIN}comment_rounds.py",
    ),
    "domain/drafts/decisions/rounds.py": (f"{_DOMAIN}comment_rounds.py",),
    "domain/drafts/decisions/signing.py": (f"{_DOMAIN}signing_a_draft.py",),
    "domain/drafts/decisions/publishing.py": (f"{_DOMAIN}publishing_indicators.py",),
    "domain/evaluations/decisions.py": (f"{_DOMAIN}evaluations.py",),
    "domain/quarters/decisions.py": (f"{_DOMAIN}quarters.py",),
    "domain/remediations/decisions.py": (f"{_DOMAIN}remediations.py",),
    "domain/risks/decisions.py": (f"{_DOMAIN}risks.py",),
    "domain/bureaus/decisions.py": (f"{_DOMAIN}bureaus.py",),
    "domain/stars/decisions.py": (f"{_DOMAIN}stars.py",),
    "domain/contacts/decisions.py": (f"{_DOMAIN}contacts.py",),
    "domain/work_ledgers/decisions.py": (f"{_DOMAIN}work_ledgers.py",),
    "domain/claims/decisions.py": (f"{_DOMAIN}claims.py", f"{_DOMAIN}ending_a_claim.py"),
    "domain/second.py": (
        f"{_DOMAIN}second_person.py",
        f"{_DOMAIN}claims.py",
        f"{_DOMAIN}stars.py",
        f"{_DOMAIN}heard_before_a_deduction.py",
    ),
    "domain/heard.py": (f"{_DOMAIN}second_person.py", f"{_DOMAIN}heard_before_a_deduction.py"),
    "domain/granting.py": (
        f"{_DOMAIN}claiming_an_award.py",
        f"{_DOMAIN}linking_claims.py",
        f"{_DOMAIN}who_may_act_in_a_case.py",
    ),
    "domain/approving.py": (
        f"{_DOMAIN}settling.py",
        f"{_DOMAIN}claims.py",
        f"{_DOMAIN}ending_a_claim.py",
        f"{_DOMAIN}claiming_an_award.py",
        f"{_DOMAIN}linking_claims.py",
        f"{_DOMAIN}heard_before_a_deduction.py",
        f"{_DOMAIN}work_ledgers.py",
    ),
    "domain/access/decisions.py": (f"{_DOMAIN}granting_a_role.py",),
    "domain/deciding/permits.py": (
        f"{_DOMAIN}who_may_record.py",
        f"{_DOMAIN}who_may_act_in_a_case.py",
        f"{_DOMAIN}granting_a_role.py",
    ),
}
"""The fewest that reach it; where some need a database, one of these first: it is set up once."""

_ASKED_AGAIN: Final = "It only saves time: whether the item raises one is asked again below."
_REQUIRED: Final = (
    "A component of the method `difference` has both: the rulebook is refused without."
)
_ENTRIES_ALONE: Final = "Of what is told there the entries alone are taken, and no position."
_IN_A_CONDITION: Final = "It is asked in a condition alone."
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
    "domain/approving.py": {
        "_approved: 0 → 1": _ENTRIES_ALONE,
        "_approved: 0 → -1": _ENTRIES_ALONE,
    },
    "domain/second.py": {
        "_undoes_a_loss: return False → return None": _IN_A_CONDITION,
        "nobody: return False → return None": _IN_A_CONDITION,
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
    "domain/restraints.py": {
        "intervals: for … in … if i.restriction is not None → for … in …": _ASKED_AGAIN,
        "intervals: for … in … if e.item in raising → for … in …": _ASKED_AGAIN,
        "intervals: entry.item or '' → entry.item": "An entry that raises one has an item.",
    },
}
"""By file; checked by `tests.mutants`: one that is noticed after all may not stand here."""
