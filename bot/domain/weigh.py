"""What a member's activities weigh, in time order: one turn counts once, pouring on and repeating count less."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from bot.domain.classify import Trait
from bot.domain.entry import Entry
from bot.domain.item import NOTHING_HEARD, Correction, Heard, Item
from bot.domain.kinds import Act, Kind, Origin
from bot.domain.reasons import Why
from bot.domain.value import SAYS_LITTLE, Lacks, Value, value
from bot.domain.weighed import Note, Weighed
from bot.domain.words import is_same_message, shingles

__all__ = ["NOTHING_HEARD", "Correction", "Heard", "Item", "Ledger", "Note", "Weighed", "weigh"]

# What an activity weighs before anything else is known. Words on others' ground are the measure; answering at home is
# nearly as good; what takes one click is nearly nothing.
BASE: dict[Act, float] = {
    Act.JOIN: 1.0,
    Act.HOST: 0.75,
    Act.QUOTE: 0.5,
    Act.BROADCAST: 1.0,
    Act.AMPLIFY: 0.2,
    Act.APPLAUD: 0.05,
    Act.INSIDE: 0.0,
    Act.LISTEN: 0.0,
}
WHAT_CAME_BACK = 0.5  # an accepted answer counts half as much again
POURED = 0.25  # from the third message on that nobody answered, in somebody else's thread
BEFORE_POURING = 2  # messages
REPEATED_WITHIN = timedelta(hours=72)
FEWEST_SHINGLES = 3  # four words: anybody may say "thank you so much" twice
UNCHECKED = 0.5  # where a workspace chose to count half what nobody could check

_WORDS_TO_OTHERS = frozenset({Act.JOIN, Act.HOST, Act.QUOTE})
_OWN_WORDS = _WORDS_TO_OTHERS | {Act.BROADCAST}
# Towards one of us, or oneself: no pods, no echo.
_FOR_NOTHING = frozenset(
    {Why.BOOST_OF_OURS, Why.BARE_QUOTE_OF_OURS, Why.REACTION_TO_OURS, Why.REACTION_TO_ONESELF, Why.FOLLOW_OF_OURS}
)


def weigh(items: Iterable[Item], heard: Heard = NOTHING_HEARD, *, unchecked_half: bool = False) -> tuple[Weighed, ...]:
    """One member's items on the scales, in time order, one `Weighed` a key.

    A pure function of the set of items: the order they are given in changes nothing. One item more never changes what
    earlier ones weigh, except within one turn on one UTC day, which is carried by its best message.
    """
    return Ledger.of(items, heard, unchecked_half=unchecked_half).weighed


@dataclass(frozen=True, slots=True)
class Ledger:
    """A member's items, weighed. `plus` is what a new one costs: no second look at the earlier ones."""

    items: tuple[Item, ...]  # in time order
    weighed: tuple[Weighed, ...]  # the same, on the scales
    _scales: "_Scales" = field(repr=False, compare=False)

    @classmethod
    def of(cls, items: Iterable[Item], heard: Heard = NOTHING_HEARD, *, unchecked_half: bool = False) -> "Ledger":
        """Weighs `items`, whatever order they come in; of two with one key the later one counts."""
        scales = _Scales(heard, unchecked_half)
        by_key = {item.key: item for item in sorted(items, key=lambda item: item.order)}
        in_order = tuple(sorted(by_key.values(), key=lambda item: item.order))
        for item in in_order:
            scales.put(item)
        return cls(in_order, tuple(scales.weighed), scales)

    def plus(self, item: Item) -> "Ledger":
        """The ledger with `item`, the same as weighing everything anew; this one stays as it is.

        The newest item is appended; an earlier or a known one costs a new look at everything.
        """
        if item.key in self._scales.keys or (self.items and item.order < self.items[-1].order):
            others = (each for each in self.items if each.key != item.key)
            return Ledger.of((*others, item), self._scales.heard, unchecked_half=self._scales.unchecked_half)
        scales = self._scales.copy()
        scales.put(item)
        return Ledger((*self.items, item), tuple(scales.weighed), scales)


_Told = tuple[datetime, frozenset[str]]  # words once said, as shingles, as later ones are compared with them
_Place = tuple[bool, str]  # (judged, thread): judged and unjudged items never meet
_Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Turn:
    """Messages with nobody in between: together they weigh what the best of them weighs."""

    before: float  # the best of earlier days
    day: date
    best: float  # of that day
    carrier: int  # position of the message that carries it
    poured: bool = False


