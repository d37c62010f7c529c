"""/involve, through the real Bolt app: consent first, answers to the one who asks, one sentence for what is wrong."""

import re
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.playground import BOT, Channel, Member
from models import Account, Activity, House
from models import Member as Row
from tests.bot import House as Home
from tests.bot import a_house

TEAM = (
    Member(id="U0ANA", name="ana", real_name="Ana", tz="Europe/Lisbon", is_admin=True),
    Member(id="U0BEN", name="ben", real_name="Ben", tz="America/New_York"),
    Member(id="U0GUS", name="gus", real_name="Gus", tz="Europe/Berlin", is_guest=True),
    Member(id="U0EXT", name="exa", real_name="Exa", tz="Europe/Berlin", team_id="T0OTHER"),
)
CHANNELS = (Channel(id="C0TEAM", name="team", members={"U0ANA", "U0BEN", "U0GUS", "U0EXT", BOT}),)


@pytest.fixture
async def home(sqlite_url):
    async with a_house(sqlite_url, team=TEAM, channels=CHANNELS) as house:
        await house.types("U0ANA", "help")
        await house.types("U0BEN", "help")
        yield house


async def test_help_has_examples_and_is_for_the_one_who_asks(home: Home):
    reply = await home.slack.command("U0ANA", "/involve", "", channel="C0TEAM")
    assert "/involve connect me.bsky.social" in reply.reads
    assert all(message.only_for == "U0ANA" for message in reply.messages)
    assert home.slack.messages("C0TEAM") == []


@pytest.mark.parametrize(
    "typed", ["me", "log https://forum.example/t/1 hello there", "suggest", "why", "team", "10", "result sale"]
)
async def test_nothing_is_recorded_or_told_before_a_yes(home: Home, typed: str):
    reads = await home.types("U0BEN", typed)
    assert "Would you like to take part" in reads
    assert "forget me" in reads
    assert await Activity.all().count() == 0
    assert (await Row.get(slack_id="U0BEN")).joined_at is None


async def test_what_was_typed_before_a_yes_is_shown_as_it_was_typed(home: Home):
    for typed in ("log https://forum.example/t/1 nice", "connect https://blog.example/feed", "result sold"):
        assert f"Once you have joined, I ask whether to do this: /involve {typed}" in await home.types("U0BEN", typed)


async def test_what_was_typed_before_a_yes_is_done_after_it_on_one_press(home: Home):
    reply = await home.slack.command("U0BEN", "/involve", "log https://forum.example/t/1 well said", channel="C0TEAM")
    await home.settle()
    await home.slack.press("U0BEN", reply.messages[-1], "join")
    await home.settle()
    welcome = home.slack.ephemerals("U0BEN")[-1]
    assert "You had typed /involve log https://forum.example/t/1 well said. Shall I do it now?" in welcome.reads
    assert await Activity.all().count() == 0
    await home.slack.press("U0BEN", welcome, "run_command")
    await home.settle()
    assert (await Activity.get()).url == "https://forum.example/t/1"


async def test_connecting_asks_for_a_yes_first(home: Home):
    assert "Would you like to take part" in await home.types("U0BEN", "connect hn:ben")
    assert await Account.all().count() == 0


async def test_being_named_is_asked_with_a_yes_preselected(home: Home):
    await home.joins("U0ANA")
    await home.joins("U0BEN", named=False)
    assert [(await Row.get(slack_id=id)).named for id in ("U0ANA", "U0BEN")] == [True, False]


@pytest.mark.parametrize("stranger", ["U0GUS", "U0EXT"])
async def test_guests_and_people_of_other_workspaces_are_never_judged(home: Home, stranger: str):
    assert "full members of this workspace only" in await home.types(stranger, "join")
    assert not await Row.filter(joined_at__not_isnull=True).exists()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sugest", "/involve suggest"),
        ("conect hn:pg", "/involve connect hn:pg"),
        ("https://forum.example/t/1", "/involve log https://forum.example/t/1"),
    ],
)
async def test_a_slip_is_answered_with_the_nearest_word_and_what_was_typed(home: Home, typed: str, meant: str):
    reads = await home.types("U0ANA", typed)
    assert meant in reads
    assert "Did you mean" in reads


