"""Is a run's digest a function of its inputs alone, in any process and in any order of work?"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from domain.run import appraise
from domain.runsheet import run_sheet
from tests.laws.bureau_years import SEEDS, moments, record
from tests.laws.reopened import restated

ROOT = Path(__file__).resolve().parents[2]


def digests() -> list[str]:
    """Of plain runs at many moments, and of restated ones."""
    found = [
        run_sheet(appraise(record(seed), m.as_of, m.position)).digest
        for seed in SEEDS[:8]
        for m in moments(seed, 3)
    ]
    again = (case.runs[2] for seed in SEEDS for case in restated(seed))
    return found + [run_sheet(run, restates="sha256:0").digest for run in again]


def test_a_run_has_the_same_digest_when_it_is_computed_again() -> None:
    assert digests() == digests()


def test_a_run_has_the_same_digest_in_another_process() -> None:
    code = "from tests.laws.test_digests import digests; print(*digests())"
    variables = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": "7", "TZ": "America/Los_Angeles"}
    long = {"MERIT_LONG": "1"} if os.environ.get("MERIT_LONG") == "1" else {}
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=variables | long,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == digests()


def test_another_moment_has_another_digest() -> None:
    """Both clocks are in what is digested, though no row says anything else."""
    for seed in SEEDS:
        asked = {(m.as_of, m.position) for m in moments(seed, 3)}
        runs = {run_sheet(appraise(record(seed), *moment)).digest for moment in asked}
        assert len(runs) == len(asked)
