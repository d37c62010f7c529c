"""Mastodon's archive: an outbox that also holds what was meant for few."""

import json

import pytest

from bot.domain.classify import classify
from bot.domain.entry import NOBODY
from bot.domain.ground import Ground
from bot.domain.kinds import Act, Kind, Visibility
from bot.errors import BadInput
from tests.sources.archives.packing import Read, members_opened, packed, read_files, tarred

ME = "https://lights.example/users/ana"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
FOLLOWERS = f"{ME}/followers"
BEN = "https://far.example/users/ben"


def note(number: int, content: str, to: list[str] | None = None, cc: list[str] | None = None, **more: object):
    address = f"{ME}/statuses/{number}"
    audience = {"to": [PUBLIC] if to is None else to, "cc": [FOLLOWERS] if cc is None else cc}
    return {
        "id": f"{address}/activity",
        "type": "Create",
        "actor": ME,
        "published": f"2026-05-{number:02}T08:00:00Z",
        **audience,
        "object": {
            "id": address,
            "type": "Note",
            "published": f"2026-05-{number:02}T08:00:00Z",
            "url": f"https://lights.example/@ana/{number}",
            "content": content,
            "contentMap": {"en": content},
            "inReplyTo": None,
            "summary": None,
            "tag": [],
            **audience,
            **more,
        },
    }


def announce(number: int, of: object, **audience: object):
    return {
        "id": f"{ME}/statuses/{number}/activity",
        "type": "Announce",
        "actor": ME,
        "published": f"2026-05-{number:02}T08:00:00Z",
        "to": [PUBLIC],
        "cc": [],
        "object": of,
        **audience,
    }


def mentioned(actor: str, name: str):
    return {"type": "Mention", "href": actor, "name": name}


ITEMS = [
    note(1, '<p>How we seal a lens: <a href="https://lamps.example/seal">notes</a></p>'),
    note(2, "<p>And a second layer.</p>", inReplyTo=f"{ME}/statuses/1"),
    note(3, "<p>Potting works too.</p>", inReplyTo=f"{BEN}/statuses/9", tag=[mentioned(BEN, "@ben@far.example")]),
    note(4, "<p>That was it, thanks.</p>", inReplyTo=f"{ME}/statuses/3"),
    note(5, "<p>Only for followers.</p>", to=[FOLLOWERS], cc=[]),
    note(6, "<p>Only for Ben.</p>", to=[BEN], cc=[]),
    note(7, "<p>Quietly said.</p>", to=[FOLLOWERS], cc=["as:Public"], summary="about water"),
    announce(8, "https://far.example/users/ben/statuses/4"),
    announce(9, f"{ME}/statuses/1"),
    announce(10, {"id": f"{ME}/statuses/5", "to": [FOLLOWERS], "cc": []}),
    note(11, "<p>By a server that has other addresses.</p>", inReplyTo="https://odd.example/objects/1f2e",
         tag=[mentioned("https://odd.example/actors/chi", "@chi@odd.example")]),
    note(12, "<p>Two of them are named.</p>", inReplyTo="https://odd.example/objects/77",
         tag=[mentioned("https://odd.example/actors/chi", "@chi@odd.example"), mentioned(BEN, "@ben@far.example")]),
    note(13, "<p>By its page.</p>", inReplyTo="https://far.example/@ben/9", tag=[mentioned(BEN, "@ben@far.example")]),
    note(14, "<p>What they say of seals holds in the field too.</p>", quote="https://far.example/users/ben/statuses/5"),
]  # fmt: skip
ACTOR = {
    "id": ME,
    "type": "Person",
    "preferredUsername": "ana",
    "name": "Ana",
    "url": "https://lights.example/@ana",
    "tag": [],
}
LIKES = {
    "@context": "x",
    "id": "likes.json",
    "type": "OrderedCollection",
    "orderedItems": ["https://a.example/1", "https://a.example/2"],
}


def outbox(items: list[object]) -> str:
    return json.dumps(
        {"@context": ["x", {"y": 1}], "id": "outbox.json", "totalItems": len(items), "orderedItems": items}
    )


