"""Comments below the posts of a blog that Ghost runs, from recorded answers and from a site that changes."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.domain.entry import Entry
from bot.sources.base import Identity, Received
from bot.sources.blog import Blog
from bot.sources.feeds import Feeds
from tests.sources.serve import JSON, Asked, Reply, Served, serve

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RSS = {"content-type": "application/rss+xml; charset=utf-8"}
POST = "6b029055e2477a1ebf4fae1c"  # "On-call hand-over that works", in the recorded feed
API = "/members/api/comments"

# One loop for the whole file, so that the process that reads feeds starts once.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def feeds() -> AsyncIterator[Feeds]:
    reader = Feeds()
    yield reader
    await reader.close()


@pytest_asyncio.fixture(loop_scope="module")
async def server() -> AsyncIterator[Served]:
    async with serve() as served:
        served.routes |= {
            "/rss/": (200, RSS, recorded("ghost-feed.rss", served)),
            f"{API}/counts/": (200, JSON, {POST: 2}),
            f"{API}/post/{POST}/": (200, JSON, json.loads(recorded("ghost-comments.json", served))),
        }
        yield served


@pytest_asyncio.fixture(loop_scope="module")
async def blog(server: Served, feeds: Feeds, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Blog]:
    monkeypatch.setattr("bot.sources.blog.Feeds", lambda: feeds)
    async with server.http() as http:
        yield Blog(http)


def recorded(name: str, server: Served) -> str:
    text = (Path(__file__).parent / "recorded" / "blog" / name).read_text()
    return text.replace("localhost:12368", server.place)


async def heard(blog: Blog, server: Served) -> tuple[Received, ...]:
    who = Identity("blog", f"{server.url}/rss/", server.place, f"{server.url}/", name="Notes")
    fetching = blog.fetch(who, {}, since=NOW - timedelta(days=90), now=NOW)
    entries: list[Entry] = [entry async for batch in fetching for entry in batch.entries]
    return await blog.received(who, tuple(entries), now=NOW)


def comment(id_: int, name: str, hour: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"{id_:024x}", "parent_id": None, "in_reply_to_id": None, "status": "published",
        "html": f"<p>Words of {id_}.</p>", "created_at": f"2026-11-18T{hour:02}:00:00.000Z", "edited_at": None,
        "member": {"id": f"m{name}", "name": name}, "replies": [], "count": {"replies": 0}, **more,
    }  # fmt: skip


def paged(*comments: dict[str, Any], pages: int = 1) -> dict[str, Any]:
    return {"comments": list(comments), "meta": {"pagination": {"page": 1, "limit": 100, "pages": pages}}}


async def test_recorded_comments_come_with_the_moment_they_were_answered(blog: Blog, server: Served) -> None:
    [one] = await heard(blog, server)
    assert (one.author.name, one.text) == ("Bob", "Did the rota length matter? Ours fell apart at two weeks.")
    assert (one.at, one.answered_at) == (datetime(2026, 11, 16, 13, tzinfo=UTC), datetime(2026, 11, 16, 14, tzinfo=UTC))
    assert one.url.endswith("#ghost-comments-root")
    assert one.on


async def test_posts_nobody_talks_about_are_not_asked_about(blog: Blog, server: Served) -> None:
    server.routes[f"{API}/counts/"] = (200, JSON, {})
    assert await heard(blog, server) == ()
    assert not [path for path in server.paths() if path.startswith(f"{API}/post/")]


async def test_replies_that_did_not_come_along_are_asked_for(blog: Blog, server: Served) -> None:
    first = comment(1, "Bob", 9, count={"replies": 5}, replies=[comment(2, "Carla", 10, parent_id=f"{1:024x}")])
    replies = [comment(number, "Carla", 8 + number, parent_id=f"{1:024x}") for number in range(2, 6)]
    mine = comment(7, "Alice", 20, parent_id=f"{1:024x}", in_reply_to_id=f"{3:024x}")
    server.routes[f"{API}/post/{POST}/"] = (200, JSON, paged(first))
    server.routes[f"{API}/{1:024x}/replies/"] = (200, JSON, paged(*replies, mine))
    found = await heard(blog, server)
    assert [one.text for one in found] == [f"Words of {number}." for number in range(1, 6)]
    assert [one.text for one in found if one.answered_at] == ["Words of 3."]


async def test_what_was_hidden_deleted_or_makes_no_sense_is_left_out(blog: Blog, server: Served) -> None:
    odd = [
        comment(1, "Bob", 9, status="hidden"),
        comment(2, "Bob", 9, status="deleted", html=None),
        comment(3, "Bob", 9, member=None),
        comment(4, "Bob", 9, created_at="9999-12-31T23:59:59-14:00"),
        comment(5, "Bob", 9, id="../x"),
        comment(6, "Bob", 9, replies="none", count=None),
    ]
    server.routes[f"{API}/post/{POST}/"] = (200, JSON, {"comments": [*odd, None, "x"], "meta": None})
    assert [one.text for one in await heard(blog, server)] == ["Words of 6."]


async def test_all_pages_are_read_and_of_a_talk_that_is_too_long_nothing_is_said(blog: Blog, server: Served) -> None:
    pages = 3

    def page(asked: Asked) -> Reply:
        number = int(asked.query["page"])
        return 200, JSON, paged(comment(number, "Bob", number), pages=pages)

    server.routes[f"{API}/post/{POST}/"] = page
    assert len(await heard(blog, server)) == 3
    pages = 9
    assert await heard(blog, server) == ()


@pytest.mark.parametrize(
    "reply",
    [
        (403, JSON, {"errors": [{"type": "NoPermissionError"}]}),
        (404, JSON, {}),
        (405, JSON, {}),
        (200, JSON, []),
        (200, {"content-type": "text/html"}, "<html>Sign in</html>"),
    ],
)
async def test_a_site_that_shows_no_comments_is_read_without(blog: Blog, server: Served, reply: Reply) -> None:
    for path in (f"{API}/counts/", f"{API}/post/{POST}/"):
        server.routes[path] = reply
    assert await heard(blog, server) == ()


async def test_another_blog_is_not_asked_as_ghost_is(blog: Blog, server: Served) -> None:
    feed = recorded("ghost-feed.rss", server).replace(
        "<generator>Ghost 6.65</generator>", "<generator>Other</generator>"
    )
    server.routes["/rss/"] = (200, RSS, feed)
    assert await heard(blog, server) == ()
    assert not [path for path in server.paths() if path.startswith("/members")]
