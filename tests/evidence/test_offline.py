"""Can the offline parts be joined into one file that needs Python alone?"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from projections import evidence
from projections.evidence.heads import Head, Heads
from projections.evidence.merkle import inclusion_proof, leaf_hash
from projections.evidence.proofs import LogProof
from tests.evidence.logs import LOG, SUBTREE, entry, signed

FOLDER = Path(evidence.__file__).parent
OURS = "projections.evidence."


def module(name: str) -> ast.Module:
    return ast.parse((FOLDER / f"{name}.py").read_text("utf-8"))


def of_ours(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and (node.module or "").startswith(OURS)


def given_names(name: str) -> set[str]:
    """What a file defines at its top, imports left out."""
    found = set[str]()
    for node in module(name).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


@pytest.mark.parametrize("place", range(len(evidence.OFFLINE)))
def test_an_offline_part_imports_python_and_the_parts_before_it(place: int) -> None:
    for node in ast.walk(module(evidence.OFFLINE[place])):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            allowed = [OURS + part for part in evidence.OFFLINE[:place]]
            assert name in allowed or name.split(".")[0] in sys.stdlib_module_names
        if isinstance(node, ast.ImportFrom) and of_ours(node):
            assert all(one.asname is None for one in node.names)
            assert node in module_level(evidence.OFFLINE[place], node)


def module_level(name: str, node: ast.ImportFrom) -> list[ast.stmt]:
    """The node itself where it stands at the top of the file."""
    tops = [one.lineno for one in module(name).body if of_ours(one)]
    return [node] if node.lineno in tops else []


def test_no_two_offline_parts_give_one_name() -> None:
    counted = Counter(name for part in evidence.OFFLINE for name in given_names(part))
    assert {name: count for name, count in counted.items() if count > 1} == {}


def joined() -> str:
    body = [
        node
        for part in evidence.OFFLINE
        for node in module(part).body
        if not of_ours(node)
        and not (isinstance(node, ast.ImportFrom) and node.module == "__future__")
    ]
    return "from __future__ import annotations\n" + ast.unparse(ast.Module(body, []))


VERIFYING = """
import sys
proof, entry, heads, key, root = sys.argv[1:]
trust = Trust(ed25519_checks(verify_ed25519), (parse_vkey(key),))
print(verify_proof(proof, bytes.fromhex(entry), trust)[0].index)
print(verify_head(parse_head_proof(heads), "b", bytes.fromhex(root)))
"""


def test_joined_they_verify_with_python_alone(tmp_path: Path) -> None:
    (tmp_path / "verify.py").write_text(joined() + VERIFYING, "utf-8")
    heads = Heads([Head(stream, 1, leaf_hash(b"")) for stream in "ac"])
    proof = LogProof(5, tuple(inclusion_proof(5, 7, SUBTREE)), signed(7))
    words = [proof.text, entry(5).hex(), heads.prove("b").text, LOG.vkey.text]
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", *words, heads.signed_root.hex()],
        cwd=tmp_path,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.stdout, ran.stderr) == ("5\nNone\n", "")
