"""Which states does a command about a risk read?"""

from __future__ import annotations

from domain.deciding.losses import owner_of
from domain.journal.desk import Desk
from domain.risks import decisions as risk
from domain.risks.commands import AssessRisk, RiskCommand


def decide_risk(desk: Desk, command: RiskCommand) -> None:
    bureau = desk.bureau(command.bureau)
    unit = owner_of(desk, bureau, command.year, command.indicator)
    if isinstance(command, AssessRisk):
        edition = desk.editions(bureau).on(command.assessed_on)
        desk.write(risk.assess_risk(command, bureau, unit, edition, desk.today))
        return
    state = desk.risk(bureau, command.year, command.indicator)
    desk.write(risk.check_risk(command, bureau, unit, state, desk.today))
