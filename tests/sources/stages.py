"""Every network there is, small and on loopback, with a member on it: what is asked of all of them is asked here once.

A network that is added to bot/sources wants a function here, of its name: a test says so.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from itertools import count
from typing import Any, Protocol, cast

from bot.sources.base import Identity, Source
from bot.sources.blog import Blog
from bot.sources.bluesky import Bluesky
from bot.sources.dev import Dev
from bot.sources.discourse import Discourse
from bot.sources.facebook import Facebook
from bot.sources.github import GitHub
from bot.sources.hackernews import HackerNews
from bot.sources.http import Http
from bot.sources.instagram import Instagram
from bot.sources.lemmy import Lemmy
from bot.sources.linkedin import LinkedIn
from bot.sources.mastodon import Mastodon
from bot.sources.pinterest import Pinterest
from bot.sources.reddit import Reddit
from bot.sources.reddit_ask import PrivateFeed
from bot.sources.stackexchange import StackExchange
from bot.sources.threads import Threads
from bot.sources.threads_token import Token
from bot.sources.x import X
from bot.sources.youtube import YouTube
from tests.services.people import NOW
from tests.sources import (
    bluesky_world,
    discourse_forum,
    facebook_page,
    forem_server,
    github_network,
    hackernews_network,
    instagram_account,
    lemmy_server,
    linkedin_network,
    mastodon_world,
    pinterest_pins,
    reddit_network,
    stackexchange_network,
    threads_network,
    x_network,
    youtube_network,
)
from tests.sources.serve import Served, Stumble, serve

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Stumbling(Protocol):
    """A server that can be made to stumble."""

    place: str
    stumble: Stumble | None
    asked: list[Any]


@dataclass(frozen=True)
class Stage:
    """One network with a member on it."""

    server: Stumbling
    who: Identity
    source: Callable[[Http], Source]
    own: Callable[[datetime], object]  # the member says something of their own
    world: Any  # what the server answers from; a test may change it

    def http(self, **options: Any) -> Http:
        return Http(allowed=[self.server.place], **options)


def _epoch(at: datetime) -> int:
    return int(at.timestamp())


@asynccontextmanager
async def bluesky() -> AsyncIterator[Stage]:
    async with bluesky_world.bluesky() as (world, _):
        anna, ben = world.join("anna"), world.join("ben")
        first = world.post(anna, NOW - 5 * DAY, "A boat.")
        world.post(ben, NOW - 4 * DAY, "Which boat?", below=first)
        theirs = world.post(ben, NOW - 3 * DAY, "A knot.")
        world.post(anna, NOW - 2 * DAY, "Which knot?", below=theirs)
        who = Identity("bluesky", anna, "anna.example", "", server=world.url)
        yield Stage(
            world,
            who,
            lambda http: Bluesky(http, appview=world.url, directory=f"{world.url}/plc"),
            lambda at: world.post(anna, at, "Fog."),
            world,
        )


@asynccontextmanager
async def dev() -> AsyncIterator[Stage]:
    async with forem_server.forem() as forem:
        forem.per_page_most, numbers = 30, count(10)
        forem.publish(1, "wren_tal", NOW - 5 * DAY)
        forem.comment("a", 1, "gull", NOW - 4 * DAY)
        forem.comment("b", 1, "wren_tal", NOW - 3 * DAY, below="a")
        forem.publish(2, "gull", NOW - 3 * DAY)
        who = Identity("dev", "dev.to/users/100", "wren_tal", "https://dev.to/wren_tal")
        yield Stage(
            forem.server,
            who,
            lambda http: Dev(http, site=forem.server.url),
            lambda at: forem.publish(next(numbers), "wren_tal", at),
            forem,
        )


@asynccontextmanager
async def discourse() -> AsyncIterator[Stage]:
    async with discourse_forum.a_forum() as board:
        server, numbers = board.server, count(10)
        board.topic(1, "wren_tal", NOW - 5 * DAY)
        board.post(1, "gull_erik", NOW - 4 * DAY)
        board.topic(2, "gull_erik", NOW - 3 * DAY)
        board.post(2, "wren_tal", NOW - 2 * DAY)
        home = f"{server.place}/u"
        who = Identity("discourse", f"{home}/11", f"{home}/wren_tal", f"http://{home}/wren_tal", server.url, "Wren")
        yield Stage(server, who, Discourse, lambda at: board.topic(next(numbers), "wren_tal", at), board)


@asynccontextmanager
async def facebook() -> AsyncIterator[Stage]:
    async with facebook_page.facebook() as page:
        numbers, me, token = count(100), facebook_page.PAGE, facebook_page.TOKEN
        first = page.post(1, _epoch(NOW - 5 * DAY))
        asked = page.comment(first, 11, "201", _epoch(NOW - 4 * DAY))
        page.comment(first, 12, me, _epoch(NOW - 3 * DAY), above=asked)
        who = Identity("facebook", me, "tides", "https://www.facebook.com/tides", credential=f"{me} {token}")
        yield Stage(
            page.server,
            who,
            lambda http: Facebook(http, graph=f"{page.server.url}/v26.0"),
            lambda at: page.post(next(numbers), _epoch(at)),
            page,
        )


@asynccontextmanager
async def github() -> AsyncIterator[Stage]:
    async with github_network.git_hub(NOW) as network:
        network.left, numbers = dict.fromkeys(network.left, 100_000), count(100)
        network.issue("gull/dock", 1, "gull-erik", NOW - 5 * DAY)
        network.comments("gull/dock", 1, NOW - 4 * DAY)

        def own(at: datetime) -> None:
            network.comments("gull/dock", 1, at, f"Word {next(numbers)}.")

        who = Identity("github", "4100201", "wren-tal", "https://github.com/wren-tal", name="Wren Tal")
        yield Stage(network.server, who, lambda http: GitHub(http, api=network.server.url), own, network)


@asynccontextmanager
async def hackernews() -> AsyncIterator[Stage]:
    async with hackernews_network.hacker_news() as network:
        numbers, url = count(1_000), network.server.url
        network.story(1, "wren_tal", _epoch(NOW - 5 * DAY))
        network.comment(2, "gull", _epoch(NOW - 4 * DAY), 1)
        network.story(3, "gull", _epoch(NOW - 3 * DAY))
        network.comment(4, "wren_tal", _epoch(NOW - 2 * DAY), 3)
        who = Identity("hackernews", "wren_tal", "wren_tal", "https://news.ycombinator.com/user?id=wren_tal")
        yield Stage(
            network.server,
            who,
            lambda http: HackerNews(http, algolia=url, firebase=url),
            lambda at: network.story(next(numbers), "wren_tal", _epoch(at)),
            network,
        )


@asynccontextmanager
async def instagram() -> AsyncIterator[Stage]:
    async with instagram_account.instagram() as account:
        numbers, me, name = count(100), instagram_account.ACCOUNT, instagram_account.OWN
        first = account.post(1, _epoch(NOW - 5 * DAY))
        asked = account.comment(first, 11, "moss.harbour", _epoch(NOW - 4 * DAY))
        account.comment(first, 12, name, _epoch(NOW - 3 * DAY), above=asked)
        url = f"https://www.instagram.com/{name}/"
        who = Identity("instagram", me, name, url, credential=f"{me} {instagram_account.TOKEN}")
        yield Stage(
            account.server,
            who,
            lambda http: Instagram(http, graph=f"{account.server.url}/v26.0"),
            lambda at: account.post(next(numbers), _epoch(at)),
            account,
        )


@asynccontextmanager
async def lemmy() -> AsyncIterator[Stage]:
    async with lemmy_server.lemmy() as network:
        url, numbers = network.server.url, count(100)
        network.post(1, "wren", NOW - 5 * DAY)
        network.comment(10, 1, "tern", NOW - 4 * DAY)
        network.post(2, "tern", NOW - 3 * DAY)
        network.comment(20, 2, "wren", NOW - 2 * DAY)
        who = Identity("lemmy", f"{url}/u/wren", f"@wren@{network.server.place}", f"{url}/u/wren", server=url)
        yield Stage(network.server, who, Lemmy, lambda at: network.post(next(numbers), "wren", at), network)


@asynccontextmanager
async def linkedin() -> AsyncIterator[Stage]:
    async with linkedin_network.linkedin() as network:
        network.share((NOW - 5 * DAY).timestamp(), "A boat.")
        other = f"urn:li:activity:{linkedin_network.number((NOW - 4 * DAY).timestamp())}"
        network.comment((NOW - 3 * DAY).timestamp(), other, "Which knot?")
        url = "https://www.linkedin.com/in/wren-tal/"
        who = Identity("linkedin", "wren-tal", "wren-tal", url, credential=linkedin_network.TOKEN)
        yield Stage(
            network.server,
            who,
            lambda http: LinkedIn(http, api=network.server.url),
            lambda at: network.share(at.timestamp(), "Fog."),
            network,
        )


@asynccontextmanager
async def mastodon() -> AsyncIterator[Stage]:
    async with mastodon_world.mastodon() as (world, _):
        for acct in ("anna", "ben@birch.example"):
            world.join(acct)
        first = world.post("anna", NOW - 5 * DAY, "A boat.")
        world.post("ben@birch.example", NOW - 4 * DAY, "Which boat?", below=first)
        theirs = world.post("ben@birch.example", NOW - 3 * DAY, "A knot.")
        world.post("anna", NOW - 2 * DAY, "Which knot?", below=theirs)
        anna, place = world.accounts["anna"], world.served.place
        who = Identity("mastodon", anna["uri"], f"@anna@{place}", anna["url"], world.served.url, "Anna Example")
        yield Stage(world.served, who, Mastodon, lambda at: world.post("anna", at, "Fog."), world)


@asynccontextmanager
async def pinterest() -> AsyncIterator[Stage]:
    async with pinterest_pins.pinterest() as pins:
        numbers, url = count(100), "https://www.pinterest.com/wren_tal/"
        for number in range(4):
            pins.pin(number, _epoch(NOW - (2 + number) * DAY))
        who = Identity("pinterest", "wren_tal", "wren_tal", url, credential=pinterest_pins.TOKEN)
        yield Stage(
            pins.server,
            who,
            lambda http: Pinterest(http, api=f"{pins.server.url}/v5"),
            lambda at: pins.pin(next(numbers), _epoch(at)),
            pins,
        )


@asynccontextmanager
async def reddit() -> AsyncIterator[Stage]:
    async with reddit_network.reddit() as network:
        numbers, url = count(100), network.server.url
        first = network.post("a1", "Wren_Tal", NOW - 5 * DAY)
        network.comment("c1", first, "gull", NOW - 4 * DAY)
        theirs = network.post("b1", "gull", NOW - 3 * DAY)
        network.comment("c2", theirs, "Wren_Tal", NOW - 2 * DAY)
        key = str(PrivateFeed.of(reddit_network.DOOR))
        who = Identity("reddit", "wren_tal", "u/Wren_Tal", "https://www.reddit.com/user/Wren_Tal", credential=key)
        yield Stage(
            network.server,
            who,
            lambda http: Reddit(http, site=url, api=url),
            lambda at: network.post(f"d{next(numbers)}", "Wren_Tal", at),
            network,
        )


@asynccontextmanager
async def stackexchange() -> AsyncIterator[Stage]:
    async with stackexchange_network.stack_exchange() as network:
        network.left, numbers, site = 100_000, count(1_000), stackexchange_network.SITE
        network.question(1, 12345, _epoch(NOW - 5 * DAY))
        network.answer(2, 1, 67, _epoch(NOW - 4 * DAY))
        network.question(3, 67, _epoch(NOW - 3 * DAY))
        network.answer(4, 3, 12345, _epoch(NOW - 2 * DAY))
        home = f"https://{site}"
        who = Identity("stackexchange", f"{site}/users/12345", "stackoverflow:12345", f"{home}/users/12345", home)
        yield Stage(
            network.server,
            who,
            lambda http: StackExchange(http, api=network.server.url),
            lambda at: network.question(next(numbers), 12345, _epoch(at)),
            network,
        )


@asynccontextmanager
async def threads() -> AsyncIterator[Stage]:
    async with threads_network.threads_network() as network:
        mine = network.post("wren.ties", NOW - 5 * DAY)
        network.post("gull_erik", NOW - 4 * DAY, replied_to=mine)
        theirs = network.post("gull_erik", NOW - 3 * DAY)
        network.post("wren.ties", NOW - 2 * DAY, replied_to=theirs)
        made, ends = _epoch(NOW - 5 * DAY), _epoch(NOW + 55 * DAY)
        token = Token(threads_network.TOKEN, threads_network.ID, "wren.ties", made, ends).checked().credential
        who = Identity("threads", "wren.ties", "@wren.ties", "https://www.threads.net/@wren.ties", credential=token)
        yield Stage(
            network.server,
            who,
            lambda http: Threads(http, api=network.server.url),
            lambda at: network.post("wren.ties", at),
            network,
        )


@asynccontextmanager
async def x() -> AsyncIterator[Stage]:
    async with x_network.x_network() as network:
        mine = network.post(x_network.ME, NOW - 5 * DAY)
        network.post(x_network.GULL, NOW - 4 * DAY, replied_to=mine)
        theirs = network.post(x_network.GULL, NOW - 3 * DAY)
        network.post(x_network.ME, NOW - 2 * DAY, replied_to=theirs)
        who = Identity("x", x_network.ME, "@wren_ties", "https://x.com/wren_ties", name="Wren Tal")
        yield Stage(
            network.server,
            who,
            lambda http: X(http, api=network.server.url, token=x_network.TOKEN, cap="100000"),
            lambda at: network.post(x_network.ME, at),
            network,
        )


@asynccontextmanager
async def youtube() -> AsyncIterator[Stage]:
    async with youtube_network.youtube() as network:
        numbers, me, url = count(10_000), youtube_network.ME, network.server.url
        network.video("knotKnot001", NOW - 5 * DAY)
        network.comment("Ua", "knotKnot001", youtube_network.GULL, NOW - 4 * DAY)
        network.comment("Ua.1", "knotKnot001", me, NOW - 3 * DAY)
        who = Identity("youtube", me, "@wren-ties-knots", f"https://www.youtube.com/channel/{me}", name="Wren")
        yield Stage(
            network.server,
            who,
            lambda http: YouTube(http, api=url, feeds=url, key=youtube_network.KEY),
            lambda at: network.video(f"knot{next(numbers):07}", at),
            network,
        )


@dataclass
class Notes:
    """A blog: its posts by number, as people may change them."""

    server: Served
    posts: dict[int, dict[str, Any]] = field(default_factory=dict)

    def post(self, at: datetime) -> int:
        number = len(self.posts) + 1
        self.posts[number] = {"title": f"Post {number}", "at": at.replace(microsecond=0)}
        return number

    def feed(self, _: object) -> Any:
        items = "".join(self._item(number) for number in list(reversed(self.posts))[:200])
        about = f"<title>Notes</title><link>{self.server.url}/</link>"
        body = f'<?xml version="1.0"?><rss version="2.0"><channel>{about}{items}</channel></rss>'
        return 200, {"content-type": "application/rss+xml; charset=UTF-8"}, body

    def _item(self, number: int) -> str:
        post, url = self.posts[number], self.server.url
        return (
            f"<item><guid>{url}/?p={number}</guid><title>{post['title']}</title>"
            f"<link>{url}/{number}</link><pubDate>{format_datetime(post['at'])}</pubDate></item>"
        )


@asynccontextmanager
async def blog() -> AsyncIterator[Stage]:
    async with serve() as server:
        notes = Notes(server)
        server.routes["/feed"] = notes.feed
        for days in (5, 4, 3):
            notes.post(NOW - days * DAY)
        yield Stage(
            cast(Served, server), Identity("blog", f"{server.url}/feed", "notes", server.url), Blog, notes.post, notes
        )


STAGES: dict[str, Callable[[], AbstractAsyncContextManager[Stage]]] = {
    made.__name__: made
    for made in (
        bluesky, dev, discourse, facebook, github, hackernews, instagram, lemmy, linkedin, mastodon, pinterest, reddit,
        stackexchange, threads, x, youtube, blog,
    )
}  # fmt: skip
