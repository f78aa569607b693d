"""Is it known which bureaus there are, whoever founded them, without asking again?"""

from __future__ import annotations

import pytest

from domain import refusals as no
from domain.journal import memory
from domain.ledger import Ledger
from domain.registers.commands import PublishRulebook
from tests.conftest import MASTER, Database
from tests.journal.cast import BUREAU, OFFICE, bonus, open_bureau, rulebook

pytestmark = pytest.mark.postgres


def test_every_bureau_is_known_whoever_founded_it(
    ledger: Ledger, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Ledger(database.dsn("app"), MASTER) as other:
        assert ledger._desk(ledger._look()).bureaus == ()
        other.handle(PublishRulebook(bureau="first", document=rulebook()), OFFICE)
        open_bureau(other)
        assert ledger._desk(ledger._look()).bureaus == ("first", BUREAU)
        monkeypatch.setattr(memory, "_clocks", lambda: (1000.0, 2000.0))
        _ = ledger.head
        asked: list[str] = []
        monkeypatch.setattr(ledger.journal, "bureaus", lambda: asked.append("again"))
        for who, named in ((ledger, "later"), (other, "another")):
            who.handle(PublishRulebook(bureau=named, document=rulebook()), OFFICE)
        assert (glance := ledger._memory.glance()) is not None, "nobody was seen"
        assert ledger._desk(glance).bureaus == ("first", "later", BUREAU)
        nowhere = bonus().model_copy(update={"bureau": None})
        with pytest.raises(no.BureauNotNamed):
            ledger.handle(nowhere, OFFICE)
        assert ledger._desk(ledger._look()).bureaus == ("another", "first", "later", BUREAU)
        assert asked == []
        with database.connect() as owner:
            owner.execute("SET session_replication_role = replica")
            owner.execute("DELETE FROM journal.facts WHERE bureau = 'another'")
        monkeypatch.undo()
        assert ledger._desk(ledger._look()).bureaus == ("first", "later", BUREAU), "put back"
