"""A judge who remembers says at every moment what one who has just arrived would say."""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.db import database
from bot.domain.days import Day
from bot.domain.entry import Entry, Party
from bot.domain.kinds import Coverage, Kind
from bot.domain.report import Report
from bot.errors import BadInput, Unreachable
from bot.services import accounts, corrections, hearing, ingest, log, outcomes, poll, privacy, removal, setup
from bot.services.judge import Judge
from bot.sources.base import Identity, Received
from models import Account, Activity, Member, Workspace
from tests.services.people import NOW, OLGA, POLLED, a_member, a_post, a_reply, a_workspace

HIDES = {"forum": "what is said in closed groups"}
STEPS, LIVES = 14, 30  # changes in a life, and lives


class Forum:
    """Enough of a source to connect an account."""

    coverage = Coverage.FULL


@dataclass
class Life:
    """One member among others, and everything that can change what is said of them."""

    workspace: Workspace
    member: Member
    mate: Member
    judge: Judge
    chance: random.Random
    now: datetime = NOW
    told: list[str] = field(default_factory=list)

    async def account(self, member: Member) -> Account:
        name = f"{member.id}-{self.chance.choice([1, 1, 2])}"
        who = Identity("forum", name, f"@{name}", "https://forum.example")
        return (await accounts.connect(member, Forum(), who, now=self.now)).account  # type: ignore[arg-type]

    def entry(self, number: int) -> Entry:
        """Something they did, of many sorts, also to a teammate; the same number is the same item."""
        ago = timedelta(days=number % 50, hours=number % 23)
        chance = random.Random(number)
        to = chance.choice([OLGA, OLGA, Party("noor"), Party(f"{self.mate.id}-1"), Party(f"{self.member.id}-2")])
        more: dict[str, Any] = {"root": to, "parent": to, "at": NOW - ago, "thread": f"t{number % 7}"}
        make = chance.choice([a_reply, a_reply, a_post])
        if make is a_post:
            more = {"at": NOW - ago, "url": chance.choice(["https://ours.example/x", f"https://f.example/{number}"])}
        return make(str(number), text=f"{chance.choice(['Thanks!', 'How we keep it dry', 'Buy it'])} {number}", **more)

    async def some_of(self, **where: Any) -> Activity | None:
        rows = await Activity.filter(member_id=self.member.id, **where).order_by("id")
        return self.chance.choice(rows) if rows else None

    # what can happen

    async def polls(self) -> None:
        account = (await Account.filter(member_id=self.member.id).first()) or await self.account(self.member)
        await ingest.record(
            self.member,
            [self.entry(self.chance.randrange(60)) for _ in range(self.chance.randint(1, 5))],
            origin=POLLED, now=self.now, account=account,
        )  # fmt: skip

    async def logs(self) -> None:
        line = self.chance.choice(
            [
                f"https://forum.example/t/t{self.chance.randrange(7)}/{self.chance.randrange(60)} told them how",
                f"met somebody {self.chance.randrange(9)} at the fair",
                "https://bsky.app/profile/olga.example/post/3k2a we do it like this yesterday",
                f"liked https://x.com/olga/status/{self.chance.randrange(9)} 3 days ago",
                "posted https://ours.example/blog/1 2026-10-01",
                "https://ours.example/blog/2",
                "read https://far.example/long 2026-01-15",
            ]
        )
        await log.log(self.member, self.workspace, self.judge, line, now=self.now)

    async def undoes(self) -> None:
        if row := await self.some_of(origin="logged"):
            await removal.remove(self.member, row.key)

    async def corrects(self) -> None:
        if row := await self.some_of():
            meaning = self.chance.choice(list(corrections.MEANINGS))
            await corrections.correct(self.member, row.key, meaning, was="", now=self.now)

    async def uncorrects(self) -> None:
        if row := await self.some_of():
            await corrections.undo(self.member, row.key)

    async def owns(self) -> None:
        await setup.add_house(self.workspace, self.chance.choice(["ours.example", "forum.example"]), now=self.now)

    async def disowns(self) -> None:
        await setup.remove_house(self.workspace, self.chance.choice(["ours.example", "forum.example"]))

    async def hears(self) -> None:
        row = await self.some_of(account_id__not_isnull=True)
        if row is not None and row.account_id is not None:
            on = poll.entry_of(row).native_id
            answered = self.chance.choice([None, self.now - timedelta(hours=1)])
            said = Received(
                f"c{self.chance.randrange(5)}", OLGA, row.at + timedelta(hours=2), "Thanks", "", on, answered
            )
            await hearing.hear(await Account.get(id=row.account_id), [said])

    async def something_comes_of_it(self) -> None:
        row = await self.some_of(url__not="")
        await outcomes.record(self.member, f"sale they bought one {row.url if row else ''}", now=self.now)

    async def mate_connects(self) -> None:
        await self.account(self.mate)

    async def disconnects(self) -> None:
        account = await Account.filter(workspace_id=self.workspace.id).order_by("-id").first()
        if account is not None:
            await accounts.disconnect(account, erase=self.chance.random() < 0.7)

    async def cannot_be_read(self) -> None:
        account = await Account.filter(member_id=self.member.id, due_at__not_isnull=True).first()
        if account is not None:
            await poll.failed(account, Unreachable("forum.example does not answer."), self.now)

    async def is_seen_to_be_gone(self) -> None:
        account = await Account.filter(member_id=self.member.id).first()
        if account is not None:
            await removal.forget_missing(account, frozenset(), since=self.now - timedelta(days=5), until=self.now)

    async def a_day_passes(self) -> None:
        self.now += timedelta(days=self.chance.choice([1, 30, 240]))

    async def mate_is_forgotten(self) -> None:
        await privacy.forget(self.mate)
        self.mate = await a_member(self.workspace)

    HAPPENS = (
        polls, polls, polls, logs, logs, logs, undoes, corrects, corrects, uncorrects, owns, disowns, hears, hears,
        something_comes_of_it, mate_connects, mate_connects, disconnects, cannot_be_read, is_seen_to_be_gone,
        a_day_passes, mate_is_forgotten,
    )  # fmt: skip

    async def goes_on(self) -> None:
        happens = self.chance.choice(self.HAPPENS)
        self.told.append(happens.__name__)
        try:
            await happens(self)
        except BadInput as told:
            self.told.append(str(told))
        await self.member.refresh_from_db()
        await self.workspace.refresh_from_db()

    async def seen_by(self, judge: Judge) -> tuple[Report, Mapping[date, Day], Mapping[str, str]]:
        weighing = await judge.weighing(self.member, self.workspace, now=self.now)
        return await judge.report(self.member, now=self.now), weighing.days, weighing.places


