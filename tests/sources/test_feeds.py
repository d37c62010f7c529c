"""Feeds are read as their authors meant them, and none of them holds up the bot."""

import asyncio
import os
import select
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import Garbled, SourceError
from bot.sources.feeds import Feed, Feeds, Page

URL = "https://blog.example/feed"
ROOT = Path(__file__).parents[2]
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes the way Linux shows them")


@pytest.fixture
async def feeds() -> AsyncIterator[Feeds]:
    reader = Feeds()
    yield reader
    await reader.close()


def rss(*items: str, head: str = "<title>Notes</title><link>https://blog.example/</link>") -> bytes:
    inner = "".join(f"<item>{item}</item>" for item in items)
    spaces = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return f'<?xml version="1.0"?><rss version="2.0" {spaces}><channel>{head}{inner}</channel></rss>'.encode()


def atom(*entries: str, head: str = "<title>Notes</title>", base: str = "") -> bytes:
    inner = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {base}>{head}{inner}</feed>'.encode()


def recorded(name: str) -> bytes:
    return (Path(__file__).parent / "recorded" / "blog" / name).read_bytes()


# --- what feeds say ---


async def test_an_rss_feed_is_read(feeds: Feeds) -> None:
    feed = await feeds.read(recorded("wordpress-feed.rss"), url="http://127.0.0.1:18080/feed/")

    assert (feed.title, feed.site, feed.lang) == ("Involve test blog", "http://127.0.0.1:18080", "en-US")
    assert len(feed.items) == 10
    post = feed.items[3]
    assert post.title == "On-call hand-over that works"
    assert post.text == "We tried three ways. Here is the one."
    assert post.links == ("https://example.test/x",)
    assert post.published == datetime(2026, 11, 16, 12, tzinfo=UTC)
    assert post.authors == ("Alice",)
    assert (post.comments, post.comment_feed) == (2, "http://127.0.0.1:18080/2026/11/16/on-call-handover/feed/")


async def test_an_atom_feed_is_read(feeds: Feeds) -> None:
    feed = await feeds.read(recorded("wordpress-feed.atom"), url="http://127.0.0.1:18080/feed/atom/")

    post = feed.items[2]
    assert (post.title, post.text, post.lang) == ("Cutting our p99 in half", "Pool size & more.", "en-US")
    assert post.published == post.updated == datetime(2026, 11, 17, 12, tzinfo=UTC)
    assert (post.comments, post.comment_feed) == (2, "http://127.0.0.1:18080/2026/11/17/p99/feed/atom/")


async def test_a_json_feed_is_read(feeds: Feeds) -> None:
    body = """{"version": "https://jsonfeed.org/version/1.1", "title": "Notes", "home_page_url": "https://blog.example/",
        "authors": [{"name": "Ada Quill"}], "language": "de", "items": [
        {"id": 7, "url": "/seven", "content_html": "<p>See <a href='https://other.example/x'>this</a></p>",
         "title": "Sieben", "date_published": "2026-11-20T08:00:00+01:00", "date_modified": "2026-11-21T08:00:00Z"},
        {"id": "https://blog.example/8", "external_url": "https://other.example/8", "url": "https://blog.example/8",
         "content_text": "Worth a read", "authors": [{"name": "Bo Ink"}]}, "no item"]}"""
    feed = await feeds.read(body.encode(), url="https://blog.example/feed.json")

    assert (feed.title, feed.site, feed.lang, feed.authors) == ("Notes", "https://blog.example/", "de", ("Ada Quill",))
    seven, eight = feed.items
    assert (seven.guid, seven.link, seven.text) == ("7", "https://blog.example/seven", "See this")
    assert seven.links == ("https://other.example/x",)
    assert seven.published == datetime(2026, 11, 20, 7, tzinfo=UTC)
    assert seven.updated == datetime(2026, 11, 21, 8, tzinfo=UTC)
    assert (eight.link, eight.permalink) == ("https://other.example/8", "https://blog.example/8")
    assert (eight.text, eight.authors) == ("Worth a read", ("Bo Ink",))


async def test_a_feed_of_the_old_rdf_kind_is_read(feeds: Feeds) -> None:
    body = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Old</title><link>https://old.example/</link></channel>
        <item><title>One</title><link>https://old.example/1</link><dc:date>2026-11-20T08:00:00Z</dc:date></item></rdf:RDF>"""
    feed = await feeds.read(body, url=URL)

    assert (feed.title, feed.items[0].link) == ("Old", "https://old.example/1")
    assert feed.items[0].updated == datetime(2026, 11, 20, 8, tzinfo=UTC)


