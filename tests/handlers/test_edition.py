"""The digest through the days: seen by an admin first, in a channel that changes, weekly, and kept true."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.entry import Entry, Party
from bot.domain.kinds import Kind, Origin
from bot.domain.kinds import Result as Kept
from bot.playground import BOT, Channel
from bot.playground import Member as Person_
from bot.services import corrections, daily, findings, ingest, outcomes, pictures, privacy
from handlers.views import trend
from models import Activity, Delivery, Member, Workspace
from tests.bot import CHANNELS, TEAM, House, a_house
from tests.handlers.test_digest import MIRA, NOW, somebody

SHARED = Channel(id="C0SHARED", name="shared", members={"U0ANA", BOT}, is_ext_shared=True)
NOOR = Person_(id="UNOOR", name="noor", real_name="Noor", tz="UTC")
BEN = Person_(id="UBEN", name="ben", real_name="Ben", tz="UTC")
PEOPLE = (*TEAM, MIRA, NOOR, BEN)
FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
HALF = timedelta(minutes=31)


@pytest.fixture
async def home(sqlite_url):
    async with a_house(sqlite_url, now=NOW, team=PEOPLE, channels=(*CHANNELS, SHARED)) as house:
        await house.types("U0ANA", "help")
        await house.types("U0ANA", "setup #team 10:30 daily UTC")
        yield house


async def with_noor(home: House) -> None:
    workspace = await home.workspace()
    await somebody(workspace, "noor", named=True, joins=30)
    await daily.look_again(workspace)  # as after the first poll of an account


async def seen_before(home: House) -> None:
    await home.knows_the_digest()
    await with_noor(home)


def notices(home: House, user: str = "U0ANA") -> list[str]:
    return [message.reads for message in home.slack.dms(user)]


def leaves(home: House, channel: str = "C0TEAM") -> None:
    """The bot is taken out of the channel; nobody tells it."""
    home.slack.workspace.channels[channel].members.discard(home.slack.bot_user_id)


def enters(home: House, channel: str = "C0TEAM") -> None:
    home.slack.workspace.channels[channel].members.add(home.slack.bot_user_id)


async def ticks(home: House, after: timedelta = timedelta()) -> None:
    home.clock.forward(after)
    await home.tick()


# --- the first one ------------------------------------------------------------------------------------------------


async def test_an_admin_sees_the_first_digest_an_hour_before_the_channel(home: House):
    await with_noor(home)
    await ticks(home)
    preview = home.slack.dms("U0ANA")[-1]
    assert "This is the first digest, before anybody else reads it." in preview.reads
    assert "noor" in preview.reads
    await ticks(home, HALF)
    assert home.digests() == []
    await ticks(home, timedelta(minutes=30))
    assert len(home.digests()) == 1
    assert "Late" not in home.digests()[0].reads
    assert len(home.slack.dms("U0ANA")) == 1


async def test_the_first_digest_can_be_posted_from_its_preview(home: House):
    await with_noor(home)
    await ticks(home)
    await home.slack.press("U0ANA", home.slack.dms("U0ANA")[-1], "post_digest")
    await home.settle()
    await home.tick()
    assert len(home.digests()) == 1


async def test_who_looked_at_a_digest_needs_no_preview(home: House):
    await with_noor(home)
    assert "A preview" in await home.types("U0ANA", "digest now")
    await ticks(home, HALF)
    assert len(home.digests()) == 1
    assert home.slack.dms("U0ANA") == []


async def test_a_day_with_nothing_to_say_is_looked_at_again_within_the_hour_and_may_come_to_have_something(home: House):
    await home.knows_the_digest()
    await ticks(home, HALF)
    looked = (await home.workspace()).looked_at
    assert looked is not None
    await somebody(await home.workspace(), "noor", named=True, joins=30)
    await ticks(home, timedelta(minutes=30))
    assert (await home.workspace()).looked_at == looked
    assert home.digests() == []
    await ticks(home, timedelta(minutes=31))
    assert len(home.digests()) == 1
    assert "Late today: the usual time is 10:30." in home.digests()[0].reads


# --- the channel --------------------------------------------------------------------------------------------------


async def test_thrown_out_of_the_channel_the_admin_reads_once_what_to_do_and_the_days_digest_follows(home: House):
    await seen_before(home)
    leaves(home)
    await ticks(home, HALF)
    for _ in range(5):
        await ticks(home, timedelta(minutes=6))
    assert home.digests() == []
    told = notices(home)
    assert len(told) == 1
    assert "I am not in <#C0TEAM>" in told[0]
    assert "/invite @Involve" in told[0]
    enters(home)
    await ticks(home, timedelta(minutes=6))
    assert len(home.digests()) == 1
    assert "Late today: the usual time is 10:30." in home.digests()[0].reads
    assert len(notices(home)) == 1


async def test_trouble_that_comes_back_is_told_again(home: House):
    await seen_before(home)
    for _ in range(2):
        leaves(home)
        await ticks(home, HALF)
        enters(home)
        await ticks(home, timedelta(minutes=6))
        home.clock.forward(timedelta(days=1) - HALF - timedelta(minutes=6))
    assert len(home.digests()) == 2
    assert len(notices(home)) == 2


async def test_an_archived_channel_is_told_and_the_digest_goes_where_the_admin_says(home: House):
    await seen_before(home)
    home.slack.workspace.channels["C0TEAM"].is_archived = True
    await ticks(home, HALF)
    assert "is archived" in notices(home)[-1]
    enters(home, "C0QUIET")
    await home.types("U0ANA", "setup #quiet", channel="C0QUIET")
    await home.tick()
    assert home.digests() == []
    assert len(home.digests("C0QUIET")) == 1


async def test_a_renamed_channel_is_the_same_channel(home: House):
    await seen_before(home)
    home.slack.workspace.channels["C0TEAM"].name = "team-out-there"
    await ticks(home, HALF)
    assert len(home.digests()) == 1
    assert notices(home) == []


async def test_a_channel_that_became_shared_asks_before_anything_is_posted(home: House):
    await seen_before(home)
    home.slack.workspace.channels["C0TEAM"].is_ext_shared = True
    await ticks(home, HALF)
    assert home.digests() == []
    asked = home.slack.dms("U0ANA")[-1]
    assert "people outside your team would read the digest" in asked.reads
    await home.slack.press("U0ANA", asked, "share_digest")
    await home.settle()
    await home.tick()
    assert len(home.digests()) == 1
    await ticks(home, timedelta(days=1))
    assert len(home.digests()) == 2  # asked once
    assert len(notices(home)) == 1


async def test_where_nobody_may_look_whether_it_arrived_an_admin_is_told_and_may_post_it(home: House):
    await seen_before(home)
    home.slack.fail("chat.postMessage", "server_error")
    await ticks(home, HALF)
    await Delivery.filter(lease_until__gt=0).update(lease_until=1)
    home.slack.workspace.app.scopes = home.slack.workspace.app.scopes - {"channels:history"}
    await home.tick()
    assert "I cannot tell whether the digest of Wednesday 18 November arrived" in notices(home)[-1]
    assert home.digests() == []
    reply = await home.slack.command("U0ANA", "/involve", "digest now", channel="C0TEAM")
    await home.slack.press("U0ANA", reply.messages[0], "post_digest")
    await home.settle()
    await home.tick()
    assert len(home.digests()) == 1
    home.slack.violations.clear()  # missing_scope is what this is about


# --- holidays and leave -------------------------------------------------------------------------------------------


async def test_a_holiday_has_no_digest(home: House):
    await seen_before(home)
    assert "No digest on 18 Nov 2026 to 19 Nov 2026." in await home.types("U0ANA", "digest off 2026-11-18 – 2026-11-19")
    await ticks(home, HALF)
    await ticks(home, timedelta(days=1))
    assert home.digests() == []
    await ticks(home, timedelta(days=1))
    assert len(home.digests()) == 1
    assert "Only the person who installed" in await home.types("U0BEN", "digest off 2026-11-24")


async def test_who_is_on_leave_is_not_called_quiet(home: House):
    await seen_before(home)
    workspace = await home.workspace()
    quiet = await somebody(workspace, "mira", named=True)
    old = Entry(
        network="forum", native_id="old", kind=Kind.POST, author=Party("me-mira", "mira"), at=NOW - timedelta(days=60),
        url="https://forum.example/old", text="Our new lamp by mira is out now, have a look.",
    )  # fmt: skip
    await ingest.record(quiet, [old], origin=Origin.IMPORTED, now=NOW)
    assert "mira — quiet for four weeks" in await home.types("U0ANA", "digest now")
    await Member.filter(id=quiet.id).update(away_until=date(2026, 11, 18))
    assert "mira" not in await home.types("U0ANA", "digest now")
    home.clock.forward(timedelta(days=1))
    assert "mira — quiet for four weeks" in await home.types("U0ANA", "digest now")


# --- its thread, and what is put right ----------------------------------------------------------------------------


async def test_the_thread_says_network_by_network_what_a_line_rests_on_and_what_cannot_be_seen(home: House):
    await seen_before(home)
    await ticks(home, HALF)
    digest, detail = home.slack.messages("C0TEAM")
    assert detail.thread_ts == digest.ts
    assert "noor — forum: 27 joined" in detail.reads
    assert "27 joined" not in digest.reads.replace("joined 27 conversations", "")
    assert detail.text == "Behind the numbers: 1 person, network by network."


async def test_a_correction_changes_todays_digest_in_its_place(home: House):
    await seen_before(home)
    noor = await Member.get(slack_id="UNOOR")
    await ticks(home, HALF)
    before = home.digests()[0].reads
    assert "joined 27 conversations" in before
    for row in await Activity.filter(member_id=noor.id, at__gte=NOW - timedelta(days=6)):
        await corrections.correct(noor, row.key, "post", was="join on theirs", now=home.clock())
    await home.tick()
    digest, detail = home.slack.messages("C0TEAM")
    assert digest.edited_ts
    assert "joined 22 conversations and wrote 5 posts" in digest.reads
    assert "I took a post of one's own for a conversation out there, 5 times." in detail.reads
    calls = len(home.slack.calls)
    await home.tick()
    assert len(home.slack.calls) == calls  # written anew once


async def test_hiding_ones_name_reaches_todays_digest_and_its_thread(home: House):
    await seen_before(home)
    await somebody(await home.workspace(), "mira", named=True, joins=30)
    await ticks(home, HALF)
    assert "mira" in home.digests()[0].reads
    await home.types("UMIRA", "hide")
    await home.tick()
    assert "mira" not in "".join(message.reads + message.text for message in home.slack.messages("C0TEAM"))
    assert "noor" in home.digests()[0].reads


async def test_where_the_last_name_goes_the_thread_keeps_none(home: House):
    workspace = await home.workspace()
    await home.knows_the_digest()
    await somebody(workspace, "mira", named=True, joins=30)
    await ticks(home, HALF)
    await home.types("UMIRA", "hide")
    await home.tick()
    _, detail = home.slack.messages("C0TEAM")
    assert detail.reads == "What stood here was put right, or its name taken back."


async def test_what_somebody_took_meanwhile_stays_in_a_digest_that_is_written_anew(home: House):
    await seen_before(home)
    await ticks(home, HALF)
    digest = await Delivery.get(kind="digest")
    assert daily._joinable(digest) == []
    payload = json.loads(digest.payload)
    payload["blocks"].append({"type": "actions", "block_id": "invitation-7", "elements": []})
    digest.payload = json.dumps(payload)
    assert daily._joinable(digest) == [7]


# --- what the channel may read of signs ---------------------------------------------------------------------------


async def test_what_makes_a_broadcaster_stands_beside_their_name_and_nobody_elses(home: House):
    await seen_before(home)
    workspace = await home.workspace()
    mira = await somebody(workspace, "mira", named=True, posts=40)
    ben = await somebody(workspace, "ben", named=True, joins=12, posts=6)
    for member in (mira, ben):
        await ingest.record(member, blasts(member), origin=Origin.IMPORTED, now=NOW)
    judge = home.bot.wiring.judge
    found = await findings.for_channel(await home.workspace(), judge, now=home.clock())
    assert {one.name for one in found if one.detector == "blast"} == {"mira", "ben"}
    await ticks(home, HALF)  # mira hears it first
    await ticks(home, timedelta(days=1))
    lines = home.digests()[-1].reads.split("\n")
    assert "nearly the same words in 3 places (1, 2, 3)" in next(line for line in lines if line.startswith("mira"))
    assert "same words" not in next(line for line in lines if line.startswith("ben"))


def blasts(member: Member) -> list[Entry]:
    me = Party(f"me-{member.name}", member.name)
    text = f"{member.name} of the lamp works asks you to look at the new dynamo lamp with its stainless bracket today"
    return [
        Entry(
            network=network, native_id=f"{member.name}-blast", kind=Kind.POST, author=me, at=NOW - timedelta(hours=9),
            url=f"https://{network}.example/{member.name}/blast", text=text,
        )
        for network in ("forum", "bluesky", "mastodon")
    ]  # fmt: skip


# --- the week's ---------------------------------------------------------------------------------------------------


@pytest.fixture
async def friday(sqlite_url):
    async with a_house(sqlite_url, now=FRIDAY, team=PEOPLE) as house:
        await house.types("U0ANA", "help")
        await house.types("U0ANA", "setup #team 10:30 Mon-Fri UTC")
        await seen_before(house)
        noor = await Member.get(slack_id="UNOOR")
        row = await Activity.filter(member_id=noor.id).order_by("-at").first()
        assert row is not None
        await corrections.correct(noor, row.key, "host", was="join on theirs", now=FRIDAY)
        yield house


async def test_fridays_is_the_weeks_with_a_table_and_what_was_wrong(friday: House, monkeypatch):
    monkeypatch.setattr(pictures, "can_be_drawn", lambda: False)
    await ticks(friday, HALF)
    digest = friday.digests()[0]
    assert "Taking part, the week to Friday 20 November" in digest.reads
    assert "I took an answer on one's own ground for a conversation out there, once." in digest.reads
    table = next(block for block in digest.blocks if block["type"] == "table")
    assert [cell["text"] for cell in table["rows"][0]][:2] == ["Week to", "Out there"]
    assert table["rows"][-1][0]["text"] == "20 Nov"
    assert friday.slack.uploads == []
    await ticks(friday, timedelta(days=3))
    assert "the week to" not in friday.digests()[1].reads


async def test_with_the_library_and_the_right_it_is_a_picture_with_words_for_those_who_do_not_see_it(friday: House):
    pytest.importorskip("matplotlib", reason="no matplotlib here: make charts installs it")
    await ticks(friday, HALF)
    digest = friday.digests()[0]
    image = next(block for block in digest.blocks if block["type"] == "image")
    assert "20 Nov" in image["alt_text"]
    assert not any(block["type"] == "table" for block in digest.blocks)
    (upload,) = friday.slack.uploads
    assert (upload.id, upload.mimetype) == (image["slack_file"]["id"], "image/png")
    row = await Delivery.get(kind="digest")
    assert "picture" not in json.loads(row.payload)


async def test_a_picture_slack_does_not_know_yet_is_waited_for_and_at_last_done_without(friday: House, monkeypatch):
    pytest.importorskip("matplotlib", reason="no matplotlib here: make charts installs it")
    monkeypatch.setattr("handlers.posting.A_MOMENT", 0)
    friday.slack.fail("chat.postMessage", "invalid_blocks", times=2)
    await ticks(friday, HALF)
    assert any(
        block.get("block_id") == trend.BLOCK and block["type"] == "table" for block in friday.digests()[0].blocks
    )


async def test_without_the_right_to_upload_there_is_a_table_and_an_admin_reads_why_once(friday: House):
    pytest.importorskip("matplotlib", reason="no matplotlib here: make charts installs it")
    friday.slack.workspace.app.scopes = friday.slack.workspace.app.scopes - {"files:write"}
    await ticks(friday, HALF)
    await ticks(friday, timedelta(days=7))
    assert len(friday.digests()) == 2
    assert all(any(block["type"] == "table" for block in each.blocks) for each in friday.digests())
    assert ["files:write" in each for each in notices(friday)].count(True) == 1
    friday.slack.violations.clear()  # missing_scope is what this is about


async def test_what_resulted_is_told_once_and_again_in_the_weeks_edition(home: House):
    await seen_before(home)
    noor = await Member.get(slack_id="UNOOR")
    await outcomes.keep(noor, Kept.SALE, "sold ten lamps", "", now=NOW)
    reads = []
    for after in (HALF, timedelta(days=1), timedelta(days=1)):  # Wednesday, Thursday, Friday
        await ticks(home, after)
        reads.append("ten lamps" in home.digests()[-1].reads)
    assert reads == [True, False, True]


async def test_workspaces_without_a_channel_cost_nothing(home: House):
    await Workspace.all().update(digest_channel="")
    assert not await daily.owe_if_due(
        await home.workspace(), home.bot.wiring.judge, now=home.clock(), views=None  # type: ignore[arg-type]
    )  # fmt: skip


async def test_a_private_channel_that_cannot_be_looked_at_is_asked_about_once(home: House):
    await seen_before(home)
    home.slack.fail("conversations.info", "missing_scope", times=20)  # private, and no groups:read
    await ticks(home, HALF)
    assert home.digests() == []
    asked = home.slack.dms("U0ANA")[-1]
    assert "I cannot see whether" in asked.reads
    await home.slack.press("U0ANA", asked, "share_digest")
    await home.settle()
    await home.tick()
    assert len(home.digests()) == 1
    await ticks(home, timedelta(days=1))
    assert len(home.digests()) == 2
    assert len(notices(home)) == 1


async def test_a_private_channel_that_has_had_digests_goes_on(home: House):
    await seen_before(home)
    await ticks(home, HALF)
    home.slack.fail("conversations.info", "missing_scope", times=20)  # private, and no groups:read
    await ticks(home, timedelta(days=1))
    assert len(home.digests()) == 2
    assert notices(home) == []


async def test_forgetting_takes_away_the_name_a_digest_was_written_with(home: House):
    await seen_before(home)
    await ticks(home, HALF)
    (posted,) = home.digests()
    member = await Member.exclude(slack_id="U0ANA").filter(joined_at__not_isnull=True).first()
    assert member is not None
    old = member.name
    assert old in posted.reads
    await Member.filter(id=member.id).update(name="Someone New")
    await privacy.forget(await Member.get(id=member.id))
    home.clock.forward(timedelta(days=2))
    await home.tick()
    assert old not in home.digests()[0].reads
    assert not [row for row in await Delivery.filter(kind="digest") if old in (row.names or "") + row.payload]
