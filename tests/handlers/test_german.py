"""A member whose Slack speaks German reads German everywhere; what is theirs or foreign stays as it is."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from bot.domain.kinds import Origin
from bot.services import ingest
from docs.texts import catalogue
from handlers.views.words import _, speaking
from models import Account, Member
from tests.bot import TEAM, House, a_house
from tests.handlers.test_digest import SAID
from tests.services.people import a_post, a_reply, an_account

GERMANS = tuple(replace(person, locale="de-DE") for person in TEAM)
WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


@pytest.fixture
async def house(sqlite_url):
    async with a_house(sqlite_url, now=WEDNESDAY, team=GERMANS) as house:
        await house.types("U0ANA", "hilfe")
        yield house


@cache
def english() -> frozenset[str]:
    """A stretch of every English text that its translation does not hold."""
    found = set()
    for message in catalogue():
        for text in message.id if isinstance(message.id, tuple) else (str(message.id),):
            stretch = max(re.split(r"{[^{}]*}", text), key=len).strip()
            with speaking("de"):
                if len(stretch) > 12 and " " in stretch and stretch not in _(text):
                    found.add(stretch)
    return frozenset(found)


def texts(part: Any) -> Iterator[str]:
    """All words of a payload, also those of questions asked before a button does anything, and of hints."""
    for each in part.values() if isinstance(part, dict) else part:
        if isinstance(each, dict | list):
            yield from texts(each)
    if isinstance(part, dict):
        yield from (str(part[name]) for name in ("text", "fallback", "alt_text") if isinstance(part.get(name), str))


def reads_german(*parts: Any, words: str = "") -> None:
    said = "\n".join([words, *(text for part in parts for text in texts(part))])
    assert len(said) > 20
    assert [text for text in english() if text in said] == [], said


async def asks(house: House, text: str, user: str = "U0ANA") -> str:
    reply = await house.slack.command(user, "/involve", text, channel="C0TEAM")
    await house.settle()
    assert not reply.error
    for message in reply.messages:
        reads_german(message.blocks, words=message.text)
    if reply.modal is not None:
        reads_german(reply.modal.blocks, words=reply.modal.reads)
        return str(reply.modal.reads)
    return str(reply.reads)


async def lives(house: House, *entries: Any, user: str = "U0ANA", network: str = "forum") -> Account:
    member = await Member.get(slack_id=user)
    now = house.clock()
    account = await an_account(
        member, network, due_at=now + timedelta(days=300), backfilled_at=now - timedelta(hours=3), polled_at=now
    )
    await ingest.record(member, entries, origin=Origin.POLLED, now=house.clock(), account=account)
    return account


def mostly_posts() -> list[Any]:
    joins = [a_reply(f"j{day}", days=day) for day in (1, 16, 18, 20, 25, 30, 35)]
    return [*joins, *[a_post(f"p{day}", days=day) for day in range(1, 26)]]


def test_what_is_english_would_be_noticed():
    assert len(english()) > 900
    with pytest.raises(AssertionError):
        reads_german([{"text": "x" * 30 + " Only you see this."}])


async def test_the_first_words_and_the_question(house: House):
    assert "Mitreden statt nur senden" in await asks(house, "help")
    for text in ("me", "log https://forum.example/t/1 gutes Gespräch", "join", "connect", "own-up"):
        assert "Möchtest du bei Involve mitmachen?" in await asks(house, text)


async def test_everything_one_types_is_answered_in_german(house: House):
    await house.joins("U0ANA", notes=True)
    await lives(house, *mostly_posts())
    assert "Seit dem" in await asks(house, "me")
    assert "gezählt als Gespräch draußen" in await asks(house, "warum")
    assert "17. Nov. 2026" in await asks(house, "log https://forum.example/t/1 gutes Gespräch gestern")
    assert "Schon eingetragen" in await asks(house, "log https://forum.example/t/1 gutes Gespräch gestern")
    assert "kein Benutzername" in await asks(house, "connect nobody")
    assert "keine vollständige Adresse" in await asks(house, "log https://")
    assert "Keine privaten Hinweise" in await asks(house, "mute eine Woche")
    assert "Meintest du das hier?" in await asks(house, "sugest")
    for text in (
        "suggest", "10", "team", "accounts", "disconnect", "goal", "goal Jede Frage binnen eines Tages", "status",
        "who", "house", "house add example.org", "setup #team 09:00 Mon-Fri Europe/Berlin",
        "setup lieber so",
        "digest now", "digest off 2026-12-24", "import", "import x", "privacy", "hide", "show", "snooze",
        "unmute",
        "own-up nur Links · eine Antwort am Tag", "learned alle fragen nach Bildern", "result sale: ein Laden in Lyon",
        "invite", "invite <@U0BEN>", "export", "me 400d", "mute irgendwann", "forget you", "why https://none.example/",
    ):  # fmt: skip
        assert await asks(house, text), text


async def test_every_dialog_is_german(house: House):
    await house.joins("U0ANA")
    for text in ("log", "connect", "own-up", "learned", "result", "forget me", "setup"):
        assert await asks(house, text), text
    await house.slack.open_home("U0ANA")
    await house.settle()
    for button in ("open_settings", "open_admin_settings"):
        reply = await house.slack.press("U0ANA", house.slack.home("U0ANA"), button)
        await house.settle()
        assert reply.modal is not None
        reads_german(reply.modal.blocks, words=reply.modal.reads)


async def test_the_home(house: House):
    await house.slack.open_home("U0ANA")
    await house.settle()
    first = house.slack.home("U0ANA")
    assert "1. Ja sagen." in first.reads
    reads_german(first.blocks)
    await house.joins("U0ANA", notes=True)
    account = await lives(house, *mostly_posts())
    await Account.filter(id=account.id).update(
        last_error='{"says":"{host} knows nobody called {name}. Check the spelling, as in @{name}@{host}.",'
        '"with":{"host":"server.example","name":"ana"}}'
    )
    await house.types("U0ANA", "setup #team 09:00 Mon-Fri Europe/Berlin")
    await house.slack.open_home("U0ANA")
    await house.settle()
    home = house.slack.home("U0ANA")
    reads_german(home.blocks)
    for words in ("Verlauf: ", "Was ich zuletzt gezählt habe", "Mo, Di, Mi, Do, Fr", "server.example kennt niemanden"):
        assert words in home.reads


async def test_the_private_note_and_its_buttons(house: House):
    await house.joins("U0ANA", notes=True)
    await lives(house, *mostly_posts())
    await house.tick()
    note = next(each for each in house.slack.dms("U0ANA") if "why_nudge" in each.action_ids)
    reads_german(note.blocks, words=note.text)
    assert "eigene Beiträge" in note.reads
    reply = await house.slack.press("U0ANA", note, "why_nudge")
    await house.settle()
    assert reply.modal is not None
    reads_german(reply.modal.blocks, words=reply.modal.reads)


async def test_the_digest_of_a_german_workspace(house: House):
    await house.joins("U0ANA")
    await lives(house, *[a_reply(f"j{day}", days=day, text=SAID[day % len(SAID)]) for day in range(1, 25)])
    await house.types("U0ANA", "setup #team 11:00 daily UTC")
    await house.knows_the_digest()
    house.clock.forward(timedelta(minutes=61))
    await house.tick()
    digest = house.digests()[-1]
    reads_german(digest.blocks, words=digest.text)
    assert "Mitreden — Mittwoch, 18. November" in digest.reads
    assert "ist draußen, in den Gesprächen anderer" in digest.reads
    house.clock.forward(timedelta(days=2))
    await house.tick()
    weekly = house.digests()[-1]
    assert "Mitreden, die Woche bis" in weekly.reads
    for message in house.slack.messages("C0TEAM"):
        reads_german(message.blocks, words=message.text)


async def test_each_is_spoken_to_in_their_own_language(sqlite_url):
    both = (GERMANS[0], *(replace(person, locale="en-GB") for person in TEAM[1:]))
    async with a_house(sqlite_url, team=both) as house:
        assert "Mitreden statt nur senden" in await house.types("U0ANA", "help")
        assert "Take part, don't just post" in await house.types("U0BEN", "help")
        assert "Mitreden statt nur senden" in await house.types("U0ANA", "help")
