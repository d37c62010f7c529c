"""The sample team read through the real sources and judged by the real rules, without a database."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from urllib.parse import urlsplit

import httpx

from bot.domain.classify import classify
from bot.domain.coverage import judged
from bot.domain.entry import Entry, Party
from bot.domain.ground import Ground, Holding, Teammate
from bot.domain.kinds import Coverage, Kind
from bot.domain.report import Report, Seen, of_ledger, with_outcome
from bot.domain.weigh import Heard, Item, Ledger
from bot.playground.sample import SAMPLE_TEAM, SampleMember, SampleNetworks
from bot.sources.base import Identity, Received, Source, Talk
from bot.sources.blog import Blog
from bot.sources.bluesky import Bluesky
from bot.sources.hackernews import HackerNews
from bot.sources.http import Http
from bot.sources.mastodon import Mastodon

SPOKEN = (Kind.POST, Kind.REPLY, Kind.QUOTE)
BACKFILL = timedelta(days=90)

Accounts = Sequence[tuple[Source, Identity]]


@dataclass
class Outside(httpx.AsyncBaseTransport):
    """What lies beyond the sample: notes what it is asked, and has nothing."""

    asked: list[str] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url))
        return httpx.Response(404, request=request)


@dataclass
class Watched(httpx.AsyncBaseTransport):
    """Notes what was not answered with something."""

    inner: httpx.AsyncBaseTransport
    refused: list[str]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self.inner.handle_async_request(request)
        if response.status_code >= 400:
            self.refused.append(str(request.url))
        return response


@dataclass(frozen=True)
class Account:
    """What one poll of one account brought."""

    source: Source
    entries: tuple[Entry, ...]
    received: tuple[Received, ...]
    talks: tuple[Talk, ...]


@dataclass(frozen=True)
class Life:
    """What was read of one member."""

    report: Report
    accounts: tuple[Account, ...]

    @property
    def entries(self) -> list[Entry]:
        return [entry for account in self.accounts for entry in account.entries]

    @property
    def received(self) -> list[Received]:
        return [one for account in self.accounts for one in account.received]

    @property
    def talks(self) -> list[tuple[str, Talk]]:
        return [(account.source.name, talk) for account in self.accounts for talk in account.talks]


@dataclass(frozen=True)
class Reading:
    """What the sources brought of everybody, and what they asked in vain."""

    lives: Mapping[str, Life]
    outside: tuple[str, ...]
    refused: tuple[str, ...]

    @property
    def entries(self) -> list[Entry]:
        return [entry for life in self.lives.values() for entry in life.entries]

    @property
    def talks(self) -> dict[str, tuple[str, Talk]]:
        """All open conversations, each with its network, by id."""
        return {talk.native_id: (network, talk) for life in self.lives.values() for network, talk in life.talks}


@cache
def reading(anchor: datetime, later: timedelta = timedelta(), which: str = "first") -> Reading:
    """Everybody, in a story that ends at `anchor`, read when the clock is `later` than that. `which` names a run."""
    return asyncio.run(_read(anchor, anchor + later))


async def _read(anchor: datetime, now: datetime) -> Reading:
    sample, outside = SampleNetworks(anchor, lambda: now), Outside()
    refused: list[str] = []
    async with Http(transport=lambda _: Watched(sample.around(outside), refused)) as http, Blog(http) as blog:
        sources = (Bluesky(http), HackerNews(http), Mastodon(http), blog)  # last: what takes any address
        team = {member.name: await _connected(sources, member) for member in SAMPLE_TEAM}
        lives = {name: await _life(name, team, now) for name in team}
    return Reading(lives, tuple(outside.asked), tuple(refused))


async def _connected(sources: Sequence[Source], member: SampleMember) -> Accounts:
    accounts = []
    for typed in member.handles:
        known = ((source, source.recognise(typed)) for source in sources)
        source, handle = next((source, handle) for source, handle in known if handle)
        accounts.append((source, await source.resolve(handle)))
    return accounts


async def _life(name: str, team: Mapping[str, Accounts], now: datetime) -> Life:
    accounts = [await _polled(source, who, now) for source, who in team[name]]
    return Life(_report(accounts, _ground(name, team), now), tuple(accounts))


async def _polled(source: Source, who: Identity, now: datetime) -> Account:
    found: dict[tuple[str, str], Entry] = {}
    async for batch in source.fetch(who, {}, since=now - BACKFILL, now=now, sweep=True):
        assert not batch.skipped
        assert not batch.deleted
        found.update({(entry.kind, entry.native_id): entry for entry in batch.entries})
    entries = tuple(found.values())
    received = await source.received(who, tuple(each for each in entries if each.kind in SPOKEN), now=now)
    talks = await source.talks(who, _met(who, entries, received), (), now=now)
    return Account(source, entries, received, talks)


def _met(who: Identity, entries: Sequence[Entry], received: Sequence[Received]) -> tuple[Party, ...]:
    """The people one is asked about, as a poll does: who gave lately, then whom they answered."""
    met = {one.author.id: one.author for one in sorted(received, key=lambda one: one.at, reverse=True)}
    for entry in sorted(entries, key=lambda entry: entry.at, reverse=True):
        met |= {party.id: party for party in (entry.parent, entry.root) if party and party.id not in met}
    return tuple(party for party in met.values() if party.id != who.native_id)[:20]


def _report(accounts: Sequence[Account], ground: Ground, now: datetime) -> Report:
    items: list[Item] = []
    spoke: dict[str, list[datetime]] = {}
    answered: set[str] = set()
    for account in accounts:
        for entry in account.entries:
            back = [one.at for one in account.received if one.on == entry.native_id]
            item = _item(with_outcome(entry, 0.5 if back else 0.0), account.source, ground)
            items.append(item)
            answered |= {item.key} if back else set()
            spoke[item.thread] = sorted([*spoke.get(item.thread, ()), *back])
    seen = Seen(
        judgeable=any(account.source.coverage is not Coverage.OWN_POSTS_ONLY for account in accounts),
        since=min((item.entry.at.date() for item in items if item.judged), default=None),
    )
    return of_ledger(Ledger.of(items, Heard(spoke=spoke, answered=answered)), now=now, seen=seen)


def _item(entry: Entry, source: Source, ground: Ground) -> Item:
    classified = classify(entry, ground)
    assert classified is not None
    key = f"{entry.network}:{entry.kind}:{entry.native_id}"
    return Item(key, entry, classified, judged=judged(entry.at, source.coverage))


def _ground(name: str, team: Mapping[str, Accounts]) -> Ground:
    held = {member: frozenset((who.network, who.native_id) for _, who in accounts) for member, accounts in team.items()}
    blogs = frozenset(urlsplit(who.url).netloc for source, who in team[name] if source.name == "blog")
    mates = tuple(Teammate(accounts) for member, accounts in held.items() if member != name)
    return Ground(mine=Holding(held[name], blogs), team=mates)
