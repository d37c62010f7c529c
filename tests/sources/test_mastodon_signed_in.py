"""Mastodon with a token: likes once each, mentions, long threads; and servers that show strangers nothing."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.classify import classify
from bot.domain.entry import Entry
from bot.domain.ground import Ground, Holding
from bot.domain.kinds import Act, Kind, Place
from bot.errors import NeedsCredential
from bot.sources import mastodon_likes
from bot.sources.base import Batch, Handle, Identity
from bot.sources.mastodon import Mastodon
from tests.sources.mastodon_world import World, mastodon
from tests.sources.serve import JSON

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=90)
TOKEN = "a-token-of-annas"


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


@pytest.fixture
async def world() -> AsyncIterator[tuple[World, Mastodon]]:
    async with mastodon() as running:
        running[0].token = TOKEN
        for acct in ("anna", "ben@birch.example", "cleo@cedar.example"):
            running[0].join(acct)
        yield running


def anna(world: World, token: str = TOKEN) -> Identity:
    account = world.accounts["anna"]
    handle = f"@anna@{world.served.place}"
    return Identity("mastodon", account["uri"], handle, account["url"], server=world.served.url, credential=token)


async def poll(
    world: tuple[World, Mastodon], cursor: Mapping[str, object] | None = None, *, token: str = TOKEN, **more: Any
) -> tuple[list[Entry], list[Batch]]:
    fetching = world[1].fetch(anna(world[0], token), cursor or {}, **{"since": SINCE, "now": NOW, **more})
    batches = [batch async for batch in fetching]
    return [entry for batch in batches for entry in batch.entries], batches


async def test_likes_count_from_the_first_look_on_each_once_at_the_moment_it_was_seen(
    world: tuple[World, Mastodon],
) -> None:
    there, _ = world
    old = there.post("ben@birch.example", ago(days=9), "Old")
    there.favourites.append(old)
    entries, batches = await poll(world)
    assert entries == []  # what was liked before has no time
    stored: set[str] = set()
    for turn in range(1, 5):
        now = NOW + timedelta(hours=turn)
        liked = [there.post("ben@birch.example", now - timedelta(days=2), f"Boat {turn}.{each}") for each in range(45)]
        there.favourites += liked
        entries, batches = await poll(world, batches[-1].cursor, now=now)
        new = {entry.native_id for entry in entries}
        assert new == {there.uri(number) for number in liked}
        assert {(entry.kind, entry.at, entry.of.name) for entry in entries} == {
            (Kind.REACTION, now, "@ben@birch.example")
        }
        assert not new & stored
        stored |= new
        again, batches = await poll(world, batches[-1].cursor, now=now + timedelta(minutes=30))
        assert again == []


async def test_the_first_like_of_all_is_seen_too(world: tuple[World, Mastodon]) -> None:
    there, _ = world
    _, batches = await poll(world)
    there.favourites.append(there.post("ben@birch.example", ago(days=1), "A boat"))
    entries, _ = await poll(world, batches[-1].cursor)
    assert [entry.parent_text for entry in entries] == ["A boat"]
    found = classify(entries[0], Ground(Holding(accounts=frozenset({("mastodon", anna(there).native_id)}))))
    assert found is not None
    assert (found.place, found.act) == (Place.THEIRS, Act.APPLAUD)


async def test_a_sweep_keeps_the_likes_that_are_there_and_says_which_are_not(world: tuple[World, Mastodon]) -> None:
    there, _ = world
    own = there.post("anna", ago(days=2), "A post")
    _, batches = await poll(world)
    there.favourites += [there.post("ben@birch.example", ago(days=9), f"Boat {each}") for each in range(50)]
    entries, batches = await poll(world, batches[-1].cursor)
    assert len(entries) == 50
    taken_back = there.favourites.pop(7)
    later = NOW + timedelta(days=1)
    entries, batches = await poll(world, batches[-1].cursor, now=later, sweep=True)
    assert batches[-1].complete_since == later - timedelta(days=7)
    liked = {entry.native_id: entry.at for entry in entries if entry.kind is Kind.REACTION}
    assert liked == {there.uri(number): NOW for number in there.favourites}
    assert there.uri(taken_back) not in liked
    assert there.uri(own) in {entry.native_id for entry in entries}


async def test_likes_that_cannot_be_looked_at_again_are_never_called_taken_back(
    world: tuple[World, Mastodon], monkeypatch: pytest.MonkeyPatch
) -> None:
    there, _ = world
    there.post("anna", ago(days=2), "A post")
    _, batches = await poll(world)
    there.favourites.append(there.post("ben@birch.example", ago(days=9), "A boat"))
    _, batches = await poll(world, batches[-1].cursor)
    cursor = batches[-1].cursor
    _, batches = await poll(world, cursor, token="", sweep=True)  # the token was given back
    assert batches[-1].complete_since is None
    there.errors["/api/v1/favourites"] = (403, JSON, {"error": "This action is outside the authorized scopes"})
    entries, batches = await poll(world, cursor, sweep=True)
    assert batches[-1].complete_since is None
    assert len(entries) == 1  # and what else there is, is read
    del there.errors["/api/v1/favourites"]
    there.favourites += [there.post("ben@birch.example", ago(days=9), f"Boat {each}") for each in range(90)]
    monkeypatch.setattr(mastodon_likes, "PAGES", 1)
    _, batches = await poll(world, cursor, sweep=True)
    assert batches[-1].complete_since is None


async def test_a_like_of_what_is_not_for_everybody_is_dropped(world: tuple[World, Mastodon]) -> None:
    there, _ = world
    _, batches = await poll(world)
    there.favourites.append(there.post("ben@birch.example", ago(days=1), "For followers", visibility="private"))
    entries, batches = await poll(world, batches[-1].cursor)
    assert entries == []
    assert "For followers" not in repr(batches)
    assert batches[0].skipped == {"private": 1}


async def test_own_words_for_followers_are_dropped_also_where_the_token_shows_them(
    world: tuple[World, Mastodon],
) -> None:
    there, _ = world
    there.leaks = True
    there.post("anna", ago(hours=3), "For followers", visibility="private")
    there.post("anna", ago(hours=2), "For all")
    entries, batches = await poll(world)
    assert [entry.text for entry in entries] == ["For all"]
    assert "For followers" not in repr(batches)


async def test_a_thread_longer_than_strangers_are_shown_is_heard(world: tuple[World, Mastodon]) -> None:
    there, source = world
    own = there.post("anna", ago(hours=20), "What do you think?")
    for each in range(80):
        there.post("ben@birch.example", ago(hours=10, minutes=-each), f"This {each}", below=own)
    entries, _ = await poll(world)
    assert len(await source.received(anna(there), tuple(entries), now=NOW)) == 80
    assert await source.received(anna(there, ""), tuple(entries), now=NOW) == ()


async def test_who_names_the_member_is_suggested_first(world: tuple[World, Mastodon]) -> None:
    there, source = world
    named = [{"acct": "anna", "username": "anna", "url": "x", "id": "1"}]
    there.post("ben@birch.example", ago(hours=2), "Who knows boats?", tags=[{"name": "boats"}])
    told = there.post("cleo@cedar.example", ago(hours=9), "@anna look at this", mentions=named)
    there.post("cleo@cedar.example", ago(hours=1), "@anna between us", mentions=named, visibility="direct")
    talks = await source.talks(anna(there), (), ("boats",), now=NOW)
    assert talks[0].native_id == there.uri(told)
    assert "between us" not in repr(talks)
    assert len(talks) == 2
    there.errors["/api/v1/notifications"] = (403, JSON, {"error": "outside the authorized scopes"})
    assert len(await source.talks(anna(there), (), ("boats",), now=NOW)) == 1


async def test_a_token_that_was_taken_back_is_told_as_that(world: tuple[World, Mastodon]) -> None:
    there, _ = world
    there.token = "another-token"
    with pytest.raises(NeedsCredential, match="does not let Involve read for you any more"):
        await poll(world)


async def test_the_token_goes_to_its_own_server_alone(world: tuple[World, Mastodon]) -> None:
    there, source = world
    there.post("anna", ago(hours=2), "Hello")
    await poll(world)
    await source.resolve(Handle("mastodon", "anna", there.served.url))
    asked = {asked.path: "authorization" in asked.headers for asked in there.served.asked}
    assert asked["/api/v1/favourites"]
    assert not asked["/api/v1/accounts/lookup"]  # the last one, by a stranger


# --- GoToSocial shows accounts only to people who are signed in ---


async def test_an_account_that_strangers_are_not_shown_is_known_by_its_webfinger(world: tuple[World, Mastodon]) -> None:
    there, source = world
    there.closed = True
    with pytest.raises(NeedsCredential, match="Connect it with a code from there"):
        await source.resolve(Handle("mastodon", "anna", there.served.url))
    there.errors["/.well-known/webfinger"] = (200, JSON, {
        "subject": f"acct:anna@{there.served.place}",
        "links": [
            {"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": f"{there.served.url}/@anna"},
            {"rel": "self", "type": "application/activity+json", "href": f"{there.served.url}/users/anna"},
        ],
    })  # fmt: skip
    found = await source.resolve(Handle("mastodon", "anna", there.served.url))
    assert (found.native_id, found.url, found.server) == (
        f"{there.served.url}/users/anna", f"{there.served.url}/@anna", there.served.url,
    )  # fmt: skip
    there.accounts["anna"]["uri"] = ""  # GoToSocial's accounts have none
    there.post("anna", ago(hours=2), "Hello", uri=f"{there.served.url}/users/anna/statuses/1")
    batches = [batch async for batch in source.fetch(replace(found, credential=TOKEN), {}, since=SINCE, now=NOW)]
    entries = [entry for batch in batches for entry in batch.entries]
    assert [(entry.text, entry.author.id) for entry in entries] == [("Hello", found.native_id)]
    with pytest.raises(NeedsCredential, match="only to people who are signed in"):
        [batch async for batch in source.fetch(found, {}, since=SINCE, now=NOW)]
