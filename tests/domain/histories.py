"""Random histories of one member, to hold the guarantees of the judgement against."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from bot.domain.kinds import Act, Place
from bot.domain.weighed import Weighed

START = datetime(2026, 1, 1, tzinfo=UTC)
LASTS = 200  # days a history spans: more than is replayed, so that something is always forgotten
BASE = {Act.JOIN: 1.0, Act.HOST: 0.75, Act.QUOTE: 0.5, Act.BROADCAST: 1.0, Act.AMPLIFY: 0.2, Act.APPLAUD: 0.05}
GENUINE = (Act.JOIN, Act.HOST, Act.QUOTE)
LOW = (Act.AMPLIFY, Act.APPLAUD)
NOW = START + timedelta(days=LASTS, hours=9)
TODAY = NOW.date()


def item(act: Act, at: datetime, *, key: str, thread: str = "", v: float = 1.0, outcome: float = 0.0) -> Weighed:
    """One item as the weighing hands it on."""
    counts = act is Act.BROADCAST
    return Weighed(
        key=key,
        at=at,
        thread=thread or f"bluesky:{key}",
        place=Place.MINE if act in (Act.BROADCAST, Act.HOST) else Place.THEIRS,
        act=act,
        weight=BASE[act] if counts else BASE[act] * v * (1 + outcome / 2),
        outcome=outcome,
        v=v,
    )


@st.composite
def items(draw: st.DrawFn, acts: tuple[Act, ...] = tuple(BASE), key: str = "one more") -> Weighed:
    """Any one item, in a thread of its own or in one of a few it shares with others."""
    act = draw(st.sampled_from(acts))
    return item(
        act,
        START + timedelta(minutes=draw(st.integers(0, LASTS * 24 * 60))),
        key=key,
        thread=draw(st.sampled_from(["", "bluesky:a", "mastodon:b"])),
        v=draw(st.sampled_from([1.0, 1.0, 0.25, 0.1])),
        outcome=draw(st.sampled_from([0.0, 0.0, 0.5, 1.0])),
    )


@st.composite
def narrow_escapes(draw: st.DrawFn) -> tuple[Weighed, ...]:
    """A few heavy days, shortly before or after the moment at which they are just enough to be told by."""
    act, other = draw(st.sampled_from([(Act.BROADCAST, Act.JOIN), (Act.JOIN, Act.BROADCAST)]))
    first = draw(st.integers(LASTS - 60, LASTS - 5))
    heavy = draw(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 15)), min_size=2, max_size=5))
    days = [(first + passed, act, number) for passed, number in heavy]
    days += [(first + draw(st.integers(-20, 40)), other, number) for number in range(draw(st.integers(0, 2)))]
    return tuple(
        item(kind, START + timedelta(days=day, minutes=each), key=f"k{place}-{each}")
        for place, (day, kind, number) in enumerate(days)
        for each in range(number)
    )


@st.composite
def long_lives(draw: st.DrawFn) -> tuple[Weighed, ...]:
    """Half a year in a few spells, each with its own habits: how often, how many at once, how much of it genuine."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    spells = draw(
        st.lists(
            st.tuples(
                st.integers(1, 60),  # days it lasts
                st.sampled_from([0.0, 0.15, 0.5, 1.0]),  # on how many of them something is done
                st.sampled_from([1, 2, 4, 30]),  # at most how much
                st.sampled_from([0.0, 0.1, 0.3, 0.4, 0.5, 0.7, 0.9, 1.0]),  # how much of it is genuine
            ),
            min_size=0,
            max_size=7,
        )
    )
    found: list[Weighed] = []
    day = draw(st.integers(0, 60))
    for lasts, active, at_once, genuine in spells:
        for passed in range(lasts):
            if day + passed >= LASTS or chance.random() >= active:
                continue
            for _ in range(chance.randint(1, at_once)):
                kind = chance.random()
                acts = LOW if kind < 0.1 else GENUINE if chance.random() < genuine else (Act.BROADCAST,)
                found.append(
                    item(
                        chance.choice(acts),
                        START + timedelta(days=day + passed, minutes=chance.randrange(24 * 60)),
                        key=f"k{len(found)}",
                        thread=chance.choice(["", "", "", "bluesky:a", "mastodon:b"]),
                        v=chance.choice([1.0, 1.0, 1.0, 0.25, 0.1]),
                        outcome=chance.choice([0.0, 0.0, 0.5, 1.0]),
                    )
                )
        day += lasts
    return tuple(found)


def histories() -> st.SearchStrategy[tuple[Weighed, ...]]:
    return long_lives() | narrow_escapes()


@st.composite
def and_one_more(draw: st.DrawFn, acts: tuple[Act, ...]) -> tuple[tuple[Weighed, ...], Weighed]:
    """A history and one more item: anywhere in it, or on a day, or even in a thread, where something was done."""
    history, more = draw(histories()), draw(items(acts))
    where = draw(st.sampled_from(["anywhere", "same day", "same thread"]))
    if history and where != "anywhere":
        beside = history[draw(st.integers(0, len(history) - 1))]
        more = replace(more, at=beside.at, thread=beside.thread if where == "same thread" else more.thread)
    return history, more
