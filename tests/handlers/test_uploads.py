"""An archive sent to the bot in the direct message: fetched with its token, recorded, told of; words are never read."""

import asyncio
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import BadInput, InvolveError, NotAllowed, Refused, Unreachable
from handlers import uploads
from models import Account, Activity, Delivery
from tests.bot import House, a_house
from tests.over_http import a_public_house
from tests.sources.archives.packing import packed
from tests.sources.archives.test_linkedin import WHOLE
from tests.sources.serve import serve, serve_raw

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
async def home(sqlite_url):
    async with a_house(sqlite_url, now=NOW) as house:
        await house.types("U0ANA", "help")
        await house.types("U0BEN", "help")
        await house.joins("U0ANA")
        yield house
        await house.tick()


@pytest.fixture
def linkedin(tmp_path) -> bytes:
    return packed(tmp_path / "linkedin.zip", WHOLE).read_bytes()


async def sends(home: House, name: str, content: bytes, *, user: str = "U0ANA", **more: str) -> str:
    """Sends a file and returns what the bot says to it."""
    before = len(home.slack.dms(user))
    await home.slack.send_file(user, name, content, **more)
    await home.settle()
    said = home.slack.dms(user)[before:]
    return "\n".join(message.reads for message in said if message.user != user)


async def test_an_archive_sent_in_the_direct_message_is_recorded_and_told_of(
    home: House, linkedin: bytes, tmp_path, monkeypatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    reads = await sends(home, "linkedin.zip", linkedin)
    assert "4 comments and replies" in reads
    assert "Reading" not in reads  # the one message says how it went
    assert await Activity.all().count() == 10
    assert (await Account.get()).network == "linkedin"
    assert "All of it was known already" in await sends(home, "linkedin.zip", linkedin)
    assert await Activity.all().count() == 10
    assert list(tmp_path.glob("involve-archive-*")) == []


async def test_words_beside_a_file_or_without_one_are_neither_answered_nor_kept(home: House, linkedin: bytes):
    said = len(home.slack.dms("U0ANA"))
    await home.slack.say("U0ANA", home.slack.dm_channel("U0ANA"), "my deepest secret")
    await home.settle()
    assert len(home.slack.dms("U0ANA")) == said + 1
    await sends(home, "linkedin.zip", linkedin, text="my deepest secret")
    stored = [str(dict(row)) for table in (Activity, Account, Delivery) for row in await table.all()]
    assert "deepest secret" not in "".join(stored)


async def test_what_is_no_archive_is_said_in_one_sentence(home: House):
    reads = await sends(home, "holiday.png", b"\x89PNG\r\n\x1a\n" + bytes(2000))
    assert reads
    assert "Something broke" not in reads
    assert await Activity.all().count() == 0


async def test_nothing_is_fetched_of_somebody_who_has_not_joined(home: House, linkedin: bytes):
    assert "Would you like to take part" in await sends(home, "linkedin.zip", linkedin, user="U0BEN")
    assert await Activity.all().count() == 0


async def test_a_file_shared_in_a_channel_is_nobodys_archive(home: House, linkedin: bytes):
    await home.slack.send_file("U0ANA", "linkedin.zip", linkedin, channel="C0TEAM")
    await home.settle()
    assert home.slack.messages("C0TEAM")[-1].files
    assert await Activity.all().count() == 0


async def test_without_the_scope_who_runs_involve_reads_what_to_do(home: House, linkedin: bytes):
    app = home.slack.workspace.app
    app.scopes -= {"files:read"}
    reads = await sends(home, "linkedin.zip", linkedin)
    assert "INVOLVE_EXTRA_SCOPES" in reads
    assert "involve import" in reads
    assert home.slack.violations.pop() == "linkedin.zip was asked for without the right to it"


async def test_a_file_larger_than_allowed_is_never_asked_for(home: House, linkedin: bytes, monkeypatch):
    monkeypatch.setattr(uploads, "MOST", 100)
    assert "larger than" in await sends(home, "linkedin.zip", linkedin)
    assert await Activity.all().count() == 0


async def test_several_files_are_read_one_after_the_other(home: House, linkedin: bytes):
    await home.slack.send_file("U0ANA", "one.zip", linkedin)
    await home.slack.send_file("U0ANA", "two.zip", linkedin)
    await home.settle()
    assert await Activity.all().count() == 10


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")  # how slack_sdk 3.47 sends the app's secret (2026-11)
async def test_over_http_it_is_fetched_with_the_token_of_that_workspace(sqlite_url, linkedin: bytes):
    async with a_public_house(sqlite_url, now=NOW, rotation=True, extras=("files",)) as house:
        await house.with_ana()
        await house.slack.send_file("U0ANA", "linkedin.zip", linkedin)
        await house.settle()
        assert await Activity.all().count() == 10


async def fetched(url: str, path: Path, slack: str, **more: int) -> str:
    try:
        await uploads.fetch(url, path, "xoxb-secret", slack, **more)
    except InvolveError as error:
        return type(error).__name__
    return await asyncio.to_thread(path.read_text)


@pytest.mark.parametrize(
    "url",
    [
        "https://files.slack.com.evil.example/x", "https://evil.example/files.slack.com", "http://files.slack.com/x",
        "https://files.slack.com:8443/x", "https://evilslack.com/x", "ftp://files.slack.com/x", "",
        "https://files.slack.com@evil.example/x",
    ],
)  # fmt: skip
async def test_the_token_goes_to_slack_alone(url: str, tmp_path):
    with pytest.raises(Refused):
        await uploads.fetch(url, tmp_path / "x", "xoxb-secret", "https://slack.com/api/")


async def test_a_redirect_is_not_followed_and_a_longer_answer_is_cut_off(tmp_path):
    async with serve() as served, serve() as elsewhere:
        served.routes |= {
            "/moved": (302, {"location": f"{elsewhere.url}/x"}, ""),
            "/long": (200, {}, "x" * 5000),
            "/fine": (200, {}, "fine"),
            "/page": (200, {"content-type": "text/html; charset=utf-8"}, "<title>Sign in</title>"),
        }
        slack = f"{served.url}/api/"
        assert await fetched(f"{served.url}/moved", tmp_path / "a", slack) == NotAllowed.__name__
        assert elsewhere.asked == []
        assert await fetched(f"{served.url}/page", tmp_path / "my.zip", slack) == NotAllowed.__name__
        assert "Sign in" in await fetched(f"{served.url}/page", tmp_path / "my.html", slack)
        assert await fetched(f"{served.url}/long", tmp_path / "b", slack, most=4999) == BadInput.__name__
        assert await fetched(f"{served.url}/fine", tmp_path / "c", slack) == "fine"


async def test_a_broken_line_is_told(tmp_path):
    async with serve_raw(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf") as raw:
        assert await fetched(f"{raw.url}/x", tmp_path / "a", f"{raw.url}/api/") == Unreachable.__name__
