"""Is every file in its room, small, named for what it holds, and free of what does not belong?"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.house.rooms import (
    ROOT,
    files,
    functions,
    imported_by,
    module_of,
    name_of,
    product,
    texts,
    tree,
)

# Ratchets: they may fall, never rise.
FILE_LINES_MAX = 300
FUNCTION_LINES_MAX = 70

PATTERN_NAMES = {
    *("utils", "util", "helpers", "helper", "common", "manager"),
    *("service", "base", "core", "misc", "handler", "handlers"),
}
SENTENCE = re.compile(r"^[A-Z`].*?[?.!](\s|$)", re.S)
SQL = re.compile(r"\b(SELECT\s|INSERT\s+INTO|UPDATE\s\S+\s+SET|DELETE\s+FROM|CREATE\s+TABLE)")
FOREIGN = [
    *("pypi" + ".org", "files." + "pythonhosted"),
    *("/wo" + "rk/", "/ro" + "ot/", "Cla" + "ude"),
]


def at(path: Path, node: ast.AST) -> str:
    return f"{name_of(path)}:{getattr(node, 'lineno', 1)}"


def test_no_file_is_too_long() -> None:
    lines = {name_of(p): p.read_text("utf-8").count("\n") for p in files(".py")}
    assert {name: count for name, count in lines.items() if count > FILE_LINES_MAX} == {}


def test_no_function_is_too_long() -> None:
    lines = {
        f"{at(path, f)} {f.name}": (f.end_lineno or f.lineno) - f.lineno + 1
        for path in files(".py")
        for f in functions(path)
    }
    assert {name: count for name, count in lines.items() if count > FUNCTION_LINES_MAX} == {}


def test_no_module_is_named_for_a_pattern() -> None:
    named = [name_of(p) for p in files(".py") if {p.stem, p.parent.name} & PATTERN_NAMES]
    assert named == []


def test_every_module_opens_with_the_question_it_answers() -> None:
    silent = [
        name_of(path)
        for path in files(".py")
        if path.read_text("utf-8").strip()
        and not SENTENCE.match((ast.get_docstring(tree(path)) or "").split("\n\n")[0])
    ]
    assert silent == []


def test_every_module_is_used_or_is_an_entry_point() -> None:
    used = {name for path in product() for name in imported_by(path)}
    # A package may load a sibling by its name, only when it is needed.
    used |= {
        f"{module_of(path)}.{text.value!s}"
        for path in product()
        if path.name == "__init__.py"
        for text in texts(path)
    }
    words = "\n".join(p.read_text("utf-8") for p in (ROOT / "scripts").iterdir() if p.is_file())
    unused = [
        name_of(path)
        for path in product()
        if path.name not in ("__init__.py", "__main__.py")
        and module_of(path) not in used
        and not re.search(rf"-m {module_of(path)}\b|/{path.name}\b", words)
    ]
    assert unused == []


def test_no_fold_refuses() -> None:
    folds = [(path, f) for path in product("domain") for f in functions(path) if "evolve" in f.name]
    assert folds
    raising = [
        at(path, node) for path, f in folds for node in ast.walk(f) if isinstance(node, ast.Raise)
    ]
    assert raising == []


def test_the_version_of_a_stream_is_the_journals_own_business() -> None:
    word = "originator" + "_version"
    allowed = re.compile(r"domain/journal/.+")
    found = [name_of(p) for p in product() if word in p.read_text("utf-8")]
    assert [name for name in found if not allowed.fullmatch(name)] == []


def test_no_binary_float_comes_near_a_number() -> None:
    found = []
    for path in product("domain", "projections"):
        waits = {
            id(node.value)
            for node in ast.walk(tree(path))
            if isinstance(node, ast.AnnAssign | ast.Assign)
            and node.value is not None
            and all(
                isinstance(t, ast.Name) and t.id.endswith("_SECONDS")
                for t in (node.targets if isinstance(node, ast.Assign) else [node.target])
            )
        }
        for node in ast.walk(tree(path)):
            literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
            cast = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float"
            if (literal and id(node) not in waits) or cast:
                found.append(at(path, node))
    assert found == []


def test_the_environment_is_read_in_one_place() -> None:
    """The switch for long tests is set elsewhere, not read."""
    reading = re.compile(r'\b(environb?|getenv)\b(?!\["MERIT_LONG"\] = )')
    readers = {name_of(path) for path in product() if reading.search(path.read_text("utf-8"))}
    assert readers <= {"scripts/home.py", "api/settings.py"}


def test_sql_stands_in_the_journal_and_the_projections_only() -> None:
    allowed = ("domain/journal/", "projections/", "scripts/embedded/", "scripts/bench/")
    found = [
        at(path, text)
        for path in product()
        if not name_of(path).startswith(allowed)
        for text in texts(path)
        if SQL.search(str(text.value))
    ]
    assert found == []


@pytest.mark.parametrize("word", FOREIGN)
def test_no_file_names_a_place_that_is_not_the_readers(word: str) -> None:
    found = []
    for path in files():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        if word.lower() in text.lower():
            found.append(name_of(path))
    assert found == []