@dataclass(frozen=True, slots=True)
class _Thread:
    """Where the member stands in one conversation."""

    turns: int = 0
    unanswered: int = 0  # turns since somebody last answered
    addressed: frozenset[str] = frozenset()


_NEW_THREAD = _Thread()


@dataclass(slots=True)
class _Scales:
    """What has been weighed, and what the next item is held against."""

    heard: Heard
    unchecked_half: bool
    weighed: list[Weighed] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    threads: dict[_Place, _Thread] = field(default_factory=dict)
    turns: dict[_Key, _Turn] = field(default_factory=dict)
    turn_of: dict[_Key, _Key] = field(default_factory=dict)  # own message -> its turn
    told: dict[bool, list[_Told]] = field(default_factory=lambda: {True: [], False: []})

    def copy(self) -> "_Scales":
        return _Scales(
            self.heard,
            self.unchecked_half,
            self.weighed.copy(),
            self.keys.copy(),
            self.threads.copy(),
            self.turns.copy(),
            self.turn_of.copy(),
            {judged: told.copy() for judged, told in self.told.items()},
        )

    def put(self, item: Item) -> None:
        """Weighs `item`, which must be the newest so far."""
        entry, correction = item.entry, item.correction
        place, act = item.classified.place, item.classified.act
        notes: list[Note] = []
        if correction is not None:
            place, act = correction.applied(place, act)
            notes.append(Note.CORRECTED)
        turn = self._turn(item) if act in _WORDS_TO_OTHERS else ()
        worth = self._worth(item, act, turn)
        outcome = min(max(entry.outcome, 0.0), 1.0)

        weight = _base(item, act) * worth.v
        if act != Act.BROADCAST:  # what came of a post must not make it count more against anybody
            weight *= 1 + WHAT_CAME_BACK * outcome
        if item.origin == Origin.LOGGED:
            notes.append(Note.CHECKED if item.checked else Note.SELF_REPORTED)
            if self.unchecked_half and not item.checked:
                notes.append(Note.HALF)
                weight *= UNCHECKED
        if turn:
            weight = self._in_turn(item, act, turn, weight, worth.v, notes)
        elif act == Act.BROADCAST and (Trait.SELF_THREAD in item.classified.traits or entry.kind == Kind.POST):
            posts = (item.judged, item.thread, self._spoken_before(item), _day(entry))
            weight = self._carried(posts, item, weight, Note.THREAD_COUNTS_ONCE, notes)
        if not item.judged:
            notes.append(Note.UNJUDGED)
        self.keys.add(item.key)
        self.weighed.append(
            Weighed(
                key=item.key,
                at=entry.at,
                thread=item.thread,
                place=place,
                act=act,
                weight=weight,
                outcome=outcome,
                judged=item.judged,
                v=worth.v,
                classified=item.classified,
                value=worth,
                notes=tuple(notes),
            )
        )

    def _worth(self, item: Item, act: Act, turn: _Key) -> Value:
        """Value and v, held against what the member said in the last three days."""
        is_note = item.origin == Origin.LOGGED
        turns = self.threads.get((item.judged, item.thread), _NEW_THREAD).turns + (turn not in self.turns)
        worth = value(item.entry, item.classified, act=act, is_note=is_note, turns=turns)
        if act in _OWN_WORDS and not is_note and item.entry.text:
            repeats = self._repeats(item)
            if repeats and act in _WORDS_TO_OTHERS and worth.v == 1:
                worth = replace(worth, v=SAYS_LITTLE, lacks=Lacks.DUPLICATE)
        if item.correction is not None and item.correction.v is not None:
            worth = replace(worth, v=item.correction.v, lacks=Lacks.CORRECTED)
        return worth

    def _repeats(self, item: Item) -> bool:
        """Whether these words were said before; from now on they have been."""
        entry = item.entry
        words = shingles(entry.text)
        if len(words) < FEWEST_SHINGLES:
            return False
        told = self.told[item.judged]
        while told and entry.at - told[0][0] > REPEATED_WITHIN:
            told.pop(0)
        repeats = any(words == earlier or is_same_message(words, earlier) for _, earlier in told)
        told.append((entry.at, words))
        return repeats

    def _turn(self, item: Item) -> _Key:
        """The turn a message to others belongs to: what it answers, and how often others had spoken by then.

        A message below one's own belongs to that one's turn. Where what it answers is not known, and the thread was not
        read whole, somebody may well have spoken in between: it is a turn of its own. For the same reason a second
        message to the same words counts again on another day.
        """
        entry, thread = item.entry, item.thread
        spoken = self._spoken_before(item)
        if entry.parent_id and Trait.CONTINUED in item.classified.traits:
            continued = self.turn_of.get((item.judged, thread, entry.parent_id))
            if continued is not None and continued[2] == spoken:
                return continued
        if thread in self.heard.whole:
            return (item.judged, thread, spoken, entry.parent_id)
        if entry.parent_id:
            return (item.judged, thread, spoken, entry.parent_id, _day(entry))
        return (item.judged, thread, spoken, "", item.key)

    def _in_turn(self, item: Item, act: Act, turn: _Key, weight: float, v: float, notes: list[Note]) -> float:
        """The weight after its turn, and after running on in a thread where nobody answers."""
        where = (item.judged, item.thread)
        thread = self.threads.get(where, _NEW_THREAD)
        opened = self.turns.get(turn)
        answered = self._answered(item)
        to = item.entry.parent_id or item.entry.parent.id
        # Whom one turns to for the first time has not had the time to be tired of it: unless silence is known.
        pours = thread.unanswered >= BEFORE_POURING and not (answered is None and to and to not in thread.addressed)
        poured = act == Act.JOIN and not answered and (pours if opened is None else opened.poured)
        if poured:
            weight *= POURED
            notes.append(Note.POURED)
        weight = self._carried(turn, item, weight, Note.TURN_COUNTS_ONCE, notes, poured)
        self.turn_of[(*where, item.entry.native_id)] = turn
        # What counts a tenth anyway pushes nobody's other words down.
        one_more = opened is None and v == 1
        self.threads[where] = _Thread(
            thread.turns + (opened is None),
            0 if answered else thread.unanswered + one_more,
            thread.addressed | {to} if to else thread.addressed,
        )
        return weight

    def _carried(
        self, turn: _Key, item: Item, weight: float, once: Note, notes: list[Note], poured: bool = False
    ) -> float:
        """What of `weight` its turn has not brought in yet; on one day the best message carries all of it.

        So one more message never lowers what a turn brings, on any day.
        """
        day, position = _day(item.entry), len(self.weighed)
        turn_so_far = self.turns.get(turn)
        if turn_so_far is None:
            self.turns[turn] = _Turn(0.0, day, weight, position, poured)
            return weight
        before, best, carrier = turn_so_far.before, turn_so_far.best, turn_so_far.carrier
        if turn_so_far.day != day:
            before, best, carrier = max(before, best), 0.0, -1
        if weight <= best:
            notes.append(once)
            return 0.0
        if carrier >= 0:
            self._take_from(carrier, once)
        elif before:
            notes.append(once)
        self.turns[turn] = _Turn(before, day, weight, position, turn_so_far.poured)
        return max(0.0, weight - before)

    def _take_from(self, position: int, once: Note) -> None:
        weighed = self.weighed[position]
        notes = weighed.notes if once in weighed.notes else (*weighed.notes, once)
        self.weighed[position] = replace(weighed, weight=0.0, notes=notes)

    def _answered(self, item: Item) -> bool | None:
        """Whether somebody answered it; None = not known."""
        if item.entry.outcome > 0 or item.key in self.heard.answered:
            return True
        return False if item.key in self.heard.listened or item.thread in self.heard.whole else None

    def _spoken_before(self, item: Item) -> int:
        """How many messages of others in the thread are known by then: the same number, and nobody spoke in between."""
        return bisect_right(self.heard.spoke.get(item.thread, ()), item.entry.at)


def _base(item: Item, act: Act) -> float:
    """What it weighs by itself. Nothing where it was for one of us, or where nobody can tell what it was."""
    is_corrected = item.correction is not None and bool(item.correction.act or item.correction.place)
    if not is_corrected and (item.classified.reason.why in _FOR_NOTHING or Trait.UNTOLD in item.classified.traits):
        return 0.0
    return BASE[act]


def _day(entry: Entry) -> date:
    return entry.at.astimezone(UTC).date()
