"""A copy of everything about one person: what they did in the open format, and every row of every other table."""

import asyncio
import io
import json
import zipfile
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum

from bot.domain.entry import NOBODY, Entry, Party
from bot.services import holdings
from bot.services.poll import entry_of
from bot.sources.archives.involve import ME, write_csv, write_jsonl
from models import Activity, Member

_READ_ME = """\
Everything Involve knows of {name}, {day}.

involve.jsonl           what you did, in Involve's open format: `involve import` reads it, here or elsewhere
involve-activities.csv  the same for a spreadsheet
tables/                 every other row about you, table by table, as it is stored

docs/format.md describes the format, docs/privacy.md the tables. Credentials and the like are kept locked and are not in
here. Of messages to others only the lines about you are.
"""


@dataclass(frozen=True, slots=True)
class Export:
    """The file, and what it is called."""

    name: str
    content: bytes
    rows: int


async def export(member: Member, *, now: datetime, tell: holdings.Tell = str) -> Export:
    """Everything about `member` as a zip; `tell` says a sentence in their language."""
    entries = [_own(entry_of(row), member) for row in await Activity.filter(member_id=member.id).order_by("at", "id")]
    tables = await holdings.of(member, tell)
    read_me = _READ_ME.format(name=member.name or member.slack_id, day=now.date())
    content = await asyncio.to_thread(_packed, entries, tables, read_me)
    return Export(f"involve-{member.slack_id}-{now.date()}.zip", content, sum(map(len, tables.values())))


def _own(entry: Entry, member: Member) -> Entry:
    """What they logged has their key in this database as its author: elsewhere, and to a reader, that is "me"."""

    def plain(party: Party) -> Party:
        return Party("", ME) if party.id == member.key else party

    author = NOBODY if entry.author.id == member.key else entry.author
    return replace(entry, author=author, root=plain(entry.root), parent=plain(entry.parent), of=plain(entry.of))


def _packed(entries: list[Entry], tables: holdings.Tables, read_me: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", read_me)
        archive.writestr("involve.jsonl", "".join(write_jsonl(entries)))
        archive.writestr("involve-activities.csv", "".join(write_csv(entries)))
        for table, rows in tables.items():
            archive.writestr(f"tables/{table}.json", json.dumps(rows, ensure_ascii=False, indent=1, default=_plain))
    return packed.getvalue()


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, (datetime, date)) else str(value)
