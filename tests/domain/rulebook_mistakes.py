"""Which mistakes can an author make in the example, and where must each be named?"""

from __future__ import annotations

from typing import Final, NamedTuple

from tests.domain.rulebook_examples import EXAMPLE, line_of


class Mistake(NamedTuple):
    """One edit of the example; the fault is on the edited line, or on the first that has `at`."""

    code: str
    pointer: str
    old: str
    new: str
    nth: int = 1
    at: str | None = None
    after: int = 0

    @property
    def text(self) -> str:
        lines = EXAMPLE.splitlines()
        number = line_of(self.old, self.nth) - 1
        lines[number] = lines[number].replace(self.old, self.new, 1)
        return "\n".join(lines) + "\n"

    @property
    def place(self) -> str:
        if self.at is None:
            line = line_of(self.old, self.nth)
        else:
            line = next(n for n, row in enumerate(self.text.split("\n"), 1) if self.at in row)
        return f"{self.pointer} (line {line + self.after})"


_HUGE: Final = "title: " + "x" * (256 * 1024)
_DEEP: Final = "pay: " + "[" * 20 + "]" * 20
_LUNAR: Final = "good_quarter: 90\nwords: {lunar: 农历}"
_TWO_LINKS: Final = (
    "org_link: {source: unit, method: coefficient, of: regular_review}\n"
    "  other: {source: unit, method: coefficient, of: regular_review}"
)

SYNTAX: Final = (
    Mistake("document-too-large", "/", "decimals: 3", _HUGE, at="rulebook:"),
    Mistake("not-utf8", "/", "decimals: 3", "decimals: \ud800"),
    Mistake("not-yaml", "/totals/bonus 10", "totals: {bonus: 10", "totals: {bonus 10: : 3"),
    Mistake("not-yaml", "/groups/0", "match: {post_level: [head]}", "\tmatch: {}"),
    Mistake("not-yaml", "/", "decimals: 3", "decimals: \x00", at="rulebook:", after=4),
    Mistake("not-yaml", "/missing", "missing: renormalise", 'missing: "\\UFFFFFFFF"'),
    Mistake("anchor-used", "/totals", "totals: {bonus", "totals: &t {bonus"),
    Mistake("anchor-used", "/totals", "totals: {bonus: 10, deduction: 15}", "totals: *t"),
    Mistake("tag-used", "/decimals", "decimals: 3", "decimals: !!python/name:os.system 3"),
    Mistake(
        "nested-too-deeply", "/pay" + "/0" * 15, "pay: {1: 1.2, 2: 1.0, 3: 0.8, 4: 0.5}", _DEEP
    ),
    Mistake("several-documents", "/", "decimals: 3", "---\ndecimals: 3"),
)

