"""GitHub with a member's token: more look-ups, and the comments in discussions, each once."""

from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.entry import Entry, Party
from bot.domain.kinds import Kind
from bot.errors import NeedsCredential
from bot.sources import github
from bot.sources.base import Batch, Identity
from bot.sources.github import GitHub
from bot.sources.github_discussions import comment
from bot.sources.github_read import UNREADABLE
from tests.sources.github_network import Network, git_hub, person
from tests.sources.nonsense import with_nonsense

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=90)
TOKEN = "github_pat_11AAAAAAA0aaaaaaaaaaaaaaaa"
BARE = Identity("github", "4100201", "wren-tal", "https://github.com/wren-tal", name="Wren Tal")
WREN = replace(BARE, credential=TOKEN)
ME, GULL = Party("4100201", "wren-tal"), Party("4100302", "gull-erik")


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


@pytest.fixture
async def network() -> AsyncIterator[Network]:
    async with git_hub(NOW) as running:
        running.token = TOKEN
        yield running


async def poll(
    network: Network,
    cursor: Mapping[str, object] | None = None,
    *,
    who: Identity = WREN,
    now: datetime = NOW,
    **more: Any,
) -> tuple[list[Entry], list[Batch]]:
    async with network.server.http() as http:
        fetching = GitHub(http, api=network.server.url).fetch(who, cursor or {}, since=SINCE, now=now, **more)
        batches = [batch async for batch in fetching]
    return [entry for batch in batches for entry in batch.entries], batches


# --- a token ---


