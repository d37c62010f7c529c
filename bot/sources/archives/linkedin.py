"""LinkedIn's "Get a copy of your data": posts, comments, reactions and reposts, as tables that quote in three ways."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from urllib.parse import unquote

from bot.domain.entry import MAX_TEXT, NOBODY, Entry, Party, clean
from bot.domain.kinds import Kind
from bot.sources.archives.base import (
    NOT_PUBLIC,
    Archive,
    Owner,
    Skipped,
    fingerprint,
    made,
    members,
    somebody,
)
from bot.sources.archives.opened import Opened
from bot.sources.archives.tables import Row, cells, table
from bot.sources.base import Identity
from bot.sources.text import addresses

# A comment names a post by its activity id, the list of own posts by its share id: two numbers for one post, made
# within a second of each other, and both begin with that moment (checked on three real archives, 2021 to 2026).
SAME_POST_MS = 5_000
_MOMENT_SHIFT = 22  # an id >> 22 is milliseconds since 1970

_DATE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_URN = re.compile(r"urn:li:(activity|share|ugcPost|groupPost|article|lyndaCourse):\(?([0-9]+(?:-[0-9]+)?)")
_COMMENT = re.compile(r"commentUrn=|urn:li:comment:")
_HIDDEN = frozenset({"connections", "connections_only", "private", "contacts", "just_me"})
_ESCAPES = re.compile(r'[\s"\\]+')

# Below one's own post, LinkedIn puts the name of whoever is answered before the answer.
_NAME = re.compile(
    r"([A-ZÀ-ÖØ-Þ][\w'’.-]*(?: (?:[A-ZÀ-ÖØ-Þ][\w'’.-]*|d[aeiou]s?|del|la|van|von|der|den|bin|al|el|ten|zu))+)"
    r"(?=[\s,:!]+\S)"
)
_NO_NAME = re.compile(
    "(?:a|again|all|also|and|as|at|best|but|congrats|congratulations|dear|feel|for|from|good|great|happy|hello|hey|hi|how|"
    "i|if|in|interesting|it|let|love|many|merry|more|my|new|nice|no|of|oh|on|one|our|please|see|so|special|super|thank|"
    "thanks|that|the|these|they|this|those|to|today|very|we|well|what|when|where|who|why|wow|yes|you|your)\\b",
    re.IGNORECASE,
)


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

    def lacks(self, names: Collection[str]) -> str:
        found = self.found(names)
        # Reactions come in the larger archive only, and that leaves out what somebody never did.
        missing = [] if "reactions" in found else [part for part in ("shares", "comments") if part not in found]
        if not missing:
            return ""
        what = {"shares": "your posts (Shares.csv)", "comments": "your comments (Comments.csv)"}
        return f"It does not hold {' nor '.join(what[part] for part in missing)}. {self.how_to_get}"

    def read(self, opened: Opened, *, me: Party, owner: Owner, now: datetime) -> Iterator[Entry | Skipped]:
        found = self.found(opened.names)
        own = _OwnPosts(me, is_complete="shares" in found or "reactions" in found)
        for member in found.get("shares", ()):
            yield from made("a post", table(opened.chunks(member)), partial(_share, me=me, own=own))
        own.sort()
        for member in found.get("comments", ()):
            mended = _Mended()
            rows = _comments(opened.chunks(member), mended)
            yield from made("a comment", rows, partial(_comment, me=me, own=own))
            if mended.lines:
                yield Skipped("a broken line", "was put back with the comment above it", mended.lines)
        for part, kind, what in (("reactions", Kind.REACTION, "a reaction"), ("reposts", Kind.BOOST, "a repost")):
            for member in found.get(part, ()):
                given = table(opened.chunks(member), backslash=True)
                yield from made(what, given, partial(_passing, kind=kind, me=me, own=own))


@dataclass(slots=True)
class _OwnPosts:
    """The member's own posts by the moment their ids were made."""

    me: Party
    is_complete: bool  # what is not among them is somebody else's
    _ids: list[tuple[int, str]] = field(default_factory=list)
    _moments: list[int] = field(default_factory=list)

    def add(self, identity: str) -> None:
        self._ids.append((int(identity) >> _MOMENT_SHIFT, identity))

    def sort(self) -> None:
        """Once all are added, before the first is looked for."""
        self._ids.sort()
        self._moments = [moment for moment, _ in self._ids]

    def same(self, identity: str) -> str:
        """The id of the own post that `identity` is another number of, "" where it is somebody else's post."""
        if not identity.isdigit():
            return ""  # of a group: those are counted another way
        moment = int(identity) >> _MOMENT_SHIFT
        first = bisect_left(self._moments, moment - SAME_POST_MS)
        end = bisect_right(self._moments, moment + SAME_POST_MS)
        return min(self._ids[first:end], key=lambda each: abs(each[0] - moment))[1] if first < end else ""


