"""Do the tests notice each small change of a source? `python -m tests.mutants [FILE [TESTS…]]`

Without TESTS those of the table in mutants_tested are run; `--all` tries each FILE of it.

The tests are collected once; each mutant is tried in a child process of its own, which runs them
with the mutant's code in the place of the function's. Who is not noticed so is tried once more in a
new interpreter: what a test module works out when it is imported was worked out without him.
Nothing is written into the tree.
"""

from __future__ import annotations

import argparse
import ast
import ctypes
import gc
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import _lru_cache_wrapper
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, Final

import pytest

from tests.mutants_explained import EXPLAINED
from tests.mutants_tested import TESTED_BY
from tests.mutating import Mutant, mutants

ROOT: Final = Path(__file__).parents[1]
KILLED, SURVIVED, NOT_REACHED = 1, 0, 3


def codes_of(code: CodeType) -> Iterator[CodeType]:
    """The code of a module and of all that is defined in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes_of(constant)


def install(path: Path, tree: ast.Module) -> int:
    """Give every function of the file its mutant's code; how many there were."""
    compiled = compile(tree, str(path), "exec")
    new = {(c.co_qualname, c.co_firstlineno): c for c in codes_of(compiled)}
    changed = 0
    for function in [one for one in gc.get_objects() if isinstance(one, FunctionType)]:
        code = function.__code__
        other = new.get((code.co_qualname, code.co_firstlineno))
        if code.co_filename == str(path) and other and other.co_freevars == code.co_freevars:
            function.__code__ = other
            changed += 1
    for kept in [one for one in gc.get_objects() if isinstance(one, _lru_cache_wrapper)]:
        kept.cache_clear()
    return changed


class Trying:
    """Runs the collected tests once for each mutant."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.path, self.seconds, self.only = (
            (ROOT / given.file).resolve(),
            given.seconds,
            given.only,
        )
        self._given = given
        self.survivors: list[Mutant] = []
        self.killed: list[Mutant] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        cache, key = session.config.cache, self._key(session)
        assert cache is not None
        known: dict[str, int] = cache.get(key, {})
        self._prepare(session)
        tried = [m for m in mutants(self.path.read_text("utf-8")) if self.only in m.where]
        for n, mutant in enumerate(tried, start=1):
            if mutant.name not in known:
                known[mutant.name] = self._try(session, mutant)
                cache.set(key, known)
            outcome = known[mutant.name]
            (self.killed if outcome else self.survivors).append(mutant)
            if not outcome or n % 20 == 0 or n == len(tried):
                said = f"SURVIVED line {mutant.line}: {mutant.name}" if not outcome else ""
                _say(f"[{n}/{len(tried)}, {len(self.survivors)} survived] {said}")
        if self._in_child(session, None, 10 * self.seconds):
            raise pytest.UsageError("in another order the tests do not pass without a mutant")
        return True

    def _key(self, session: pytest.Session) -> str:
        """Another source, or another set of tests: all anew."""
        files = sorted({item.path for item in session.items})
        digest = hashlib.sha256(self.path.read_bytes())
        for file in files:
            digest.update(file.read_bytes())
        return f"mutants/{self.path.stem}-{digest.hexdigest()[:16]}"

    def _prepare(self, session: pytest.Session) -> None:
        """Every test must pass as it is; what it takes to set up stands when the children fork."""
        began = time.monotonic()
        status = self._in_child(session, None, 10 * self.seconds)
        if status:
            raise pytest.UsageError("the tests do not pass without a mutant")
        _say(f"without a mutant: {time.monotonic() - began:.1f} s")
        # One test of each file, the first one's last: what the session shares is made once.
        of_each = list({item.path: item for item in reversed(session.items)}.values())
        for item, after in zip(of_each, [*of_each[1:], session.items[0]], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
        if self._in_child(session, None, 10 * self.seconds):
            raise pytest.UsageError("the tests do not pass in a child")

    def _try(self, session: pytest.Session, mutant: Mutant) -> int:
        return self._in_child(session, mutant, self.seconds) or self._afresh(mutant)

    def _afresh(self, mutant: Mutant) -> int:
        words = [self._given.file, *self._given.tests, "--as", mutant.name]
        command = [sys.executable, "-P", "-m", "tests.mutants", *map(str, words)]
        try:
            done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=10 * self.seconds)
        except subprocess.TimeoutExpired:
            return KILLED
        return int(done.returncode != 0)

    def _in_child(self, session: pytest.Session, mutant: Mutant | None, seconds: int) -> int:
        """Which test noticed is told over a pipe: it goes first the next time."""
        reader, writer = os.pipe()
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            os.setpgid(0, 0)
            code = 99
            try:
                signal.alarm(seconds)
                code = self._run(session, mutant, writer)
            finally:
                os._exit(code)
        os.close(writer)
        with os.fdopen(reader, "rb") as told:
            name = told.read().decode()
        _, status = os.waitpid(child, 0)
        if name:
            session.items.sort(key=lambda item: item.nodeid != name)
        # A mutant that found no function to change was not noticed either.
        return int(status not in (SURVIVED, NOT_REACHED << 8))

    def _run(self, session: pytest.Session, mutant: Mutant | None, writer: int) -> int:
        # Should the parent be ended, its child ends too.
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
        if mutant is not None and not install(self.path, mutant.tree()):
            return NOT_REACHED
        session.config.pluginmanager.register(Silent())
        # The parent has set up its first test, which need not be this child's: of what it has set
        # up no more may stand than they share, or every test would fail, and every mutant with it.
        session._setupstate.teardown_exact(session.items[0].parent)  # type: ignore[arg-type]
        for n, item in enumerate(session.items):
            after = session.items[(n + 1) % len(session.items)]
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            if session.testsfailed:
                if mutant is not None:
                    os.write(writer, item.nodeid.encode())
                return KILLED
        return SURVIVED


def run_as(path: Path, name: str, options: list[str]) -> int:
    """The tests in this interpreter, which reads the mutant wherever the file is imported."""
    source = path.read_text("utf-8")
    (tree,) = (m.tree() for m in mutants(source) if m.name == name)
    kept = SourceFileLoader.get_code

    def get_code(self: SourceFileLoader, fullname: str) -> CodeType | None:
        if Path(self.path).resolve() == path:
            return compile(tree, str(path), "exec")
        return kept(self, fullname)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]
    return int(pytest.main(["-x", *options]))


class Silent:
    """What a child's tests print is nobody's news."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: Any) -> tuple[str, str, str] | None:
        return "", "", ""


