"""Which facts of the year's management do the golden files hold?"""

from __future__ import annotations

from domain.journal.names import Fact
from tests.wire.facts_of_bureaus import bureau_facts
from tests.wire.facts_of_claims import claim_facts
from tests.wire.facts_of_drafts import draft_facts
from tests.wire.facts_of_evaluations import evaluation_facts
from tests.wire.facts_of_quarters import quarter_facts


def cycle_facts() -> dict[str, Fact]:
    return {
        **quarter_facts(),
        **draft_facts(),
        **claim_facts(),
        **bureau_facts(),
        **evaluation_facts(),
    }
