"""What a member publishes is found, read once, and nobody's silence is made up."""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.domain.entry import Entry
from bot.domain.kinds import Coverage, Kind
from bot.errors import Garbled, Gone, NotFound, RateLimited, Refused, Unreachable
from bot.sources.base import Batch, Handle, Identity, Source
from bot.sources.blog import Blog
from bot.sources.feeds import Feeds
from tests.sources.serve import Asked, Served, serve

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SINCE = NOW - timedelta(days=90)
RSS = {"content-type": "application/rss+xml; charset=UTF-8"}
ATOM = {"content-type": "application/atom+xml; charset=UTF-8"}
HTML = {"content-type": "text/html; charset=utf-8"}
NOT_FOUND = (404, HTML, "<!doctype html><title>Nothing here</title>")


# One loop for the whole file, so that the process that reads feeds starts once.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def feeds() -> AsyncIterator[Feeds]:
    reader = Feeds()
    yield reader
    await reader.close()


@pytest_asyncio.fixture(loop_scope="module")
async def server() -> AsyncIterator[Served]:
    async with serve({"*": NOT_FOUND}) as served:
        yield served


@pytest_asyncio.fixture(loop_scope="module")
async def blog(server: Served, feeds: Feeds, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Blog]:
    monkeypatch.setattr("bot.sources.blog.Feeds", lambda: feeds)
    async with server.http() as http:
        yield Blog(http)


def rss(*items: str, title: str = "Notes", link: str = "https://notes.example/", head: str = "") -> str:
    names = {
        "content": "http://purl.org/rss/1.0/modules/content/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "slash": "http://purl.org/rss/1.0/modules/slash/",
        "wfw": "http://wellformedweb.org/CommentAPI/",
    }
    spaces = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in names.items())
    inner = "".join(f"<item>{item}</item>" for item in items)
    about = f"<title>{title}</title><link>{link}</link>{head}"
    return f'<?xml version="1.0"?><rss version="2.0" {spaces}><channel>{about}{inner}</channel></rss>'


def post(number: int, *, day: int = 20, more: str = "", date: str | None = None, title: str | None = None) -> str:
    when = f"Fri, {day:02} Nov 2026 10:00:00 GMT" if date is None else date
    return (
        f'<guid isPermaLink="false">https://notes.example/?p={number}</guid><title>{title or f"Post {number}"}</title>'
        f"<link>https://notes.example/{number}</link>{f'<pubDate>{when}</pubDate>' if when else ''}{more}"
    )


def recorded(name: str, server: Served) -> str:
    text = (Path(__file__).parent / "recorded" / "blog" / name).read_text()
    return text.replace("127.0.0.1:18080", server.place).replace("localhost:12368", server.place)


def who(server: Served, path: str = "/feed", name: str = "Notes") -> Identity:
    return Identity("blog", f"{server.url}{path}", "notes.example", "https://notes.example/", name=name)


async def poll(
    blog: Blog, whose: Identity, cursor: Mapping[str, object] | None = None, *, now: datetime = NOW, sweep: bool = False
) -> tuple[list[Entry], Mapping[str, object], list[Batch]]:
    """Entries, the cursor to go on with as it comes back from storage, and the batches."""
    batches = [batch async for batch in blog.fetch(whose, cursor or {}, since=SINCE, now=now, sweep=sweep)]
    last: Mapping[str, object] = batches[-1].cursor if batches else cursor or {}
    return [entry for batch in batches for entry in batch.entries], json.loads(json.dumps(last)), batches


# --- recognise ---


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("https://Blog.Example.org/Feed.xml?a=1#top", "https://blog.example.org/Feed.xml?a=1"),
        ("http://blog.example.org:8080/", "http://blog.example.org:8080/"),
        ("blog.example.org", "https://blog.example.org"),
        ("blog.example.org:8080/news", "https://blog.example.org:8080/news"),
        ("münchen.example", "https://münchen.example"),
        ("blog:https://blog.example.org", "https://blog.example.org"),
        ("RSS:https://blog.example.org/rss", "https://blog.example.org/rss"),
        ("feed://blog.example.org/rss", "https://blog.example.org/rss"),
        ("blog:blog.example.org", "https://blog.example.org"),
        ("https://medium.example/@ada", "https://medium.example/@ada"),
        ("blog:https://team.example/feed#author=Ada Quill", "https://team.example/feed#author=Ada Quill"),
    ],
)
async def test_addresses_are_recognised(blog: Blog, typed: str, meant: str) -> None:
    assert blog.recognise(typed) == Handle("blog", meant)


@pytest.mark.parametrize(
    "typed",
    ["ada", "@ada@home.example", "ada@home.example", "blog:ada", "version 1.2", "v1.2", "ftp://x.example/feed", "",
     "https://user:secret@x.example/", "https://", "http://[", "https://x.example:99999/", "two words.example", ".."],
)  # fmt: skip
async def test_what_is_no_address_is_somebody_elses(blog: Blog, typed: str) -> None:
    assert blog.recognise(typed) is None


async def test_it_is_asked_last_and_judges_nobody() -> None:
    source: type[Source] = Blog
    assert source.coverage is Coverage.OWN_POSTS_ONLY
    assert Blog.takes_any_address


# --- resolve ---


