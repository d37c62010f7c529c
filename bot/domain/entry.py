"""One thing a member did on a network, in our words: what every source, archive and log hands in."""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.kinds import Kind, Visibility

MAX_TEXT = 4_000  # characters kept of a post: enough to compare and to show one line, never a copy of the network
MAX_TITLE = 300

# NUL breaks PostgreSQL, lone surrogates break both drivers, bidi controls let foreign text reorder ours.
_REFUSED = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
_UNWANTED = re.compile(f"[{_REFUSED}]")

# Nobody sees them, and they hide a word from whoever looks for it; joiners stay, which scripts and emoji need.
_HIDING = "\u200b\u200e\u200f\u2060-\u2064"
_UNSEEN = re.compile(f"[{_HIDING}]")
_NOT_SHOWN = re.compile(f"[{_REFUSED}{_HIDING}]")

_JOINER = "\u200d"


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody on a network. `id` is the network's stable id (a DID, an account number), never shown; "" = unknown."""

    id: str = ""
    name: str = ""  # what people call them there: a handle or display name, always foreign text
    is_bot: bool = False

    def __bool__(self) -> bool:
        return bool(self.id)


NOBODY = Party()


@dataclass(frozen=True, slots=True)
class Entry:
    """A normalised item. Times are aware and UTC; ids are strings; texts are plain, cleaned and clamped.

    A source resolves `root` and `parent` before it hands a reply in: whose thread it is (the author of the first
    message) and whom it answers. Either stays NOBODY where the network will not say, and the place is then unknown.
    """

    network: str  # "bluesky", "mastodon", "hackernews", "blog", ..., "" for what happened on no network
    native_id: str  # unique on the network for this kind of act
    kind: Kind
    at: datetime
    author: Party
    url: str = ""  # where a person can read it; "" if nowhere
    text: str = ""
    title: str = ""
    lang: str = ""  # BCP 47, "" = not said
    links: tuple[str, ...] = ()  # absolute URLs in it; without media, mentions, tags and its own permalink
    mentions: tuple[str, ...] = ()  # stable ids, else handles, of people named in it
    thread: str = ""  # native id of the conversation's first message; "" = starts one
    root: Party = NOBODY
    parent_id: str = ""
    parent: Party = NOBODY
    parent_text: str = ""  # what it answers, where the network gave it
    of: Party = NOBODY  # whose post is boosted, quoted, liked; who is followed
    venue: str = ""  # the group, forum, repository or channel it was said in; "" = the author's own profile
    visibility: Visibility = Visibility.PUBLIC
    edited_at: datetime | None = None
    outcome: float = 0.0  # in [0, 1]: 0 nothing known, .5 answered or thanked, 1 accepted or a recorded result
    answers_question: bool = False  # the network itself calls it an answer (Stack Exchange, solved topics)
    comments_open: bool | None = None  # own posts: whether one can comment there; None = not said
    traits: frozenset[str] = field(default=frozenset())  # rare facts by name: "curated", "autoposted", "accepted"

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("an entry's time needs a zone")
        if not self.native_id:
            raise ValueError("an entry needs the id its network gave it")


def clean(text: str, limit: int = MAX_TEXT) -> str:
    """`text` in NFC without control, bidi and unseen characters, cut to `limit` at a character people would cut at.

    The one place foreign text passes before it is stored or shown.
    """
    if _NOT_SHOWN.search(text) or not unicodedata.is_normalized("NFC", text):  # seldom: it pays to ask first
        text = _UNWANTED.sub("", unicodedata.normalize("NFC", visible(text)))
    text = text.strip()
    return text if len(text) <= limit else shorten(text, limit)


def visible(text: str) -> str:
    """`text` without the characters `clean` takes out, else as it is, its outer spaces too: for a piece of a line."""
    return _UNSEEN.sub("", _UNWANTED.sub("", text))


def storable(text: str) -> str:
    """`text` without what databases refuse or readers must not meet; for ids and addresses, else left as they are."""
    return _UNWANTED.sub("", text)


def with_storable_texts(entry: Entry) -> Entry:
    """The same entry with every one of its texts storable. Raises ValueError where nothing is left of its id."""

    def all_storable(value: object) -> object:
        if isinstance(value, Party):
            return Party(storable(value.id), storable(value.name), value.is_bot)
        if isinstance(value, tuple):
            return tuple(storable(each) for each in value)
        return storable(value) if type(value) is str else value

    return replace(entry, **{name: all_storable(getattr(entry, name)) for name in entry.__slots__})  # type: ignore[arg-type]


def _joins(character: str) -> bool:
    return bool(unicodedata.combining(character)) or character in _JOINER + "\ufe0e\ufe0f"


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, ending in "…" where something was cut, never inside a combined character."""
    if len(text) <= limit:
        return text
    end = max(limit - 1, 0)
    while end > 0 and (_joins(text[end]) or text[end - 1] == _JOINER):
        end -= 1
    return text[:end].rstrip() + "…"
