"""Small changes at every place of a module: comparisons, sums, numbers, conditions turned into their neighbours."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

_SWAPPED: dict[type[ast.AST], type[Any]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Add: ast.Sub, ast.Sub: ast.Add,
    ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Pow: ast.Mult, ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
# A guard of zip that no input can trip; whether what follows from the rest is compared and shown besides.
_NO_RULE = {"strict", "compare", "repr"}
_CALLED = {"min": "max", "max": "min", "any": "all", "all": "any"}
Change = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One small change: where it is, what it makes of what, and the whole changed module."""

    module: str
    within: str  # the function or class, "" for the module itself
    lines: tuple[int, int]  # first and last of the statement around it
    before: str
    after: str
    text: str

    @property
    def name(self) -> str:
        """What it is called wherever it is spoken of; stays as long as the expression does."""
        return f"{self.module} {self.within or '-'}: {self.before} → {self.after}"


def count(source: str) -> int:
    """How many small changes there are."""
    return sum(1 for _ in _places(ast.parse(source)))


def mutant(module: str, source: str, number: int) -> Mutant:
    """One of the small changes of `source`, counted from 0 in the order of its lines."""
    tree = ast.parse(source)
    place = list(_places(tree))[number]
    before = _shown(place.around)
    place.change()
    return Mutant(module, place.within, place.lines, before, _shown(place.around), ast.unparse(tree))


@dataclass(frozen=True, slots=True)
class _Place:
    change: Change
    around: ast.AST
    within: str
    lines: tuple[int, int]


def _places(tree: ast.Module) -> Iterator[_Place]:
    for statement, within in _statements(tree, ""):
        for parent, node in _expressions(statement):
            for change in _changes(node):
                around = parent if isinstance(node, ast.Constant) and isinstance(parent, ast.expr) else node
                end = getattr(statement, "end_lineno", None) or statement.lineno
                if _body(statement):  # of a statement with others in it only the head
                    end = max(statement.lineno, min(each.lineno for each in _body(statement)) - 1)
                yield _Place(change, statement if around is statement else around, within, (statement.lineno, end))


def _statements(node: ast.AST, within: str) -> Iterator[tuple[Any, str]]:
    """Every statement with the name of the function or class it stands in."""
    for child in _body(node):
        yield child, within
        named = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        yield from _statements(child, ".".join(filter(None, (within, child.name))) if named else within)


def _body(node: ast.AST) -> list[Any]:
    cases = [each for case in getattr(node, "cases", []) for each in case.body]
    handlers = [each for handler in getattr(node, "handlers", []) for each in handler.body]
    parts = (getattr(node, name, []) for name in ("body", "orelse", "finalbody"))
    return [each for part in parts if isinstance(part, list) for each in part] + cases + handlers


def _expressions(statement: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """The statement itself and every expression in it, each with what it stands in; no annotations, no statements."""
    yield statement, statement
    waiting = [(statement, child) for child in _parts(statement)]
    while waiting:
        parent, node = waiting.pop(0)
        yield parent, node
        waiting[:0] = [(node, child) for child in _parts(node)]


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    inner = {id(each) for each in _body(node)}
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "bases", "type_comment"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.keyword) and child.arg in _NO_RULE:
                continue
            if isinstance(child, ast.AST) and id(child) not in inner:
                yield child


def _changes(node: Any) -> Iterator[Change]:
    if isinstance(node, ast.Compare):
        for place, op in enumerate(node.ops):
            if type(op) in _SWAPPED:
                yield lambda place=place, op=op: node.ops.__setitem__(place, _SWAPPED[type(op)]())
    elif isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign):
        if type(node.op) in _SWAPPED and not _is_a_type(node):
            yield lambda: setattr(node, "op", _SWAPPED[type(node.op)]())
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield lambda: setattr(node, "value", not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield lambda: setattr(node, "value", node.value + 1)
    elif isinstance(node, ast.Constant) and isinstance(node.value, float):
        yield lambda: setattr(node, "value", node.value * 1.1 + 0.01)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield lambda: setattr(node, "operand", ast.UnaryOp(ast.Not(), node.operand))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLED:
        yield lambda: setattr(node.func, "id", _CALLED[node.func.id])
    elif isinstance(node, ast.Continue | ast.Break):
        other = ast.Break if isinstance(node, ast.Continue) else ast.Continue
        yield lambda: setattr(node, "__class__", other)
    elif isinstance(node, ast.If | ast.IfExp | ast.While) and _is_plain(node.test):
        yield lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.comprehension):
        for place, test in enumerate(node.ifs):
            if _is_plain(test):
                yield lambda place=place, test=test: node.ifs.__setitem__(place, ast.UnaryOp(ast.Not(), test))


def _is_plain(test: ast.AST) -> bool:
    """Whether nothing in a condition's own form is changed already."""
    return not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp)


def _is_a_type(node: Any) -> bool:
    """`A | None` and the like, outside of annotations: no rule, and it breaks at once."""
    if not isinstance(node.op, ast.BitOr) or isinstance(node, ast.AugAssign):
        return False
    sides = (node.left, node.right)
    names = {side.id for side in sides if isinstance(side, ast.Name)}
    return any(isinstance(side, ast.Constant) for side in sides) or any(
        name[:1].isupper() and not name.isupper() for name in names
    )


def _shown(node: ast.AST) -> str:
    if isinstance(node, ast.comprehension):
        text = ast.unparse(node).strip()
    elif _body(node):
        text = ast.unparse(node).partition("\n")[0]
    else:
        text = ast.unparse(node)
    return " ".join(text.split())
