"""What a detector looks at: what a member did lately, what came back, and what is known beside it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bot.domain.classify import Classified
from bot.domain.entry import Entry, Party
from bot.domain.ground import Ground, Owner
from bot.domain.kinds import Origin

LOOKS_BACK = timedelta(days=28)  # what is older is no news to the member

T = TypeVar("T")
Where = tuple[str, str]  # (network, venue); "" = the member's own profile there


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing the member did, as it was classified. `key` is unique among the member's."""

    key: str
    entry: Entry
    classified: Classified
    origin: Origin = Origin.POLLED

    @property
    def place(self) -> Where:
        """Where it was said."""
        return self.entry.network, self.entry.venue.casefold()

    @property
    def thread(self) -> Where:
        """The conversation it belongs to, as (network, native id of its first message)."""
        return self.entry.network, self.entry.thread or self.entry.native_id


@dataclass(frozen=True, slots=True)
class Comment:
    """Words somebody else said below something of the member's."""

    network: str
    on: str  # native id of the member's item
    author: Party
    at: datetime
    text: str
    native_id: str = ""
    url: str = ""
    answered_at: datetime | None = None  # when the member answered it
    liked: bool = False  # by the member


@dataclass(frozen=True, slots=True)
class Said:
    """A recent post of a teammate. `member` only tells one from another: no name leaves a detector."""

    member: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FeedItem:
    """Something published on a site the member or the team feeds from."""

    title: str
    link: str
    published: datetime


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a detector may look at, in time order however it is handed in, and nothing later than `now`."""

    now: datetime
    deeds: tuple[Deed, ...] = ()
    ground: Ground = field(default_factory=Ground)
    comments: tuple[Comment, ...] = ()
    said: tuple[Said, ...] = ()  # by teammates
    feed: tuple[FeedItem, ...] = ()
    terms: frozenset[str] = frozenset()  # names of the house and of what it makes
    following: Mapping[str, int] = field(default_factory=dict)  # network -> how many they follow there, where known
    listened: frozenset[str] = frozenset()  # keys of deeds below which every answer is known
    only_posts: frozenset[str] = frozenset()  # networks that hide what the member writes to others
    looks_back: timedelta = LOOKS_BACK
    _found: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        deeds = {deed.key: deed for deed in sorted(self.deeds, key=_deed_order) if deed.entry.at <= self.now}
        comments = sorted({each for each in self.comments if each.at <= self.now}, key=_comment_order)
        said = sorted(
            {each for each in self.said if each.at <= self.now}, key=lambda each: (each.at, each.member, each.text)
        )
        feed = sorted(set(self.feed), key=lambda each: (each.published, each.link, each.title))
        object.__setattr__(self, "deeds", tuple(sorted(deeds.values(), key=_deed_order)))
        object.__setattr__(self, "comments", tuple(comments))
        object.__setattr__(self, "said", tuple(said))
        object.__setattr__(self, "feed", tuple(feed))

    @property
    def since(self) -> datetime:
        """From when on something is recent."""
        return self.now - self.looks_back

    def is_recent(self, at: datetime) -> bool:
        """Whether it is news."""
        return at >= self.since

    def is_outsider(self, network: str, party: Party, at: datetime) -> bool:
        """Whether those are words from outside the team, and a person's."""
        return not party.is_bot and self.ground.owner_of(network, party, at) in (Owner.OTHER, Owner.UNKNOWN)

    def once(self, look: "Callable[[Scene], T]") -> T:
        """What `look` finds in this scene, looked for once however many detectors ask."""
        if look not in self._found:
            self._found[look] = look(self)
        found: T = self._found[look]
        return found

    def without(self, networks: frozenset[str]) -> "Scene":
        """The scene as if these networks were not there."""
        if not networks:
            return self
        if networks not in self._found:
            self._found[networks] = replace(
                self,
                deeds=tuple(deed for deed in self.deeds if deed.entry.network not in networks),
                comments=tuple(comment for comment in self.comments if comment.network not in networks),
            )
        rest: Scene = self._found[networks]
        return rest


def _deed_order(deed: Deed) -> tuple[object, ...]:
    return deed.entry.at, deed.key, deed.entry.native_id, deed.entry.text


def _comment_order(comment: Comment) -> tuple[object, ...]:
    return comment.at, comment.network, comment.native_id, comment.on, comment.author.id, comment.text
