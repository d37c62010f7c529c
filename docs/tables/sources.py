"""What docs/sources.md tells of each network: read from its code, and from the little it says of itself."""

import ast
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

import bot.sources
from bot.domain.kinds import Coverage
from bot.sources.archives.known import archives
from bot.sources.base import Source
from bot.sources.known import classes
from docs.tables.markdown import bullets, table
from tests.sources.happenings import EVENTS, Cell, Exempt, Told
from tests.sources.happenings_table import TABLE

RECORDED = Path(__file__).parents[2] / "tests" / "sources" / "recorded"

# The columns in their order, and what each asks.
COLUMNS: Mapping[str, str] = {
    "polls": "reads what you do there by itself",
    "imports": "reads the archive you can download there",
    "cursor": "goes on where the last poll ended",
    "replies": "reads what others say below your things",
    "search": "finds open conversations for you",
    "conditional": "hears “nothing new” without being sent everything",
    "limits": "keeps to what the network allows, and rations itself",
    "coverage": "shows both what you start and what you answer",
    "recorded": "*recorded*: is tested with answers it, or its software, really gave (with other people and words in "
    "them); *faithful*: with small ones made after its documentation; *both*: with some of either",
    "whose": "shows whose an account is, beyond its member's word",
    "credential": "works without a key, token or password",
}
_SEEN: Mapping[Coverage, str] = {
    Coverage.FULL: "both sides",
    Coverage.ARCHIVE: "both sides, until the archive was made",
    Coverage.MANUAL: "what is logged",
    Coverage.OWN_POSTS_ONLY: "own posts only, so it is never judged by itself",
}


class Disagree(ValueError):
    """A network says of itself what its code does not bear out."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One cell: done, todo or exempt, with how or why; of answers what they are."""

    mark: str
    words: str = ""


def facts(source: type[Source]) -> dict[str, Fact]:
    """Everything the table says of one network. Raises Disagree where it says of itself what is not so."""
    said = getattr(source, "quality", {})
    if strange := set(said) - set(COLUMNS):
        raise Disagree(f"{source.name} says something of {', '.join(sorted(strange))}, which is no column")
    code = [_code(module) for module in _modules(source)]
    does = {
        "polls": _acts(source, "fetch"),
        "imports": any(archive.name == source.name for archive in archives()),
        "cursor": _uses(source, "fetch", "cursor"),
        "replies": _acts(source, "received"),
        "search": _acts(source, "talks"),
        "conditional": any(_hands_over(tree, "validators") for tree in code),
        "limits": "http" in inspect.signature(source).parameters,
        "whose": hasattr(source, "profile"),
        "credential": not _credentials(source),
    }
    found = {column: _fact(source, column, is_done, said.get(column, "")) for column, is_done in does.items()}
    found["coverage"] = Fact("done" if source.coverage is Coverage.FULL else "part", _SEEN[source.coverage])
    found["recorded"] = _recorded(source.name)
    return {column: found[column] for column in COLUMNS}


def _fact(source: type[Source], column: str, is_done: bool, said: str) -> Fact:
    """What the code shows, in the network's words; its word alone makes nothing done, and nothing undone."""
    mark, colon, why = said.partition(": ")
    excused = mark if colon and mark in ("todo", "exempt") else ""
    if excused and is_done:
        raise Disagree(f"{source.name} says “{said}” of {column}, and does it")
    if said and not excused and not is_done:
        raise Disagree(f"{source.name} says “{said}” of {column}, and does not do it")
    if excused:
        return Fact(excused, why)
    return Fact("done", said) if is_done else Fact("todo")


def _modules(source: type[Source]) -> Iterator[ModuleType]:
    """The file of a network and those that belong to it: "bluesky", "bluesky_ask", ..."""
    own = source.__module__.rpartition(".")[2]
    for module in iter_modules(bot.sources.__path__):
        if module.name == own or module.name.startswith(f"{own}_"):
            yield import_module(f"bot.sources.{module.name}")


@cache
def _code(module: ModuleType) -> ast.Module:
    return ast.parse(inspect.getsource(module))


def _function(source: type[Source], name: str) -> ast.FunctionDef | ast.AsyncFunctionDef:
    for node in ast.walk(_code(import_module(source.__module__))):
        if isinstance(node, ast.ClassDef) and node.name == source.__name__:
            for each in node.body:
                if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and each.name == name:
                    return each
    raise Disagree(f"{source.name} has no {name}")


