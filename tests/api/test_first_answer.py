"""Is the first to ask a service that has just started answered as soon as the second?"""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import Database

pytestmark = pytest.mark.postgres
# In a process of its own: in this one somebody has asked before.
_ASKING = """
import sys, time
from tests.api.asking import serving
from tests.conftest import Database

def spent():
    print(time.process_time(), flush=True)

spent()
with serving(Database(sys.argv[1])) as api:
    spent()
    assert api.client.get("/console/sign-in").status_code == 200
    spent()
"""


def test_the_first_answer_of_a_process_waits_for_no_route_to_be_worked_out(
    database: Database,
) -> None:
    command = [sys.executable, "-c", _ASKING, database.owner]
    told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    imported, started, asked = (float(line) for line in told.stdout.split())
    assert asked - started < (started - imported) / 4, told.stdout