@pytest.mark.parametrize("seed", range(LIVES))
async def test_what_is_remembered_is_what_would_be_found_anew(sqlite_url, seed):
    async with database(sqlite_url):
        workspace = await a_workspace()
        life = Life(workspace, await a_member(workspace), await a_member(workspace), Judge(HIDES), random.Random(seed))
        await life.member.refresh_from_db()
        for _ in range(STEPS):
            await life.goes_on()
            assert await life.seen_by(life.judge) == await life.seen_by(Judge(HIDES)), life.told


async def test_what_is_recorded_while_somebody_types_is_not_forgotten(database_url):
    """A poll's items and a typed one are written at the same moment, at every step of the loop."""
    async with database(database_url):
        workspace = await a_workspace()
        judge = Judge(HIDES)
        for pause in range(0, 60, 4):
            member = await a_member(workspace)
            await judge.weighing(member, workspace, now=NOW)

            async def types(member: Member = member, pause: int = pause) -> None:
                for _ in range(pause):
                    await asyncio.sleep(0)
                await log.log(member, workspace, judge, "https://forum.example/t/9 told them", now=NOW)

            await asyncio.gather(
                types(), ingest.record(member, [a_reply(str(pause)), a_post(f"p{pause}")], origin=POLLED, now=NOW)
            )
            found = await Member.get(id=member.id)
            report = await judge.report(found, now=NOW)
            assert len(report.items) == 3
            assert report == await Judge(HIDES).report(found, now=NOW)


async def test_two_who_change_the_house_at_once_leave_no_stale_judgement(database_url):
    async with database(database_url):
        first = await a_workspace()
        second = await Workspace.get(id=first.id)
        await setup.add_house(first, "ours.example", now=NOW)
        await setup.add_house(second, "also-ours.example", now=NOW)
        assert (await Workspace.get(id=first.id)).revision == 2


async def test_a_judge_remembers_only_so_many(sqlite_url, monkeypatch):
    monkeypatch.setattr("bot.services.judge._KEPT", 3)
    async with database(sqlite_url):
        workspace, judge = await a_workspace(), Judge({})
        everybody = [await a_member(workspace) for _ in range(5)]
        for member in everybody:
            await ingest.record(member, [a_reply(f"{member.id}", kind=Kind.REPLY)], origin=POLLED, now=NOW)
            await judge.report(await Member.get(id=member.id), now=NOW)
        assert len(judge._kept) == len(judge._reports) == 3
