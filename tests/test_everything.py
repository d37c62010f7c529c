"""Everything a person can do with Involve in Slack, done through the real Bolt app, over a socket and over HTTP.

What there is to do is read from the tables of the code: an entry nobody drives fails here.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
import yaml

from bot.domain.kinds import Coverage, Origin
from bot.keyring import new_key
from bot.manifest import manifest
from bot.playground import Channel
from bot.services import ingest
from handlers import troubles
from handlers.views.blocks import actions, button
from handlers.views.words import told
from models import Account, Member, Received
from tests.bot import CHANNELS, House, a_house
from tests.drive import Drive
from tests.lived import URL, lives
from tests.over_http import a_public_house
from tests.published import all_of
from tests.services.people import a_post, a_reply, an_account
from tests.sources.archives.packing import packed
from tests.sources.archives.test_linkedin import WHOLE
from tests.sources.mastodon_consent import Consent
from tests.sources.mastodon_world import mastodon

# How slack_sdk 3.47 sends the app's secret (2026-11).
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")

EXTRAS = ("files", "history")
PLACES = (*CHANNELS, Channel(id="C0SHARED", name="shared", members={"U0ANA", "U0BOTHOME"}, is_ext_shared=True))
FORUM = "https://forum.example/t"

LINES = {
    "log": [f"log {FORUM}/lens/12 how we seal it yesterday", "log"],
    "connect": ["connect"],
    "disconnect": ["disconnect", "disconnect forum", "disconnect instagram"],
    "why": ["why", f"why {URL}"],
    "result": ["result sale of a lamp", "result"],
    "ownup": ["own-up I posted too much · I answer first", "own-up"],
    "learned": ["learned to ask", "learned"],
    "goal": ["goal ask more", "goal"],
    "invite": ["invite @chi"],
    "mute": ["mute until 2026-12-24"],
    "pause": ["pause a week"],
    "snooze": ["snooze 2 days"],
    "digest": ["digest now", "digest off 2026-12-24 – 2026-12-27", "digest #team 09:00 Mon-Fri"],
    "setup": ["setup", "setup #team 09:30 daily Europe/Lisbon", "setup #shared", "setup #quiet", "setup #team"],
    "house": ["house add lamps.example", "house", "house remove lamps.example"],
    "forget": ["forget me"],
}
LATE = {"forget", "forgetme"}  # after it nobody is there who could do anything
FORMS = {
    "log_form": {"url": f"{FORUM}/form/13", "note": "sealed", "when": "yesterday"},
    "join_form": {},
    "setup_form": {"channel": "C0TEAM"},
    "correct_form": {"meaning": "post"},
    "result_form": {"kind": "sale", "words": "a lamp sold"},
    "own_up_form": {"words": "only links", "will": "answer first"},
    "learned_form": {"words": "to ask"},
    "goal_form": {"words": "ask more"},
    "settings_form": {"often": "1"},
    "admin_form": {},
}


@asynccontextmanager
async def over_a_socket(url: str, **environment: object) -> AsyncIterator[House]:
    more = {"INVOLVE_SECRET_KEYS": new_key(), "INVOLVE_EXTRA_SCOPES": ",".join(EXTRAS), **environment}
    wanted = yaml.safe_load(manifest("", EXTRAS))
    async with a_house(url, channels=PLACES, environment=more, manifest=wanted) as house:
        yield house


@asynccontextmanager
async def over_http(url: str, **environment: object) -> AsyncIterator[House]:
    async with a_public_house(url, channels=PLACES, extras=EXTRAS, environment=environment) as house:
        await house.installs()
        yield house


@pytest.mark.parametrize("transport", [over_a_socket, over_http])
@pytest.mark.timeout(300)
async def test_all_there_is_to_do_is_done_and_everything_sent_is_as_slack_wants_it(
    sqlite_url, transport, monkeypatch, tmp_path
):
    archive = packed(tmp_path / "linkedin.zip", WHOLE).read_bytes()
    async with mastodon() as (world, _):
        for name in ("ana", "ben", "ana2", "ana3", "ana4"):
            world.join(name)
        there = Consent(world)
        async with transport(sqlite_url, INVOLVE_ALLOWED_HOSTS=world.served.place) as house:
            drive = Drive(house, FORMS)
            note_troubles(drive, monkeypatch)
            await begins(drive, there)
            await lives_on(drive, archive)
            await tries_everything(drive)
            await leaves(drive)
            unheard = {each for each in drive.shown if not drive.name_of(each)}
            assert unheard == set()
            assert drive.missing == set()
            assert all_of(house.slack.calls, house.slack.deliveries) == []


def note_troubles(drive: Drive, monkeypatch) -> None:
    def sentence(error):
        drive.troubles.append(repr(error))
        if not isinstance(error, troubles.InvolveError):
            raise error
        return told(error)

    monkeypatch.setattr(troubles, "sentence", sentence)


async def begins(drive: Drive, there: Consent) -> None:
    """Three people join, one after having said no, one by a form; one connects accounts that name others."""
    url = there.world.served.url
    for one, other in (("ana", "ana3"), ("ana2", "ana4")):
        there.world.accounts[one]["note"] = f'<a href="{url}/@{other}">x</a>'
        there.world.accounts[other]["note"] = f'<a href="{url}/@{one}">x</a>'
    for user in ("U0ANA", "U0BEN"):
        await drive.types(user, "help")
    await drive.types("U0BEN", "join")
    await drive.presses("U0BEN", drive.house.slack.ephemerals("U0BEN")[-1], "decline")
    await drive.house.joins("U0ANA", notes=True)
    await drive.house.joins("U0BEN", named=False, notes=True)
    await drive.house.slack.global_shortcut("U0CHI", "log_activity")
    await drive.look()
    await drive.fills_in("U0CHI")
    await lives(drive.house)
    for name in ("ana", "ana2"):
        await drive.types("U0ANA", f"connect {url}/@{name}")
    drive.fill = {**drive.fill, "connect_form": {"handle": f"{url}/@ben"}}
    await drive.types("U0BEN", "connect")


async def lives_on(drive: Drive, archive: bytes) -> None:
    """What the bot does of itself: digests, notes, warnings, the roll call; files, Home."""
    house = drive.house
    await house.slack.send_file("U0ANA", "linkedin.zip", archive)
    await drive.look()
    now = house.clock()
    for user in ("U0BEN", "U0CHI"):
        member = await Member.get(slack_id=user)
        far = now + timedelta(days=300)
        if user == "U0BEN":
            await an_account(member, "instagram", due_at=far, coverage=Coverage.OWN_POSTS_ONLY)
        account = await an_account(member, due_at=far)
        posts = [
            a_post(f"{user}{day}", at=now - timedelta(days=day, hours=1), text=f"Day {day}: our new lamp is out, look.")
            for day in range(1, 40 if user == "U0CHI" else 14)
        ]
        joins = [a_reply(f"{user}k{day}", at=now - timedelta(days=day)) for day in range(15, 40) if user == "U0BEN"]
        await ingest.record(member, [*posts, *joins], origin=Origin.POLLED, now=now, account=account)
    ana = await Member.get(slack_id="U0ANA")
    await Received.create(
        workspace_id=ana.workspace_id, member_id=ana.id, account_id=(await ana_s_account(ana)).id, on="j2",
        key=f"{ana.workspace_id}:forum:thanks", author_id="olga", author_name="Olga", at=now - timedelta(days=1),
        text="Thank you, that helped a lot!",
    )  # fmt: skip
    await Member.all().update(joined_at=now - timedelta(days=60))
    await drive.types("U0ANA", "setup #shared")
    asked = next(each for each in reversed(house.slack.ephemerals("U0ANA")) if "close_answer" in each.action_ids)
    await drive.presses("U0ANA", asked, "close_answer")
    await drive.types("U0ANA", "setup #team 09:30 daily Europe/Lisbon")
    await drive.types("U0ANA", "digest now")
    await drive.presses("U0ANA", house.slack.ephemerals("U0ANA")[-1], "post_digest")
    for _ in range(6):
        house.clock.forward(timedelta(hours=6))
        await house.tick()
        await drive.look()
    # The warning before a day on which the channel reads of somebody is tested in tests/handlers/test_digest.py.
    wrong = actions(button("This is wrong", "show_why_wrong"), button("Hide my name", "hide_name"))
    client = house.bot.wiring.client_of(await house.workspace())
    await client.chat_postMessage(
        channel=house.slack.dm_channel("U0CHI"), text="Tomorrow", blocks=[wrong], unfurl_links=False
    )
    house.slack.change_member("U0CHI", tz="Europe/Oslo")
    for user in ("U0ANA", "U0BEN"):
        await house.slack.open_home(user)
    await drive.look()


async def ana_s_account(ana: Member) -> Account:
    return await Account.filter(member_id=ana.id, network="forum").get()


async def tries_everything(drive: Drive) -> None:
    """Every verb, every other word for one, every button that comes up."""
    await drive.types("U0ANA", "sugest")
    await drive.types("U0ANA", "nothing of ours")
    words = {name.removeprefix("verb:") for name in drive.known if name.startswith("verb:")}
    for user in ("U0ANA", "U0BEN", "U0CHI"):
        for name in sorted(words - LATE):
            for line in LINES.get(name, [name]):
                await drive.types(user, line)
        await drive.house.slack.global_shortcut(user, "log_activity")
        await drive.look()
        await drive.fills_in(user)
        said = await drive.house.slack.say(user, "C0TEAM", f"look at {FORUM}/seen/14")
        await drive.house.slack.message_shortcut(user, said, "log_message")
        await drive.look()
        await drive.fills_in(user)
        await drive.crawls(user)


async def leaves(drive: Drive) -> None:
    """The word that makes the bot forget, then the bot's own farewell."""
    drive.fill = {**drive.fill, "forget_form": {"word": "forget me"}}
    for name in sorted(LATE):
        await drive.types("U0BEN", name)
    await drive.house.slack.uninstall()
    await drive.look()
