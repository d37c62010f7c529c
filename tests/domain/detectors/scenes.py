"""A short way to write what a detector looks at: who is who, what Mira did, what came back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.domain.classify import classify
from bot.domain.detectors.base import Comment, Deed, FeedItem, Said, Scene
from bot.domain.entry import NOBODY, Entry, Party
from bot.domain.ground import Ground, Holding, Teammate
from bot.domain.kinds import Kind, Origin

NOW = datetime(2026, 5, 29, 18, tzinfo=UTC)  # a Friday
NETWORKS = (
    "bluesky", "mastodon", "hackernews", "github", "stackexchange", "discourse", "linkedin", "x", "facebook",
    "instagram", "threads", "youtube", "reddit", "lemmy", "pinterest", "blog", "",
)  # fmt: skip

ME = Party("id-mira", "mira")
TOVE = Party("id-tove", "tove")  # a teammate
PAGE = Party("id-acme", "acme")  # the team's own account
ROBOT = Party("id-robot", "robot", is_bot=True)
TERMS = frozenset({"Acme", "Quillbox"})  # the house, and what it makes


def who(name: str) -> Party:
    """An outsider called `name`."""
    return Party(f"id-{name}", name)


def _accounts(party: Party) -> frozenset[tuple[str, str]]:
    return frozenset((network, party.id) for network in NETWORKS)


GROUND = Ground(
    mine=Holding(_accounts(ME), frozenset({"mira.example"})),
    house=Holding(_accounts(PAGE), frozenset({"acme.example"}), frozenset({("discourse", "Acme Users")})),
    team=(Teammate(_accounts(TOVE)),),
)

_LINK = re.compile(r"https?://\S+")
_NAMED = re.compile(r"(?<![\w/])@(\w+)")
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry that was typed by the member, not polled."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class Unheard:
    """An entry of which nobody knows whether it was answered."""

    entry: Entry


Thing = Entry | Logged | Unheard | Comment | Said | FeedItem


def ago(hours: float = 0, *, days: float = 0) -> datetime:
    return NOW - timedelta(hours=hours, days=days)


def post(text: str, hours: float = 30, *, on: str = "mastodon", **facts: object) -> Entry:
    """Something Mira started `hours` ago; links and mentions are taken from the text."""
    return _entry(Kind.POST, text, hours, on, facts)


def answer(to: Party, text: str, hours: float = 30, *, on: str = "mastodon", **facts: object) -> Entry:
    """Something Mira wrote below words of `to`, in a thread that `to` started unless `root` says otherwise."""
    number = next(_numbers)
    known = {"root": to, "parent": to, "thread": f"t{number}", "parent_id": f"p{number}"}
    return _entry(Kind.REPLY, text, hours, on, known | facts)


def boost(of: Party, text: str, hours: float = 30, *, on: str = "mastodon") -> Entry:
    """Words of `of` that Mira passed on as they are."""
    return _entry(Kind.BOOST, "", hours, on, {"of": of, "parent_text": text})


def back_below(mine: Entry, to: Party, text: str, hours: float, **facts: object) -> Entry:
    """Mira's answer to `to` below a post of her own."""
    known = {"root": ME, "parent": to, "thread": mine.native_id, "venue": mine.venue}
    return answer(to, text, hours, on=mine.network, **(known | facts))


def _entry(kind: Kind, text: str, hours: float, on: str, facts: dict[str, object]) -> Entry:
    native_id = f"m{next(_numbers)}"
    links = tuple(link.rstrip(".,;:!?)") for link in _LINK.findall(text))
    known: dict[str, object] = {
        "kind": kind,
        "native_id": native_id,
        "at": ago(hours),
        "author": ME,
        "text": text,
        "url": f"https://{on or 'nowhere'}.example/{native_id}",
        "links": links,
        "mentions": tuple(f"id-{name}" for name in _NAMED.findall(_LINK.sub(" ", text))),
    }
    return Entry(network=on, **(known | facts))  # type: ignore[arg-type]


def heard(on: Entry, author: Party, text: str, after: float = 2, **facts: object) -> Comment:
    """What `author` wrote below `on`, `after` hours later; `answered`: hours from there to Mira's answer."""
    at = on.at + timedelta(hours=after)
    number = next(_numbers)
    known: dict[str, object] = {"native_id": f"c{number}", "url": f"{on.url}#c{number}"}
    answered = facts.pop("answered", None)
    if isinstance(answered, int | float):
        known["answered_at"] = at + timedelta(hours=answered)
    return Comment(on.network, on.native_id, author, at, text, **(known | facts))  # type: ignore[arg-type]


def said(member: int, text: str, hours: float = 30) -> Said:
    """A post of a teammate."""
    return Said(member, text, ago(hours))


def published(title: str, link: str, hours: float) -> FeedItem:
    """Something in a feed of the member's."""
    return FeedItem(title, link, ago(hours))


def deed(entry: Entry, origin: Origin = Origin.POLLED) -> Deed:
    classified = classify(entry, GROUND)
    assert classified is not None
    return Deed(f"{entry.network}:{entry.kind}:{entry.native_id}", entry, classified, origin)


def scene(*things: Thing, **facts: object) -> Scene:
    """All of it together. What is below an entry is known, unless the entry is Unheard."""
    deeds: list[Deed] = []
    listened: set[str] = set()
    for thing in things:
        match thing:
            case Entry():
                deeds.append(deed(thing))
                listened.add(deeds[-1].key)
            case Logged(entry):
                deeds.append(deed(entry, Origin.LOGGED))
            case Unheard(entry):
                deeds.append(deed(entry))
            case _:
                pass
    known: dict[str, object] = {
        "now": NOW,
        "ground": GROUND,
        "deeds": tuple(deeds),
        "comments": tuple(_only(things, Comment)),
        "said": tuple(_only(things, Said)),
        "feed": tuple(_only(things, FeedItem)),
        "terms": TERMS,
        "listened": frozenset(listened),
    }
    made = Scene(**(known | facts))  # type: ignore[arg-type]
    assert len(made.deeds) == len(deeds), "a case tells of something that has not happened yet, or twice of one thing"
    return made


def _only(things: Sequence[Thing], kind: type) -> list[Thing]:
    return [thing for thing in things if isinstance(thing, kind)]


__all__ = [name for name in globals() if not name.startswith("_")] + ["NOBODY"]
