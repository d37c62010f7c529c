"""The digest: who is named where, what members hear before the channel does, and a big team on one screen."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.entry import Entry, Party
from bot.domain.kinds import Appears, Kind, Origin, Result
from bot.playground import Member as Person_
from bot.services import digest, ingest, members, outcomes, privacy, promises
from bot.services.members import Person
from handlers.views import digest as view
from models import Delivery, Member, Workspace
from tests.bot import TEAM, House, a_house
from tests.journeys.test_journeys import SAID

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
OTHER = Party("other", "olga")
MIRA = Person_(id="UMIRA", name="mira", real_name="Mira", tz="UTC")


@pytest.fixture
async def home(sqlite_url):
    async with a_house(sqlite_url, now=NOW, team=(*TEAM, MIRA)) as house:
        await house.types("U0ANA", "help")
        await house.joins("U0ANA")
        await house.types("U0ANA", "setup #team 10:30 daily UTC")
        await house.knows_the_digest()
        yield house


async def somebody(workspace: Workspace, name: str, *, named: bool, joins: int = 0, posts: int = 0) -> Member:
    """A member with a life: one thing a day, conversations and posts in turn."""
    member = await members.member_of(workspace, f"U{name.upper()}")
    await members.seen(member, Person(member.slack_id, workspace.team_id, name), now=NOW)
    await members.join(member, appears=Appears.BY_NAME if named else Appears.IN_TOTALS, now=NOW - timedelta(days=60))
    me = Party(f"me-{name}", name)
    entries = [
        Entry(
            network="forum", native_id=f"{name}-j{day}", kind=Kind.REPLY, author=me,
            at=NOW - timedelta(days=day, hours=2),
            url=f"https://forum.example/{name}/{day}", thread=f"{name}-t{day}", root=OTHER, parent=OTHER,
            text=SAID[day % len(SAID)],
        )
        for day in range(1, joins + 1)
    ] + [
        Entry(
            network="forum", native_id=f"{name}-p{day}", kind=Kind.POST, author=me,
            at=NOW - timedelta(days=day, hours=3),
            url=f"https://forum.example/p/{name}/{day}",
            text=f"Day {day}: our new lamp by {name} is out now, have a look.",
        )
        for day in range(1, posts + 1)
    ]  # fmt: skip
    await ingest.record(member, entries, origin=Origin.IMPORTED, now=NOW)
    return member


async def built(house: House) -> digest.Digest:
    return await digest.build(await house.workspace(), house.bot.wiring.judge, now=house.clock())


async def test_who_wants_no_name_counts_nowhere_until_there_are_five_of_them(home: House):
    workspace = await home.workspace()
    await somebody(workspace, "noor", named=True, joins=30)
    alone = await built(home)
    for number in range(4):
        await somebody(workspace, f"hidden{number}", named=False, posts=25)
    assert (await built(home)).share == alone.share
    assert (await built(home)).counts == alone.counts
    await somebody(workspace, "hidden4", named=False, posts=25)
    five = await built(home)
    assert five.unnamed == 5
    assert five.share < alone.share
    assert "hidden" not in view.message(five, NOW).text + str(view.message(five, NOW).blocks)


async def test_a_result_is_told_as_far_as_its_member_agreed_at_every_level(home: House):
    """By name; without a name as "one of us", where five are; only in totals not at all. Changed, it is rewritten."""
    workspace = await home.workspace()
    noor = await somebody(workspace, "noor", named=True, joins=30)
    level = Appears.WITHOUT_NAME
    for number in range(5):
        one = await somebody(workspace, f"quiet{number}", named=False, joins=20)
        await members.appear(one, level, now=NOW)
    silent = await somebody(workspace, "silent", named=False, joins=20)
    for member in (noor, one, silent):
        await outcomes.keep(member, Result.SALE, f"a shop wrote to {member.name}", "https://a.example/1", now=NOW)
        await promises.learned(member, f"{member.name} learned to listen", now=NOW)
    home.clock.forward(timedelta(minutes=31))
    await home.tick()
    posted = home.digests()[-1]
    assert "quiet4 learned to listen" in posted.reads
    assert "a shop wrote to noor" in posted.reads
    assert "a shop wrote to quiet4" in posted.reads
    assert "silent" not in posted.reads
    assert str(posted.blocks).count("https://a.example/1") == 1  # whoever follows a link sees who spoke there
    assert "a shop wrote to quiet4" in await home.types("U0ANA", "team")
    await members.appear(one, Appears.IN_TOTALS, now=home.clock())
    await home.tick()
    assert "quiet4" not in home.digests()[-1].reads
    await privacy.forget(noor)
    await home.tick()
    assert "noor" not in home.digests()[-1].reads


async def test_what_came_of_it_leaves_a_posted_digest_with_whoever_takes_it_back_or_is_forgotten(home: House):
    workspace = await home.workspace()
    for number in range(6):
        one = await somebody(workspace, f"quiet{number}", named=False, joins=20)
        await members.appear(one, Appears.WITHOUT_NAME, now=NOW)
        await outcomes.keep(one, Result.SALE, f"shop {number} wrote", "", now=NOW)
        lesson = await promises.learned(one, f"lesson {number}", now=NOW)
    home.clock.forward(timedelta(minutes=31))
    await home.tick()
    assert "One of us: a sale — shop 5 wrote" in home.digests()[-1].reads
    await promises.unlearn(one, lesson.id)
    await home.tick()
    assert "lesson 5" not in home.digests()[-1].reads
    assert "lesson 4" in home.digests()[-1].reads
    home.clock.forward(timedelta(days=2))
    posted = home.digests()[0]
    await privacy.forget(one)
    await home.tick()
    assert "shop 5" not in posted.reads
    assert "shop 4 wrote" in posted.reads


async def test_a_workspace_can_only_make_it_stricter(home: House):
    workspace = await home.workspace()
    await somebody(workspace, "noor", named=True, joins=30)
    assert [line.name for line in (await built(home)).participating] == ["noor"]
    workspace.names_allowed = False
    await workspace.save()
    assert (await built(home)).named == ()


async def test_the_channel_never_calls_anybody_a_broadcaster_who_has_not_heard_it_the_day_before(home: House):
    workspace = await home.workspace()
    await somebody(workspace, "noor", named=True, joins=30)
    await somebody(workspace, "mira", named=True, posts=40)
    home.clock.forward(timedelta(minutes=31))
    await home.tick()
    first = home.digests()[-1]
    assert "mira" not in first.reads
    warning = home.slack.dms("UMIRA")[-1]
    assert "from tomorrow" in warning.reads
    assert {"show_why", "show_why_wrong", "hide_name"} <= set(warning.action_ids)
    home.clock.forward(timedelta(days=1))
    await home.tick()
    second = home.digests()[-1]
    assert "mira" in second.reads
    assert "content-factory mode" in second.reads


async def test_hide_my_name_keeps_it_out_of_the_channel(home: House):
    workspace = await home.workspace()
    await somebody(workspace, "noor", named=True, joins=30)
    await somebody(workspace, "mira", named=True, posts=40)
    home.clock.forward(timedelta(minutes=31))
    await home.tick()
    await home.slack.press("UMIRA", home.slack.dms("UMIRA")[-1], "hide_name")
    await home.settle()
    home.clock.forward(timedelta(days=1))
    await home.tick()
    assert "mira" not in home.digests()[-1].reads


async def test_a_hundred_and_fifty_people_fit_on_one_message(home: House):
    workspace = await home.workspace()
    for number in range(150):
        await somebody(
            workspace, f"p{number}", named=True, joins=20 if number % 3 else 0, posts=14 if number % 2 else 0
        )
    message = view.message(await built(home), NOW)
    assert len(message.blocks) <= 50
    assert "more" in str(message.blocks)
    home.clock.forward(timedelta(minutes=31))
    await home.tick()
    assert len(home.digests()) == 1


async def test_nothing_to_say_is_not_said(home: House):
    home.clock.forward(timedelta(minutes=31))
    await home.tick()
    assert home.digests() == []
    assert not await Delivery.filter(kind="digest").exists()


async def test_names_are_names_and_ping_nobody(home: House):
    workspace = await home.workspace()
    await somebody(workspace, "noor", named=True, joins=30)
    message = view.message(await built(home), NOW)
    assert "noor" in str(message.blocks)
    assert "'type': 'user'" not in str(message.blocks)
    assert "<@" not in message.text


async def test_a_preview_is_for_the_admin_alone_and_can_be_posted_once(home: House):
    workspace = await home.workspace()
    await somebody(workspace, "noor", named=True, joins=30)
    reply = await home.slack.command("U0ANA", "/involve", "digest now", channel="C0TEAM")
    assert "A preview: only you see this." in reply.reads
    assert home.digests() == []
    await home.slack.press("U0ANA", reply.messages[0], "post_digest")
    await home.tick()
    assert len(home.digests()) == 1
    home.clock.forward(timedelta(minutes=31))
    await home.tick()
    assert len(home.digests()) == 1