async def test_relative_addresses_are_made_whole(feeds: Feeds) -> None:
    based = atom('<id>tag:x</id><link href="a"/>', base='xml:base="https://base.example/dir/"')
    plain = rss('<link>posts/1</link><guid isPermaLink="false">1</guid>', head="<title>t</title><link>/home/</link>")

    assert (await feeds.read(based, url=URL)).items[0].link == "https://base.example/dir/a"
    feed = await feeds.read(plain, url=URL)
    assert (feed.site, feed.items[0].link) == ("https://blog.example/home/", "https://blog.example/home/posts/1")


async def test_only_web_addresses_are_links(feeds: Feeds) -> None:
    feed = await feeds.read(rss("<title>x</title><link>javascript:alert(1)</link>", "<guid>42</guid>"), url=URL)

    assert [(item.link, item.permalink) for item in feed.items] == [("", ""), ("", "")]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Fish &amp;amp; chips", "Fish & chips"),
        ("Fish &#38; chips", "Fish & chips"),
        ("<![CDATA[<em>Loud</em> news]]>", "Loud news"),
        ("  two\n lines ", "two lines"),
    ],
)
async def test_a_title_is_plain_text(feeds: Feeds, title: str, shown: str) -> None:
    assert (await feeds.read(rss(f"<title>{title}</title>"), url=URL)).items[0].title == shown


async def test_the_whole_text_is_preferred_to_its_summary(feeds: Feeds) -> None:
    item = (
        "<description>Short</description><content:encoded><![CDATA[<p>Long &amp; <b>rich</b></p>]]></content:encoded>"
    )
    assert (await feeds.read(rss(item), url=URL)).items[0].text == "Long & rich"


# --- encodings ---

RUSSIAN = "Заметки про погоду"


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("windows-1251", "windows-1251", "application/rss+xml"),
        ("windows-1251", "", "text/xml; charset=windows-1251"),
        ("koi8-r", "koi8-r", ""),
        ("utf-8", "", "application/rss+xml"),
        ("utf-8", "utf-8", "text/xml; charset=iso-8859-1"),  # servers that say so without looking are common
        ("utf-8-sig", "utf-8", ""),
        ("utf-16", "utf-16", "application/xml"),
    ],
)
async def test_letters_survive_every_encoding(feeds: Feeds, encoding: str, declared: str, content_type: str) -> None:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    item = f"<item><title>{RUSSIAN}</title></item>"
    body = f"{head}<rss version='2.0'><channel><title>{RUSSIAN}</title>{item}</channel></rss>".encode(encoding)
    feed = await feeds.read(body, url=URL, content_type=content_type)

    assert (feed.title, feed.items[0].title) == (RUSSIAN, RUSSIAN)


async def test_blank_lines_before_the_declaration_do_no_harm(feeds: Feeds) -> None:
    assert (await feeds.read(b"\n\n  " + rss("<title>x</title>"), url=URL)).items[0].title == "x"


# --- what is broken ---


