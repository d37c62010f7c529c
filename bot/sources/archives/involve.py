"""Involve's own open format, as JSON Lines and as CSV: what `export` writes, and what anybody can write by hand.

docs/format.md describes it.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from bot.domain.entry import MAX_TITLE, NOBODY, Entry, Party, clean
from bot.domain.kinds import Kind, Visibility
from bot.errors import BadInput
from bot.sources.archives.base import NOT_PUBLIC, Archive, Owner, Skipped, fingerprint, made, members, utc
from bot.sources.archives.opened import Opened
from bot.sources.archives.tables import Row, lines, table
from bot.sources.text import MAX_ADDRESS

ME = "me"  # instead of a name: the member themselves

_PARTIES = ("author", "root", "parent", "of")
_LISTS = ("links", "mentions", "traits")
_TEXTS: Mapping[str, int] = {
    "network": 32,
    "url": MAX_ADDRESS,
    "text": 4_000,
    "title": MAX_TITLE,
    "lang": 35,
    "thread": 500,
    "parent_id": 500,
    "parent_text": 4_000,
    "venue": 200,
}
COLUMNS = (
    "network", "native_id", "kind", "at", "url", "text", "title", "lang", "links", "mentions", "thread",
    "author_id", "author_name", "root_id", "root_name", "parent_id", "parent_author_id", "parent_author_name",
    "parent_text", "of_id", "of_name", "venue", "visibility", "edited_at", "outcome", "answers_question",
    "comments_open", "bots", "traits",
)  # fmt: skip
_PARTY_COLUMNS = {"author": "author", "root": "root", "parent": "parent_author", "of": "of"}

# What a spreadsheet takes for a formula, also after blanks. Apostrophes before it are counted in, so that the guard can
# be taken off again without touching what people wrote.
_FORMULA = re.compile(r"'*\s*[=+\-@\t\r]")


class Involve(Archive):
    """What Involve exported, or somebody wrote in its format."""

    name = "involve"
    title = "Involve’s own format"
    how_to_get = "/involve export gives it; docs/format.md says how to write it by hand."
    parts = members(lines=r"[^/]*\.jsonl", table=r"[^/]*involve[^/]*\.csv")
    told_by = ("lines", "table")
    self_reported = True

    def whose(self, opened: Opened, owner: Owner) -> None:
        return None

    def read(self, opened: Opened, *, me: Party, owner: Owner, now: datetime) -> Iterator[Entry | Skipped]:
        found = self.found(opened.names)
        for member in found.get("lines", ()):
            yield from made("a line", _objects(opened.chunks(member)), partial(_public, me=me))
        # An export holds both forms of the same.
        for member in () if "lines" in found else found.get("table", ()):
            rows = (None if row is None else _unfolded(row) for row in table(opened.chunks(member)))
            yield from made("a row", rows, partial(_public, me=me))


def write_jsonl(entries: Iterable[Entry]) -> Iterator[str]:
    """The entries, one JSON object a line. What has its usual value is left out."""
    for entry in entries:
        yield json.dumps(as_object(entry), ensure_ascii=False) + "\n"


def write_csv(entries: Iterable[Entry]) -> Iterator[str]:
    """The entries as a table, line by line, in which no cell is a formula to a spreadsheet."""
    for cells in ([*COLUMNS], *(_cells(entry) for entry in entries)):
        line = io.StringIO()
        csv.writer(line).writerow([guarded(cell) for cell in cells])
        yield line.getvalue()


def guarded(cell: str) -> str:
    """`cell` with an apostrophe before it where a spreadsheet would run it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """What was there before `guarded`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def as_object(entry: Entry) -> dict[str, Any]:
    """The entry as JSON has it."""
    found: dict[str, Any] = {"native_id": entry.native_id, "kind": entry.kind.value, "at": _moment(entry.at)}
    found |= {name: getattr(entry, name) for name in _TEXTS if getattr(entry, name)}
    found |= {name: _person(getattr(entry, name)) for name in _PARTIES if getattr(entry, name) != NOBODY}
    found |= {name: sorted(getattr(entry, name)) if name == "traits" else list(getattr(entry, name))
              for name in _LISTS if getattr(entry, name)}  # fmt: skip
    if entry.visibility is not Visibility.PUBLIC:
        found["visibility"] = entry.visibility.value
    if entry.edited_at:
        found["edited_at"] = _moment(entry.edited_at)
    if entry.outcome:
        found["outcome"] = entry.outcome
    if entry.answers_question:
        found["answers_question"] = True
    if entry.comments_open is not None:
        found["comments_open"] = entry.comments_open
    return found


def of_object(said: Mapping[str, Any], me: Party) -> Entry:
    """The entry that an object describes; whoever is called "me", and the author if nobody is, is `me`.

    Raises one of UNREADABLE where it describes none.
    """
    at, kind = utc(str(said["at"])), Kind(said["kind"])
    texts: dict[str, Any] = {name: clean(str(said.get(name) or ""), limit) for name, limit in _TEXTS.items()}
    parties: dict[str, Any] = {name: _party(said.get(name), me) for name in _PARTIES}
    author = parties.pop("author") or me
    comments_open = said.get("comments_open")
    entry = Entry(
        native_id=clean(str(said.get("native_id") or ""), 500) or "unset",
        kind=kind,
        at=at,
        author=author,
        links=_strings(said.get("links"), MAX_ADDRESS),
        mentions=_strings(said.get("mentions"), 300),
        visibility=Visibility(said.get("visibility") or Visibility.PUBLIC),
        edited_at=utc(str(said["edited_at"])) if said.get("edited_at") else None,
        outcome=min(max(float(said.get("outcome") or 0), 0.0), 1.0),
        answers_question=said.get("answers_question") is True,
        comments_open=comments_open if isinstance(comments_open, bool) else None,
        traits=frozenset(_strings(said.get("traits"), 50)),
        **texts,
        **parties,
    )
    if entry.native_id != "unset":
        return entry
    # Written by hand: the same line twice is the same item.
    return replace(entry, native_id=f"own-{fingerprint(entry.network, kind, at, entry.url, entry.text)}")


def _public(said: Mapping[str, Any], *, me: Party) -> Entry | Skipped:
    entry = of_object(said, me)
    return Skipped("an entry", NOT_PUBLIC) if entry.visibility is Visibility.PRIVATE else entry


def _objects(chunks: Iterable[bytes]) -> Iterator[dict[str, Any] | None]:
    for line in lines(chunks):
        if not line.strip():
            continue
        try:
            said = json.loads(line)
        except (ValueError, RecursionError):
            said = None
        yield said if isinstance(said, dict) else None


def _unfolded(row: Row) -> dict[str, Any]:
    """A row of the table as the object it stands for."""
    if "kind" not in row or "at" not in row:
        raise BadInput("A table in Involve’s format needs at least the columns `kind` and `at`: see docs/format.md.")
    cells = {name: unguarded(cell) for name, cell in row.items()}
    found: dict[str, Any] = {name: cells.get(name, "") for name in ("native_id", "kind", "at", *_TEXTS)}
    bots = cells.get("bots", "").split()
    for name, column in _PARTY_COLUMNS.items():
        identity, called = cells.get(f"{column}_id", ""), cells.get(f"{column}_name", "")
        if identity or called:
            found[name] = {"id": identity, "name": called, "is_bot": name in bots}
    found |= {name: cells.get(name, "").split("\n" if name == "mentions" else None) for name in _LISTS}
    found |= {name: cells[name] for name in ("visibility", "edited_at", "outcome") if cells.get(name)}
    found["answers_question"] = cells.get("answers_question", "") == "true"
    found["comments_open"] = {"true": True, "false": False}.get(cells.get("comments_open", ""))
    return found


def _cells(entry: Entry) -> list[str]:
    said = as_object(entry)
    found: dict[str, str] = {name: str(said.get(name, "")) for name in ("native_id", "kind", "at", *_TEXTS)}
    for name, column in _PARTY_COLUMNS.items():
        person = said.get(name, {})
        found[f"{column}_id"], found[f"{column}_name"] = person.get("id", ""), person.get("name", "")
    found |= {name: ("\n" if name == "mentions" else " ").join(said.get(name, ())) for name in _LISTS}
    found["bots"] = " ".join(name for name in _PARTIES if said.get(name, {}).get("is_bot"))
    for name in ("visibility", "edited_at", "outcome", "answers_question", "comments_open"):
        found[name] = str(said.get(name, "")).lower()
    found["edited_at"] = said.get("edited_at", "")
    return [found[column] for column in COLUMNS]


def _person(party: Party) -> dict[str, Any]:
    found: dict[str, Any] = {name: value for name, value in (("id", party.id), ("name", party.name)) if value}
    return {**found, "is_bot": True} if party.is_bot else found


def _party(said: object, me: Party) -> Party:
    if isinstance(said, str):
        said = {"name": said}
    if not isinstance(said, dict):
        return NOBODY
    identity, name = clean(str(said.get("id") or ""), 500), clean(str(said.get("name") or ""), 200)
    if ME in {identity, name.casefold()} and identity in {"", ME}:
        return me
    if not identity and name:
        identity = f"name:{' '.join(name.split()).casefold()}"
    return Party(identity, name, is_bot=said.get("is_bot") is True) if identity else NOBODY


def _strings(said: object, limit: int) -> tuple[str, ...]:
    values = said if isinstance(said, list) else []
    return tuple(dict.fromkeys(cleaned for value in values if (cleaned := clean(str(value), limit))))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