async def test_the_nearest_word_can_be_pressed(home: Home):
    await home.joins("U0ANA")
    reply = await home.slack.command("U0ANA", "/involve", "acounts", channel="C0TEAM")
    await home.slack.press("U0ANA", reply.messages[0], "run_command")
    await home.settle()
    assert "Which account?" in reply.reads


async def test_what_is_to_be_typed_stands_apart_in_an_answer(home: Home):
    await home.joins("U0ANA")
    reply = await home.slack.command("U0ANA", "/involve", "invite nobody", channel="C0TEAM")
    [block] = reply.messages[0].blocks
    [say, typed, _] = block["elements"][0]["elements"]
    assert (say["text"], typed["text"], typed["style"]) == ("Say whom: ", "/involve invite @ana @ben", {"code": True})


async def test_whom_slack_does_not_know_is_said_beside_whom_it_does(home: Home):
    await home.joins("U0ANA")
    reads = await home.types("U0ANA", "invite @ben @nobodyatall")
    assert "I ask them in a direct message" in reads
    assert "Nobody here is called @nobodyatall" in reads
    assert "Nobody here" not in await home.types("U0ANA", "invite @ben")


async def test_an_admin_may_ask_teammates_before_saying_yes_themselves(home: Home):
    assert "I ask them in a direct message" in await home.types("U0ANA", "invite @ben")
    assert "Would you like to take part" in await home.types("U0BEN", "invite @ana")


async def test_settings_and_every_way_out_are_found_by_the_words_people_try(home: Home):
    assert "What shall stop?" in await home.types("U0BEN", "stop")
    assert "Would you like to take part" in await home.types("U0BEN", "settings")
    await home.joins("U0ANA")
    for word in ("settings", "preferences", "Einstellungen"):
        reply = await home.slack.command("U0ANA", "/involve", word, channel="C0TEAM")
        assert reply.modal.payload["callback_id"] == "settings_form"
    reply = await home.slack.command("U0ANA", "/involve", "unsubscribe", channel="C0TEAM")
    assert {"stop_taking_part", "open_forget"} <= set(reply.messages[0].action_ids)
    reply = await home.slack.command("U0ANA", "/involve", "delete my data", channel="C0TEAM")
    assert reply.modal.payload["callback_id"] == "forget_form"


async def test_somebody_new_is_told_how_far_they_are_and_nothing_that_is_not_so(home: Home):
    await home.joins("U0ANA")
    assert "How I count" in await home.types("U0ANA", "why")
    for number in range(4):
        await home.types("U0ANA", f"log https://forum.example/t/{number} well said")
    assert "up to last midnight 0 of 5 things, and 0 of 12 days" in await home.types("U0ANA", "me")
    home.clock.forward(timedelta(days=2))
    assert "2 of 12 days" in await home.types("U0ANA", "me")


async def test_what_came_of_it_is_not_said_twice(home: Home):
    await home.joins("U0ANA")
    for typed, kept in (
        ("a sale of three lamps", "a sale — three lamps"),
        ("sale: three lamps", "a sale — three lamps"),
        ("sold three lamps", "a sale — sold three lamps"),
        ("a sale", "a sale — a sale"),
        ("ein Verkauf: drei Lampen", "a sale — drei Lampen"),
        ("new organisation: a repair café", "a new organisation — a repair café"),
        ("Verbesserung von Anleitung", "an improvement — Anleitung"),
    ):
        assert f"Kept: {kept}" in await home.types("U0ANA", f"result {typed}")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("log https://", "is no whole address"),
        ("log htp://foo.example/x", "is no whole address"),
        ("log https://forum.example/t/1 tomorrow", "still ahead"),
        ("log https://forum.example/t/1 2019-01-01", "more than a year ago"),
        ("connect htp://x", "is no handle I know"),
        ("connect mastodn:@a@b.example", "Did you mean mastodon:@a@b.example?"),
        ("connect blog:http://127.0.0.1/feed", "127.0.0.1"),
        ("disconnect", "nothing connected"),
        ("me 4000d", "I do not understand"),
        ("mute until yesterday-ish", "I do not understand"),
        ("invite nobody", "Say whom"),
        ("forget ben", "nobody else"),
        ("house add co.uk", "belongs to everybody"),
        ("house add nonsense here", "is no domain"),
        ("setup 25:00", "is no time of day"),
        ("setup Mars/Olympus", "I do not understand"),
    ],
)
async def test_what_is_wrong_is_said_in_a_sentence_with_what_to_do(home: Home, typed: str, told: str):
    await home.joins("U0ANA")
    assert told in await home.types("U0ANA", typed)
    assert await Activity.all().count() == 0