@pytest.mark.parametrize("name", ["wordpress-feed.rss", "wordpress-feed.atom", "ghost-feed.rss"])
async def test_of_a_feed_that_breaks_off_the_whole_entries_are_kept(feeds: Feeds, name: str) -> None:
    whole = await feeds.read(recorded(name), url=URL)
    body = recorded(name)
    half = await feeds.read(body[: len(body) // 2], url=URL)

    assert not whole.broken_off
    assert half.broken_off
    assert 2 <= len(half.items) < len(whole.items)
    assert half.items == whole.items[: len(half.items)]


async def test_of_a_feed_that_breaks_off_in_its_first_entry_nothing_is_kept(feeds: Feeds) -> None:
    feed = await feeds.read(rss("<guid>https://blog.example/?p=17</guid>").partition(b"7</guid>")[0], url=URL)

    assert (feed.title, feed.items, feed.broken_off) == ("Notes", (), True)


async def test_a_stray_ampersand_or_an_open_tag_does_not_cost_the_feed(feeds: Feeds) -> None:
    feed = await feeds.read(rss("<title>Fish & chips</title><description><p>open</description>"), url=URL)

    assert [item.title for item in feed.items] == ["Fish & chips"]


async def test_an_empty_feed_is_a_feed(feeds: Feeds) -> None:
    assert (await feeds.read(rss(), url=URL)).items == ()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"<!doctype html><html><title>Not found</title></html>", "a web page instead of a feed"),
        (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C'><html xmlns='x'/>", "a web page instead of a feed"),
        (b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'></urlset>", "neither a feed nor a web page"),
        (b" \n", "sent an empty answer"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "neither a feed nor a web page"),
        (b'{"items": [', "neither a feed nor a web page"),
        (b'{"items": []}', "JSON that is no feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 100_000, "neither a feed nor a web page"),
    ],
)
async def test_what_is_no_feed_is_said_to_be_none(feeds: Feeds, body: bytes, sentence: str) -> None:
    with pytest.raises(Garbled, match=f"blog.example .*{sentence}"):
        await feeds.read(body, url=URL)


async def test_a_page_names_its_feeds_with_those_of_comments_last(feeds: Feeds) -> None:
    page = b"""<!DOCTYPE html><html><head><base href="https://cdn.example/blog/">
        <link rel="stylesheet" href="x.css"><link rel=alternate hreflang=de href="/de/">
        <link rel="alternate" type="application/rss+xml" title="Notes &raquo; Comments Feed" href="/comments/feed/">
        <LINK TYPE='application/atom+xml' REL='alternate' HREF='atom.xml?a=1&amp;b=2'>
        <link rel="alternate" type="application/feed+json" href="https://blog.example/feed.json">
        <link rel="alternate" type="application/json+oembed" href="/oembed"></head></html>"""

    assert await feeds.look(page, url="https://blog.example/") == Page(
        (
            "https://cdn.example/blog/atom.xml?a=1&b=2",
            "https://blog.example/feed.json",
            "https://cdn.example/comments/feed/",
        )
    )


# --- what is meant to hurt ---

LAUGHS = (
    b'<?xml version="1.0"?><!-- x --><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    + rss("<title>&b;</title>")[21:]
)
NESTED = rss("<guid>1</guid><description>" + "<div>" * 990_000 + "</description>")


@pytest.mark.parametrize("body", [LAUGHS, LAUGHS.decode().encode("utf-16"), b"\xef\xbb\xbf" + LAUGHS])
async def test_a_document_with_entities_of_its_own_is_refused_unread(feeds: Feeds, body: bytes) -> None:
    with pytest.raises(Garbled, match="as only traps do"):
        await feeds.read(body, url=URL)


async def test_a_post_about_such_documents_is_read(feeds: Feeds) -> None:
    text = "<![CDATA[<pre>&lt;!DOCTYPE x [&lt;!ENTITY a</pre> <!DOCTYPE y <!ENTITY b>]]>"
    post = f"<title>Bombs</title><description>{text}</description>"
    assert (await feeds.read(rss(post), url=URL)).items[0].title == "Bombs"


async def test_the_old_document_type_of_rss_is_harmless(feeds: Feeds) -> None:
    kind = b'<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">'
    assert (await feeds.read(kind + rss("<title>x</title>")[21:], url=URL)).items[0].title == "x"


@pytest.mark.parametrize("body", [b"/etc/hostname", b"http://127.0.0.1:9/feed", b"file:///etc/hostname"])
async def test_a_feed_that_is_an_address_is_not_opened(feeds: Feeds, body: bytes) -> None:
    with pytest.raises(Garbled, match="neither a feed"):
        await feeds.read(body, url=URL)


async def test_while_a_hostile_feed_is_read_the_bot_goes_on_and_then_its_reader_is_killed() -> None:
    reader, beats = Feeds(seconds=1), 0

    async def heart() -> None:
        nonlocal beats
        while True:
            await asyncio.sleep(0.01)
            beats += 1

    await reader.read(rss(), url=URL)
    victim = _pid(reader)
    beating = asyncio.create_task(heart())
    with pytest.raises(Garbled, match="takes longer to read than Involve gives it"):
        await reader.read(NESTED, url=URL)
    beating.cancel()

    assert beats > 20
    with pytest.raises(ProcessLookupError):
        os.kill(victim, 0)
    assert (await reader.read(rss("<title>next</title>"), url=URL)).items[0].title == "next"
    await reader.close()


async def test_who_waits_no_longer_leaves_no_answer_behind(feeds: Feeds) -> None:
    waiting = await _under_way(feeds)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert (await feeds.read(rss("<title>mine</title>"), url=URL)).items[0].title == "mine"


async def test_a_reader_that_was_killed_from_outside_is_replaced(feeds: Feeds) -> None:
    await feeds.read(rss(), url=URL)
    assert feeds._child is not None
    os.kill(_pid(feeds), signal.SIGKILL)
    await feeds._child.wait()

    assert (await feeds.read(rss("<title>again</title>"), url=URL)).items[0].title == "again"


async def test_a_reader_that_dies_over_a_feed_is_replaced(feeds: Feeds) -> None:
    waiting = await _under_way(feeds)
    os.kill(_pid(feeds), signal.SIGKILL)

    with pytest.raises(Garbled, match="too tangled to read"):
        await waiting
    assert (await feeds.read(rss("<title>again</title>"), url=URL)).items[0].title == "again"


async def test_of_a_huge_feed_both_ends_are_read(feeds: Feeds) -> None:
    body = rss(*(f"<guid>{number}</guid>" for number in range(50_000)))
    feed = await feeds.read(body, url=URL)

    assert [item.guid for item in feed.items] == [str(n) for n in (*range(100), *range(49_900, 50_000))]
    assert (feed.left_out, feed.broken_off) == (49_800, False)


async def test_of_a_huge_json_feed_both_ends_are_read(feeds: Feeds) -> None:
    items = ",".join(f'{{"id": "{number}"}}' for number in range(5_000))
    body = f'{{"version": "https://jsonfeed.org/version/1", "items": [{items}]}}'
    feed = await feeds.read(body.encode(), url=URL)

    assert (len(feed.items), feed.items[-1].guid, feed.left_out) == (200, "4999", 4_800)


async def test_of_a_huge_entry_only_what_is_kept_comes_back(feeds: Feeds) -> None:
    links = "".join(f'<a href="https://x.example/{number}">{"w" * 30}</a> ' for number in range(20_000))
    feed = await feeds.read(rss(f"<title>{'t' * 5_000}</title><description><![CDATA[{links}]]></description>"), url=URL)

    item = feed.items[0]
    assert 3_900 < len(item.text) <= 4_000
    assert (len(item.links), len(item.title)) == (100, 300)


async def test_several_feeds_at_once_are_each_read(feeds: Feeds) -> None:
    bodies = [rss(f"<title>{number}</title>") for number in range(20)]
    read = await asyncio.gather(*(feeds.read(body, url=URL) for body in bodies))

    assert [feed.items[0].title for feed in read] == [str(number) for number in range(20)]


# --- the process ---


async def test_nothing_is_started_before_a_feed_is_to_be_read() -> None:
    reader = Feeds()
    assert reader._child is None
    await reader.close()


async def test_the_reader_stays_for_the_next_feed_and_goes_when_closed() -> None:
    reader = Feeds()
    await reader.read(rss(), url=URL)
    first = _pid(reader)
    await reader.read(rss(), url=URL)
    assert _pid(reader) == first

    await reader.close()
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


async def test_a_reader_that_cannot_start_says_how_to_find_out_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(broken))
    with pytest.raises(SourceError, match="`python -m bot"):
        await Feeds().read(rss(), url=URL)


@linux_only
async def test_the_reader_is_told_no_secret(feeds: Feeds, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-canary")
    await feeds.read(rss(), url=URL)

    assert b"canary" not in _environment(_pid(feeds))


def test_importing_the_source_does_not_import_the_parser() -> None:
    code = "import sys, bot.sources.feeds; sys.exit('feedparser' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


PROGRAM = """
import asyncio, os, signal
from bot.sources.feeds import Feeds

print("started", flush=True)

async def main():
    reader = Feeds()
    feed = await reader.read(b"<rss version='2.0'><channel><title>read</title></channel></rss>", url="https://x.example/")
    print(feed.title, reader._child.pid, flush=True)
    input()
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


@linux_only
def test_under_a_program_of_its_own_the_reader_starts_no_second_bot_and_does_not_outlive_it(tmp_path: Path) -> None:
    (tmp_path / "program").mkdir()
    (tmp_path / "program" / "__main__.py").write_text(PROGRAM)
    with subprocess.Popen(
        [sys.executable, "-m", "program"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        assert program.stdin is not None
        assert program.stdout.readline() == "started\n"
        title, _, pid = program.stdout.readline().partition(" ")
        assert title == "read"
        child = os.pidfd_open(int(pid))
        program.stdin.write("\n")
        program.stdin.flush()
        assert program.stdout.read() == ""  # "started" stands there once
    ended, _, _ = select.select([child], [], [], 30)
    os.close(child)

    assert ended


def _pid(reader: Feeds) -> int:
    assert reader._child is not None
    return reader._child.pid


def _environment(pid: int) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes()


async def _under_way(reader: Feeds) -> asyncio.Task[Feed]:
    """A hostile feed being read, by a reader that had already started."""
    await reader.read(rss(), url=URL)
    waiting = asyncio.create_task(reader.read(NESTED, url=URL))
    for _ in range(5):
        await asyncio.sleep(0)
    assert reader._turn.locked()
    return waiting
