"""What is known of one: shown, handed over, and what an admin sees of it, which is no more than everybody."""

from datetime import timedelta

import pytest

from bot.domain.kinds import Appears
from bot.playground import BOT, Channel, Member
from bot.services import members
from models import House
from models import Member as Row
from tests.bot import House as Home
from tests.bot import a_house
from tests.services.people import an_account
from tests.sources.hackernews_network import hacker_news

TEAM = (
    Member(id="U0ANA", name="ana", real_name="Ana", tz="Europe/Lisbon", is_admin=True),
    *(
        Member(id=f"U0P{number}", name=name, real_name=name.capitalize(), tz="Europe/Berlin")
        for number, name in enumerate(("ben", "chi", "dia", "eli", "fay", "gil"))
    ),
)
CHANNELS = (Channel(id="C0TEAM", name="team", members={each.id for each in TEAM} | {BOT}),)


@pytest.fixture
async def home(sqlite_url):
    async with a_house(sqlite_url, team=TEAM, channels=CHANNELS) as house:
        await house.types("U0ANA", "help")
        await house.types("U0P0", "help")
        await house.joins("U0ANA")
        yield house


async def test_privacy_tells_table_by_table_what_is_known_and_who_sees_it(home: Home):
    await home.types("U0ANA", "log https://forum.example/t/1 how we seal it")
    reads = await home.types("U0ANA", "privacy")
    assert "things you did: 1" in reads
    assert "Admins: what the channel sees, and no more" in reads
    assert "your name, your numbers" in reads
    await home.types("U0ANA", "hide")
    assert "your name, your numbers" not in await home.types("U0ANA", "privacy")
    assert "You have not joined" in await home.types("U0P0", "privacy")


async def test_without_the_right_to_send_files_export_says_who_hands_the_copy_over(home: Home):
    reply = await home.slack.command("U0ANA", "/involve", "privacy", channel="C0TEAM")
    pressed = await home.slack.press("U0ANA", reply.messages[0], "export_me")
    await home.settle()
    assert "involve export --member U0ANA" in pressed.reads


async def test_with_the_right_to_send_files_export_arrives_in_the_direct_message(sqlite_url):
    async with a_house(sqlite_url, team=TEAM, environment={"INVOLVE_EXTRA_SCOPES": "files"}) as house:
        await house.types("U0ANA", "help")
        await house.joins("U0ANA")
        await house.types("U0ANA", "log https://forum.example/t/1 how we seal it")
        assert "as a file" in await house.types("U0ANA", "export")
        message = house.slack.dms("U0ANA")[-1]
        assert "Everything I know of you" in message.text
        [file] = message.files
        assert (file["name"], file["size"] > 500) == ("involve-U0ANA-2026-11-18.zip", True)


async def test_a_right_that_was_not_granted_after_all_is_noticed(sqlite_url):
    async with a_house(sqlite_url, team=TEAM, environment={"INVOLVE_EXTRA_SCOPES": "files"}) as house:
        await house.types("U0ANA", "help")
        house.slack.fail("files.getUploadURLExternal", "missing_scope")
        assert "involve export --member U0ANA" in await house.types("U0ANA", "export")


async def test_import_tells_where_to_get_each_archive_and_one_by_its_name(home: Home):
    reads = await home.types("U0ANA", "import")
    for network in ("LinkedIn", "Reddit", "Instagram", "X"):
        assert network in reads
    assert "involve import FILE --member U0ANA" in reads
    assert "Reddit" not in await home.types("U0ANA", "import linkedin")
    assert "I read no archive of “myspace”" in await home.types("U0ANA", "import myspace")


async def test_with_the_right_to_files_an_archive_is_sent_in_the_direct_message(sqlite_url):
    async with a_house(sqlite_url, team=TEAM, environment={"INVOLVE_EXTRA_SCOPES": "files"}) as house:
        await house.types("U0ANA", "help")
        assert "send me the file in our direct message" in await house.types("U0ANA", "import")


async def test_admins_see_who_agreed_to_be_named_and_others_only_as_a_crowd(home: Home):
    await _join(home, 3)
    reads = await home.types("U0ANA", "who")
    assert "ana" in reads
    assert not any(name in reads for name in ("ben", "chi", "dia", "3 people"))
    await _join(home, 6)
    reads = await home.types("U0ANA", "who")
    assert "6 people more want no name" in reads
    assert not any(name in reads for name in ("ben", "chi", "dia", "gil"))
    assert "That list is for" in await home.types("U0P0", "who")