SHAPE: Final = (
    Mistake("duplicate-key", "/version", "decimals: 3", "version: 2"),
    Mistake("key-not-text", "/totals", "totals: {bonus: 10", "totals: {? [bonus] : 10"),
    Mistake("unknown-key", "/decimal", "decimals: 3", "decimal: 3"),
    Mistake("unknown-key", "/groups/0/match/level", "{post_level: [head]", "{level: [head]"),
    Mistake("unknown-key", "/bands/2/name", "{band: 3}", "{band: 3, name: rest}"),
    Mistake("missing-key", "/", "version: 1", "", at="rulebook:"),
    Mistake("missing-key", "/groups/0", "match: {post_level: [head]}", "", at="id: heads"),
    Mistake("missing-key", "/components/org_link", ", method: weighted", ""),
    Mistake(
        "missing-key",
        "/components/peer_evaluation",
        "{source: review, aggregate: last}",
        "{source: review}",
        2,
    ),
    Mistake(
        "missing-key", "/components/org_link", "method: weighted", "method: difference, base: 80"
    ),
    Mistake("missing-key", "/categories/1", "{id: I}", "{cap: 3}"),
    Mistake("no-value", "/items/2/cap", "cap: 3", "cap:"),
    Mistake("no-value", "/unit/totals", "  totals: {bonus: 10, deduction: 10}", "  totals: ~", 1),
    Mistake("not-a-map", "/components/org_link", "{source: unit, method: weighted}", "unit"),
    Mistake("not-a-map", "/groups/0/match", "{post_level: [head]}", "[head]"),
    Mistake("not-a-list", "/groups/0/match/post_level", "[head]", "head"),
    Mistake("not-a-text", "/version", "version: 1", "version: [1]"),
    Mistake("wrong-count", "/items/3/range", "[0.5, 2.0]", "[0.5]"),
    Mistake("wrong-count", "/groups/0/match/post_level", "[head]", "[]"),
    Mistake("wrong-count", "/groups/0/match", "{post_level: [head]}", "{}"),
    Mistake("hidden-character", "/items/1/title", "title: 部门表彰", 'title: "a\\u0007"'),
    Mistake("hidden-character", "/items/1/title", "title: 部门表彰", 'title: "\\u202e"'),
    Mistake("text-unreadable", "/items/1/title", "title: 部门表彰", "title: " + "字" * 201),
    Mistake("not-an-id", "/rulebook", "rulebook: nanyue", "rulebook: 南岳"),
    Mistake("not-an-edition", "/under", "version: 1", "version: 1\nunder: city", after=1),
    Mistake("not-a-language", "/title/Chinese", "{zh: 南岳", "{Chinese: 南岳"),
    Mistake("not-a-choice", "/items/2/kind", "kind: bonus", "kind: bonsu"),
    Mistake("not-a-choice", "/missing", "missing: renormalise", "missing: ignore"),
    Mistake("not-a-choice", "/restrictions/0/bites", "bites: during_year", "bites: always"),
    Mistake("not-a-choice", "/restrictions/0/bars/0", "[excellent]", "[competent]"),
    Mistake("not-a-flag", "/fill_vacated", "fill_vacated: false", "fill_vacated: no"),
    Mistake("not-a-flag", "/restrictions/1/unranked", "unranked: true", 'unranked: "true"'),
    Mistake(
        "not-a-date", "/effective_from", "effective_from: 2024-01-01", "effective_from: 2024-02-30"
    ),
    Mistake(
        "not-a-date", "/effective_from", "effective_from: 2024-01-01", "effective_from: 2024-1-1"
    ),
    Mistake("not-a-number", "/items/2/cap", "cap: 3", "cap: three"),
    Mistake("not-a-number", "/items/2/cap", "cap: 3", "cap: 3e1"),
    Mistake("not-a-number", "/items/2/cap", "cap: 3", "cap: 0x10"),
    Mistake("not-a-number", "/items/2/cap", "cap: 3", "cap: .nan"),
    Mistake("negative-number", "/totals/deduction", "deduction: 15", "deduction: -15"),
    Mistake("negative-number", "/items/0/levels/national", "{national: 6", "{national: -6"),
    Mistake("negative-number", "/items/4/points", "points: 0.2", "points: -0.2"),
    Mistake("not-positive", "/items/3/step", "step: 0.1", "step: 0"),
    Mistake("too-many-places", "/items/2/cap", "cap: 3", "cap: 3.00001"),
    Mistake("too-many-places", "/items/0/levels/district", "district: 1.5", "district: 1.50005"),
    Mistake("number-too-large", "/categories/0/cap", "cap: 6", "cap: 1000000"),
    Mistake("not-a-whole-number", "/version", "version: 1", "version: 0"),
    Mistake("not-a-whole-number", "/version", "version: 1", "version: 1.0"),
    Mistake("not-a-whole-number", "/decimals", "decimals: 3", "decimals: 7"),
    Mistake("not-a-whole-number", "/items/0/claim_within", "claim_within: 10", "claim_within: 0"),
    Mistake("not-a-whole-number", "/groups/2/min_size", "min_size: 5", "min_size: five"),
    Mistake("not-a-whole-number", "/pay/one", "{1: 1.2", "{one: 1.2"),
    Mistake("not-a-ratio", "/bands/0/through", "40/100", "0.4"),
    Mistake("not-a-ratio", "/unit/owner_share", "60/100", "60%"),
    Mistake("zero-denominator", "/bands/0/through", "40/100", "40/0"),
    Mistake("ratio-above-one", "/bands/1/through", "90/100", "101/100"),
    Mistake("ratio-above-one", "/unit/owner_share", "60/100", "3/2"),
    Mistake("ratio-above-one", "/grades/excellent/quota", "20/100", "20/10"),
)

