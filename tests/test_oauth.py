"""A workspace installs Involve, comes back, and leaves; every way in but Slack's consent is closed."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from bot.manifest import SCOPES
from bot.services import installations
from models import Activity, ConsentState, Installation, Workspace
from models.base import OfWorkspace
from tests.over_http import PublicHouse, a_public_house

# How slack_sdk 3.47 sends the app's secret (2026-11).
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")


async def test_a_workspace_installs_involve_and_whoever_did_it_is_told_the_next_step(database_url):
    async with a_public_house(database_url) as house:
        browser = house.browser()
        before = await browser.open("/slack/install")
        assert before.status == 200
        for scope, why in SCOPES.items():
            assert f"{scope} {why}" in before.reads
        asked = parse_qs(urlsplit(before.link("Add to Slack")).query)
        assert asked["redirect_uri"] == [f"{house.url}/slack/oauth_redirect"]
        assert set(asked["scope"][0].split(",")) == set(SCOPES)
        assert asked.get("user_scope", [""]) == [""]

        done = await browser.open(house.consent("U0ANA", before))
        await house.settle()

        assert done.status == 200
        assert "Involve is in Harbour" in done.reads
        assert "/involve setup" in done.reads
        assert browser.cookies == {}
        workspace = await house.workspace()
        assert (workspace.name, workspace.installed_by, workspace.removed_at) == ("Harbour", "U0ANA", None)
        assert workspace.bot_user_id == house.slack.bot_user_id
        await house.tick()
        (greeting,) = house.slack.dms("U0ANA")
        assert "/involve setup #channel" in greeting.reads
        assert "7 days later everything is erased" in greeting.reads
        assert "…" not in greeting.reads
        for user in ("U0BEN", "U0CHI", "U0GUS"):
            assert house.slack.dms(user) == []
        assert house.slack.messages("C0TEAM") == []
        assert "Take part" in await house.types("U0BEN", "help")


async def test_whoever_installs_reads_in_the_language_of_their_browser(sqlite_url):
    async with a_public_house(sqlite_url) as house:
        browser = house.browser("fr-CH, de-AT;q=0.9, en;q=0.8")
        before = await browser.open("/slack/install")
        assert '<html lang="de">' in before.text
        assert "chat:write den Bericht und Antworten schreiben" in before.reads
        done = await browser.open(house.slack.consent("U0ANA", before.link("Zu Slack hinzufügen")))
        assert "Involve ist in Harbour" in done.reads
        refused = await browser.open("/slack/oauth_redirect?error=access_denied")
        assert "Du hast auf Slacks Frage Nein gesagt" in refused.reads
        await house.settle()
        await house.tick()
        (greeting,) = house.slack.dms("U0ANA")
        assert "Drei Schritte" in greeting.reads
        assert '<html lang="en">' in (await house.browser("fr").open("/slack/install")).text


async def test_the_one_who_installed_may_change_the_settings(sqlite_url):
    async with a_public_house(sqlite_url) as house:
        await house.installs("U0BEN")
        assert "C0TEAM" not in (await house.workspace()).digest_channel
        await house.types("U0BEN", "setup #team 09:30 daily Europe/Lisbon")
        assert (await house.workspace()).digest_channel == "C0TEAM"
        assert "Only the person who installed Involve" in await house.types("U0CHI", "setup #team 10:00")


async def came_back(house: PublicHouse, address: str, *, with_cookie_of: str = "") -> tuple[int, str]:
    browser = house.browser()
    if with_cookie_of:
        browser.cookies["slack-app-oauth-state"] = with_cookie_of
    page = await browser.open(address)
    return page.status, page.reads


async def nothing_is_installed() -> bool:
    return not await Installation.all().exists() and not await Workspace.all().exists()


async def test_a_callback_that_comes_twice_is_refused_the_second_time(database_url):
    async with a_public_house(database_url) as house:
        browser = house.browser()
        address = house.consent("U0ANA", await browser.open("/slack/install"))
        state = parse_qs(urlsplit(address).query)["state"][0]
        assert (await browser.open(address)).status == 200
        granted = await Installation.get()
        status, reads = await came_back(house, address, with_cookie_of=state)
        assert status == 401
        assert "This answer was used before" in reads
        assert "Involve was not installed now" in reads
        assert (await Installation.get()).revision == granted.revision
        assert not await ConsentState.all().exists()


@pytest.mark.parametrize("state", ["forged", "", "x" * 5000, "ü\x00;="])
async def test_a_forged_state_is_refused_even_with_its_cookie(sqlite_url, state):
    async with a_public_house(sqlite_url) as house:
        address = house.consent("U0ANA", await house.browser().open("/slack/install"))
        code = parse_qs(urlsplit(address).query)["code"][0]
        forged = "/slack/oauth_redirect?" + urlencode({"code": code, "state": state})
        is_sendable = state.isascii() and state.isprintable()
        status, _ = await came_back(house, forged, with_cookie_of=state if is_sendable else "x")
        assert status in {400, 401}
        assert await nothing_is_installed()


async def test_another_browser_cannot_finish_what_one_began(sqlite_url):
    async with a_public_house(sqlite_url) as house:
        address = house.consent("U0ANA", await house.browser().open("/slack/install"))
        other = house.browser()
        await other.open("/slack/install")  # has a cookie, of its own visit
        assert (await other.open(address)).status == 400
        status, reads = await came_back(house, address)
        assert status == 400
        assert "another browser" in reads
        assert await nothing_is_installed()


async def test_a_state_older_than_ten_minutes_is_refused_and_forgotten(sqlite_url):
    async with a_public_house(sqlite_url) as house:
        browser = house.browser()
        address = house.consent("U0ANA", await browser.open("/slack/install"))
        house.clock.forward(timedelta(minutes=10))
        assert (await browser.open(address)).status == 401
        assert await nothing_is_installed()
        await house.tick()
        assert not await ConsentState.all().exists()


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("error=access_denied", 200, "You said no"),
        ("error=<script>alert(1)</script>", 200, "Slack did not go through with it."),
        ("", 400, "another browser"),
        ("code=1.2", 400, "another browser"),
        ("state=%ff&code=%ff", 400, "another browser"),
    ],
)
async def test_whatever_else_comes_back_gets_a_page_and_no_installation(sqlite_url, query, status, says):
    async with a_public_house(sqlite_url) as house:
        page = await house.browser().open(f"/slack/oauth_redirect?{query}")
        assert page.status == status
        assert says in page.reads
        assert "<script" not in page.text
        assert page.link("Start again") == f"{house.url}/slack/install"
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert await nothing_is_installed()


async def test_what_slack_does_not_confirm_is_no_installation(sqlite_url):
    async with a_public_house(sqlite_url) as house:
        for kind in ("invalid_code", "server_error", "reset"):
            house.slack.fail("oauth.v2.access", kind)
            page = await house.installs()
            assert (page.status, "Slack did not confirm" in page.reads) == (401, True)
        assert await nothing_is_installed()
        assert (await house.installs()).status == 200


async def test_installing_again_gives_a_new_token_and_greets_nobody_twice(database_url):
    async with a_public_house(database_url) as house:
        await house.installs("U0ANA")
        await house.tick()
        first = house.slack.bot_token
        assert (await house.installs("U0ANA")).status == 200
        await house.tick()
        assert house.slack.bot_token != first
        assert await Installation.all().count() == 1
        assert await Workspace.all().count() == 1
        assert len(house.slack.dms("U0ANA")) == 1
        assert "Take part" in await house.types("U0ANA", "help")


async def logged(house: PublicHouse, user: str) -> None:
    await house.types(user, "help")
    await house.joins(user)
    await house.types(user, "log https://forum.example/t/lens/12 how we seal the lens yesterday")


async def test_uninstalled_is_out_at_once_and_erased_after_the_grace(database_url):
    async with a_public_house(database_url) as house:
        await house.installs()
        await logged(house, "U0ANA")
        await house.types("U0ANA", "setup #team 09:30 daily Europe/Lisbon")
        await house.slack.uninstall()
        await house.settle()

        assert await Installation.all().count() == 0
        said = len(house.slack.calls)
        house.clock.forward(timedelta(days=6, hours=23))
        await house.tick()
        assert len(house.slack.calls) == said
        assert await Activity.all().count() == 1

        house.clock.forward(timedelta(hours=1))
        await house.tick()
        for table in (Workspace, *OfWorkspace.__subclasses__()):
            assert await table.all().count() == 0, table
        # the second piece of news may come after everything is gone
        await house.slack.revoke_tokens()
        await house.settle()
        assert await Workspace.all().count() == 0


async def test_installed_again_within_the_grace_everything_is_as_it_was(database_url):
    async with a_public_house(database_url) as house:
        await house.installs("U0ANA")
        await logged(house, "U0ANA")
        await house.slack.uninstall()
        await house.settle()
        house.clock.forward(timedelta(days=3))
        await house.installs("U0BEN")
        assert (await house.workspace()).installed_by == "U0BEN"
        house.clock.forward(timedelta(days=30))
        await house.tick()
        assert await Activity.all().count() == 1
        assert "Already logged" in await house.types("U0ANA", "log https://forum.example/t/lens/12")


async def test_news_of_a_revoked_token_that_comes_after_installing_again_changes_nothing(sqlite_url):
    async with a_public_house(sqlite_url) as house:
        await house.installs()
        house.slack.workspace.app.revoked = True
        late = house.clock.now.timestamp()
        house.clock.forward(timedelta(seconds=20))
        await house.installs()
        assert not await installations.leave(
            house.slack.team_id, now=house.clock.now, told_at=house.clock.now - timedelta(seconds=20)
        )
        assert late < house.clock.now.timestamp()
        assert "Take part" in await house.types("U0ANA", "help")
        # news of this very installation is believed
        await house.slack.revoke_tokens()
        await house.settle()
        assert await Installation.all().count() == 0


async def test_the_workspace_chooses_its_days_of_grace(sqlite_url):
    async with a_public_house(sqlite_url) as house:
        await house.installs()
        await installations.keep_for(await house.workspace(), 0)
        await house.slack.uninstall()
        await house.settle()
        await house.tick()
        assert await Workspace.all().count() == 0


def all_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_no_token_lies_in_the_database_or_in_the_log(sqlite_url, tmp_path: Path, caplog, capsys):
    async with a_public_house(sqlite_url, rotation=True) as house:
        caplog.set_level("WARNING")  # as logs.set_up holds libraries back, whatever level is chosen
        browser = house.browser()
        address = house.consent("U0ANA", await browser.open("/slack/install"))
        query = parse_qs(urlsplit(address).query)
        await browser.open(address)
        await house.settle()
        await logged(house, "U0ANA")
        house.clock.forward(timedelta(hours=11))
        await house.tick()
        app = house.slack.workspace.app
        secrets = [app.bot_token, app.refresh_token, query["code"][0], query["state"][0], *app.ends]
        secrets += [house.settings.client_secret.get_secret_value(), house.settings.secret_keys.get_secret_value()]
        secrets.append(house.slack.signing_secret)
        assert len(app.ends) == 2  # it was refreshed
    stored = all_of(tmp_path)
    told = caplog.text + "".join(capsys.readouterr())
    assert b"Harbour" in stored
    for secret in secrets:
        assert secret.encode() not in stored
        assert secret not in told
    assert b"xox" not in stored