WHOLE = {"actor.json": json.dumps(ACTOR), "outbox.json": outbox(ITEMS), "likes.json": json.dumps(LIKES)}


@pytest.fixture
def read(tmp_path):
    return read_files(tmp_path, WHOLE)


def test_what_was_meant_for_few_is_dropped_also_where_it_is_boosted(read):
    assert read.why == {"a post was not for everybody to read": 3, "a favourite has no date": 2}
    assert not [each for each in read.entries if "Only for" in each.text]
    quiet = read.one("Quietly")
    assert (quiet.visibility, quiet.title, quiet.traits) == (Visibility.UNLISTED, "about water", {"sensitive"})


def test_addresses_are_those_the_polled_account_has_too(read):
    assert (read.who.native_id, read.who.handle) == (ME, "@ana@lights.example")
    first = read.one("How we seal")
    assert (first.native_id, first.url) == (f"{ME}/statuses/1", "https://lights.example/@ana/1")
    assert (first.links, first.lang) == (("https://lamps.example/seal",), "en")


def test_a_self_thread_is_a_broadcast_and_an_answer_below_anothers_is_not(read):
    second = read.one("second layer")
    assert (second.root, second.parent, second.thread) == (read.me, read.me, f"{ME}/statuses/1")
    assert classify(second, Ground()).act is Act.BROADCAST
    thanks = read.one("That was it")
    assert (thanks.root, thanks.parent, thanks.thread) == (NOBODY, read.me, f"around:{BEN}/statuses/9")


def test_whoever_is_answered_is_told_by_the_address_or_by_being_named_alone(read):
    assert (read.one("Potting").parent.id, read.one("Potting").parent.name) == (BEN, "@ben@far.example")
    assert read.one("other addresses").parent.id == "https://odd.example/actors/chi"
    assert read.one("Two of them").parent is NOBODY
    assert read.one("By its page").parent.id == BEN


def test_boosts_and_quotes_name_whose_words_they_pass_on(read):
    of_ben, of_oneself = read.of(Kind.BOOST)
    assert (of_ben.of.id, of_ben.native_id) == (BEN, f"{ME}/statuses/8/activity")
    assert classify(of_oneself, Ground()).act is Act.BROADCAST
    quote = read.one("What they say")
    assert (quote.kind, quote.of.id) == (Kind.QUOTE, BEN)
    assert classify(quote, Ground()).act is Act.QUOTE


def test_the_older_form_is_a_tar(tmp_path):
    assert len(Read(tarred(tmp_path / "archive.tar.gz", WHOLE)).entries) == len(ITEMS) - 3


def test_an_outbox_alone_says_whose_it_is(tmp_path):
    path = tmp_path / "outbox.json"
    path.write_text(WHOLE["outbox.json"])
    assert Read(path).who.handle == "@ana@lights.example"


def test_an_empty_outbox_alone_is_nobodys(tmp_path):
    path = tmp_path / "outbox.json"
    path.write_text(outbox([]))
    with pytest.raises(BadInput, match="send the whole archive"):
        Read(path)


def test_odd_items_cost_themselves_only(tmp_path):
    items = [
        None,
        {"type": "Create"},
        {"type": "Move", "object": "x", "to": PUBLIC, "published": "2026-05-01T08:00:00Z"},
    ]
    odd = [*items, {**ITEMS[0], "published": "yesterday"}, ITEMS[1]]
    read = read_files(tmp_path, {"actor.json": WHOLE["actor.json"], "outbox.json": outbox(odd)})
    assert [each.text for each in read.entries] == ["And a second layer."]
    assert read.why == {"a post makes no sense": 3}


def test_bookmarks_and_keys_are_never_opened(tmp_path):
    files = {**WHOLE, "bookmarks.json": "{}", "media/private.pem": "secret", "lists.csv": "secret"}
    _, opened = members_opened(packed(tmp_path / "archive.zip", files))
    assert opened == set(WHOLE)
