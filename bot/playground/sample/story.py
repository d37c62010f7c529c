"""What the sample team and the people around it say: read from stories/, in one order, with the times it has now."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

from bot.playground.sample.times import Times

STORIES = Path(__file__).parent / "stories"
DOMAIN = "sample.example"  # nobody can ever own it: .example is reserved
SPREAD = {"bluesky": timedelta(minutes=4), "mastodon": timedelta(minutes=6)}  # after an article, by a machine
LINK = re.compile(r"https://\S+[\w/]")
TAG = re.compile(r"(?<!\w)#(\w+)")

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented. The name is their handle wherever they are."""

    name: str
    called: str
    zone: ZoneInfo
    home: str  # their Mastodon server
    about: str

    @property
    def host(self) -> str:
        """Their own domain: handle on Bluesky, address of their blog."""
        return f"{self.name}.{DOMAIN}"


@dataclass(frozen=True, slots=True, eq=False)
class Message:
    """Something said somewhere. Each is itself alone, however like another."""

    serial: int  # unique in the story
    network: str
    by: Person
    at: datetime
    text: str
    title: str = ""
    link: str = ""  # what a story on Hacker News leads to; the last part of an article's address
    lang: str = "en"
    parent: "Message | None" = None
    quoted: "Message | None" = None

    @property
    def root(self) -> "Message":
        """The first message of the thread."""
        return self.parent.root if self.parent else self


@dataclass(frozen=True, slots=True, eq=False)
class Nod:
    """Something done with one click: a like, a boost, a follow."""

    serial: int
    kind: str
    by: Person
    at: datetime
    of: Message


@dataclass(frozen=True)
class Story:
    """Everything that happens, also what is still to come: whoever asks says when it is."""

    people: Mapping[str, Person]
    messages: tuple[Message, ...]  # in order of time
    nods: tuple[Nod, ...]

    @cached_property
    def _answers(self) -> Mapping[Message, Sequence[Message]]:
        found: dict[Message, list[Message]] = defaultdict(list)
        for message in self.messages:
            if message.parent:
                found[message.parent].append(message)
        return found

    @cached_property
    def _present(self) -> frozenset[tuple[str, str]]:
        return frozenset((message.network, message.by.name) for message in self.messages)

    def said(self, network: str, now: datetime, by: Person | None = None) -> list[Message]:
        """What was said there by `now`, oldest first."""
        return [
            message
            for message in self.messages
            if message.network == network and message.at <= now and by in (None, message.by)
        ]

    def below(self, message: Message, now: datetime) -> list[Message]:
        """What directly answers it by `now`, oldest first."""
        return [answer for answer in self._answers.get(message, ()) if answer.at <= now]

    def all_below(self, message: Message, now: datetime) -> list[Message]:
        """What stands below it at any depth: each answer before what answers it."""
        return [each for answer in self.below(message, now) for each in (answer, *self.all_below(answer, now))]

    def nodded(self, network: str, kind: str, now: datetime) -> list[Nod]:
        """Who clicked what there by `now`, oldest first."""
        return [nod for nod in self.nods if nod.kind == kind and nod.of.network == network and nod.at <= now]

    def is_on(self, network: str, name: str) -> Person | None:
        """The person of that name, where they have an account there."""
        return self.people.get(name) if (network, name) in self._present else None


def told(anchor: datetime) -> Story:
    """The whole story, so that it ends at `anchor`: the same for the same moment, whatever the clock shows later."""
    people = {name: _person(name, raw) for name, raw in _read(STORIES / "people.toml").items()}
    teller = _Teller(Times(anchor), people)
    for file in sorted(STORIES.glob("*.toml")):
        if file.name != "people.toml":
            teller.tell(_read(file))
    in_order = sorted(teller.messages, key=lambda message: (message.at, message.serial))
    return Story(people, tuple(in_order), tuple(sorted(teller.nods, key=lambda nod: (nod.at, nod.serial))))


