"""LinkedIn's rows, as people download them and as its interface hands them out: what was said below whose post."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import unquote

from bot.domain.entry import NOBODY, Entry, Party, clean
from bot.domain.kinds import Kind
from bot.sources.archives.base import NOT_PUBLIC, Skipped, fingerprint, somebody
from bot.sources.text import addresses

Row = dict[str, str]  # by lower-case column

# A comment names a post by its activity id, the list of own posts by its share id: two numbers for one post, made
# within a second of each other, and both begin with that moment (checked on three real archives, 2021 to 2026).
SAME_POST_MS = 5_000
MOMENT_SHIFT = 22  # an id >> 22 is milliseconds since 1970

DATE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_URN = re.compile(r"urn:li:(activity|share|ugcPost|groupPost|article|lyndaCourse):\(?([0-9]+(?:-[0-9]+)?)")
_COMMENT = re.compile(r"commentUrn=|urn:li:comment:")
_HIDDEN = frozenset({"connections", "connections_only", "private", "contacts", "just_me"})
ESCAPES = re.compile(r'[\s"\\]+')

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


@dataclass(slots=True)
class OwnPosts:
    """The member's own posts by the moment their ids were made."""

    me: Party
    is_complete: bool  # what is not among them is somebody else's
    _ids: list[tuple[int, str]] = field(default_factory=list)
    _moments: list[int] = field(default_factory=list)

    def add(self, identity: str) -> None:
        """Another one, by its number."""
        self._ids.append((int(identity) >> MOMENT_SHIFT, identity))

    def sort(self) -> None:
        """Once all are added, before the first is looked for."""
        self._ids.sort()
        self._moments = [moment for moment, _ in self._ids]

    def same(self, identity: str) -> str:
        """The id of the own post that `identity` is another number of, "" where it is somebody else's post."""
        if not identity.isdigit():
            return ""  # of a group: those are counted another way
        moment = int(identity) >> MOMENT_SHIFT
        first = bisect_left(self._moments, moment - SAME_POST_MS)
        end = bisect_right(self._moments, moment + SAME_POST_MS)
        return min(self._ids[first:end], key=lambda each: abs(each[0] - moment))[1] if first < end else ""


@dataclass(frozen=True, slots=True)
class Post:
    """A post somebody did something about."""

    thread: str
    author: Party
    venue: str = ""
    is_comment: bool = False  # it is about a comment below that post


@dataclass(frozen=True, slots=True)
class Words:
    """A row of the table of comments."""

    date: str
    link: str
    message: str


def comment_id(me: str, date: str, message: str) -> str:
    """An id for a comment of one's own, which tables give none: by the second, and words however they are quoted."""
    return f"comment-{fingerprint(me, date.strip(), ESCAPES.sub('', message))}"


def passing_id(me: str, date: str, sort: str) -> str:
    """The same for a reaction of some sort, or a repost of none: by the second. Nobody makes two of them in one."""
    return fingerprint(me, date.strip(), sort.strip().upper())


def dated(at: datetime) -> str:
    """A moment as their tables have it."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def share(row: Row, *, me: Party, own: OwnPosts) -> Entry | Skipped:
    """A post of the member's, which is then one of `own`."""
    at = _moment(row["date"])
    address = unquote(row["sharelink"])
    urn = _URN.search(address)
    # Every line break of a post is written quote, break, quote (2025).
    text = clean(row["sharecommentary"].replace('"\n"', "\n").strip('"'))
    shared = clean(row.get("sharedurl", ""))
    native_id = urn[2] if urn else fingerprint(me.id, row["date"], ESCAPES.sub("", text))
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


def comment(row: Words, *, me: Party, own: OwnPosts) -> Entry:
    """A comment of the member's."""
    text = clean(row.message.replace('"\n"', "\n").strip('"'))
    address = unquote(row.link)
    post = post_at(address, me, own)
    answered = called(text) if post.author == me else ""
    return Entry(
        "linkedin",
        comment_id(me.id, row.date, row.message),
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


def passing(row: Row, *, kind: Kind, me: Party, own: OwnPosts) -> Entry:
    """A reaction or a repost of the member's."""
    address = unquote(row["link"])
    post = post_at(address, me, own)
    return Entry(
        "linkedin",
        passing_id(me.id, row["date"], row.get("type", "")),
        kind,
        _moment(row["date"]),
        me,
        url=clean(address),
        root=post.author,
        of=NOBODY if post.is_comment else post.author,
        venue=post.venue,
    )


def post_at(address: str, me: Party, own: OwnPosts) -> Post:
    """The post an address or an urn names. Raises ValueError where it names none."""
    urn = _URN.search(address)
    if urn is None:
        raise ValueError("no post")
    same = own.same(urn[2])
    return Post(
        thread=same or urn[2],
        author=me if same else somebody(f"{urn[1]}:{urn[2]}") if own.is_complete else NOBODY,
        venue=_group(urn),
        is_comment=_COMMENT.search(address) is not None,
    )


def _group(urn: re.Match[str] | None) -> str:
    return f"group {urn[2].partition('-')[0]}" if urn and urn[1] == "groupPost" else ""


def called(text: str) -> str:
    """The name a comment begins with, "" where it begins with something else."""
    found = _NAME.match(text)
    words = found[1].split() if found else []
    return " ".join(words) if 2 <= len(words) <= 5 and not _NO_NAME.match(text) else ""


def _moment(said: str) -> datetime:
    """LinkedIn writes UTC without saying so (checked against the moments within ids)."""
    if not DATE.fullmatch(said.strip()):
        raise ValueError("no date")
    return datetime.fromisoformat(said.strip()).replace(tzinfo=UTC)