async def test_a_token_of_theirs_is_taken_with_its_end(network: Network) -> None:
    network.told_of_token = {"github-authentication-token-expiration": "2027-01-31 09:30:00 UTC"}
    async with network.server.http() as http:
        checked = await GitHub(http, api=network.server.url).check(BARE, f" {TOKEN}\n", now=NOW)
    assert (checked.credential, checked.ends) == (TOKEN, datetime(2027, 1, 31, 9, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("token", "who", "headers", "sentence"),
    [
        ("hello", BARE, {}, "That is no token of GitHub's: those begin with github_pat_"),
        (TOKEN[::-1], BARE, {}, "That is no token of GitHub's"),
        (TOKEN[:-1] + "b", BARE, {}, "does not take your token any more"),
        (TOKEN, replace(BARE, native_id="7", handle="gull-erik"), {}, "is wren-tal's, and this account is gull-erik"),
        (TOKEN, BARE, {"x-oauth-scopes": "read:user, repo"}, r"may do more than Involve needs \(repo\)"),
    ],
)
async def test_what_is_no_token_for_this_is_told(
    network: Network, token: str, who: Identity, headers: dict[str, str], sentence: str
) -> None:
    network.told_of_token = headers
    async with network.server.http() as http:
        with pytest.raises(NeedsCredential, match=sentence):
            await GitHub(http, api=network.server.url).check(who, token, now=NOW)


async def test_with_a_token_all_is_looked_up_at_once_on_a_quota_of_its_own(network: Network) -> None:
    for number in range(1, 41):
        network.issue("gull-erik/tides", number, "gull-erik", ago(days=3), pull=True)
        network.reviews("gull-erik/tides", number, ago(hours=number), "Fine.")
    network.left["core"] = 0
    entries, _ = await poll(network)
    assert len([entry for entry in entries if entry.root == GULL]) == 40
    assert github.LOOK_UPS < 40


async def test_a_token_that_has_ended_is_told_as_that(network: Network) -> None:
    network.token = "another"
    with pytest.raises(NeedsCredential, match="it has ended, or was taken back"):
        await poll(network)


async def test_without_a_token_discussions_are_not_asked_for(network: Network) -> None:
    network.discuss(1, ago(hours=1))
    entries, _ = await poll(network, who=BARE)
    assert entries == []
    assert "/graphql" not in network.server.paths()


# --- comments in discussions ---


async def test_comments_in_discussions_are_told_apart(network: Network) -> None:
    network.discuss(1, ago(hours=9))
    network.discuss(2, ago(hours=8), replyTo={"databaseId": 90, "body": "It slips.", "author": person("dock-hand")})
    network.discuss(3, ago(hours=7), isAnswer=True)
    network.discuss(4, ago(hours=6), number=6, by="wren-tal", isAnswer=True)
    network.discuss(5, ago(hours=5), replyTo={"databaseId": 1, "body": "x", "author": person("wren-tal")})
    network.discuss(6, ago(hours=4), replyTo={"databaseId": 91, "body": "x", "author": None})
    entries, _ = await poll(network)
    dock = Party("4100403", "dock-hand")
    seen = {entry.native_id: (entry.root, entry.parent, entry.outcome, entry.answers_question) for entry in entries}
    assert seen == {
        "discussioncomment-1": (GULL, GULL, 0.0, True),
        "discussioncomment-2": (GULL, dock, 0.0, False),
        "discussioncomment-3": (GULL, GULL, 1.0, True),
        "discussioncomment-4": (ME, ME, 0.0, False),
        "discussioncomment-5": (GULL, ME, 0.0, False),
        "discussioncomment-6": (GULL, Party(), 0.0, False),
    }
    assert {(entry.kind, entry.author, entry.venue) for entry in entries} == {(Kind.REPLY, ME, "gull-erik/tides")}
    assert entries[0].thread == entries[0].parent_id == "gull-erik/tides/discussions/5"
    assert entries[1].parent_id == "discussioncomment-90"


async def test_what_is_said_in_private_repositories_is_dropped(network: Network) -> None:
    node = network.discuss(1, ago(hours=9), body="Between us")
    node["discussion"]["repository"]["isPrivate"] = True
    entries, batches = await poll(network)
    assert entries == []
    assert "Between us" not in repr(batches)
    assert batches[-1].skipped == {"private": 1}


@pytest.mark.parametrize("newest_first", [False, True])
async def test_every_comment_comes_once_in_whichever_order_they_are_told(network: Network, newest_first: bool) -> None:
    network.newest_first = newest_first
    for number in range(1, 181):
        network.discuss(number, ago(hours=number * 12))
    stored: set[str] = set()
    entries, batches = await poll(network)
    stored |= {entry.native_id for entry in entries}
    assert stored == {f"discussioncomment-{number}" for number in range(1, 181) if number * 12 <= 90 * 24}
    for turn in range(1, 4):
        now = NOW + timedelta(hours=turn)
        network.discuss(1_000 + turn, now - timedelta(minutes=5))
        entries, batches = await poll(network, batches[-1].cursor, now=now)
        assert {entry.native_id for entry in entries} - stored == {f"discussioncomment-{1_000 + turn}"}
        stored |= {entry.native_id for entry in entries}


async def test_an_edited_comment_comes_again_and_a_deleted_one_is_told(network: Network) -> None:
    first, second = network.discuss(1, ago(days=2)), network.discuss(2, ago(days=1))
    _, batches = await poll(network)
    first |= {"body": "Better.", "lastEditedAt": "2026-11-20T11:00:00Z"}
    network.discussed.remove(second)
    entries, batches = await poll(network, batches[-1].cursor)
    assert [(entry.text, entry.edited_at) for entry in entries] == [("Better.", ago(hours=1))]
    assert batches[-1].deleted == {"discussioncomment-2"}


async def test_a_token_that_is_not_for_discussions_costs_nothing_else(network: Network) -> None:
    network.issue("gull-erik/tides", 1, "gull-erik", ago(days=3))
    network.comments("gull-erik/tides", 1, ago(hours=1))
    _, batches = await poll(network)
    network.discuss(1, ago(hours=1))
    network.refused = {"data": None, "errors": [{"type": "FORBIDDEN", "message": "Resource not accessible"}]}
    entries, batches = await poll(network)
    assert len(entries) == 1
    assert batches[-1].skipped == {"discussions": 1}
    assert batches[-1].deleted == frozenset()


def test_nonsense_in_an_answer_costs_at_most_that_comment() -> None:
    network = Network(NOW)
    node = network.discuss(1, ago(hours=1), replyTo={"databaseId": 90, "body": "x", "author": person("dock-hand")})
    for broken in with_nonsense({"node": node}):
        with suppress(*UNREADABLE):
            assert comment(broken["node"], NOW).at <= NOW
