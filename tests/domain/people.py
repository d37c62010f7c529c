"""A small invented world for the tests of the rules: who is who, and a short way to write an entry."""

from datetime import UTC, datetime, timedelta

from bot.domain.classify import Classified, classify
from bot.domain.entry import Entry, Party
from bot.domain.ground import Ground, Holding, Teammate
from bot.domain.kinds import Kind
from bot.domain.weigh import Item

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)

ME = Party("id-me", "mira")
MATE = Party("id-mate", "tove")  # on the team all along
LEAVER = Party("id-leaver", "ulf")  # on the team until NOON
COMER = Party("id-comer", "vera")  # on the team from NOON on
PAGE = Party("id-page", "acme")  # the team's own account
ANA = Party("id-ana", "ana")  # outsiders from here on
BO = Party("id-bo", "Bo Lind")
BOT = Party("id-bot", "weatherbot", is_bot=True)

NETWORKS = ("bluesky", "mastodon", "hackernews", "github", "stackexchange", "discourse", "linkedin", "x", "")


def accounts(party: Party) -> frozenset[tuple[str, str]]:
    return frozenset((network, party.id) for network in NETWORKS)


GROUND = Ground(
    mine=Holding(accounts(ME), frozenset({"mira.example", "medium.example/@mira"}), frozenset({("github", "mira/")})),
    house=Holding(
        accounts(PAGE),
        frozenset({"acme.example"}),
        frozenset({("github", "acme/"), ("discourse", "Acme Users")}),
    ),
    team=(
        Teammate(accounts(MATE)),
        Teammate(accounts(LEAVER), until=NOON),
        Teammate(accounts(COMER), since=NOON),
    ),
)

SAYS_ENOUGH = "An index on the date column makes this query fast"
ASKS = "Why does my query over the last week read the whole table every time?"


def entry(kind: Kind = Kind.POST, **facts: object) -> Entry:
    """An entry of Mira's at noon on Bluesky, unless the facts say otherwise."""
    known: dict[str, object] = {"network": "bluesky", "native_id": "1", "kind": kind, "at": NOON, "author": ME}
    return Entry(**(known | facts))  # type: ignore[arg-type]


def reply(root: Party, parent: Party, **facts: object) -> Entry:
    """Words below somebody's words, in the thread "t", answering the message "p"."""
    known: dict[str, object] = {"root": root, "parent": parent, "thread": "t", "parent_id": "p", "text": SAYS_ENOUGH}
    return entry(**({"kind": Kind.REPLY} | known | facts))  # type: ignore[arg-type]


def classified(entry: Entry, ground: Ground = GROUND) -> Classified:
    found = classify(entry, ground)
    assert found is not None
    return found


def item(entry: Entry, **facts: object) -> Item:
    return Item(
        key=f"{entry.network}:{entry.kind}:{entry.native_id}", entry=entry, classified=classified(entry), **facts
    )  # type: ignore[arg-type]


def later(hours: float = 0, **more: float) -> datetime:
    return NOON + timedelta(hours=hours, **more)
