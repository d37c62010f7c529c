"""Invented people and what they did, judged by the real rules: the examples in docs/method.md."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.domain.classify import classify
from bot.domain.days import Day
from bot.domain.entry import NOBODY, Entry, Party
from bot.domain.ground import Ground, Holding, Teammate
from bot.domain.judgement import Judgement, judge_days
from bot.domain.kinds import Kind, Origin, Visibility
from bot.domain.outlook import outlook, would_be
from bot.domain.weigh import Item, weigh
from docs.tables.markdown import table

NETWORK = "mastodon"
MIRA = Party("mira", "@mira")
ANA, BEN = Party("ana", "@ana"), Party("ben", "@ben")
JUNO, PAGE = Party("juno", "@juno"), Party("acme", "@acme")

GROUND = Ground(
    mine=Holding(accounts=frozenset({(NETWORK, "mira")}), domains=frozenset({"mira.example"})),
    house=Holding(
        accounts=frozenset({(NETWORK, "acme")}),
        domains=frozenset({"acme.example"}),
        venues=frozenset({("github", "acme/")}),
    ),
    team=(Teammate(frozenset({(NETWORK, "juno")})),),
)

_BLOG = ("https://mira.example/kiln",)
_COMMENT = "We had that crack too: the shelf was colder than the clay, and a slower start cured it."
_NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def _entry(kind: Kind, text: str = "", network: str = NETWORK, **more: Any) -> Entry:
    return Entry(network=network, native_id="1", kind=kind, at=_NOON, author=MIRA, text=text, **more)


def _answer(text: str, root: Party, parent: Party, **more: Any) -> Entry:
    return _entry(Kind.REPLY, text, root=root, parent=parent, thread="t", parent_id="p", **more)


ACTIVITIES: tuple[tuple[str, Entry], ...] = (
    ("Mira comments below Ana's post", _answer(_COMMENT, ANA, ANA)),
    ("… and Ana accepts it as the answer", _answer(_COMMENT, ANA, ANA, outcome=1.0)),
    ("… or Mira writes “Great post!”", _answer("Great post!", ANA, ANA)),
    ("… or “👏👏👏”", _answer("👏👏👏", ANA, ANA)),
    (
        "Mira goes on below her own comment there",
        _answer("And the glaze came out even on both shelves, by the way.", ANA, MIRA),
    ),
    ("Mira answers Ana below Mira's own post", _answer(_COMMENT, MIRA, ANA)),
    ("Mira answers Ana below a post of Juno, a teammate", _answer(_COMMENT, JUNO, ANA)),
    ("Mira answers Ana; whose thread it is cannot be seen", _answer(_COMMENT, NOBODY, ANA)),
    ("Mira answers somebody, and nothing else can be seen", _answer(_COMMENT, NOBODY, NOBODY)),
    ("Mira writes to Juno below Ana's post", _answer("Nicely put, I would add the drying time.", ANA, JUNO)),
    ("Mira adds a second part to her own thread", _answer("Second part: the glaze.", MIRA, MIRA)),
    ("Mira posts", _entry(Kind.POST, "The new kiln is in.")),
    ("Mira asks everybody", _entry(Kind.POST, "What do you fire stoneware at?")),
    (
        "Mira shares an article by somebody else",
        _entry(Kind.POST, "Worth a read.", links=("https://clay.example/dry",)),
    ),
    ("Mira posts a link to her own blog", _entry(Kind.POST, "New on my blog.", links=_BLOG)),
    ("… the same, in a group of other people", _entry(Kind.POST, "New on my blog.", links=_BLOG, venue="potters")),
    (
        "Mira quotes Ana with words of her own",
        _entry(Kind.QUOTE, "Her point about slow drying saved our whole shelf last winter.", of=ANA),
    ),
    ("Mira quotes Ana with “So true”", _entry(Kind.QUOTE, "So true", of=ANA)),
    ("Mira boosts Ana", _entry(Kind.BOOST, of=ANA)),
    ("Mira boosts the team's page", _entry(Kind.BOOST, of=PAGE)),
    ("Mira boosts herself", _entry(Kind.BOOST, of=MIRA)),
    ("Mira likes what Ana wrote", _entry(Kind.REACTION, of=ANA, root=ANA)),
    ("Mira follows Ben", _entry(Kind.FOLLOW, of=BEN)),
    ("Mira logs a talk with Ben at a fair", _entry(Kind.TALK, "Asked how he packs for the train", of=BEN)),
    ("Mira logs that she read a book", _entry(Kind.PRESENCE, "A book on drying")),
    ("Mira releases something", _entry(Kind.PRODUCTION, network="github", venue="acme/kiln")),
    ("Mira writes for her followers only", _entry(Kind.POST, "Not for everybody.", visibility=Visibility.PRIVATE)),
)


def activities() -> str:
    """What each of them counts as, and the sentence Mira reads."""
    rows = []
    for what, entry in ACTIVITIES:
        classified = classify(entry, GROUND)
        if classified is None:
            rows.append((what, "–", "–", "–", "dropped before anything is stored"))
            continue
        origin = Origin.LOGGED if entry.kind in (Kind.TALK, Kind.PRESENCE) else Origin.POLLED
        (weighed,) = weigh([Item("1", entry, classified, origin)])
        rows.append((what, f"`{weighed.place}`", f"`{weighed.act}`", f"{weighed.weight:g}", weighed.because))
    return table(["what happened", "place", "act", "weighs", "what the bot says"], rows)


TODAY = date(2026, 6, 1)  # a Monday
_JOIN, _POST, _HOST = Day(genuine=1, out=1), Day(broadcasts=1), Day(genuine=0.75)


def _weeks(pattern: Mapping[int, Day], weeks: int = 12) -> dict[date, Day]:
    """The same week over and over: weekday (0 = Monday) -> what is done on it."""
    monday = TODAY - timedelta(days=TODAY.weekday() + 7 * weeks)
    return {
        monday + timedelta(days=7 * week + weekday): day for week in range(weeks) for weekday, day in pattern.items()
    }


MEMBERS: tuple[tuple[str, dict[date, Day]], ...] = (
    ("one post yesterday", {TODAY - timedelta(days=1): _POST}),
    ("five posts a week", _weeks(dict.fromkeys(range(5), _POST))),
    ("five posts a week, one conversation", _weeks({**dict.fromkeys(range(5), _POST), 5: _JOIN})),
    ("three posts and two conversations a week", _weeks({0: _POST, 1: _JOIN, 2: _POST, 3: _JOIN, 4: _POST})),
    ("one post and four conversations a week", _weeks({0: _JOIN, 1: _JOIN, 2: _POST, 3: _JOIN, 4: _JOIN})),
    (
        "two posts and five answers at home a week",
        _weeks({0: Day(genuine=1.5, broadcasts=1), 1: _HOST, 3: Day(genuine=1.5, broadcasts=1)}),
    ),
)


def members() -> str:
    """What is said of each of them on a Monday morning, after twelve such weeks."""
    return table(
        [
            "who",
            "G",
            "J",
            "B",
            "share",
            "between",
            "P(rho < 1/3)",
            "P(rho >= 2/3)",
            "R",
            "badge",
            "what would change it",
        ],
        [_row(who, lived) for who, lived in MEMBERS],
    )


def _row(who: str, lived: dict[date, Day]) -> tuple[object, ...]:
    said = judge_days(lived, TODAY)
    masses, interval = said.decided_on, said.interval
    return (
        who,
        f"{masses.genuine:.1f}",
        f"{masses.out:.1f}",
        f"{masses.broadcasts:.1f}",
        f"{said.share:.0%}",
        f"{interval.low:.0%} – {interval.high:.0%}",
        f"{said.factory_probability:.3f}",
        f"{said.participating_probability:.3f}",
        f"{said.evidence:.3g}",
        said.badge.value,
        _change(lived, said),
    )


def _change(lived: dict[date, Day], said: Judgement) -> str:
    ahead = outlook(lived, TODAY)
    if not said.is_told and ahead.to_be_told:
        return f"{_conversations(ahead.to_be_told)}: enough to say something"
    if said.is_factory and ahead.to_clear:
        after = would_be(lived, TODAY, joins=ahead.to_clear)
        return f"{_conversations(ahead.to_clear)}: {said.share:.0%} becomes {after.share:.0%}, and the badge goes"
    if not said.is_participating and ahead.to_participate:
        after = would_be(lived, TODAY, joins=ahead.to_participate)
        return f"{_conversations(ahead.to_participate)}: {said.share:.0%} becomes {after.share:.0%}, participating"
    return "nothing needs to"


def _conversations(joins: int) -> str:
    return f"{joins} conversations, one a day"