@dataclass(frozen=True, slots=True)
class _Post:
    """A post somebody did something about."""

    thread: str
    author: Party
    venue: str = ""
    is_comment: bool = False  # it is about a comment below that post


@dataclass(frozen=True, slots=True)
class _Words:
    """A row of the table of comments."""

    date: str
    link: str
    message: str


@dataclass(slots=True)
class _Mended:
    """How many lines had broken off the comment above."""

    lines: int = 0


def _share(row: Row, *, me: Party, own: _OwnPosts) -> Entry | Skipped:
    at = _moment(row["date"])
    address = unquote(row["sharelink"])
    urn = _URN.search(address)
    # Every line break of a post is written quote, break, quote (2025).
    text = clean(row["sharecommentary"].replace('"\n"', "\n").strip('"'))
    shared = clean(row.get("sharedurl", ""))
    native_id = urn[2] if urn else fingerprint(me.id, row["date"], _ESCAPES.sub("", text))
    if native_id.isdigit():
        own.add(native_id)
    if row.get("visibility", "").strip().casefold() in _HIDDEN:
        return Skipped("a post", NOT_PUBLIC)
    venue = _group(urn)
    if not text and not shared and not row.get("mediaurl", "").strip():
        return Entry("linkedin", native_id, Kind.BOOST, at, me, url=clean(address), venue=venue)  # nobody says of whom
    links = dict.fromkeys(((shared,) if shared.startswith("http") else ()) + addresses(text))
    return Entry(
        "linkedin", native_id, Kind.POST, at, me, url=clean(address), text=text, links=tuple(links), venue=venue
    )


def _comments(chunks: Iterable[bytes], mended: _Mended) -> Iterator[_Words | None]:
    """The comments, with what broke off put back: quotes are escaped by a backslash (2025), or not at all (2021)."""
    rows = cells(chunks, backslash=True)
    names = [name.strip().casefold() for name in next(rows, None) or []]
    order = [names.index(name) if name in names else place for place, name in enumerate(("date", "link", "message"))]
    above: _Words | None = None
    for row in rows:
        if row is None:
            yield None
        elif len(row) > max(order) and _DATE.fullmatch(row[order[0]].strip()):
            if above:
                yield above
            date, link, message = (row[place].strip() for place in order)
            above = _Words(date, link, ",".join([message, *row[len(names) :]]))
        elif any(row) and above:
            if len(above.message) < MAX_TEXT:
                above = replace(above, message=f"{above.message}\n{','.join(row)}")
            mended.lines += 1
        elif any(row):
            yield None
    if above:
        yield above


def _comment(row: _Words, *, me: Party, own: _OwnPosts) -> Entry:
    text = clean(row.message.replace('"\n"', "\n").strip('"'))
    address = unquote(row.link)
    post = _post(address, me, own)
    answered = _called(text) if post.author == me else ""
    return Entry(
        "linkedin",
        f"comment-{fingerprint(me.id, row.date, address, _ESCAPES.sub('', row.message))}",
        Kind.REPLY,
        _moment(row.date),
        me,
        url=clean(address),
        text=text,
        links=addresses(text),
        thread=post.thread,
        root=post.author,
        parent=Party(f"name:{answered.casefold()}", answered) if answered else NOBODY,
        venue=post.venue,
    )


def _passing(row: Row, *, kind: Kind, me: Party, own: _OwnPosts) -> Entry:
    address = unquote(row["link"])
    post = _post(address, me, own)
    return Entry(
        "linkedin",
        fingerprint(me.id, row["date"], row.get("type", ""), address),
        kind,
        _moment(row["date"]),
        me,
        url=clean(address),
        root=post.author,
        of=NOBODY if post.is_comment else post.author,
        venue=post.venue,
    )


def _post(address: str, me: Party, own: _OwnPosts) -> _Post:
    urn = _URN.search(address)
    if urn is None:
        raise ValueError("no post")
    same = own.same(urn[2])
    return _Post(
        thread=same or urn[2],
        author=me if same else somebody(f"{urn[1]}:{urn[2]}") if own.is_complete else NOBODY,
        venue=_group(urn),
        is_comment=_COMMENT.search(address) is not None,
    )


def _group(urn: re.Match[str] | None) -> str:
    return f"group {urn[2].partition('-')[0]}" if urn and urn[1] == "groupPost" else ""


def _called(text: str) -> str:
    """The name a comment begins with, "" where it begins with something else."""
    found = _NAME.match(text)
    words = found[1].split() if found else []
    return " ".join(words) if 2 <= len(words) <= 5 and not _NO_NAME.match(text) else ""


def _moment(said: str) -> datetime:
    """LinkedIn writes UTC without saying so (checked against the moments within ids)."""
    if not _DATE.fullmatch(said.strip()):
        raise ValueError("no date")
    return datetime.fromisoformat(said.strip()).replace(tzinfo=UTC)
