"""What is looked up once the answer has been given: where short links lead, and whether what was logged is there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest

from bot.db import database
from bot.domain.classify import Trait
from bot.domain.kinds import Act, Origin
from bot.domain.report import Shown
from bot.services import ingest, log, look_up, members, privacy
from bot.services.judge import Judge
from bot.sources.pages import Pages
from models import Activity, Address, House, Member, Workspace
from tests.services.people import NOW, POLLED, a_member, a_post, a_reply, a_workspace, an_account
from tests.sources.detour import detoured
from tests.sources.serve import Route, Served, serve

HTML = {"content-type": "text/html"}
SHORT, HOME = "https://lnkd.in/abc", "https://ours.example/glazes"
THERE = "https://pots.example/t/7"


pytestmark = pytest.mark.usefixtures("base")


@pytest.fixture
async def base(sqlite_url) -> AsyncIterator[None]:
    async with database(sqlite_url):
        yield


@asynccontextmanager
async def the_web(routes: dict[str, Route]) -> AsyncIterator[tuple[Served, Pages]]:
    async with serve(routes) as served, detoured(served) as http:
        yield served, Pages(http)


async def looked_up(pages: Pages, now: datetime = NOW) -> int:
    """What the clock does; how many addresses were due."""
    due = await look_up.claim_due(now=now, limit=10)
    for address in due:
        await look_up.look_up(address, pages, now=now)
    return len(due)


async def posted(member: Member, *links: str) -> None:
    account = await an_account(member, backfilled_at=NOW)
    await ingest.record(
        member, [a_post("p", links=links, text="Seven glazes")], origin=POLLED, now=NOW, account=account
    )


async def logged(member: Member, line: str) -> None:
    await log.log(member, await Workspace.get(id=member.workspace_id), Judge({}), line, now=NOW)


async def shown(member: Member, now: datetime = NOW) -> Shown:
    await member.refresh_from_db()
    [item] = (await Judge({}).report(member, now=now)).items
    return item


async def ours(workspace: Workspace) -> None:
    key = f"{workspace.id}:domain:ours.example"
    await House.create(workspace_id=workspace.id, key=key, kind="domain", what="ours.example", added_at=NOW)


def to(url: str) -> Route:
    return (301, {"location": url}, b"")


async def test_a_short_link_home_is_seen_as_one_after_it_was_followed() -> None:
    async with the_web({"/lnkd.in/abc": to(HOME), "/ours.example/glazes": (200, HTML, "Glazes")}) as (_, pages):
        workspace = await a_workspace()
        await ours(workspace)
        member = await a_member(workspace)
        await posted(member, SHORT)
        before = await shown(member)
        assert before.weighed.classified
        assert Trait.SHORT_LINK in before.weighed.classified.traits
        assert "could not be seen" in before.weighed.because
        assert await looked_up(pages) == 1
        after = await shown(member)
        assert after.weighed.classified
        assert after.weighed.classified.traits >= {Trait.HOUSE_LINK}
        assert "it links to the team's site" in after.weighed.because
        assert SHORT in (await Activity.get(member_id=member.id)).facts  # what happened is kept as it was told


async def test_a_link_that_was_followed_is_not_asked_for_again() -> None:
    async with the_web({"/lnkd.in/abc": to(HOME), "/ours.example/glazes": (200, HTML, "Glazes")}) as (served, pages):
        member = await a_member()
        await posted(member, SHORT)
        await looked_up(pages)
        await ingest.record(member, [a_post("again", links=(SHORT,))], origin=POLLED, now=NOW)
        assert await looked_up(pages, NOW + timedelta(days=3)) == 0
        assert len(served.asked) == 2


async def test_a_link_nobody_can_follow_is_tried_a_few_times_and_then_called_unseen() -> None:
    async with the_web({}) as (served, pages):
        member = await a_member()
        await posted(member, SHORT)
        now = NOW
        for wait in (*look_up.LATER, timedelta(days=9)):
            assert await looked_up(pages, now) == 1
            assert await looked_up(pages, now) == 0
            now += wait
        assert await looked_up(pages, now + timedelta(days=30)) == 0
        assert len(served.asked) == 1 + len(look_up.LATER)
        assert "could not be seen" in (await shown(member)).weighed.because


async def test_what_was_logged_is_checked_where_the_page_names_the_member() -> None:
    async with the_web({"/pots.example/t/7": (200, HTML, "<p>Which glaze? <b>Mira Lind</b>: the blue one")}) as (
        _,
        pages,
    ):
        member = await a_member()
        await members.seen(member, members.Person(member.slack_id, "T", "Mira Lind"), now=NOW)
        await logged(member, f"{THERE} told them which")
        assert "self-reported" in (await shown(member)).weighed.because
        assert await looked_up(pages) == 1
        assert "; checked" in (await shown(member)).weighed.because
        assert await looked_up(pages, NOW + timedelta(days=2)) == 0


async def test_checked_is_not_counted_half() -> None:
    async with the_web({"/pots.example/t/7": (200, HTML, "<b>Mira Lind</b>")}) as (_, pages):
        member = await a_member()
        await Workspace.filter(id=member.workspace_id).update(unchecked_half=True)
        await members.seen(member, members.Person(member.slack_id, "T", "Mira Lind"), now=NOW)
        await logged(member, f"{THERE} told them which")
        assert (await shown(member)).weighed.weight == 0.5
        await looked_up(pages)
        assert (await shown(member)).weighed.weight == 1


async def test_a_page_without_the_member_checks_nothing() -> None:
    async with the_web({"/pots.example/t/7": (200, HTML, "<b>Somebody Else</b>")}) as (_, pages):
        member = await a_member()
        await logged(member, f"{THERE} told them which")
        await looked_up(pages)
        assert "self-reported" in (await shown(member)).weighed.because
        assert (await Address.get(member_id=member.id)).due_at == NOW + look_up.LATER[0]


async def test_a_short_address_that_was_logged_is_read_anew_as_the_whole_one() -> None:
    async with the_web({"/lnkd.in/abc": to(HOME), "/ours.example/glazes": (200, HTML, "Glazes")}) as (_, pages):
        workspace = await a_workspace()
        await ours(workspace)
        member = await a_member(workspace)
        await logged(member, f"{SHORT} our glazes")
        assert (await shown(member)).weighed.act is Act.JOIN
        await looked_up(pages)
        item = await shown(member)
        assert (item.weighed.act, item.entry.url, item.origin) == (Act.BROADCAST, HOME, Origin.LOGGED)
        await logged(member, f"{SHORT} our glazes")
        await logged(member, f"{HOME} our glazes")
        assert await Activity.filter(member_id=member.id).count() == 1  # both are known


async def test_what_is_too_old_to_be_judged_is_not_looked_up() -> None:
    async with the_web({}) as (_, pages):
        member = await a_member()
        await ingest.record(member, [a_reply("r", days=300, links=(SHORT,))], origin=POLLED, now=NOW)
        assert await looked_up(pages) == 0


async def test_two_workers_never_follow_the_same_link_at_once() -> None:
    async with the_web({}):
        await posted(await a_member(), SHORT)
        assert len(await look_up.claim_due(now=NOW, limit=10)) == 1
        assert await look_up.claim_due(now=NOW, limit=10) == []


async def test_who_is_forgotten_leaves_no_address() -> None:
    async with the_web({}):
        member = await a_member()
        await posted(member, SHORT)
        await privacy.forget(member)
        assert await Address.all().count() == 0