async def test_an_address_of_a_feed_is_that_feed(blog: Blog, server: Served) -> None:
    server.routes["/feed"] = (200, RSS, rss(post(1), title="Notes &amp; more"))
    found = await blog.resolve(Handle("blog", f"{server.url}/feed"))

    assert found == Identity(
        "blog", f"{server.url}/feed", "notes.example", "https://notes.example/", name="Notes & more"
    )


async def test_a_page_leads_to_the_feed_it_names_not_to_that_of_its_comments(blog: Blog, server: Served) -> None:
    server.routes["/"] = (
        200,
        HTML,
        """<!doctype html><html><head>
        <link rel="alternate" type="application/rss+xml" title="Comments Feed" href="/comments/feed/">
        <link rel="alternate" type="application/rss+xml" title="Feed" href="/feed/"></head></html>""",
    )
    server.routes["/feed/"] = (200, RSS, rss(post(1)))
    server.routes["/comments/feed/"] = (200, RSS, rss(title="Comments"))

    assert (await blog.resolve(Handle("blog", server.url))).native_id == f"{server.url}/feed/"


async def test_a_feed_a_page_names_wrongly_is_passed_over(blog: Blog, server: Served) -> None:
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="{path}">' for path in ("/gone", "/b"))
    server.routes |= {"/": (200, HTML, f"<html>{links}"), "/b": (200, RSS, rss(post(1)))}

    assert (await blog.resolve(Handle("blog", server.url))).native_id == f"{server.url}/b"


async def test_a_page_that_names_none_is_asked_for_one_in_the_usual_places(blog: Blog, server: Served) -> None:
    server.routes["/ada/"] = (200, HTML, "<!doctype html><html>Hello")
    server.routes["/feed"] = (200, HTML, "<!doctype html><html>Not found, politely")
    server.routes["/atom.xml"] = (200, ATOM, rss(post(1)))

    assert (await blog.resolve(Handle("blog", f"{server.url}/ada/"))).native_id == f"{server.url}/atom.xml"
    assert server.paths() == ["/ada/", "/ada/feed", "/feed", "/feed.xml", "/rss.xml", "/atom.xml"]


async def test_where_there_is_no_feed_a_sentence_says_what_to_give(blog: Blog, server: Served) -> None:
    server.routes["/"] = (200, HTML, "<!doctype html><html>Hello")
    with pytest.raises(NotFound, match=r"There is no feed at .*Give the address of the feed itself"):
        await blog.resolve(Handle("blog", server.url))


async def test_a_page_may_not_lead_inside(blog: Blog, server: Served) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="http://127.0.0.1:1/feed">'
    server.routes["/"] = (200, HTML, f"<html>{link}")
    with pytest.raises(NotFound):
        await blog.resolve(Handle("blog", server.url))
    with pytest.raises(Refused):
        await blog.resolve(Handle("blog", "http://127.0.0.1:1/feed"))


async def test_the_feed_is_known_by_where_it_moved_for_good(blog: Blog, server: Served) -> None:
    server.routes["/old"] = (301, {"location": "/newer"}, b"")
    server.routes["/newer"] = (308, {"location": "/feed"}, b"")
    server.routes["/feed"] = (302, {"location": "/today"}, b"")
    server.routes["/today"] = (200, RSS, rss(post(1)))

    assert (await blog.resolve(Handle("blog", f"{server.url}/old"))).native_id == f"{server.url}/feed"


@pytest.mark.parametrize("target", ["/old", "http://["])
async def test_a_feed_that_only_ever_moves_is_said_to(blog: Blog, server: Served, target: str) -> None:
    server.routes["/old"] = (301, {"location": target}, b"")
    with pytest.raises(Garbled, match="from one address to the next"):
        await blog.resolve(Handle("blog", f"{server.url}/old"))


async def test_of_several_authors_one_can_be_meant(blog: Blog, server: Served) -> None:
    server.routes["/feed"] = (200, RSS, recorded("wordpress-feed.rss", server))
    typed = blog.recognise(f"{server.url}/feed#author=alice")
    assert typed is not None
    found = await blog.resolve(typed)
    entries, _, _ = await poll(blog, found)

    assert found.native_id == f"{server.url}/feed#author=Alice"
    assert found.name == "Alice"
    assert [entry.title for entry in entries] == ["On-call hand-over that works"]
    assert entries[0].author.id == found.native_id


async def test_an_author_who_is_not_there_is_answered_with_those_who_are(blog: Blog, server: Served) -> None:
    server.routes["/feed"] = (200, RSS, recorded("wordpress-feed.rss", server))
    with pytest.raises(NotFound, match=r"No post .* by Zoe\. It has posts by admin, Carla, Bob and Alice\."):
        await blog.resolve(Handle("blog", f"{server.url}/feed#author=Zoe"))


# --- fetch ---


async def test_a_wordpress_feed_becomes_posts(blog: Blog, server: Served) -> None:
    server.routes["/feed"] = (200, RSS, recorded("wordpress-feed.rss", server))
    entries, _, batches = await poll(blog, who(server))

    assert len(entries) == 10
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    [entry] = [entry for entry in entries if entry.title == "On-call hand-over that works"]
    assert entry == Entry(
        network="blog",
        native_id=f"{server.url}/2026/11/16/on-call-handover/",
        kind=Kind.POST,
        at=datetime(2026, 11, 16, 12, tzinfo=UTC),
        author=entry.author,
        url=f"{server.url}/2026/11/16/on-call-handover/",
        text="We tried three ways. Here is the one.",
        title="On-call hand-over that works",
        lang="en-US",
        links=("https://example.test/x",),
    )
    assert (entry.author.id, entry.author.name) == (f"{server.url}/feed", "Notes")
    assert batches[0].complete_since is None


