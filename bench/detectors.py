"""How often each detector is right on its labelled cases, and how long all of them take over a long history."""

import random
import statistics
import time
from datetime import datetime, timedelta
from pathlib import Path

from bot.domain.detectors.base import Comment, Deed, Detector, FeedItem, Said, Scene
from bot.domain.detectors.known import all_detectors
from bot.domain.detectors.measured import AT_FIRST_SIGHT, Counts
from tests.domain.detectors.batches import of
from tests.domain.detectors.labelled import counted
from tests.domain.detectors.scenes import GROUND, NOW, TERMS, Entry, answer, deed, heard, post, who

ITEMS, COMMENTS, SAID, FEED = 5_000, 1_500, 500, 300
AT_MOST = 1.0  # seconds of the processor, for all detectors over one scene
ROUNDS = 3


def run(data: Path | None) -> None:
    """Prints both tables; needs no data."""
    _precision()
    print()
    _time()


def _precision() -> None:
    print(
        f"{'':<19}{'cases':>6}{'TP':>5}{'FP':>5}{'FN':>5}{'TN':>5}{'precision':>11}{'recall':>8}{'unseen':>12}  channel"
    )
    totals = Counts(0, 0, 0, 0)
    for detector in all_detectors():
        counts = counted(detector, of(detector.NAME))
        totals = Counts(*map(sum, zip(totals, counts, strict=True)))
        print(f"{detector.NAME:<19}{_row(counts)}{_unseen(AT_FIRST_SIGHT[detector.NAME]):>12}  {_channel(detector)}")
    print(f"{'together':<19}{_row(totals)}")
    for number, name in enumerate(("second", "third")):
        batch = [each[number] for each in AT_FIRST_SIGHT.values() if len(each) > number]
        unseen = Counts(*map(sum, zip(*batch, strict=True)))
        print(f"{name + ' batch, unseen':<19}{_row(unseen)}")
    print(
        "unseen: precision on tricky cases the first time they were run, batch after batch; the last one decides, too."
    )


def _row(counts: Counts) -> str:
    return (
        f"{sum(counts):>6}"
        + "".join(f"{each:>5}" for each in counts)
        + f"{counts.precision:>11.3f}{counts.recall:>8.3f}"
    )


def _unseen(batches: tuple[Counts, ...]) -> str:
    return " ".join(f"{counts.precision:.2f}" for counts in batches)


def _channel(detector: Detector) -> str:
    return "yes" if detector.CHANNEL else "never" if detector.PRIVATE else "no"


def _time() -> None:
    print(f"{ITEMS:,} items, {COMMENTS:,} comments, spread over   all detectors, s   at most   slowest")
    for days in (365, 120, 28):
        scene = _scene(days)
        seconds = {detector.NAME: 0.0 for detector in all_detectors()}
        rounds = []
        for _ in range(ROUNDS):
            fresh = Scene(scene.now, scene.deeds, scene.ground, scene.comments, scene.said, scene.feed, scene.terms)
            for detector in all_detectors():
                began = time.process_time()
                detector.find(fresh)
                seconds[detector.NAME] += time.process_time() - began
            rounds.append(sum(seconds.values()) - sum(rounds))
        slowest = max(seconds, key=lambda name: seconds[name])
        print(f"{days:>25} days{statistics.median(rounds):>26.2f}{AT_MOST:>10.1f}   {slowest}")


_SYLLABLES = [first + middle + last for first in "bdfgklmnprst" for middle in "aeiou" for last in ("n", "r", "st", "x")]
_WORDS = [*_SYLLABLES, *["the", "a", "of", "and", "to"] * 15]
_NETWORKS = ("x", "mastodon", "linkedin", "facebook")


def _scene(days: int) -> Scene:
    """Half posts, a third of them one message with small changes; half answers to four hundred people."""
    chance = random.Random(days)
    messages = [_text(chance, 20) for _ in range(30)]
    entries = [_entry(chance, days, messages) for _ in range(ITEMS)]
    deeds: list[Deed] = [deed(entry) for entry in entries]
    comments: list[Comment] = [
        heard(entry, who(f"p{chance.randrange(400)}"), _text(chance, chance.randint(2, 20)), chance.uniform(0, 50))
        for entry in chance.sample(entries, COMMENTS)
    ]
    said = [Said(chance.randrange(9), f"{chance.choice(messages)} {n}", _ago(chance, days)) for n in range(SAID)]
    feed = [FeedItem(_text(chance, 5), f"https://mira.example/{n}", _ago(chance, days)) for n in range(FEED)]
    return Scene(NOW, tuple(deeds), GROUND, tuple(comments), tuple(said), tuple(feed), TERMS)


def _entry(chance: random.Random, days: int, messages: list[str]) -> Entry:
    hours, network = chance.uniform(0, days * 24), chance.choice(_NETWORKS)
    if chance.random() < 0.5:
        return answer(who(f"p{chance.randrange(400)}"), _text(chance, chance.randint(3, 30)), hours, on=network)
    again = chance.random() < 1 / 3
    text = f"{chance.choice(messages)} {_text(chance, 2)}" if again else _text(chance, chance.randint(5, 40))
    link = f" https://mira.example/{chance.randrange(900)}" if chance.random() < 0.3 else ""
    return post(text + link, hours, on=network, venue=chance.choice(("", "", "Wood", "Glue")))


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choice(_WORDS) for _ in range(words))


def _ago(chance: random.Random, days: int) -> datetime:
    return NOW - timedelta(days=chance.uniform(0, days))