async def _join(home: Home, count: int) -> None:
    workspace = await home.workspace()
    for person in TEAM[1 : count + 1]:
        member = await members.member_of(workspace, person.id)
        await members.seen(member, members.Person(person.id, workspace.team_id, person.name), now=home.clock())
        await members.join(member, appears=Appears.IN_TOTALS, now=home.clock())


async def test_status_tells_admins_how_things_stand_and_others_how_their_accounts_do(home: Home):
    await home.types("U0ANA", "setup #team 09:00 Mon-Fri Europe/Lisbon")
    reads = await home.types("U0ANA", "status")
    assert "09:00 (Europe/Lisbon)" in reads
    assert "everything is erased after 7 days" in reads
    assert "How Involve stands here" not in await home.types("U0P0", "status")


@pytest.mark.parametrize(("count", "told"), [(4, "fewer than five accounts"), (5, "5 accounts")])
async def test_status_counts_no_accounts_out_below_five(home: Home, count: int, told: str):
    await _join(home, 1)
    member = await Row.get(slack_id=TEAM[1].id)
    for _ in range(count):
        await an_account(member, due_at=home.clock() + timedelta(days=1), last_error="moved away")
    reads = await home.types("U0ANA", "status")
    assert told in reads
    assert ("not all can be read" in reads) == (count < 5)


async def test_watching_without_taking_part_is_not_offered(home: Home):
    assert "Would you like to take part" in await home.types("U0P0", "digest now")


@pytest.mark.parametrize(
    ("typed", "kind", "what"),
    [
        ("example.org", "domain", "example.org"),
        ("site https://www.example.org/blog/", "domain", "example.org/blog"),
        ("https://github.com/Acme", "venue", "github:acme/"),
        ("repo github.com/acme/lamp", "venue", "github:acme/lamp"),
        ("group reddit.com/r/Acme", "venue", "reddit:r/acme"),
        ("https://www.linkedin.com/groups/1234/", "venue", "linkedin:group 1234"),
        ("https://www.linkedin.com/company/acme/about", "account", "linkedin:linkedin:acme"),
        ("https://www.facebook.com/groups/acme", "domain", "facebook.com/groups/acme"),
    ],
)
async def test_the_house_takes_sites_groups_repositories_and_pages(home: Home, typed: str, kind: str, what: str):
    reply = await home.slack.command("U0ANA", "/involve", f"house add {typed}", channel="C0TEAM")
    await home.settle()
    row = await House.get()
    assert (row.kind, row.what) == (kind, what)
    assert (row.label or row.what) in await home.types("U0ANA", "house")
    home.clock.forward(timedelta(minutes=1))
    again = await home.slack.command("U0ANA", "/involve", f"house add {typed}", channel="C0TEAM")
    assert "is on the list already" in again.reads
    assert again.messages[0].action_ids == []
    await home.slack.press("U0ANA", reply.messages[0], "undo_house")
    assert await House.all().count() == 0


async def test_the_house_takes_accounts_by_the_id_their_network_tells(sqlite_url, monkeypatch):
    async with hacker_news() as network:
        network.story(1, "acme_hn", 1_700_000_000)
        network.story(2, "ben_hn", 1_700_000_000)
        for name in ("ALGOLIA", "FIREBASE"):
            monkeypatch.setenv(f"INVOLVE_HACKERNEWS_{name}", network.server.url)
        hosts = {"INVOLVE_ALLOWED_HOSTS": network.server.place}
        async with a_house(sqlite_url, team=TEAM, channels=CHANNELS, environment=hosts) as house:
            await house.types("U0ANA", "help")
            await house.joins("U0ANA")
            assert "is the team's own ground" in await house.types("U0ANA", "house add hn:acme_hn")
            assert "is a teammate's" in await house.types("U0ANA", "house add teammate hn:ben_hn")
            assert {(row.kind, row.what) for row in await House.all()} == {
                ("account", "hackernews:acme_hn"),
                ("teammate", "hackernews:ben_hn"),
            }
            reads = await house.types(
                "U0ANA", "log replied https://news.ycombinator.com/user?id=ben_hn well said indeed"
            )
            assert "among ourselves" in reads
            assert "is not ours any more" in await house.types("U0ANA", "house remove ben_hn")
            assert "teammates by themselves" in await house.types("U0ANA", "house add @ben")


async def test_a_member_who_was_forgotten_left_no_name_on_others(home: Home):
    await home.types("U0ANA", "invite @ben")
    await home.settle()
    assert (await Row.get(slack_id="U0P0")).invited_by == "U0ANA"
    reply = await home.slack.command("U0ANA", "/involve", "forget me", channel="C0TEAM")
    await home.slack.submit("U0ANA", reply.modal, {"word": "forget me"})
    await home.settle()
    assert (await Row.get(slack_id="U0P0")).invited_by == ""
