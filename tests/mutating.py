"""Which small changes of a source might its tests fail to notice?"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

_COMPARED: Final[dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_COUNTED: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_CALLED: Final = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list"}
_UNSEEN: Final = (ast.Assert, ast.Import, ast.ImportFrom)
"""An assertion is a claim about the code beside it, no behaviour."""

Change = Callable[[Any], ast.AST]


@dataclass(frozen=True)
class Mutant:
    """One thing changed inside the function of that name; the tree is made when it is wanted."""

    where: str
    line: int
    change: str
    tree: Callable[[], ast.Module]

    @property
    def name(self) -> str:
        return f"{self.where}: {self.change}"


def mutants(source: str) -> Iterator[Mutant]:
    """Every mutant of every function, in the order of the source; equal names are numbered."""
    told: dict[str, int] = {}
    for number, (node, where) in enumerate(_reached(ast.parse(source), "")):
        for change in _changes(node) if where else ():
            changed = copy.deepcopy(node)
            _become(changed, change(_copied(changed)))
            said = f"{_shown(node)} → {_shown(changed)}"
            told[where + said] = nth = told.get(where + said, 0) + 1
            said += f" ({nth})" if nth > 1 else ""
            making = partial(_planted, source, number, change)
            yield Mutant(where, getattr(node, "lineno", 0), said, making)


def _planted(source: str, number: int, change: Change) -> ast.Module:
    tree = ast.parse(source)
    node, _ = next(x for n, x in enumerate(_reached(tree, "")) if n == number)
    _become(node, change(_copied(node)))
    return ast.fix_missing_locations(tree)


def _copied(node: ast.AST) -> ast.AST:
    """A node that becomes a part of itself must not be found in that part again."""
    return copy.copy(node)


def _reached(node: ast.AST, where: str) -> Iterator[tuple[ast.AST, str]]:
    """Every node that says what is done, and the function that it stands in."""
    if isinstance(node, _UNSEEN):
        return
    yield node, where if _is_inside(node, where) else ""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "args") and _is_signature(node):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _reached(child, _inner(child, where))


def _is_signature(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AnnAssign | ast.ClassDef)


def _is_inside(node: ast.AST, where: str) -> bool:
    return bool(where) and not isinstance(node, ast.FunctionDef | ast.ClassDef)


def _inner(node: ast.AST, where: str) -> str:
    """A class's own statements are run at its import: only its methods can be changed later."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return f"{where}.{node.name}".lstrip(".") if isinstance(node, ast.FunctionDef) else where
    return where


def _changes(node: ast.AST) -> Iterator[Change]:
    yield from _of_operators(node)
    yield from _of_conditions(node)
    if isinstance(node, ast.Constant):
        yield from _constants(node.value)
    elif isinstance(node, ast.Call):
        yield from _calls(node)
    elif isinstance(node, ast.stmt):
        yield from _statements(node)


def _of_operators(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Compare(ops=ops):
            yield from _comparisons(ops)
        case ast.BinOp(op=op) if type(op) in _COUNTED:
            yield lambda n: _with(n, op=_COUNTED[type(n.op)]())
        case ast.AugAssign(op=op) if type(op) in _COUNTED:
            yield lambda n: _with(n, op=_COUNTED[type(n.op)]())
            yield lambda _: ast.Pass()
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield lambda n: n.operand
        case ast.BoolOp(values=values):
            yield lambda n: _with(n, op=ast.Or() if isinstance(n.op, ast.And) else ast.And())
            for at in range(len(values)):
                yield partial(_without, at)


def _of_conditions(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            if not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp):
                yield lambda n: _with(n, test=ast.UnaryOp(ast.Not(), n.test))
        case ast.comprehension(ifs=[_, *_]):
            yield lambda n: _with(n, ifs=[])


def _calls(node: ast.Call) -> Iterator[Change]:
    if isinstance(node.func, ast.Name) and node.func.id in _CALLED:
        yield lambda n: _with(n, func=ast.Name(_CALLED[n.func.id], ast.Load()))
    elif len(node.args) > 1:
        yield lambda n: _with(n, args=[n.args[1], n.args[0], *n.args[2:]])


def _comparisons(ops: list[ast.cmpop]) -> Iterator[Change]:
    for at, op in enumerate(ops):
        for other in _COMPARED[type(op)]:
            yield partial(_compared, [*ops[:at], other(), *ops[at + 1 :]])


def _compared(ops: list[ast.cmpop], node: ast.Compare) -> ast.AST:
    return _with(node, ops=ops)


def _constants(value: object) -> Iterator[Change]:
    if isinstance(value, bool):
        yield lambda n: ast.Constant(not n.value)
    elif isinstance(value, int):
        yield lambda n: ast.Constant(n.value + 1)
        yield lambda n: ast.Constant(n.value - 1)


def _statements(node: ast.stmt) -> Iterator[Change]:
    match node:
        case ast.Return(value=value) if value is not None and not _is_none(value):
            yield lambda _: ast.Return(ast.Constant(None))
        case ast.Return(value=None) | ast.Raise() | ast.Expr(value=ast.Call()):
            yield lambda _: ast.Pass()
        case ast.Expr(value=ast.Yield() | ast.YieldFrom()):
            # It stays a generator, even where this was its only yield.
            yield lambda _: ast.Expr(ast.YieldFrom(ast.Tuple([], ast.Load())))
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield lambda _: ast.Pass()
        case ast.Continue():
            yield lambda _: ast.Break()
        case ast.Break():
            yield lambda _: ast.Continue()


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _with(node: Any, **fields: Any) -> ast.AST:
    for name, value in fields.items():
        setattr(node, name, value)
    changed: ast.AST = node
    return changed


def _without(at: int, node: ast.BoolOp) -> ast.AST:
    rest = [value for n, value in enumerate(node.values) if n != at]
    return rest[0] if len(rest) == 1 else _with(node, values=rest)


def _become(node: ast.AST, other: ast.AST) -> None:
    """In place: nobody need know in whose field the node stands."""
    place = {name: getattr(node, name) for name in ("lineno", "col_offset") if hasattr(node, name)}
    node.__class__ = other.__class__
    node.__dict__ = {**place, **other.__dict__}


def _shown(node: ast.AST) -> str:
    text = "for … in …" if isinstance(node, ast.comprehension) else ast.unparse(node)
    if isinstance(node, ast.comprehension):
        text = " if ".join([text, *(ast.unparse(test) for test in node.ifs)])
    first = text.splitlines()[0]
    return first if len(first) <= 90 else first[:89] + "…"