def _say(text: str) -> None:
    print(text, file=sys.__stderr__, flush=True)


def _try_all() -> int:
    """Each in an interpreter of its own; 1 where some mutant is neither noticed nor explained."""
    failed = []
    for file in TESTED_BY:
        _say(f"== {file}")
        command = [sys.executable, "-P", "-m", "tests.mutants", file]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            failed.append(file)
    for file in failed:
        _say(f"not noticed, nor explained: see above, {file}")
    return int(bool(failed))


def main(words: list[str]) -> int:
    reader = argparse.ArgumentParser(prog="tests.mutants", description=__doc__)
    reader.add_argument("file", type=Path, nargs="?")
    reader.add_argument("tests", nargs="*")
    reader.add_argument("--all", action="store_true", help="every file of the table, one by one")
    reader.add_argument("--seconds", type=int, default=120, help="then a mutant counts as noticed")
    reader.add_argument("--only", default="", help="functions with this in their names")
    reader.add_argument("--as", dest="named", help="run the tests with this one mutant")
    given = reader.parse_args(words)
    if given.all:
        return _try_all()
    if given.file is None or not (given.tests or given.file.as_posix() in TESTED_BY):
        reader.error("which file, and by which tests? See tests/mutants_tested.py, or --all")
    given.tests = given.tests or TESTED_BY[given.file.as_posix()]
    trying = Trying(given)
    options = ["-q", "-s", "--no-header", "-p", "no:randomly", "-m", "not long and not browser"]
    if given.named:
        return run_as(trying.path, given.named, [*options, *given.tests])
    code = pytest.main([*options, *given.tests], plugins=[trying])
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        return int(code)
    explained = EXPLAINED.get(given.file.as_posix(), {})
    unexplained = [m for m in trying.survivors if m.name not in explained]
    left = {m.name for m in trying.survivors}
    lapsed = [n for n in explained if n not in left and given.only in n.partition(":")[0]]
    _say(f"{len(trying.killed)} noticed, {len(trying.survivors)} not")
    for mutant in unexplained:
        _say(f"not noticed, line {mutant.line}: {mutant.name}")
    for name in lapsed:
        _say(f"explained, but noticed, or gone: {name}")
    return int(bool(unexplained or lapsed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
