"""How long it takes to say what one activity is, what it was worth, and what it weighs beside the others."""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.domain.classify import classify
from bot.domain.entry import Entry, Party
from bot.domain.ground import Ground, Holding, Teammate
from bot.domain.kinds import Kind
from bot.domain.value import value
from bot.domain.weigh import Item, Ledger

# Microseconds. The first is promised by the method; one more item must fit into the 2 ms of `/involve log`.
AT_MOST = {
    "classify one entry": 50.0,
    "value of one entry": 150.0,
    "weigh one item": 250.0,
    "ledger of 2,000, plus one": 2000.0,
}
ENTRIES, ROUNDS, HISTORY = 300, 9, 2000

_MEMBER, _OTHERS = Party("me", "mira"), [Party(f"other-{number}", f"other{number}.example") for number in range(40)]
_START = datetime(2026, 1, 1, tzinfo=UTC)
_TEXTS = {
    "en": "Have you looked at what the planner estimates for the partition? Number {n} was off by a factor of ten, "
    "and a partial index on the date column brought it down, see https://docs.example/explain for how to read it.",
    "de": "Bei uns war Nummer {n} genau so langsam, bis die Statistik der Partition wieder stimmte.",
    "ja": "日付の列に部分インデックスを作ると、{n}番目のクエリはかなり速くなります。統計情報も確認してください。",
    "ar": "جرب إنشاء فهرس جزئي على عمود التاريخ رقم {n} وستصبح الاستعلامات أسرع بكثير من قبل",
    "": "@ana 🎉 {n} https://mira.example/post",
}
_KINDS = (Kind.REPLY, Kind.REPLY, Kind.REPLY, Kind.POST, Kind.POST, Kind.QUOTE, Kind.BOOST, Kind.REACTION, Kind.FOLLOW)


def run(data: Path | None) -> None:
    """Prints the table; needs no data."""
    ground = _ground()
    entries = [_entry(number) for number in range(ENTRIES)]
    classified = [(entry, found) for entry in entries if (found := classify(entry, ground))]
    items = [
        Item(str(number), entry, found)
        for number in range(HISTORY)
        if (entry := _entry(number)) and (found := classify(entry, ground))
    ]
    ledger = Ledger.of(items[:-1])
    measured = {
        "classify one entry": _each(lambda: [classify(entry, ground) for entry in entries], ENTRIES),
        "value of one entry": _each(lambda: [value(*one) for one in classified], ENTRIES),
        "weigh one item": _each(lambda: Ledger.of(items[:ENTRIES]), ENTRIES),
        "ledger of 2,000, plus one": _each(lambda: [ledger.plus(items[-1]) for _ in range(20)], 20),
    }
    print(f"{'':<28}{'median µs':>10}{'at most':>9}{'share of it':>13}")
    for what, limit in AT_MOST.items():
        print(f"{what:<28}{measured[what]:>10.1f}{limit:>9.0f}{measured[what] / limit:>13.2f}")


def _each(work: Callable[[], object], count: int) -> float:
    """Microseconds of the processor one of `count` takes, the median of some rounds."""
    rounds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        rounds.append((time.process_time() - began) / count * 1e6)
    return statistics.median(rounds)


def _ground() -> Ground:
    return Ground(
        mine=Holding(frozenset({("bluesky", "me")}), frozenset({"mira.example"})),
        house=Holding(
            frozenset({("bluesky", "acme")}),
            frozenset(f"site{number}.example" for number in range(20)),
            frozenset({("github", "acme/")}),
        ),
        team=tuple(Teammate(frozenset({("bluesky", f"mate-{number}")})) for number in range(30)),
    )


def _entry(number: int) -> Entry:
    kind = _KINDS[number % len(_KINDS)]
    lang, text = list(_TEXTS.items())[number % len(_TEXTS)]
    other, starter = _OTHERS[number % 40], _MEMBER if number % 3 == 0 else _OTHERS[number * 7 % 40]
    answers = kind is Kind.REPLY
    return Entry(
        network="bluesky",
        native_id=f"item-{number}",
        kind=kind,
        at=_START + timedelta(hours=2 * number),
        author=_MEMBER,
        url=f"https://social.example/mira/{number}",
        text=text.format(n=number),
        lang=lang,
        links=("https://docs.example/explain", "https://notes.mira.example/x") if number % 2 else (),
        thread=f"thread-{number % 200}" if answers else "",
        root=starter if answers else Party(),
        parent_id=f"message-{number}" if answers else "",
        parent=other if answers else Party(),
        parent_text="Why does this query over the last week read the whole table every time?" if answers else "",
        of=Party() if answers else other,
    )
