"""May this be entered in a register, and as which facts?

Each function returns the facts, none where the register says so already, or raises a refusal.
"""

from domain.registers.decisions.deferrals import settle_deferral
from domain.registers.decisions.people import (
    close_unit,
    existing_unit,
    open_unit,
    posted_officer,
    record_posting,
    register_officer,
    register_unit,
)
from domain.registers.decisions.plans import (
    adopt_plans,
    refusals_of_plans,
)
from domain.registers.decisions.reviews import (
    end_restriction,
    give_mark,
    impose_restriction,
    refuse_future,
    refuse_undocumented,
    refuse_unknown_series,
    withdraw_mark,
)
from domain.registers.decisions.rulebooks import (
    publish_rulebook,
    withdraw_rulebook,
)

__all__ = [
    "adopt_plans",
    "close_unit",
    "end_restriction",
    "existing_unit",
    "give_mark",
    "impose_restriction",
    "open_unit",
    "posted_officer",
    "publish_rulebook",
    "record_posting",
    "refusals_of_plans",
    "refuse_future",
    "refuse_undocumented",
    "refuse_unknown_series",
    "register_officer",
    "register_unit",
    "settle_deferral",
    "withdraw_mark",
    "withdraw_rulebook",
]
