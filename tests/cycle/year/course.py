"""In which order does the year go, from the founded bureau to the restated result?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

from tests.api.asking import serving
from tests.conftest import Database
from tests.cycle.claims import Clock
from tests.cycle.year.bureau import Bureau, found
from tests.cycle.year.compiling import compile_indicators
from tests.cycle.year.evidence import Lived
from tests.cycle.year.first_half import first_quarter, second_quarter
from tests.cycle.year.results import closed, disputed, published, restated
from tests.cycle.year.second_half import fourth_quarter, third_quarter
from tests.evidence.sealed import Sealed

COURSE: Final = (
    *(found, compile_indicators, first_quarter, second_quarter, third_quarter, fourth_quarter),
    *(published, disputed, closed, restated),
)


@contextmanager
def living(database: Database, folder: Path) -> Iterator[Lived]:
    """Each part of the course asserts what comes of every act, and what is refused."""
    clock = Clock(date(2024, 1, 2))
    with serving(database, clock=clock) as api:
        bureau = Bureau(api, clock)
        for part in COURSE:
            part(bureau)
        sealed = Sealed(database, folder / "notary")
        sealed.seal()
        yield Lived(bureau, sealed, folder / "taken")