MEANING: Final = (
    Mistake("duplicate-id", "/items/1/id", "id: C2", "id: C1"),
    Mistake("duplicate-id", "/groups/1/id", "id: deputies", "id: heads"),
    Mistake("duplicate-id", "/categories/4/id", "{id: X}", "{id: X}\n  - {id: C}", after=1),
    Mistake("duplicate-id", "/restrictions/2/id", "id: V3", "id: V2"),
    Mistake(
        "reserved-name",
        "/components/bonus",
        "peer_evaluation: ",
        "bonus: {source: review, aggregate: mean}\n  peer_evaluation: ",
    ),
    Mistake(
        "key-without-use", "/components/org_link/k", "method: weighted", "method: weighted, k: 1"
    ),
    Mistake(
        "key-without-use",
        "/components/org_link/aggregate",
        "method: weighted",
        "method: weighted, aggregate: mean",
    ),
    Mistake(
        "key-without-use", "/items/4/step", "points: 0.2", "points: 0.2\n    step: 0.1", after=1
    ),
    Mistake("weights-not-one", "/groups/0/weights", "org_link: 0.50", "org_link: 0.51"),
    Mistake("weights-not-one", "/unit/weights", "{indicators: 1}", "{indicators: 0.999999999999}"),
    Mistake("unknown-component", "/groups/0/weights/peers", "peer_evaluation: 0.05", "peers: 0.05"),
    Mistake(
        "unknown-component",
        "/grades/excellent/requires/merits",
        "{good_quarters: 2}",
        "{merits: 2}",
    ),
    Mistake(
        "unknown-unit-component",
        "/unit/weights/org_link",
        "{indicators: 1}",
        "{indicators: 0.5, org_link: 0.5}",
    ),
    Mistake("unknown-group", "/groups/2/merge_into", "merge_into: branches", "merge_into: offices"),
    Mistake(
        "merges-into-itself", "/groups/2/merge_into", "merge_into: branches", "merge_into: sections"
    ),
    Mistake(
        "merge-cycle",
        "/groups/2/merge_into",
        "match: {unit_kind: [branch], post_level",
        "min_size: 2\n    merge_into: sections\n    match: {unit_kind: [branch], post_level",
        at="merge_into: branches",
    ),
    Mistake("min-size-alone", "/groups/2/min_size", "merge_into: branches", "", at="min_size"),
    Mistake("unknown-category", "/items/2/category", "category: I", "category: J"),
    Mistake(
        "worth-unclear", "/items/2", "levels: {provincial: 1.0, municipal: 0.5}", "", at="id: I1"
    ),
    Mistake(
        "worth-unclear", "/items/4", "points: 0.2", "points: 0.2\n    levels: {a: 1}", at="id: X3"
    ),
    Mistake("range-without-step", "/items/3/range", "step: 0.1", "", at="range:"),
    Mistake("range-reversed", "/items/3/range", "[0.5, 2.0]", "[2.0, 0.5]"),
    Mistake("range-off-step", "/items/3/range/0", "[0.5, 2.0]", "[0.55, 2.0]"),
    Mistake("range-off-step", "/items/3/range/1", "[0.5, 2.0]", "[0.5, 2.05]"),
    Mistake("per-without-points", "/items/3/per", "step: 0.1", "step: 0.1\n    per: day", after=1),
    Mistake("unknown-restriction", "/items/5/restriction", "restriction: V1", "restriction: V9"),
    Mistake(
        "restriction-without-effect",
        "/restrictions/1",
        "unranked: true",
        "unranked: false",
        at="id: V2",
    ),
    Mistake(
        "restriction-without-effect", "/restrictions/1", "unranked: true", "bars: []", at="id: V2"
    ),
    Mistake("unknown-band", "/restrictions/0/max_band", "max_band: 2", "max_band: 5"),
    Mistake("unknown-band", "/grades/excellent/from_band", "from_band: 1", "from_band: 7"),
    Mistake("unknown-band", "/pay/5", "4: 0.5}", "5: 0.5}"),
    Mistake(
        "bands-out-of-order",
        "/bands/3/band",
        "{band: 3}",
        "{band: 5, through: 95/100}\n  - {band: 3}",
        after=1,
    ),
    Mistake("band-condition-twice", "/bands/1", "through: 90/100", "through: 90/100, below: 99"),
    Mistake("quota-falls", "/bands/1/through", "90/100", "39/100"),
    Mistake("band-after-open-band", "/bands/3", "below: 60", "through: 95/100"),
    Mistake("band-after-open-band", "/bands/3", "{band: 4, below: 60}", "{band: 4}"),
    Mistake("conditional-band-early", "/bands/1/below", "through: 90/100", "below: 70"),
    Mistake(
        "threshold-rises",
        "/bands/4/below",
        "{band: 4, below: 60}",
        "{band: 4, below: 60}\n  - {band: 5, below: 60}",
        after=1,
    ),
    Mistake("open-band-missing", "/bands", "{band: 3}", "{band: 3, through: 95/100}", at="bands:"),
    Mistake(
        "unknown-tie-key", "/tie_break/0", "tie_break: [regular_review", "tie_break: [seniority"
    ),
    Mistake(
        "key-repeated",
        "/tie_break/3",
        "org_link, bonus, deduction",
        "org_link, org_link, deduction",
    ),
    Mistake(
        "not-a-whole-number",
        "/grades/excellent/requires/good_quarters",
        "{good_quarters: 2}",
        "{good_quarters: 1.5}",
    ),
    Mistake(
        "stage-without-earlier",
        "/procedure/disputes/0/stage",
        "decimals: 3",
        "procedure: {disputes: [{stage: appeal, within: 5, decide_within: 9}]}",
    ),
    Mistake(
        "risk-threshold-rises",
        "/procedure/risk/1/least",
        "decimals: 3",
        "procedure: {risk: [{grade: high, least: 4, check_every: 5},"
        " {grade: low, least: 4, check_every: 9}]}",
    ),
    Mistake(
        "risk-grade-missing",
        "/procedure/risk/0/least",
        "decimals: 3",
        "procedure: {risk: [{grade: high, least: 5, check_every: 5}]}",
    ),
)

CASCADES: Final = (
    # These edits break more than one rule at once.
    Mistake(
        "coefficient-weighted",
        "/groups/0/weights/org_link",
        "method: weighted",
        "method: coefficient, of: regular_review",
        at="weights:",
    ),
    Mistake(
        "coefficient-twice",
        "/components/other/of",
        "org_link:          {source: unit, method: weighted}",
        _TWO_LINKS,
        after=1,
    ),
    Mistake("good-quarter-missing", "/tie_break/1", "good_quarter: 90", "", at="tie_break:"),
    Mistake(
        "good-quarter-missing",
        "/grades/excellent/requires/good_quarters",
        "good_quarter: 90",
        "",
        at="requires:",
    ),
    Mistake("unknown-word", "/words/lunar", "good_quarter: 90", _LUNAR, after=1),
    Mistake("unknown-key", "/items/0/levles", "levels: {national: 6,", "levles: {national: 6,"),
    Mistake("duplicate-id", "/bands/2/band", "{band: 3}", "{band: 2}"),
    Mistake(
        "coefficient-target",
        "/components/org_link/of",
        "method: weighted",
        "method: coefficient, of: indicators",
    ),
)