def _read(file: Path) -> Raw:
    return tomllib.loads(file.read_text("utf-8"))


def _person(name: str, raw: Raw) -> Person:
    return Person(name, raw["called"], ZoneInfo(raw["zone"]), raw.get("home", DOMAIN), raw.get("about", ""))


@dataclass(slots=True)
class _Teller:
    times: Times
    people: Mapping[str, Person]
    messages: list[Message] = field(default_factory=list)
    nods: list[Nod] = field(default_factory=list)

    def tell(self, raw: Raw) -> None:
        for thread in raw.get("thread", ()):
            for network in [thread["on"]] if isinstance(thread["on"], str) else thread["on"]:
                about = {name: thread[name] for name in ("title", "link", "lang") if name in thread}
                self._talk(network, thread["said"], about)
        for article in raw.get("article", ()):
            self._article(article)

    def _talk(self, network: str, said: Sequence[Sequence[Any]], about: Raw) -> None:
        """A thread: each line answers the one before it, or the one it names with `to`."""
        so_far: list[Message] = []
        for when, who, text, *more in said:
            extras: Raw = more[0] if more else {}
            parent = so_far[extras.get("to", -1)] if so_far else None
            so_far.append(self._message(network, when, who, text, parent, extras, {} if parent else about))

    def _article(self, raw: Raw) -> None:
        """An article, the comments below it and, where a machine does that, its title and link on other networks."""
        about = {"title": raw["title"], "link": raw["slug"]}
        article = self._message("blog", raw["at"], raw["by"], raw["text"].strip(), None, {}, about)
        self._below(article, raw.get("comments", ()))
        for network, delay in SPREAD.items() if raw.get("spread") else ():
            text = f"{article.title}\n\n{address(article)} {raw['tags']}"
            self._below(self._put(network, article.by, article.at + delay, text), raw.get(network, ()))

    def _below(self, parent: Message, lines: Sequence[Sequence[Any]]) -> None:
        """Comments: each below `parent`, or below the one of these it names with `to`."""
        so_far: list[Message] = []
        for when, who, text, *more in lines:
            extras: Raw = more[0] if more else {}
            above = so_far[extras["to"]] if "to" in extras else parent
            so_far.append(self._message(parent.network, when, who, text, above, extras, {}))

    def _message(
        self, network: str, when: str, who: str, text: str, parent: Message | None, extras: Raw, about: Raw
    ) -> Message:
        by = self.people[who]
        at = self.times.read(when, by.zone, parent.at if parent else None)
        message = self._put(network, by, at, text, parent=parent, **about)
        for kind in ("like", "boost", "follow"):
            for nod in extras.get(f"{kind}s", ()):
                name, delay = nod.split()
                self._nod(kind, self.people[name], delay, message)
        for delay, name, words in extras.get("quotes", ()):
            at = self.times.read(delay, self.people[name].zone, message.at)
            self._put(network, self.people[name], at, words, quoted=message)
        return message

    def _put(self, network: str, by: Person, at: datetime, text: str, **more: Any) -> Message:
        # Nobody speaks on the full minute; the same words always come at the same second.
        at += timedelta(milliseconds=crc32(f"{network} {by.name} {text}".encode()) % 50_000)
        message = Message(len(self.messages) + 1, network, by, at, text, **more)
        self.messages.append(message)
        return message

    def _nod(self, kind: str, by: Person, delay: str, of: Message) -> None:
        at = self.times.read(delay, by.zone, of.at) + timedelta(milliseconds=crc32(f"{kind} {by.name}".encode()) % 900)
        self.nods.append(Nod(len(self.nods) + 1, kind, by, at, of))


def address(article: Message) -> str:
    """Where an article can be read."""
    return f"https://{article.by.host}/{article.link}/"


def latest(messages: Iterable[Message], otherwise: datetime) -> datetime:
    """When the last of them was said."""
    return max((message.at for message in messages), default=otherwise)
