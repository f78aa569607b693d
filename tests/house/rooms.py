"""Which files make up the house, and what is written in them?"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("domain", "projections", "api", "scripts")
NOT_OURS = {"__pycache__", "node_modules"}


@cache
def files(*suffixes: str) -> tuple[Path, ...]:
    """Every file of the repository but the hidden folders' (.ci is ours)."""
    found = (path for path in ROOT.rglob("*") if _ours(path.relative_to(ROOT)))
    return tuple(sorted(p for p in found if p.is_file() and (not suffixes or p.suffix in suffixes)))


def _ours(path: Path) -> bool:
    return not any(
        part in NOT_OURS or part.endswith(".egg-info") or (part.startswith(".") and part != ".ci")
        for part in path.parts[:-1]
    )


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def product(*packages: str) -> list[Path]:
    """The Python files of the packages named, of all four where none is."""
    wanted = packages or PACKAGES
    return [p for p in files(".py") if p.relative_to(ROOT).parts[0] in wanted]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imported_by(path: Path) -> set[str]:
    """The modules that a file names in its imports, relative ones too."""
    package = module_of(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    named: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            named |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return named


def texts(path: Path) -> Iterator[ast.Constant]:
    """The string literals of a file that are no docstrings."""
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node