@pytest.mark.parametrize(("name", "count"), [("wordpress-feed.atom", 10), ("ghost-feed.rss", 9)])
async def test_feeds_of_other_kinds_become_posts(blog: Blog, server: Served, name: str, count: int) -> None:
    server.routes["/feed"] = (200, ATOM, recorded(name, server))
    entries, _, _ = await poll(blog, who(server))

    assert len({entry.native_id for entry in entries}) == count
    assert {entry.title for entry in entries} >= {"Cutting our p99 in half", "On-call hand-over that works"}
    assert all(entry.url.startswith(server.url) and not entry.traits for entry in entries)


async def test_a_json_feed_becomes_posts_told_apart_by_where_they_lead(blog: Blog, server: Served) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1", "title": "Notes", "home_page_url": "https://notes.example/",
        "items": [
            {"id": "https://notes.example/1", "url": "https://notes.example/1", "title": "Knots", "content_html":
             "<p>See <a href='https://knots.example/a'>this</a></p>", "date_published": "2026-11-20T10:00:00Z",
             "date_modified": "2026-11-20T12:00:00Z"},
            {"id": "2", "url": "https://notes.example/2", "external_url": "https://rope.example/b",
             "content_text": "Good", "date_published": "2026-11-19T10:00:00-05:00"},
        ],
    }  # fmt: skip
    server.routes["/feed"] = (200, {"content-type": "application/feed+json"}, json.dumps(feed))
    entries, cursor, _ = await poll(blog, who(server))
    knots, rope = sorted(entries, key=lambda entry: entry.at, reverse=True)
    assert (knots.title, knots.text, knots.links) == ("Knots", "See this", ("https://knots.example/a",))
    assert knots.edited_at == datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert (rope.at, rope.links, rope.traits) == (
        datetime(2026, 11, 19, 15, tzinfo=UTC), ("https://rope.example/b",), {"curated"},
    )  # fmt: skip
    assert (await poll(blog, who(server), cursor))[0] == []


async def test_ids_that_are_unique_only_there_are_told_apart_by_the_blog(blog: Blog, server: Served) -> None:
    server.routes["/feed"] = (200, RSS, recorded("ghost-feed.rss", server))
    entries, _, _ = await poll(blog, who(server))

    assert entries[-1].native_id == "127.0.0.1:6b02902de2477a1ebf4fab9e"


def conditional(body: Callable[[], str], served: list[int]) -> Callable[[Asked], tuple[int, dict[str, str], str]]:
    """A feed that answers as a real server does to what has not changed; `served` remembers the statuses."""

    def answer(asked: Asked) -> tuple[int, dict[str, str], str]:
        validators = {"etag": f'W/"{hash(body())}"', "last-modified": "Sun, 22 Nov 2026 06:40:34 GMT"}
        same = asked.headers.get("if-none-match") == validators["etag"]
        known = asked.headers.get("if-modified-since") == validators["last-modified"]
        served.append(304 if same and known else 200)
        return (304, validators, "") if same and known else (200, {**RSS, **validators}, body())

    return answer


async def test_an_unchanged_feed_is_asked_for_with_both_validators_and_gives_nothing(
    blog: Blog, server: Served
) -> None:
    served: list[int] = []
    server.routes["/feed"] = conditional(lambda: rss(post(1)), served)
    _, cursor, _ = await poll(blog, who(server))
    entries, after, batches = await poll(blog, who(server), cursor)

    assert (served, entries, batches, after) == ([200, 304], [], [], cursor)


async def test_a_sweep_asks_for_all_of_it(blog: Blog, server: Served) -> None:
    served: list[int] = []
    server.routes["/feed"] = conditional(lambda: rss(post(1)), served)
    _, cursor, _ = await poll(blog, who(server))
    entries, _, _ = await poll(blog, who(server), cursor, sweep=True)

    assert (served, len(entries)) == ([200, 200], 1)


async def test_a_server_without_validators_is_seen_through(blog: Blog, server: Served) -> None:
    server.routes["/feed"] = (200, RSS, rss(post(1)))
    _, cursor, _ = await poll(blog, who(server))

    assert (await poll(blog, who(server), cursor))[2] == []


async def test_posts_added_and_edited_between_two_polls_come_each_once(blog: Blog, server: Served) -> None:
    def dated(number: int, published: str, updated: str, text: str) -> str:
        return (
            f"<entry><id>tag:notes.example,2026:{number}</id><title>{number}</title><published>{published}</published>"
            f"<updated>{updated}</updated><link href='https://notes.example/{number}'/><summary>{text}</summary></entry>"
        )

    def feed(*entries: str) -> str:
        return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>N</title>{"".join(entries)}</feed>'

    first = dated(1, "2026-11-20T10:00:00Z", "2026-11-20T10:00:30Z", "as it was")
    changed = dated(1, "2026-11-20T10:00:00Z", "2026-11-21T09:00:00Z", "better")
    second = dated(2, "2026-11-21T10:00:00Z", "2026-11-21T10:00:00Z", "new")
    server.routes["/feed"] = (200, ATOM, feed(first))
    before, cursor, _ = await poll(blog, who(server))
    server.routes["/feed"] = (200, ATOM, feed(second, first, changed))
    after, _, _ = await poll(blog, who(server), cursor)

    assert [(entry.native_id, entry.text, entry.edited_at) for entry in before] == [
        ("tag:notes.example,2026:1", "as it was", None)
    ]
    assert [(entry.native_id, entry.text, entry.edited_at) for entry in after] == [
        ("tag:notes.example,2026:1", "better", datetime(2026, 11, 21, 9, tzinfo=UTC)),
        ("tag:notes.example,2026:2", "new", None),
    ]
    assert before[0].at == after[0].at


