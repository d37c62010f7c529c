"""Which web addresses have to be looked up, written down with the items they stand in; and what is known of them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from tortoise.backends.base.client import BaseDBAsyncClient

from bot.db import Statement, bound_time, placeholders
from bot.domain.entry import Entry, storable
from bot.domain.kinds import Origin
from bot.domain.shorteners import is_short
from models import Address, Member

WORTH_IT = timedelta(days=270)  # nothing older is ever judged
LONGEST = 2_000  # characters; a longer address is none that people give


async def note(
    connection: BaseDBAsyncClient, member: Member, entries: Iterable[Entry], origin: Origin, *, now: datetime
) -> None:
    """Writes down, with the items themselves, which of their addresses have to be looked up."""
    for sql, values in to_note(connection, member, entries, origin, now=now):  # few, and often none
        await connection.execute_query(sql, list(values))


def to_note(
    connection: BaseDBAsyncClient, member: Member, entries: Iterable[Entry], origin: Origin, *, now: datetime
) -> list[Statement]:
    """The statements that do so, harmless twice."""
    urls = {url for entry in entries if now - entry.at <= WORTH_IT for url in _of(entry, origin)}
    marks = ",".join(placeholders(connection, 7))
    sql = (
        "INSERT INTO address (workspace_id, member_id, key, url, leads_to, tries, due_at) "
        f"VALUES ({marks}) ON CONFLICT (key) DO NOTHING"
    )
    due = bound_time(connection, now)
    return [(sql, (member.workspace_id, member.id, _key(member.id, url), url, "", 0, due)) for url in sorted(urls)]


async def known(member: Member) -> Mapping[str, str]:
    """Where this member's short addresses lead, as far as that is known."""
    rows = await Address.filter(member_id=member.id).exclude(leads_to="").values_list("url", "leads_to")
    return {str(url): str(leads_to) for url, leads_to in rows}


def followed(entry: Entry, leads: Mapping[str, str]) -> Entry:
    """The entry with its short links as they lead on; unchanged where none of them is known to."""
    if not entry.links or not any(link in leads for link in entry.links):
        return entry
    return replace(entry, links=tuple(dict.fromkeys(leads.get(link, link) for link in entry.links)))


def _of(entry: Entry, origin: Origin) -> list[str]:
    urls = [link for link in entry.links if is_short(link)]
    if origin is Origin.LOGGED and entry.url:
        urls.append(entry.url)
    return [url for url in urls if len(url) <= LONGEST and storable(url) == url]


def _key(member_id: int, url: str) -> str:
    return f"{member_id}:{sha256(url.encode()).hexdigest()}"