async def test_only_admins_set_things_up(home: Home):
    assert "Only" in await home.types("U0BEN", "setup #team 09:00")
    assert "Only" in await home.types("U0BEN", "house add ours.example")
    assert await House.all().count() == 0
    assert "ours.example is the team's own ground" in await home.types("U0ANA", "house add ours.example")


async def test_what_is_logged_twice_is_known_and_taken_back_once(home: Home):
    await home.joins("U0ANA")
    await home.types("U0ANA", "log https://forum.example/t/1?utm_source=x how we seal the lens")
    assert "Already logged" in await home.types("U0ANA", "log https://www.forum.example/t/1/ how we seal it")
    assert await Activity.all().count() == 1


HOSTILE = [
    "<!channel> <!here> <@U0BEN> <#C0TEAM> <https://evil.example|bank>",
    "&lt;!channel&gt; *bold* _it_ ~no~ `code` ```pre```",
    "\u202egnp.exe\u202c \u2066x\u2069 \x00 \ufeff",
    "a" * 3000,
    "😀" * 900,
]


@pytest.mark.parametrize("text", HOSTILE)
async def test_foreign_text_is_never_markup(home: Home, text: str):
    await home.joins("U0ANA")
    reply = await home.slack.command("U0ANA", "/involve", f"log https://forum.example/t/1 {text}", channel="C0TEAM")
    await home.settle()
    for message in reply.messages:
        sent = str(message.blocks)
        assert "mrkdwn" not in sent  # rich and plain text show what was typed as what it is: letters
        assert "'type': 'broadcast'" not in sent
        assert "'type': 'user'" not in sent
        assert not {"\u202e", "\u2066", "\x00"} & set(sent)
        assert "<!" not in message.text


async def test_a_no_is_not_asked_for_twice(home: Home):
    await home.joins("U0ANA")
    for days, asked in ((0, 1), (1, 1), (29, 2)):
        home.clock.forward(timedelta(days=days))
        await home.types("U0ANA", "invite @ben")
        await home.tick()
        assert (
            sum("asks whether you want to take part" in message.reads for message in home.slack.dms("U0BEN")) == asked
        )


@pytest.mark.parametrize("length", [300, 2500])
async def test_a_slip_keeps_everything_that_was_typed(home: Home, length: int):
    note = "x" * length
    reply = await home.slack.command("U0ANA", "/involve", f"lgo https://forum.example/t/1 {note}", channel="C0TEAM")
    assert note in reply.reads
    offered = [action for action in reply.messages[0].action_ids if action == "run_command"]
    assert offered == (["run_command"] if length < 2000 else [])


@pytest.mark.parametrize("pressed_in", ["message", "home"])
async def test_what_breaks_is_told_with_a_reference_that_is_in_the_log(home: Home, pressed_in: str):
    await home.joins("U0ANA")
    home.slack.fail("views.open", "fatal_error")
    if pressed_in == "home":
        await home.slack.open_home("U0ANA")
        await home.settle()
        where = home.slack.home("U0ANA")
    else:
        where = (await home.slack.command("U0ANA", "/involve", "help", channel="C0TEAM")).messages[0]
    with capture_logs() as logged:
        await home.slack.press("U0ANA", where, "open_log")
        await home.settle()
    told = " ".join(each.reads for each in (*home.slack.ephemerals("U0ANA"), *home.slack.dms("U0ANA")))
    found = re.search(r"reference: ([0-9a-f]{6})", told)
    assert found
    assert found[1] in {line.get("reference") for line in logged}


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("snooze", "19 Nov 2026"),
        ("snooze for 3 days", "21 Nov 2026"),
        ("mute a week", "25 Nov 2026"),
        ("pause until next Monday", "23 Nov 2026"),
        ("mute until 05.12.2026", "5 Dec 2026"),
        ("pause bis Freitag", "20 Nov 2026"),
        ("mute until Monday 9am", "23 Nov 2026"),
    ],
)
async def test_a_rest_ends_when_somebody_says_in_their_own_words(home: Home, typed: str, until: str):
    assert f"No private notes until {until}" in await home.types("U0ANA", typed)
