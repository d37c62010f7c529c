"""LinkedIn's "Get a copy of your data": posts, comments, reactions and reposts, as tables that quote in three ways."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.domain.entry import MAX_TEXT, Entry, Party
from bot.domain.kinds import Kind
from bot.phrase import Phrase
from bot.sources import linkedin_rows as rows
from bot.sources.archives.base import (
    MENDED,
    Archive,
    Owner,
    Skipped,
    made,
    members,
)
from bot.sources.archives.opened import Opened
from bot.sources.archives.tables import cells, table
from bot.sources.base import Identity


class LinkedIn(Archive):
    """LinkedIn's archive of a person."""

    name = "linkedin"
    title = "LinkedIn"
    how_to_get = (
        "On LinkedIn: Settings & Privacy, Data privacy, Get a copy of your data; choose the larger archive, which "
        "comes by e-mail within a day."
    )
    parts = members(
        **{
            part: rf"{name}(?:_[0-9]+)*(?: ?\([0-9]+\))?\.csv"
            for part, name in (
                ("shares", "Shares"),
                ("comments", "Comments"),
                ("reactions", "Reactions"),
                ("reposts", "InstantReposts"),
            )
        }
    )
    told_by = ("shares", "comments", "reactions", "reposts")
    columns = frozenset({"sharelink", "message", "link"})

    def whose(self, opened: Opened, owner: Owner) -> Identity:
        return owner.identity(self.name, name=owner.name)  # the tables name nobody

    def lacks(self, names: Collection[str]) -> Phrase | None:
        found = self.found(names)
        # Reactions come in the larger archive only, and that leaves out what somebody never did.
        missing = [] if "reactions" in found else [part for part in ("shares", "comments") if part not in found]
        if not missing:
            return None
        way = Phrase(self.how_to_get)
        if len(missing) > 1:
            return Phrase("It does not hold your posts (Shares.csv) nor your comments (Comments.csv). {way}", way=way)
        if missing == ["shares"]:
            return Phrase("It does not hold your posts (Shares.csv). {way}", way=way)
        return Phrase("It does not hold your comments (Comments.csv). {way}", way=way)

    def read(self, opened: Opened, *, me: Party, owner: Owner, now: datetime) -> Iterator[Entry | Skipped]:
        found = self.found(opened.names)
        own = rows.OwnPosts(me, is_complete="shares" in found or "reactions" in found)
        for member in found.get("shares", ()):
            yield from made("a post", table(opened.chunks(member)), partial(rows.share, me=me, own=own))
        own.sort()
        for member in found.get("comments", ()):
            mended = _Mended()
            said = _comments(opened.chunks(member), mended)
            yield from made("a comment", said, partial(rows.comment, me=me, own=own))
            if mended.lines:
                yield Skipped("a broken line", MENDED, mended.lines)
        for part, kind, what in (("reactions", Kind.REACTION, "a reaction"), ("reposts", Kind.BOOST, "a repost")):
            for member in found.get(part, ()):
                given = table(opened.chunks(member), backslash=True)
                yield from made(what, given, partial(rows.passing, kind=kind, me=me, own=own))


@dataclass(slots=True)
class _Mended:
    """How many lines had broken off the comment above."""

    lines: int = 0


def _comments(chunks: Iterable[bytes], mended: _Mended) -> Iterator[rows.Words | None]:
    """The comments, with what broke off put back: quotes are escaped by a backslash (2025), or not at all (2021)."""
    found = cells(chunks, backslash=True)
    names = [name.strip().casefold() for name in next(found, None) or []]
    order = [names.index(name) if name in names else place for place, name in enumerate(("date", "link", "message"))]
    above: rows.Words | None = None
    for row in found:
        if row is None:
            yield None
        elif len(row) > max(order) and rows.DATE.fullmatch(row[order[0]].strip()):
            if above:
                yield above
            date, link, message = (row[place].strip() for place in order)
            above = rows.Words(date, link, ",".join([message, *row[len(names) :]]))
        elif any(row) and above:
            if len(above.message) < MAX_TEXT:
                above = replace(above, message=f"{above.message}\n{','.join(row)}")
            mended.lines += 1
        elif any(row):
            yield None
    if above:
        yield above
