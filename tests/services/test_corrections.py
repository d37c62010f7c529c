"""What people put right, as the week's digest owns up to it."""

from datetime import timedelta

import pytest

from bot.db import database
from bot.domain.kinds import Act, Place
from bot.services import corrections, ingest, privacy, unique
from bot.services.corrections import PutRight
from models import Activity, Member
from tests.services.people import NOW, POLLED, a_member, a_reply, a_workspace, an_account


async def _key(member: Member, native_id: str) -> str:
    entry = a_reply(native_id)
    await ingest.record(member, [entry], origin=POLLED, now=NOW, account=await an_account(member))
    return str((await Activity.get(key=unique.key_of(member.workspace_id, entry))).key)


async def test_a_week_says_how_often_what_was_taken_for_what(sqlite_url: str) -> None:
    async with database(sqlite_url):
        workspace = await a_workspace()
        ada, ben = await a_member(workspace), await a_member(workspace)
        for member, native_id, was in (
            (ada, "1", "broadcast on mine"),
            (ada, "2", "broadcast on mine"),
            (ben, "3", "host on house"),
        ):
            key = await _key(member, native_id)
            await corrections.correct(member, key, "join", was=was, now=NOW - timedelta(days=1))
        assert await corrections.of_week(workspace, now=NOW) == (
            PutRight(Act.BROADCAST, Place.MINE, Place.THEIRS, Act.JOIN, 2),
            PutRight(Act.HOST, Place.HOUSE, Place.THEIRS, Act.JOIN, 1),
        )


async def test_what_was_said_twice_about_one_item_still_tells_what_it_was_at_first(sqlite_url: str) -> None:
    async with database(sqlite_url):
        workspace = await a_workspace()
        member = await a_member(workspace)
        key = await _key(member, "1")
        await corrections.correct(member, key, "post", was="join on theirs", now=NOW)
        await corrections.correct(member, key, "host", was="broadcast on mine", now=NOW)
        [put_right] = await corrections.of_week(workspace, now=NOW)
        assert put_right == PutRight(Act.JOIN, Place.THEIRS, Place.MINE, Act.HOST, 1)


async def test_what_was_undone_or_is_older_or_another_teams_is_not_in_the_week(sqlite_url: str) -> None:
    async with database(sqlite_url):
        workspace, elsewhere = await a_workspace(), await a_workspace()
        member, stranger = await a_member(workspace), await a_member(elsewhere)
        old, undone, theirs = await _key(member, "1"), await _key(member, "2"), await _key(stranger, "3")
        await corrections.correct(member, old, "join", was="", now=NOW - timedelta(days=8))
        await corrections.correct(member, undone, "join", was="", now=NOW)
        await corrections.undo(member, undone)
        await corrections.correct(stranger, theirs, "join", was="", now=NOW)
        assert await corrections.of_week(workspace, now=NOW) == ()


async def test_who_says_that_it_was_right_found_no_mistake(sqlite_url: str) -> None:
    async with database(sqlite_url):
        member = await a_member()
        await corrections.correct(member, await _key(member, "1"), "join", was="join on theirs", now=NOW)
        assert await corrections.of_week(member.workspace_id, now=NOW) == ()


@pytest.mark.parametrize("was", ["", "nothing we know", "broadcast", "broadcast on the moon"])
async def test_a_line_of_a_forgotten_person_still_counts(sqlite_url: str, was: str) -> None:
    async with database(sqlite_url):
        member = await a_member()
        workspace_id = member.workspace_id
        await corrections.correct(member, await _key(member, "1"), "inside", was=was, now=NOW)
        await privacy.forget(member)
        assert await corrections.of_week(workspace_id, now=NOW) == (PutRight(None, None, Place.HOUSE, Act.INSIDE, 1),)
