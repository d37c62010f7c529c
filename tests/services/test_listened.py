"""Silence is only silence where a source says that nothing is missing."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest

from bot.db import database
from bot.domain.entry import Entry, Party
from bot.domain.kinds import Coverage
from bot.services import findings, ingest, poll
from bot.services.judge import Judge
from bot.sources.base import Batch, Handle, Heard, Identity, Received, Talk
from models import Account, Activity, Member
from tests.services.people import NOW, POLLED, a_member, a_post, an_account


class Forum:
    """A network of one member's posts, which tells below which of them nothing is missing."""

    name, title, hides, examples = "forum", "Forum", "", ()
    coverage: ClassVar[Coverage] = Coverage.FULL

    def __init__(self, posts: tuple[Entry, ...], heard: tuple[Received, ...]) -> None:
        self.posts, self.heard = posts, heard

    def recognise(self, text: str) -> Handle | None:
        return None

    async def resolve(self, handle: Handle) -> Identity:
        raise NotImplementedError

    async def fetch(self, who: Identity, cursor: Mapping[str, object], **_: Any) -> AsyncIterator[Batch]:
        yield Batch(self.posts, {"read": True})

    async def received(self, who: Identity, entries: tuple[Entry, ...], *, now: datetime) -> tuple[Received, ...]:
        return self.heard

    async def talks(self, who: Identity, met: Any, topics: Any, *, now: datetime) -> tuple[Talk, ...]:
        return ()


async def polled(member: Member, posts: tuple[Entry, ...], heard: tuple[Received, ...], *, now: datetime) -> None:
    account = await Account.filter(member_id=member.id).first() or await an_account(member)
    source = Forum(posts, heard)
    await poll.poll(account, source, keys=None, now=now)  # type: ignore[arg-type]


def more_and_more() -> tuple[Entry, ...]:
    """Posts of four weeks, more of them each week."""
    days = [27, 25, 20, 18, 16, 13, 12, 11, 10, 9, 6, 5.5, 5, 4, 3, 2.5, 2, 1.5]
    return tuple(
        a_post(f"p{number}", days=ago, text=f"Number {number} of our series on seals is out, have a look at it")
        for number, ago in enumerate(days)
    )


async def names_of(member: Member) -> set[str]:
    await member.refresh_from_db()
    return {one.finding.detector for one in await findings.of_member(member, Judge({}), now=NOW)}


async def test_more_and_more_posts_nobody_answers_are_noticed_where_it_is_known_that_nobody_did(
    sqlite_url: str,
) -> None:
    posts = more_and_more()
    async with database(sqlite_url):
        member = await a_member()
        await polled(member, posts, Heard(whole=[post.native_id for post in posts]), now=NOW)
        assert "talking_to_a_wall" in await names_of(member)


async def test_a_source_that_cannot_tell_says_nothing_of_silence(sqlite_url: str) -> None:
    async with database(sqlite_url):
        member = await a_member()
        await polled(member, more_and_more(), (), now=NOW)
        assert "talking_to_a_wall" not in await names_of(member)


async def test_who_was_answered_lately_talks_to_no_wall(sqlite_url: str) -> None:
    posts = more_and_more()
    answer = Received("a", Party("olga", "Olga"), NOW - timedelta(days=1), "Which seal was it in the end?", "", "p17")
    async with database(sqlite_url):
        member = await a_member()
        await polled(member, posts, Heard([answer], [post.native_id for post in posts]), now=NOW)
        assert "talking_to_a_wall" not in await names_of(member)


@pytest.mark.parametrize(("hours", "is_noted"), [(1, False), (23, False), (24, True), (200, True)])
async def test_silence_is_none_before_a_day_has_passed(sqlite_url: str, hours: int, is_noted: bool) -> None:
    async with database(sqlite_url):
        member = await a_member()
        await polled(member, (a_post("p", days=hours / 24),), Heard(whole=["p"]), now=NOW)
        assert ((await Activity.get()).heard_at == NOW) is is_noted


async def test_silence_is_noted_once(sqlite_url: str) -> None:
    async with database(sqlite_url):
        member = await a_member()
        post = a_post("p", days=2)
        await polled(member, (post,), Heard(whole=["p"]), now=NOW)
        await member.refresh_from_db()
        revision = member.revision
        await polled(member, (post,), Heard(whole=["p"]), now=NOW + timedelta(days=1))
        await member.refresh_from_db()
        assert (await Activity.get()).heard_at == NOW
        assert member.revision == revision


async def test_another_account_with_the_same_ids_is_another_account(sqlite_url: str) -> None:
    async with database(sqlite_url):
        mine, theirs = await a_member(), await a_member()
        for member in (mine, theirs):
            account = await an_account(member)
            await ingest.record(member, [a_post("p", days=2)], origin=POLLED, now=NOW, account=account)
        await polled(mine, (), Heard(whole=["p"]), now=NOW)
        assert [row.heard_at for row in await Activity.filter(member_id=theirs.id)] == [None]
