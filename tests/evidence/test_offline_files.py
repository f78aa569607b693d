"""What an auditor runs needs Python alone, and its files can be put one after the other."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from projections.evidence import offline
from projections.evidence.offline import SCORING_PARTS
from projections.evidence.offline.scoring import needed, score
from projections.evidence.offline.workings import explain
from tests.domain.cast import ADA, NANYUE
from tests.evidence.recorded import EVENTFUL

FOLDER = Path(offline.__file__).parent
SIBLING = f"{offline.__name__}."
ASKING = f"""
import json, sys
facts = json.load(sys.stdin)
answer = score(facts, "{NANYUE}", 2024, "{ADA}", "2024-12-31")
positions = sorted(needed(facts, "{NANYUE}", 2024, "{ADA}"))
said = [explain(answer, "zh"), explain(answer, "en")]
print(json.dumps([answer, positions, said]))
"""


def tree(part: str) -> ast.Module:
    return ast.parse((FOLDER / f"{part}.py").read_text("utf-8"))


def siblings() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")


def defined(part: str) -> Iterator[str]:
    """The names that the file binds at its top, imports left aside."""
    for node in tree(part).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        yield from (n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name))


@pytest.mark.parametrize("part", SCORING_PARTS)
def test_a_part_imports_the_standard_library_and_parts_before_it(part: str) -> None:
    before = SCORING_PARTS[: SCORING_PARTS.index(part)]
    for node in ast.walk(tree(part)):
        if isinstance(node, ast.Import):
            assert all(alias.name in sys.stdlib_module_names for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            assert node.level == 0
            ours = module.removeprefix(SIBLING) in before if module.startswith(SIBLING) else False
            assert ours or module.split(".")[0] in sys.stdlib_module_names


@pytest.mark.parametrize("part", SCORING_PARTS)
def test_a_line_that_imports_a_sibling_can_be_dropped(part: str) -> None:
    module = tree(part)
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(SIBLING):
            assert node in module.body
            assert node.lineno == node.end_lineno
            assert all(alias.asname is None for alias in node.names)
    assert "TYPE_CHECKING" not in ast.dump(module)


def test_no_name_is_defined_in_two_parts() -> None:
    names = Counter(name for part in SCORING_PARTS for name in defined(part))
    assert [name for name, count in names.items() if count > 1] == []


def test_put_one_after_the_other_they_run_without_anything_of_ours(tmp_path: Path) -> None:
    lines = ["from __future__ import annotations"]
    for part in SCORING_PARTS:
        text = (FOLDER / f"{part}.py").read_text("utf-8").splitlines()
        lines += [x for x in text if not x.startswith((f"from {SIBLING}", "from __future__"))]
    alone = tmp_path / "alone.py"
    alone.write_text("\n".join(lines) + ASKING, encoding="utf-8")
    said = subprocess.run(
        [sys.executable, "-I", "-S", "-X", "utf8", str(alone)],
        input=json.dumps(EVENTFUL).encode(),
        capture_output=True,
        cwd=tmp_path,
        check=True,
    )
    answer = score(EVENTFUL, NANYUE, 2024, ADA, "2024-12-31")
    positions = sorted(needed(EVENTFUL, NANYUE, 2024, ADA))
    told = [explain(answer, "zh"), explain(answer, "en")]
    assert json.loads(said.stdout) == [answer, positions, told]
