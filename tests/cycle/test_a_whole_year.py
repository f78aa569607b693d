"""Does the source bureau come through its whole year over HTTP, each by his own token?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.api.asking import serving
from tests.conftest import Database
from tests.cycle.claims import Clock
from tests.cycle.year.bureau import Bureau, found
from tests.cycle.year.compiling import compile_indicators
from tests.cycle.year.first_half import first_quarter, second_quarter
from tests.cycle.year.results import closed, disputed, published, restated
from tests.cycle.year.second_half import fourth_quarter, third_quarter

pytestmark = pytest.mark.postgres
COURSE = (
    *(found, compile_indicators, first_quarter, second_quarter, third_quarter, fourth_quarter),
    *(published, disputed, closed, restated),
)


def test_x(module_database: Database, tmp_path: Path) -> None:
    clock = Clock(date(2024, 1, 2))
    with serving(module_database, clock=clock) as api:
        bureau = Bureau(api, clock)
        import time
        for part in COURSE:
            t = time.time()
            part(bureau)
            print(part.__name__, round(time.time() - t, 1), bureau.api.head)
