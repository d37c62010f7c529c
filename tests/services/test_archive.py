"""An archive's way into the database: once, whatever is there already, and judged up to the day it was made."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.db import database
from bot.domain.entry import Entry, Party
from bot.domain.kinds import Appears, Coverage, Kind, Origin
from bot.errors import BadInput, NotAllowed
from bot.services import archive, ingest, members, unique
from bot.services.archive import Progress
from bot.services.archive_report import in_words
from bot.services.judge import Judge
from models import Account, Activity, Member
from tests.services import people
from tests.sources.archives.packing import packed
from tests.sources.archives.test_linkedin import OTHER, SHARE, WHOLE
from tests.sources.archives.test_mastodon import ME as ACTOR
from tests.sources.archives.test_mastodon import WHOLE as OUTBOX

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MADE = datetime(2026, 11, 1, 10, tzinfo=UTC)


@asynccontextmanager
async def a_member(url: str, name: str = "U0ANA") -> AsyncIterator[Member]:
    """An open database with one member who has joined."""
    async with database(url):
        yield await joined(name)


async def joined(slack_id: str) -> Member:
    workspace = await members.workspace_of("T1", now=NOW)
    member = await members.member_of(workspace, slack_id)
    await members.join(member, appears=Appears.BY_NAME, now=NOW)
    return member


async def test_an_archive_is_recorded_once_and_judged_up_to_its_day(database_url, tmp_path):
    path = packed(tmp_path / "linkedin.zip", WHOLE)
    async with a_member(database_url) as member:
        first = await archive.import_file(member, path, now=NOW)
        assert (first.network, first.entries, first.new) == ("linkedin", 10, 10)
        assert first.kinds == {Kind.POST: 1, Kind.REPLY: 4, Kind.BOOST: 2, Kind.REACTION: 3}
        assert (first.on_own, first.on_others, first.untold) == (2, 2, 0)
        account = await Account.get()
        assert (account.coverage, account.archive_until, account.due_at) == (Coverage.ARCHIVE, MADE, None)
        assert {row.account_id for row in await Activity.all()} == {account.id}
        assert {row.origin for row in await Activity.all()} == {Origin.IMPORTED}
        revision = (await Member.get(id=member.id)).revision

        second = await archive.import_file(member, path, now=NOW + timedelta(days=3))
        assert (second.entries, second.new, second.changed, second.known) == (10, 0, 0, 10)
        assert await Activity.all().count() == 10
        assert await Account.all().count() == 1
        assert (await Member.get(id=member.id)).revision == revision
        await member.refresh_from_db()
        judged = await Judge({}).report(member, now=MADE)
        assert judged.seen.since == date(2026, 3, 2)


async def test_what_the_network_itself_told_stays_as_it_is(database_url, tmp_path):
    path = packed(tmp_path / "mastodon.zip", OUTBOX)
    async with a_member(database_url) as member:
        account = await Account.create(
            workspace_id=member.workspace_id, key=unique.account_key(member.workspace_id, "mastodon", ACTOR),
            member_id=member.id, network="mastodon", native_id=ACTOR, handle="@ana@lights.example",
            coverage=Coverage.FULL, created_at=NOW, due_at=NOW, cursor='{"min_id":"7"}',
        )  # fmt: skip
        polled = Entry(
            "mastodon", f"{ACTOR}/statuses/3", Kind.REPLY, datetime(2026, 5, 3, 8, tzinfo=UTC), Party(ACTOR),
            text="Potting", root=Party("https://far.example/users/ben"), thread="https://far.example/users/ben/statuses/9",
        )  # fmt: skip
        await ingest.record(member, [polled], origin=Origin.POLLED, now=NOW, account=account)
        report = await archive.import_file(member, path, now=NOW)
        assert (report.new, report.known) == (10, 1)
        row = await Activity.get(key__contains="statuses/3", kind=Kind.REPLY)
        assert "far.example/users/ben/statuses/9" in row.thread
        account = await Account.get()
        assert (account.coverage, account.cursor) == (Coverage.FULL, '{"min_id":"7"}')
        assert account.due_at is not None


async def test_one_side_alone_is_kept_and_not_judged(sqlite_url, tmp_path):
    path = packed(tmp_path / "posts.zip", {"Shares.csv": WHOLE["Complete_Export/Shares.csv"]})
    async with a_member(sqlite_url) as member:
        report = await archive.import_file(member, path, now=NOW)
        assert report.until is None
        assert (await Account.get()).archive_until is None
        assert any("cannot be judged" in str(said) for said in in_words(report))
        assert (await Judge({}).report(member, now=MADE)).seen.since is None


async def test_an_older_archive_takes_nothing_back(sqlite_url, tmp_path):
    async with a_member(sqlite_url) as member:
        await archive.import_file(member, packed(tmp_path / "new.zip", WHOLE), now=NOW)
        link = "https://www.linkedin.com/feed/update/urn:li:activity:7"
        before = f"Date,Link,Message\n2026-01-05 10:00:00,{link},words of old\n"
        older = tmp_path / "Comments.csv"
        older.write_text(before)
        await archive.import_file(member, older, now=NOW)
        assert (await Account.get()).archive_until == MADE


async def test_what_was_logged_by_hand_gives_way(sqlite_url, tmp_path):
    async with a_member(sqlite_url) as member:
        logged = Entry(
            "linkedin", "logged-1", Kind.REPLY, datetime(2026, 3, 3, 13, tzinfo=UTC), Party(member.key),
            thread=str(OTHER), url=f"https://www.linkedin.com/feed/update/{OTHER}",
        )  # fmt: skip
        await ingest.record(member, [logged], origin=Origin.LOGGED, now=NOW)
        await archive.import_file(member, packed(tmp_path / "linkedin.zip", WHOLE), now=NOW)
        assert await Activity.filter(origin=Origin.LOGGED).count() == 0


async def test_the_account_of_somebody_else_is_refused_and_nothing_recorded(sqlite_url, tmp_path):
    path = packed(tmp_path / "mastodon.zip", OUTBOX)
    async with a_member(sqlite_url) as member:
        await archive.import_file(member, path, now=NOW)
        other = await joined("U0BEN")
        with pytest.raises(BadInput, match="connected by somebody else"):
            await archive.import_file(other, path, now=NOW)
        assert await Activity.filter(member_id=other.id).count() == 0


async def test_a_colleague_is_known_by_their_handle(sqlite_url, tmp_path):
    said = {"Comment": {"value": "nice"}, "Media Owner": {"value": "Ben.Bakes"}, "Time": {"timestamp": 1_772_000_000}}
    comments = [{"string_map_data": said}]
    path = packed(tmp_path / "instagram.zip", {"comments/post_comments_1.json": json.dumps(comments)})
    async with a_member(sqlite_url) as member:
        ben = await joined("U0BEN")
        await Account.create(
            workspace_id=ben.workspace_id, key="1:instagram:888", member_id=ben.id, network="instagram",
            native_id="888", handle="@ben.bakes", coverage=Coverage.FULL, created_at=NOW,
        )  # fmt: skip
        await archive.import_file(member, path, now=NOW)
        assert '"888"' in (await Activity.get()).facts


async def test_involves_own_format_is_the_members_own_word(sqlite_url, tmp_path):
    path = tmp_path / "activity.jsonl"
    line = '{"kind": "reply", "at": "%s-05-01", "network": "linkedin", "root": "Ben", "text": "words"}\n'
    path.write_text(line % 2026 + line % 2031)
    async with a_member(sqlite_url) as member:
        report = await archive.import_file(member, path, now=NOW)
        assert (report.network, report.account, report.new) == ("involve", None, 1)
        assert report.skipped == {("an entry", "is dated in the future"): 1}
        assert (await Activity.get()).origin is Origin.LOGGED
        assert (await archive.import_file(member, path, now=NOW)).new == 0


async def test_a_trap_leaves_nothing_behind(sqlite_url, tmp_path):
    path = tmp_path / "trap.zip"
    path.write_bytes(
        packed(tmp_path / "good.zip", WHOLE).read_bytes().replace(b"Complete_Export/Shares", b"../../../../xxx/Shares")
    )
    async with a_member(sqlite_url) as member:
        with pytest.raises(BadInput):
            await archive.import_file(member, path, now=NOW)
        assert await Activity.all().count() == 0
        assert await Account.all().count() == 0


async def test_who_has_not_joined_is_not_read(sqlite_url, tmp_path):
    async with database(sqlite_url):
        workspace = await members.workspace_of("T1", now=NOW)
        member = await members.member_of(workspace, "U0NEW")
        with pytest.raises(NotAllowed, match="join"):
            await archive.import_file(member, tmp_path / "whatever.zip", now=NOW)


async def test_progress_ends_where_the_archive_does_and_batches_are_whole(sqlite_url, tmp_path):
    told: list[Progress] = []
    path = tmp_path / "activity.jsonl"
    path.write_text("".join(f'{{"kind": "post", "at": "2026-05-01", "text": "post {n}"}}\n' for n in range(1_200)))
    async with a_member(sqlite_url) as member:
        report = await archive.import_file(member, path, now=NOW, progress=told.append)
        assert report.new == 1_200
        assert (told[-1].entries, told[-1].read) == (1_200, told[-1].of)
        assert [each.entries for each in told] == sorted(each.entries for each in told)


async def test_two_imports_at_once_double_nothing(database_url, tmp_path):
    paths = [packed(tmp_path / f"{number}.zip", WHOLE) for number in range(3)]
    async with a_member(database_url) as member:
        reports = await asyncio.gather(*(archive.import_file(member, path, now=NOW) for path in paths))
        assert await Activity.all().count() == 10
        assert await Account.all().count() == 1
        assert {report.entries for report in reports} == {10}


async def test_an_account_that_is_polled_meanwhile_loses_nothing(database_url, tmp_path):
    path = packed(tmp_path / "mastodon.zip", OUTBOX)
    async with a_member(database_url) as member:
        await archive.import_file(member, path, now=NOW)
        await Activity.all().delete()
        account = await Account.get()
        importing = asyncio.ensure_future(archive.import_file(member, path, now=NOW))
        polls = 0
        while not importing.done():
            polls += 1
            await Account.filter(id=account.id).update(cursor=f'{{"min_id":"{polls}"}}')
            await asyncio.sleep(0)
        assert (await importing).new == 11
        assert (await Account.get()).cursor == f'{{"min_id":"{polls}"}}'
        assert await Activity.all().count() == 11


async def told(member: Member, path: Path) -> list[str]:
    return [str(each) for each in in_words(await archive.import_file(member, path, now=NOW))]


async def test_the_report_reads_as_sentences(sqlite_url, tmp_path):
    files = {**WHOLE, "Complete_Export/Shares.csv": WHOLE["Complete_Export/Shares.csv"]}
    async with a_member(sqlite_url) as member:
        said = await told(member, packed(tmp_path / "linkedin.zip", files))
        assert said == [
            "LinkedIn: 1 post, 4 comments and replies, 2 reposts and 3 reactions, from 2 March 2026 to 7 March 2026.",
            "Left out or mended: a post was not for everybody to read (1).",
            "It counts up to 1 November 2026, when the archive was made.",
        ]
        again = await told(member, packed(tmp_path / "linkedin.zip", files))
        assert "All of it was known already." in again
        assert str(SHARE) not in " ".join(said)


async def test_an_empty_archive_says_so(sqlite_url, tmp_path):
    path = packed(tmp_path / "a.zip", {"data/tweets.js": "window.YTD.tweets.part0 = []"})
    async with a_member(sqlite_url) as member:
        assert await told(member, path) == ["Nothing was found in this archive of X."]
        assert await Account.all().count() == 0


def test_the_reader_is_given_no_secret(monkeypatch):
    from bot.sources.archives import reading

    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    assert "xoxb-secret" not in str(reading._environment())


async def test_a_reader_that_dies_is_a_sentence(sqlite_url, tmp_path, monkeypatch):
    from bot.sources.archives import reading

    monkeypatch.setattr(reading, "_MODULE", "json")  # a program that says nothing of the kind
    async with a_member(sqlite_url) as member:
        with pytest.raises(BadInput, match="more time or memory"):
            await archive.import_file(member, packed(tmp_path / "a.zip", WHOLE), now=NOW)


def comments_of(*, good: int, bad: int) -> dict[str, str]:
    address = "https://www.linkedin.com/feed/update/urn:li:activity:"
    told = [f"2026-11-{1 + n % 10:02} 10:00:00,{address}{7_000_000_000_000_000_000 + n},Words {n}" for n in range(good)]
    return {"Comments.csv": "\n".join(["Date,Link,Message", *told, *(["2026-11-01 10:00:00,nowhere,x"] * bad), ""])}


async def test_bad_lines_are_counted_in_one_sum_and_a_file_of_nothing_else_is_refused(sqlite_url, tmp_path):
    async with database(sqlite_url):
        member = await people.a_member()
        some = packed(tmp_path / "some.zip", comments_of(good=1_000, bad=6_000))
        report = await archive.import_file(member, some, now=people.NOW)
        assert (report.new, sum(report.skipped.values())) == (1_000, 6_000)
        trap = packed(tmp_path / "trap.zip", comments_of(good=10, bad=6_000))
        with pytest.raises(BadInput, match="make no sense"):
            await archive.import_file(member, trap, now=people.NOW)