async def test_what_is_older_than_asked_for_is_left_out(blog: Blog, server: Served) -> None:
    server.routes["/feed"] = (200, RSS, rss(post(1), post(2, date="Mon, 03 Aug 2020 10:00:00 GMT")))

    assert [entry.title for entry in (await poll(blog, who(server)))[0]] == ["Post 1"]


async def test_a_feed_that_moved_for_good_is_asked_there_from_then_on(blog: Blog, server: Served) -> None:
    served: list[int] = []
    server.routes["/feed"] = (301, {"location": "/new"}, b"")
    server.routes["/new"] = conditional(lambda: rss(post(1)), served)
    entries, cursor, _ = await poll(blog, who(server))
    del server.routes["/feed"]
    again, after, _ = await poll(blog, who(server), cursor)

    assert len(entries) == 1
    assert entries[0].author.id == f"{server.url}/feed"  # who it is does not change
    assert (cursor["url"], served, again, after) == (f"{server.url}/new", [200, 304], [], cursor)


async def test_a_feed_that_moved_and_did_not_change_is_remembered_too(blog: Blog, server: Served) -> None:
    served: list[int] = []
    server.routes["/feed"] = server.routes["/new"] = conditional(lambda: rss(post(1)), served)
    _, cursor, _ = await poll(blog, who(server))
    server.routes["/feed"] = (308, {"location": "/new"}, b"")
    entries, after, _ = await poll(blog, who(server), cursor)

    assert (entries, served) == ([], [200, 304])
    assert after == {**cursor, "url": f"{server.url}/new"}


async def test_a_feed_that_is_elsewhere_for_today_is_asked_where_it_was(blog: Blog, server: Served) -> None:
    server.routes["/feed"] = (302, {"location": "/today"}, b"")
    server.routes["/today"] = (200, RSS, rss(post(1)))

    assert (await poll(blog, who(server)))[1]["url"] == f"{server.url}/feed"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((410, HTML, ""), Gone),
        ((404, HTML, ""), NotFound),
        ((429, {"retry-after": "120"}, ""), RateLimited),
        ((500, HTML, ""), Unreachable),
        ((200, HTML, "<!doctype html><html>Under construction"), Garbled),
    ],
)
async def test_what_is_no_feed_any_more_is_an_error(
    blog: Blog, server: Served, answer: tuple[int, dict[str, str], str], error: type[Exception]
) -> None:
    server.routes["/feed"] = answer
    with pytest.raises(error):
        await poll(blog, who(server))


async def test_of_a_feed_that_broke_off_the_rest_comes_with_the_next_poll(blog: Blog, server: Served) -> None:
    whole = rss(post(1), post(2), post(3))
    validators = {"etag": '"one"'}
    server.routes["/feed"] = (200, {**RSS, **validators}, whole[: whole.index("?p=3")])
    entries, cursor, _ = await poll(blog, who(server))
    server.routes["/feed"] = (200, {**RSS, **validators}, whole)
    after, _, _ = await poll(blog, who(server), cursor)

    assert [entry.title for entry in entries] == ["Post 1", "Post 2"]
    assert "etag" not in cursor
    assert len(after) == 3


async def test_what_lies_beyond_two_hundred_entries_is_counted(blog: Blog, server: Served) -> None:
    server.routes["/feed"] = (200, RSS, rss(*(post(number) for number in range(250))))
    entries, _, batches = await poll(blog, who(server))

    assert len(entries) == 200
    assert sum(batches[0].skipped.values()) == 50


# --- identity ---


async def test_without_an_id_the_link_is_one_and_without_a_link_title_and_date(blog: Blog, server: Served) -> None:
    date = "<pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate>"
    server.routes["/feed"] = (
        200,
        RSS,
        rss(f"<link>https://notes.example/a</link>{date}", f"<title>b</title>{date}", date),
    )
    first, _, _ = await poll(blog, who(server))
    second, _, _ = await poll(blog, who(server))

    assert len(first) == 2
    assert "https://notes.example/a" in {entry.native_id for entry in first}
    assert [entry.native_id for entry in first] == [entry.native_id for entry in second]


async def test_an_id_that_all_posts_share_is_none(blog: Blog, server: Served) -> None:
    def shared(number: int) -> str:
        return post(number).replace(f"?p={number}", "")

    server.routes["/feed"] = (200, RSS, rss(shared(1), shared(2)))
    entries, _, _ = await poll(blog, who(server))

    assert {entry.native_id for entry in entries} == {"https://notes.example/1", "https://notes.example/2"}