def _acts(source: type[Source], name: str) -> bool:
    """Whether a function does more than to return nothing."""
    body = [each for each in _function(source, name).body if not _is_text(each)]
    return any(not (isinstance(each, ast.Return) and _is_empty(each.value)) for each in body)


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_empty(value: ast.expr | None) -> bool:
    return value is None or (isinstance(value, ast.Tuple | ast.List) and not value.elts)


def _uses(source: type[Source], name: str, parameter: str) -> bool:
    """Whether a function reads one of its parameters."""
    body = _function(source, name).body
    return any(isinstance(node, ast.Name) and node.id == parameter for each in body for node in ast.walk(each))


def _hands_over(tree: ast.AST, keyword: str) -> bool:
    return any(
        isinstance(node, ast.Call) and any(each.arg == keyword for each in node.keywords) for node in ast.walk(tree)
    )


def _credentials(source: type[Source]) -> list[str]:
    """What it must be given beside the way out and base addresses, which have an address as their default."""
    given = inspect.signature(source).parameters.values()
    found = [each.name for each in given if each.name != "http" and not str(each.default).startswith("http")]
    wanted = getattr(source, "wants", None)  # of the member, without which nothing is shown
    return [*found, wanted.label] if wanted is not None and wanted.needed else found


def _recorded(name: str) -> Fact:
    """What the note beside the recorded answers says they are."""
    folder = RECORDED / name
    note = folder / "SOURCES.md"
    if not note.exists():
        return Fact("todo")
    said = note.read_text(encoding="utf-8").casefold()
    kept = sum(1 for file in folder.iterdir() if file != note)
    faithful = "faithful" in said
    recorded = re.search(r"(?<!never )recorded(?!\?)", said) is not None
    if not recorded:
        return Fact("faithful", f"{kept} kept" if kept else "given by the small server the tests run")
    return Fact("both" if faithful else "recorded", f"{kept} kept")


def _overview() -> str:
    return table(
        ["network", *COLUMNS],
        [(source.title, *(fact.mark for fact in facts(source).values())) for source in classes()],
    )


def _columns() -> str:
    return table(["column", "“done” says that it"], [(f"**{column}**", asks) for column, asks in COLUMNS.items()])


def _each() -> str:
    return "\n\n".join(_one(source) for source in classes())


def _one(source: type[Source]) -> str:
    typed = ", ".join(f"`{example}`" for example in source.examples)
    told = [
        f"**{column}**, {fact.mark}" + (f": {fact.words}" if fact.words else "")
        for column, fact in facts(source).items()
        if fact.words or fact.mark != "done"
    ]
    hidden = f"It does not show {source.hides}." if source.hides else "It shows everything that matters."
    return f"### {source.title}\n\nConnect it with {typed}. {hidden}\n\n{bullets(told)}"


def _archives() -> str:
    return table(["archive", "where you get it"], [(each.title, each.how_to_get) for each in archives()])


def _happenings() -> str:
    titles = {source.name: source.title for source in classes()}
    return table(
        ["network", *EVENTS],
        [(titles[name], *(cell.word for cell in row.values())) for name, row in _happening_rows()],
    )


def _happening_rows() -> Iterator[tuple[str, Mapping[str, Cell]]]:
    """Every network in the order of the other tables, with its cells in the order of the columns."""
    for source in classes():
        yield source.name, {event: TABLE[source.name][event] for event in EVENTS}


def _events() -> str:
    return table(["column", "what happens"], [(f"**{event}**", what) for event, what in EVENTS.items()])


def _each_happening() -> str:
    titles = {source.name: source.title for source in classes()}
    return "\n\n".join(f"**{titles[name]}**\n\n{bullets(_happens(row))}" for name, row in _happening_rows())


def _happens(row: Mapping[str, Cell]) -> list[str]:
    """What a member reads of it, and why a cell has no test; what is the same has one line."""
    said: dict[str, list[str]] = {}
    for event, cell in row.items():
        if isinstance(cell, Told):
            sentence = cell.sentence.format(place="forum.example", host="blog.example")
            said.setdefault(f"told: “{sentence}”", []).append(event)
        elif isinstance(cell, Exempt):
            said.setdefault(f"exempt: {cell.why}", []).append(event)
    return [f"**{', '.join(events)}**, {words}" for words, events in said.items()]


PARTS: Mapping[str, Callable[[], str]] = {
    "networks": _overview,
    "columns": _columns,
    "each-network": _each,
    "archives": _archives,
    "events": _events,
    "happenings": _happenings,
    "each-happening": _each_happening,
}
