"""The three straight lines, whole: typed, polled, posted.

On both databases, through the real Bolt app and real sources.
"""

from datetime import UTC, datetime, timedelta

import pytest

from models import Account, Activity, Delivery, Member
from tests.bot import House, a_house
from tests.sources.hackernews_network import Network, hacker_news

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


def at(**ago: float) -> int:
    return int((NOW - timedelta(**ago)).timestamp())


@pytest.fixture
def addresses(monkeypatch):
    """Points the Hacker News source at a small one on loopback."""

    def point(network: Network) -> dict[str, object]:
        monkeypatch.setenv("INVOLVE_HACKERNEWS_ALGOLIA", network.server.url)
        monkeypatch.setenv("INVOLVE_HACKERNEWS_FIREBASE", network.server.url)
        return {"INVOLVE_ALLOWED_HOSTS": network.server.place}

    return point


SAID = (
    "A second silicone seal around the lens kept ours dry through two winters.",
    "We measured it: the cheap driver loses a fifth of its light below zero degrees.",
    "Have you tried potting the board? Repair gets harder, but corrosion never came back.",
    "Our supplier in Porto makes brackets like that in batches of fifty.",
    "I would ask the city first; ours lent us a counter for the cycle path.",
    "That battery bulges because the charger never stops. A protection circuit costs forty cents.",
    "Thanks for sharing the drawings, the thread pitch was what we had wrong.",
)


def a_talkative_ana(network: Network) -> None:
    """Ana answers others most days, and one of them asks something new."""
    for day in range(1, 22):
        story = network.story(1000 + day, "olga", at(days=day, hours=3), url="https://elsewhere.example/x")
        network.comment(2000 + day, "ana_hn", at(days=day), story, SAID[day % len(SAID)])
    network.story(3000, "olga", at(hours=2), title="Ask HN: How do you keep water out of a small housing?", text="")


async def connected(house: House, user: str, handle: str) -> None:
    await house.types(user, "help")
    await house.joins(user)
    await house.types(user, f"connect {handle}")
    await house.tick()


async def test_a_typed_line_is_stored_counted_answered_and_taken_back(database_url):
    async with a_house(database_url) as house:
        await house.types("U0ANA", "help")
        await house.joins("U0ANA")
        reply = await house.slack.command(
            "U0ANA", "/involve", "log https://forum.example/t/lens/12 how we seal the lens yesterday", channel="C0TEAM"
        )
        await house.settle()
        assert "Logged a conversation" in reply.reads
        assert "17 Nov 2026" in reply.reads
        assert "Your share goes from 67 % to" in reply.reads
        row = await Activity.get()
        assert (row.url, row.at.date().isoformat()) == ("https://forum.example/t/lens/12", "2026-11-17")
        for _ in range(2):  # pressed twice is pressed once
            await house.slack.press("U0ANA", reply.messages[0], "undo_log")
            await house.settle()
            if not await Activity.all().count():
                break
        assert await Activity.all().count() == 0


async def test_a_polled_account_is_read_once_judged_and_told_privately(database_url, addresses):
    async with hacker_news() as network:
        a_talkative_ana(network)
        async with a_house(database_url, now=NOW, environment=addresses(network)) as house:
            await connected(house, "U0ANA", "hn:ana_hn")
            assert await Activity.filter(network="hackernews").count() == 21
            first = house.slack.dms("U0ANA")[-1].reads
            assert "I have read 90 days of ana_hn." in first
            assert "participating" in first
            assert house.digests() == []

            network.delete(2003)
            network.comment(
                2100, "ana_hn", at(minutes=-20), 3000, "A drop of silicone grease on the thread does most of it."
            )
            await Account.all().update(swept_at=None)
            house.clock.forward(timedelta(hours=1))
            await house.tick()
            keys = {row.key.rpartition(":")[2] for row in await Activity.all()}
            assert {"2100"} <= keys
            assert "2003" not in keys
            assert len(keys) == 21


async def test_the_digest_of_the_day_is_posted_once(database_url, addresses):
    async with hacker_news() as network:
        a_talkative_ana(network)
        async with a_house(database_url, now=NOW, environment=addresses(network)) as house:
            await connected(house, "U0ANA", "hn:ana_hn")
            await house.types("U0ANA", "setup #team 09:30 daily Europe/Lisbon")
            await house.knows_the_digest()
            for _ in range(3):
                await house.tick()
            posted = house.digests()
            assert [message.text for message in posted if "Participating" in message.text] == [
                message.text for message in posted
            ]
            assert len(posted) == 1
            words = posted[0].reads
            assert "Participating" in words
            assert "ana" in words
            assert "How do you keep water out of a small housing?" in words
            assert "<@U0ANA>" not in words
            house.clock.forward(timedelta(days=1))
            await house.tick()
            assert len(house.digests()) == 2
            assert await Delivery.filter(kind="digest", state="sent").count() == 2


async def test_forgetting_reaches_every_table_and_the_posted_digest(database_url, addresses):
    async with hacker_news() as network:
        a_talkative_ana(network)
        async with a_house(database_url, now=NOW, environment=addresses(network)) as house:
            await connected(house, "U0ANA", "hn:ana_hn")
            await house.types("U0ANA", "setup #team 09:30 daily Europe/Lisbon")
            await house.knows_the_digest()
            await house.tick()
            reply = await house.slack.command("U0ANA", "/involve", "forget me", channel="C0TEAM")
            await house.slack.submit("U0ANA", reply.modal, {"word": "forget me"})
            await house.settle()
            assert await Activity.all().count() == 0
            assert await Account.all().count() == 0
            assert await Member.filter(slack_id="U0ANA").count() == 0
            assert "ana" not in house.digests()[0].reads.replace("another", "")