async def test_an_endless_id_is_cut_without_becoming_another(blog: Blog, server: Served) -> None:
    date = "<pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate>"
    ids = [f"{'x' * 900}{number}" for number in (1, 2)]
    server.routes["/feed"] = (200, RSS, rss(*(f"<guid isPermaLink='false'>{known}</guid>{date}" for known in ids)))
    entries, _, _ = await poll(blog, who(server))

    assert len({entry.native_id for entry in entries}) == 2
    assert all(len(entry.native_id) < 100 for entry in entries)


# --- dates ---


async def test_a_date_to_come_is_the_day_it_was_seen_and_stays_that(blog: Blog, server: Served) -> None:
    server.routes["/feed"] = (200, RSS, rss(post(1, date="Fri, 25 Dec 2026 10:00:00 GMT")))
    [first], cursor, _ = await poll(blog, who(server))
    [later], _, _ = await poll(blog, who(server), cursor, now=NOW + timedelta(days=40), sweep=True)

    assert first.at == later.at == NOW


async def test_posts_without_a_date_are_as_old_as_their_first_sight_save_those_already_there(
    blog: Blog, server: Served
) -> None:
    server.routes["/feed"] = (200, RSS, rss(post(1, date=""), post(2, date="soon")))
    first, cursor, batches = await poll(blog, who(server))
    server.routes["/feed"] = (200, RSS, rss(post(3, date=""), post(1, date=""), post(2, date="soon")))
    second, cursor, _ = await poll(blog, who(server), cursor, now=NOW + timedelta(hours=1))
    third, _, _ = await poll(blog, who(server), cursor, now=NOW + timedelta(hours=2), sweep=True)

    assert first == []
    assert batches[0].skipped == {"undated": 2}
    assert [(entry.title, entry.at) for entry in second] == [("Post 3", NOW + timedelta(hours=1))]
    assert third == second


async def test_only_a_feed_with_bad_dates_fills_the_cursor(blog: Blog, server: Served) -> None:
    server.routes["/feed"] = (200, RSS, rss(post(1)))

    assert set((await poll(blog, who(server)))[1]) == {"url", "body"}


# --- what a post is ---


async def test_a_linkblog_points_elsewhere_and_is_curation(blog: Blog, server: Served) -> None:
    entry = """<entry><id>tag:notes.example,2026:9</id><title>Worth a read</title>
        <link rel="alternate" href="https://elsewhere.example/essay"/><published>2026-11-20T10:00:00Z</published>
        <link rel="related" href="https://www.notes.example/linked/9"/>
        <content type="html">&lt;a href="https://third.example/"&gt;via&lt;/a&gt;
        &lt;a href="https://notes.example/1"&gt;my own&lt;/a&gt;</content></entry>"""
    own = entry.replace("elsewhere.example/essay", "blog.notes.example/8").replace(":9<", ":8<")
    site = '<link rel="alternate" href="https://notes.example/"/>'
    body = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>N</title>{site}{entry}{own}</feed>'
    server.routes["/feed"] = (200, ATOM, body)
    linked, written = (await poll(blog, who(server)))[0]

    assert linked.traits == {"curated"}
    assert linked.url == "https://www.notes.example/linked/9"
    assert linked.links == ("https://elsewhere.example/essay", "https://third.example/")
    assert written.traits == frozenset()
    assert written.url == "https://blog.notes.example/8"
    assert written.links == ("https://third.example/",)


@pytest.mark.parametrize(
    ("site", "link", "own"),
    [
        ("https://blog.notes.example/", "https://www.notes.example/8", True),
        ("https://www.notes.example/", "https://blog.notes.example/8", True),
        ("https://ada.pages.example/", "https://bo.pages.example/8", False),
        ("https://notes.example/", "https://othernotes.example/8", False),
    ],
)
async def test_what_belongs_to_the_same_domain_is_the_blogs_own(
    blog: Blog, server: Served, site: str, link: str, own: bool
) -> None:
    items = (post(1).replace("notes", "far"), post(2).replace("https://notes.example/2", link))
    server.routes["/feed"] = (200, RSS, rss(*items, link=site))
    entries, _, _ = await poll(blog, who(server))

    assert [not entry.traits for entry in entries if entry.title == "Post 2"] == [own]


async def test_a_blog_whose_feed_lies_with_a_service_is_no_linkblog(blog: Blog, server: Served) -> None:
    server.routes["/feed"] = (200, RSS, rss(post(1), post(2), link=""))

    assert all(not entry.traits for entry in (await poll(blog, who(server)))[0])


async def test_an_entry_that_answers_something_is_a_reply(blog: Blog, server: Served) -> None:
    body = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"><title>N</title>
        <entry><id>tag:n,1</id><published>2026-11-20T10:00:00Z</published><title>Mine</title></entry>
        <entry><id>tag:n,2</id><published>2026-11-20T11:00:00Z</published><thr:in-reply-to ref="tag:n,1"/></entry>
        <entry><id>tag:n,3</id><published>2026-11-20T12:00:00Z</published><thr:in-reply-to ref="tag:other,1"/></entry>
        </feed>"""
    server.routes["/feed"] = (200, ATOM, body)
    mine, own, theirs = (await poll(blog, who(server)))[0]

    assert [entry.kind for entry in (mine, own, theirs)] == [Kind.POST, Kind.REPLY, Kind.REPLY]
    assert (own.thread, own.root.id) == ("tag:n,1", f"{server.url}/feed")
    assert (theirs.thread, theirs.root.id) == ("tag:other,1", "")


# --- comments open or closed ---


async def test_whether_comments_are_open_is_said_only_where_it_shows(blog: Blog, server: Served) -> None:
    feed = "<wfw:commentRss>https://notes.example/c</wfw:commentRss><slash:comments>{}</slash:comments>"
    server.routes["/feed"] = (200, RSS, rss(post(1, more=feed.format(0)), post(2, more=feed.format(3)), post(3)))
    server.routes["/plain"] = (200, RSS, rss(post(1)))
    entries, _, _ = await poll(blog, who(server))

    assert {entry.title: entry.comments_open for entry in entries} == {"Post 1": True, "Post 2": None, "Post 3": False}
    assert (await poll(blog, who(server, "/plain")))[0][0].comments_open is None


def wordpress(server: Served, **answers: Any) -> None:
    """The recorded WordPress: its feed, its REST interface, its feed of comments."""
    api = {"link": f'<{server.url}/wp-json/>; rel="https://api.w.org/", <{server.url}/?p=1>; rel=shortlink'}
    posts, comments = (json.loads(recorded(f"wordpress-{name}.json", server)) for name in ("posts", "comments"))

    def said(asked: Asked) -> tuple[int, dict[str, str], Any]:
        wanted = asked.query["post"].split(",")
        found = [comment for comment in answers.get("comments", comments) if str(comment["post"]) in wanted]
        return 200, {"x-wp-totalpages": "1", "content-type": "application/json"}, found

    server.routes |= {
        "/feed": (200, {**RSS, **api}, recorded("wordpress-feed.rss", server)),
        "/wp-json/wp/v2/posts": answers.get("posts", posts),
        "/wp-json/wp/v2/comments": answers.get("said", said),
        "/2026/11/17/p99/feed/": (200, RSS, recorded("wordpress-post-comments.rss", server)),
    }


async def test_wordpress_itself_says_whether_comments_are_open(blog: Blog, server: Served) -> None:
    posts = json.loads(recorded("wordpress-posts.json", server))
    posts[2]["comment_status"] = "closed"
    wordpress(server, posts=posts)
    entries, _, _ = await poll(blog, who(server))

    closed = {entry.title for entry in entries if entry.comments_open is False}
    assert closed == {"Cutting our p99 in half"}
    assert sum(entry.comments_open is True for entry in entries) == 9


@pytest.mark.parametrize(
    "answer", [(401, RSS, ""), (200, HTML, "<html>"), {"code": "odd"}, [1, {"link": 7}], (500, RSS, "")]
)
async def test_where_wordpress_does_not_say_the_feed_is_enough(blog: Blog, server: Served, answer: Any) -> None:
    wordpress(server, posts=answer)

    assert len((await poll(blog, who(server)))[0]) == 10


# --- received ---


async def test_comments_below_own_posts_come_with_the_moment_they_were_answered(blog: Blog, server: Served) -> None:
    wordpress(server)
    alice = replace(who(server), native_id=f"{server.url}/feed#author=Alice")
    entries, _, _ = await poll(blog, alice)
    [one] = await blog.received(alice, tuple(entries), now=NOW)

    assert one.on == entries[0].native_id
    assert (one.author.name, one.text) == ("Bob", "Did the rota length matter? Ours fell apart at two weeks.")
    assert (one.at, one.answered_at) == (datetime(2026, 11, 16, 13, tzinfo=UTC), datetime(2026, 11, 16, 14, tzinfo=UTC))
    assert one.url == f"{server.url}/2026/11/16/on-call-handover/#comment-2"


async def test_what_nobody_answered_is_unanswered(blog: Blog, server: Served) -> None:
    wordpress(server)
    bob = replace(who(server), native_id=f"{server.url}/feed#author=Bob")
    entries, _, _ = await poll(blog, bob)
    received = await blog.received(bob, tuple(entries), now=NOW)

    assert [(one.author.name, one.answered_at) for one in received] == [("Alice", None), ("Carla", None)]


async def test_the_feed_of_comments_says_the_same_as_the_interface(blog: Blog, server: Served) -> None:
    wordpress(server)
    bob = replace(who(server), native_id=f"{server.url}/feed#author=Bob")
    entries, _, _ = await poll(blog, bob)
    by_rest = await blog.received(bob, tuple(entries), now=NOW)
    server.routes["/wp-json/wp/v2/comments"] = (401, RSS, "")
    by_feed = await blog.received(bob, tuple(entries), now=NOW)

    assert by_feed == by_rest
    assert len(by_feed) == 2
    assert "/2026/11/17/p99/feed/" in server.paths()


async def test_spam_pingbacks_and_what_waits_for_approval_are_left_out(blog: Blog, server: Served) -> None:
    comments = json.loads(recorded("wordpress-comments.json", server))[1:3]
    links = "".join(f'<a href="https://s{number}.example/">x</a>' for number in range(3))
    bad = [
        {"type": "pingback"},
        {"status": "spam"},
        {"status": "hold"},
        {"content": {"rendered": f"<p>Nice {links}</p>"}},
        {"content": {"rendered": "<p>[&#8230;] as told there [&#8230;]</p>"}},
        {"date_gmt": "never"},
    ]
    extra = [
        {**comments[0], "id": 50 + n, "link": f"{server.url}/x/#comment-{50 + n}", **one} for n, one in enumerate(bad)
    ]
    wordpress(server, comments=comments + extra)
    bob = replace(who(server), native_id=f"{server.url}/feed#author=Bob")
    entries, _, _ = await poll(blog, bob)

    assert len(await blog.received(bob, tuple(entries), now=NOW)) == 2


async def test_a_thread_that_is_too_long_is_left_out_and_the_others_are_not(blog: Blog, server: Served) -> None:
    comments = json.loads(recorded("wordpress-comments.json", server))

    def endless(asked: Asked) -> tuple[int, dict[str, str], Any]:
        wanted = asked.query["post"].split(",")
        pages = "1000" if "4" in wanted else "1"
        return 200, {"x-wp-totalpages": pages}, [one for one in comments if str(one["post"]) in wanted]

    wordpress(server, said=endless)
    entries, _, _ = await poll(blog, who(server))
    received = await blog.received(who(server), tuple(entries), now=NOW)

    assert {one.on.removeprefix(server.url) for one in received} == {"/2026/11/17/p99/", "/?p=1"}


async def test_all_pages_of_comments_are_read(blog: Blog, server: Served) -> None:
    comments = [one for one in json.loads(recorded("wordpress-comments.json", server)) if one["post"] == 5]

    def paged(asked: Asked) -> tuple[int, dict[str, str], Any]:
        return 200, {"x-wp-totalpages": "2"}, [comments[int(asked.query["page"]) - 1]]

    wordpress(server, said=paged)
    entries, _, _ = await poll(blog, who(server))

    assert len(await blog.received(who(server), tuple(entries), now=NOW)) == 2


COMMENT = "<guid isPermaLink='false'>{0}</guid><link>https://notes.example/1/{1}#comment-{0}</link><dc:creator>{2}</dc:creator><pubDate>Sat, 21 Nov 2026 {3}:00:00 GMT</pubDate><content:encoded><![CDATA[{4}]]></content:encoded>"  # noqa: E501


def with_comments(server: Served, *comments: tuple[int, str, int, str], count: int | None = None) -> None:
    """A blog with one post by Ada Quill and these comments: number, author, hour, text."""
    items = [COMMENT.format(number, "", name, hour, text) for number, name, hour, text in comments]
    more = (
        f"<dc:creator>Ada Quill</dc:creator><wfw:commentRss>{server.url}/comments</wfw:commentRss>"
        f"<slash:comments>{len(items) if count is None else count}</slash:comments>"
    )
    server.routes["/feed"] = (200, RSS, rss(post(1, more=more)))
    server.routes["/comments"] = (200, RSS, rss(*reversed(items), title="Comments on: Post 1"))


async def received_by(blog: Blog, server: Served) -> dict[str, datetime | None]:
    entries, _, _ = await poll(blog, who(server))
    return {one.text: one.answered_at for one in await blog.received(who(server), tuple(entries), now=NOW)}


async def test_an_answer_in_a_thread_answers_that_comment_alone(blog: Blog, server: Served) -> None:
    greeting = '<p>In reply to <a href="https://notes.example/1/#comment-2">Cy Blot</a>.</p>\n<p>Yes.</p>'
    with_comments(server, (1, "Bo Ink", 10, "First?"), (2, "Cy Blot", 11, "Second?"), (3, "ada quill", 12, greeting))

    assert await received_by(blog, server) == {"First?": None, "Second?": datetime(2026, 11, 21, 12, tzinfo=UTC)}


async def test_an_answer_below_the_post_answers_all_before_it(blog: Blog, server: Served) -> None:
    with_comments(
        server, (1, "Bo Ink", 10, "First?"), (2, "Cy Blot", 11, "Second?"), (3, "Ada Quill", 12, "Both: yes"),
        (4, "Bo Ink", 13, "Third?"),
    )  # fmt: skip
    answered = datetime(2026, 11, 21, 12, tzinfo=UTC)

    assert await received_by(blog, server) == {"First?": answered, "Second?": answered, "Third?": None}


async def test_a_greeting_is_no_part_of_what_others_say(blog: Blog, server: Served) -> None:
    greeting = '<p>In reply to <a href="https://notes.example/1/#comment-1">Bo Ink</a>.</p>\n<p>Not so fast.</p>'
    with_comments(server, (1, "Bo Ink", 10, "First?"), (2, "Cy Blot", 11, greeting))

    assert set(await received_by(blog, server)) == {"First?", "Not so fast."}


async def test_where_the_feed_holds_only_the_last_comments_none_is_called_unanswered(
    blog: Blog, server: Served
) -> None:
    with_comments(server, (9, "Bo Ink", 10, "Ninth?"), count=9)

    assert await received_by(blog, server) == {}


async def test_new_comments_are_found_although_the_feed_says_that_it_has_not_changed(
    blog: Blog, server: Served
) -> None:
    served: list[int] = []
    with_comments(server)
    bodies = [server.routes["/feed"][2]]  # type: ignore[index]
    server.routes["/feed"] = conditional(lambda: bodies[0], served)
    entries, cursor, _ = await poll(blog, who(server))
    assert await blog.received(who(server), tuple(entries), now=NOW) == ()

    etag = f'W/"{hash(bodies[0])}"'
    with_comments(server, (1, "Bo Ink", 10, "First?"))
    changed = server.routes["/feed"][2]  # type: ignore[index]
    # WordPress's validators speak of posts: they stay when a comment comes (6.1).
    server.routes["/feed"] = lambda asked: (
        (304, {"etag": etag}, "") if asked.headers.get("if-none-match") == etag else (200, RSS, changed)
    )
    assert (await poll(blog, who(server), cursor))[0] == []
    received = await blog.received(who(server), tuple(entries), now=NOW)

    assert [one.text for one in received] == ["First?"]


async def test_where_the_interface_does_not_show_the_posts_the_feed_of_comments_is_read(
    blog: Blog, server: Served
) -> None:
    wordpress(server, posts=[])
    bob = replace(who(server), native_id=f"{server.url}/feed#author=Bob")
    entries, _, _ = await poll(blog, bob)

    assert len(await blog.received(bob, tuple(entries), now=NOW)) == 2


async def test_atom_comments_know_their_threads_and_an_author_by_the_address_of_the_blog(
    blog: Blog, server: Served
) -> None:
    def comment(number: int, hour: int, name: str, uri: str, answers: str) -> str:
        return (
            f"<entry><id>tag:c,{number}</id><published>2026-11-21T{hour}:00:00Z</published><title>t</title>"
            f"<author><name>{name}</name><uri>{uri}</uri></author><content>Comment {number}</content>"
            f"<thr:in-reply-to ref='{answers}'/><link href='https://notes.example/1?c={number}'/></entry>"
        )

    def feed(*entries: str) -> str:
        spaces = 'xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"'
        return f"<feed {spaces}><title>N</title><link href='https://notes.example/'/>{''.join(entries)}</feed>"

    def written(number: int, name: str) -> str:
        return (
            f"<entry><id>tag:p,{number}</id><published>2026-11-20T10:00:00Z</published><title>{number}</title>"
            f"<author><name>{name}</name></author><link href='https://notes.example/{number}'/>"
            f"<link rel='replies' type='application/atom+xml' href='{server.url}/c{number}' "
            f"thr:count='{5 - number}'/></entry>"
        )

    server.routes["/feed"] = (200, ATOM, feed(written(1, "Ada Quill"), written(5, "Bo Ink")))
    server.routes["/c1"] = (200, ATOM, feed(
        comment(1, 10, "Cy Blot", "https://cy.example/", "tag:p,1"),
        comment(2, 11, "Bo Ink", "https://notes.example/", "tag:p,1"),  # writes there too, and is not the author
        comment(3, 12, "The author", "https://www.notes.example/", "tag:c,1"),
        comment(4, 13, "Dee Nib", "", "tag:p,1"),
    ))  # fmt: skip
    entries, _, _ = await poll(blog, who(server))
    received = await blog.received(who(server), tuple(entries), now=NOW)

    assert [(one.author.name, one.answered_at and one.answered_at.hour) for one in received] == [
        ("Cy Blot", 12),
        ("Bo Ink", None),
        ("Dee Nib", None),
    ]
    assert received[0].author.id == "cy.example"
    assert "/c5" not in server.paths()  # it has none


async def test_a_blog_without_comments_is_not_asked_for_any(blog: Blog, server: Served) -> None:
    server.routes["/feed"] = (200, RSS, recorded("ghost-feed.rss", server).replace("Ghost 6.65", "Other"))
    entries, _, _ = await poll(blog, who(server))
    asked = len(server.asked)

    assert await blog.received(who(server), tuple(entries), now=NOW) == ()
    assert len(server.asked) == asked


async def test_after_a_restart_comments_are_found_all_the_same(blog: Blog, server: Served) -> None:
    with_comments(server, (1, "Bo Ink", 10, "First?"))
    entries, _, _ = await poll(blog, who(server))
    async with server.http() as http:
        received = await Blog(http).received(who(server), tuple(entries), now=NOW)

    assert [one.text for one in received] == ["First?"]
    assert received[0].author.id == "bo ink at notes.example"


async def test_comments_are_asked_for_where_the_feed_has_moved_to(blog: Blog, server: Served) -> None:
    with_comments(server, (1, "Bo Ink", 10, "First?"))
    server.routes["/moved"] = server.routes.pop("/feed")
    cursor = {"url": f"{server.url}/moved"}
    entries, _, _ = await poll(blog, who(server), cursor)

    assert len(await blog.received(who(server), tuple(entries), now=NOW)) == 1


@pytest.mark.parametrize("answer", [(404, HTML, ""), (403, HTML, ""), (200, HTML, "<html>Log in"), (200, RSS, "<rss")])
async def test_comments_that_cannot_be_read_are_left_out(blog: Blog, server: Served, answer: Any) -> None:
    with_comments(server, (1, "Bo Ink", 10, "First?"))
    server.routes["/comments"] = answer

    assert await received_by(blog, server) == {}


async def test_it_knows_of_no_talks(blog: Blog, server: Served) -> None:
    assert await blog.talks(who(server), (), ("ops",), now=NOW) == ()
    assert server.asked == []


async def test_a_blog_that_is_closed_leaves_no_process(server: Served) -> None:
    server.routes["/feed"] = (200, RSS, rss(post(1)))
    async with server.http() as http, Blog(http) as source:
        await poll(source, who(server))
        child = source._feeds._child
        assert child is not None
        assert child.returncode is None

    assert child.returncode is not None
