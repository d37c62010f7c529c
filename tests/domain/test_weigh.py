"""What items weigh beside each other: turns, pouring, repeats, self-reports; and the ledger that grows."""

import itertools
from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.entry import NOBODY, Entry
from bot.domain.kinds import Act, Kind, Origin, Place
from bot.domain.weigh import Correction, Heard, Item, Ledger, Note, Weighed, weigh
from tests.domain.people import ANA, BO, GROUND, MATE, ME, NOON, classified, entry, item, later, reply

# Comments without two words in a row in common.
TEXTS = [
    "index planner partition vacuum statistics",
    "cluster histogram bitmap cursor snapshot",
    "replica trigger ledger shard bucket",
    "latency throughput jitter buffer kernel",
    "socket packet router switch gateway",
    "tunnel cipher token session cookie",
    "header payload schema column tuple",
    "vector matrix tensor scalar lambda",
    "closure monad functor lattice torus",
]
_number = itertools.count()


def said(to: str = "p", hours: float = 0, *, thread: str = "t", **facts: object) -> Entry:
    """A comment of its own words, in Ana's thread, answering the message `to`."""
    number = next(_number)
    known: dict[str, object] = {"root": ANA, "parent": ANA, "native_id": f"n{number:06}", "text": ""}
    known |= {
        "thread": thread,
        "parent_id": to,
        "at": later(hours),
        "text": f"{TEXTS[number % 9]} {number} {number * 7}",
    }
    return reply(**(known | facts))  # type: ignore[arg-type]


def weights(*entries: Entry, **beside: object) -> list[float]:
    """What the entries weigh, in the order they are given."""
    items = [item(each) for each in entries]
    by_key = {each.key: each.weight for each in weigh(items, **beside)}  # type: ignore[arg-type]
    return [by_key[each.key] for each in items]


def one(entry: Entry, **facts: object) -> Weighed:
    return weigh([item(entry, **facts)])[0]


@pytest.mark.parametrize(
    ("entry", "weight"),
    [
        (reply(ANA, ANA), 1),
        (reply(ME, ANA), 0.75),
        (entry(Kind.QUOTE, of=ANA, text=TEXTS[0]), 0.5),
        (entry(), 1),
        (entry(Kind.BOOST, of=ANA), 0.2),
        (entry(Kind.REACTION, of=ANA), 0.05),
        (entry(Kind.FOLLOW, of=ANA), 0.05),
        (reply(MATE, MATE), 0),
        (entry(Kind.PRESENCE), 0),
        (entry(Kind.PRODUCTION), 0),
        (entry(Kind.TALK, network=""), 1),
        # one of us, or oneself
        (entry(Kind.BOOST, of=MATE), 0),
        (entry(Kind.QUOTE, of=MATE, text="👇"), 0),
        (entry(Kind.REACTION, of=MATE), 0),
        (entry(Kind.REACTION, of=ME), 0),
        (entry(Kind.FOLLOW, of=MATE), 0),
        # cannot be told
        (entry(Kind.BOOST), 0),
        (entry(Kind.REACTION), 0),
        (entry(Kind.QUOTE, text=TEXTS[0]), 0),
        (reply(NOBODY, NOBODY), 0),
        (reply(NOBODY, ME), 0),
        (reply(NOBODY, ANA), 0.75),  # host or join: the lesser
    ],
)
def test_base_weights(entry, weight):
    assert one(entry).weight == pytest.approx(weight)


def test_a_like_is_not_a_conversation():
    assert one(entry(Kind.REACTION, of=ANA)).group == "low"


@pytest.mark.parametrize(("outcome", "weight"), [(0, 1), (0.5, 1.25), (1, 1.5), (7, 1.5), (-3, 1)])
def test_what_came_back_only_adds(outcome, weight):
    assert one(reply(ANA, ANA, outcome=outcome)).weight == weight


def test_what_came_of_a_post_never_makes_it_count_more_against_anybody():
    assert one(entry(outcome=1)).weight == 1


def test_what_says_nothing_counts_a_tenth():
    found = one(reply(ANA, ANA, text="👍👍"))
    assert found.weight == pytest.approx(0.1)
    assert "0.1 because" in found.because


# Turns: consecutive messages of one's own


def test_consecutive_messages_with_nobody_in_between_count_once():
    assert weights(said("p", 0), said("p", 1), said("p", 2)) == [1, 0, 0]


def test_a_message_below_ones_own_goes_on_with_it():
    first = said("p", 0)
    second = said(first.native_id, 1, parent=ME)
    third = said(second.native_id, 30, parent=ME)
    assert weights(first, second, third) == [1, 0, 0]


def test_the_best_of_a_turn_carries_it():
    short, long = said("p", 0, text="👍"), said("p", 1)
    assert weights(short, long) == [0, 1]
    found = weigh([item(short), item(long)])
    assert Note.TURN_COUNTS_ONCE in found[0].notes


def test_answering_somebody_else_is_another_turn():
    assert weights(said("p", 0), said("q", 1, parent=BO)) == [1, 1]


def test_where_somebody_spoke_in_between_both_count():
    thread = "bluesky:t"
    heard = Heard(spoke={thread: (later(0.5),)})
    assert weights(said("p", 0), said("p", 1), said("p", 2), heard=heard) == [1, 1, 0]


def test_a_message_below_ones_own_counts_again_once_somebody_spoke():
    first = said("p", 0)
    second = said(first.native_id, 2, parent=ME)
    assert weights(first, second, heard=Heard(spoke={"bluesky:t": (later(1),)})) == [1, 1]


def test_on_another_day_somebody_may_have_spoken():
    assert weights(said("p", 0), said("p", 24)) == [1, 1]


def test_where_the_whole_thread_was_read_silence_is_silence():
    assert weights(said("p", 0), said("p", 24), heard=Heard(whole={"bluesky:t"})) == [1, 0]


def test_a_better_message_on_a_later_day_of_one_turn_brings_only_what_it_adds():
    first, better = said("p", 0), said("p", 24, outcome=1)
    assert weights(first, better, heard=Heard(whole={"bluesky:t"})) == [1, 0.5]


def test_an_ordinary_message_after_an_emoji_in_one_turn_brings_the_rest():
    first, better = said("p", 0, text="👍"), said("p", 24)
    assert weights(first, better, heard=Heard(whole={"bluesky:t"})) == pytest.approx([0.1, 0.9])


def test_where_it_is_not_known_what_is_answered_nothing_is_held_against_anybody():
    assert weights(said("", 0), said("", 1)) == [1, 1]


def test_turns_of_two_threads_do_not_meet():
    assert weights(said("p", 0), said("p", 1, thread="u")) == [1, 1]


def test_threads_of_two_networks_do_not_meet():
    assert weights(said("p", 0), said("p", 1, network="mastodon")) == [1, 1]


def test_hosting_counts_once_a_turn_and_again_for_each_guest():
    answers = [said(guest, hour, root=ME) for hour, guest in enumerate("abcdef")]
    assert weights(*answers) == [0.75] * 6
    assert weights(said("a", 0, root=ME, thread="u"), said("a", 1, root=ME, thread="u")) == [0.75, 0]


def test_a_thread_of_posts_counts_once_a_day():
    first = entry(native_id="1", text="one")
    more = [
        reply(ME, ME, native_id=str(number), thread="1", parent_id=str(number - 1), at=later(number / 10))
        for number in range(2, 6)
    ]
    tomorrow = reply(ME, ME, native_id="6", thread="1", parent_id="5", at=later(24))
    assert weights(first, *more, tomorrow) == [1, 0, 0, 0, 0, 1]


def test_a_thread_of_posts_somebody_answered_counts_again():
    first = entry(native_id="1", text="one")
    more = reply(ME, ME, native_id="2", thread="1", parent_id="1", at=later(2))
    assert weights(first, more, heard=Heard(spoke={"bluesky:1": (later(1),)})) == [1, 1]


def test_passing_on_ones_own_post_is_no_thread():
    assert weights(entry(native_id="1"), entry(Kind.BOOST, of=ME, native_id="2", thread="1", at=later(1))) == [1, 1]


# Pouring: from the third message in one thread that nobody answered


def test_from_the_third_unanswered_message_in_a_thread_each_weighs_a_quarter():
    daily = [said("p", 24 * day) for day in range(5)]
    assert weights(*daily) == [1, 1, 0.25, 0.25, 0.25]
    assert Note.POURED in weigh([item(each) for each in daily])[2].notes


def test_an_answer_starts_the_count_anew():
    daily = [said("p", 24 * day, outcome=0.5 if day == 1 else 0) for day in range(5)]
    assert weights(*daily) == [1, 1.25, 1, 1, 0.25]


def test_an_answer_may_be_known_by_its_key():
    daily = [said("p", 24 * day) for day in range(3)]
    assert weights(*daily, heard=Heard(answered={item(daily[2]).key})) == [1, 1, 1]


def test_answering_many_people_in_one_thread_is_not_pouring_as_long_as_nothing_is_known():
    assert weights(*[said(f"p{hour}", hour) for hour in range(6)]) == [1] * 6


def test_answering_many_people_who_are_known_to_have_stayed_silent_is():
    many = [said(f"p{hour}", hour) for hour in range(4)]
    assert weights(*many, heard=Heard(listened={item(each).key for each in many})) == [1, 1, 0.25, 0.25]
    assert weights(*many, heard=Heard(whole={"bluesky:t"})) == [1, 1, 0.25, 0.25]


def test_on_ones_own_ground_nobody_pours():
    daily = [said("p", 24 * day, root=ME) for day in range(4)]
    assert weights(*daily) == [0.75] * 4


def test_what_counts_a_tenth_pushes_nothing_down():
    cheers = [said("p", 24 * day, text="👍") for day in range(3)]
    assert weights(*cheers, said("p", 72)) == pytest.approx([0.1, 0.1, 0.1, 1])


def test_within_a_poured_turn_a_longer_message_is_poured_as_well():
    daily = [said("p", 24 * day) for day in range(3)]
    assert weights(*daily, said("p", 49, outcome=0)) == [1, 1, 0.25, 0]


# Repeats

CANNED = "We wrote down everything about partial indexes for people like you"


def test_the_same_words_to_several_people_count_once_and_then_a_tenth():
    entries = [said("p", hours, thread=f"t{hours}", text=CANNED) for hours in range(3)]
    assert weights(*entries) == pytest.approx([1, 0.1, 0.1])


def test_nearly_the_same_words_are_the_same():
    changed = f"Hi Bo, {CANNED.lower()}! https://ana.example/x"
    assert weights(said("p", 0, text=CANNED), said("q", 1, thread="u", text=changed)) == pytest.approx([1, 0.1])


@pytest.mark.parametrize(("hours", "weight"), [(72, 0.1), (72.01, 1)])
def test_after_three_days_the_same_may_be_said_again(hours, weight):
    first, again = said("p", 0, text=CANNED), said("q", hours, thread="u", text=CANNED)
    assert weights(first, again)[1] == pytest.approx(weight)


def test_a_comment_that_repeats_a_post_counts_a_tenth_and_the_post_in_full():
    assert weights(entry(text=CANNED), said("p", 1, text=CANNED)) == pytest.approx([1, 0.1])
    assert weights(said("p", 0, text=CANNED), entry(text=CANNED, at=later(1))) == [1, 1]


def test_short_courtesies_are_no_duplicates():
    courtesy = "Restart router tonight"
    found = weigh([item(said("p", hours, thread=f"t{hours}", text=courtesy)) for hours in range(2)])
    assert [str(each.value.lacks) for each in found if each.value] == ["few_words", "few_words"]


def test_four_words_are_enough_to_repeat():
    text = "Restart router tonight please"
    assert weights(said("p", 0, text=text), said("q", 1, thread="u", text=text)) == pytest.approx([1, 0.1])


def test_each_turn_of_a_conversation_is_seen_in_its_interaction():
    found = weigh([item(said(to, hours)) for hours, to in enumerate("pqq")])
    assert [each.value.interaction for each in found if each.value] == [0.6, 0.8, 0.8]


def test_the_same_in_a_script_without_spaces():
    text = "日付の列に部分インデックスを作ると、このクエリはかなり速くなります"
    assert weights(said("p", 0, text=text), said("q", 1, thread="u", text=text + "！")) == pytest.approx([1, 0.1])


def test_notes_about_talks_may_be_alike():
    notes = [entry(Kind.TALK, network="", native_id=str(hour), text=CANNED, at=later(hour)) for hour in range(2)]
    assert [each.weight for each in weigh([item(note, origin=Origin.LOGGED) for note in notes])] == [1, 1]


# What is logged, what cannot be judged, what was corrected


def test_what_is_logged_counts_in_full_and_says_so():
    found = one(reply(ANA, ANA, text="helped"), origin=Origin.LOGGED)
    assert (found.weight, found.notes) == (1, (Note.SELF_REPORTED,))
    assert found.because.endswith("self-reported")


def test_a_workspace_may_count_unchecked_logs_half():
    logged = [item(reply(ANA, ANA), origin=Origin.LOGGED), item(entry(native_id="2"), origin=Origin.LOGGED)]
    assert [each.weight for each in weigh(logged, unchecked_half=True)] == [0.5, 0.5]
    assert [each.weight for each in weigh(logged)] == [1, 1]
    checked = [replace(each, checked=True) for each in logged]
    assert [each.weight for each in weigh(checked, unchecked_half=True)] == [1, 1]


def test_the_choice_concerns_nothing_that_was_polled():
    assert weights(reply(ANA, ANA), unchecked_half=True) == [1]


def test_what_cannot_be_judged_is_weighed_to_be_shown():
    found = one(reply(ANA, ANA), judged=False)
    assert (found.weight, found.judged) == (1, False)
    assert "shown only" in found.because


def test_a_correction_counts_as_what_the_member_said():
    link = entry(links=("https://acme.example/x",), venue="Databases")
    found = one(link, correction=Correction(act=Act.JOIN))
    assert (found.place, found.act, found.weight) == (Place.THEIRS, Act.JOIN, pytest.approx(0.1))
    assert found.because.startswith("counted as join, theirs")
    assert "corrected by you" in found.because
    assert one(link, correction=Correction(act=Act.JOIN, v=1)).weight == 1


@pytest.mark.parametrize(
    ("entry", "place", "act", "weight"),
    [
        (reply(ANA, ANA), Place.HOUSE, Act.HOST, 0.75),
        (reply(ANA, ANA), Place.MINE, Act.HOST, 0.75),
        (reply(ME, ANA), Place.THEIRS, Act.JOIN, 1),
        (reply(NOBODY, NOBODY), Place.THEIRS, Act.JOIN, 1),
        (entry(), Place.HOUSE, Act.BROADCAST, 1),
    ],
)
def test_a_corrected_place_moves_the_act_along(entry, place, act, weight):
    found = one(entry, correction=Correction(place=place))
    assert (found.place, found.act, found.weight) == (place, act, weight)


def test_the_machines_view_is_kept_beside_the_correction():
    found = one(reply(ANA, ANA), correction=Correction(act=Act.BROADCAST))
    assert found.classified is not None
    assert (found.act, found.classified.act) == (Act.BROADCAST, Act.JOIN)


# Properties


def entries() -> st.SearchStrategy[Entry]:
    """A member's entries in few threads, with few texts, close together: as much meeting as possible."""

    def build(kind, at, thread, to, root, parent, text, outcome, number):
        if kind in (Kind.REPLY, Kind.QUOTE):
            answers = (
                {"thread": thread, "root": root, "parent": parent, "parent_id": to}
                if kind is Kind.REPLY
                else {"of": parent}
            )
            return entry(kind, native_id=f"n{number}", at=at, text=text, outcome=outcome, **answers)
        return entry(kind, native_id=thread if kind is Kind.POST else f"n{number}", at=at, text=text, of=parent)

    return st.builds(
        build,
        kind=st.sampled_from([Kind.REPLY] * 5 + [Kind.QUOTE, Kind.POST, Kind.BOOST, Kind.REACTION]),
        at=st.integers(0, 400).map(lambda quarters: NOON + timedelta(minutes=15 * quarters)),
        thread=st.sampled_from(["n0", "n1", "t"]),
        to=st.sampled_from(["p", "q", "n0", "n1", "n2", ""]),
        root=st.sampled_from([ANA, ANA, ME, NOBODY]),
        parent=st.sampled_from([ANA, BO, ME, NOBODY]),
        text=st.sampled_from([*TEXTS, CANNED, CANNED, "👍", ""]),
        outcome=st.sampled_from([0.0, 0.0, 0.5, 1.0]),
        number=st.integers(0, 30),
    )


def numbered(several: list[Entry], judged: list[bool], logged: list[bool]) -> list[Item]:
    beside = zip(several, judged, logged, strict=True)
    return [
        Item(
            f"k{number:03}",
            each,
            classified(each, GROUND),
            origin=Origin.LOGGED if by_hand else Origin.POLLED,
            judged=counts,
        )
        for number, (each, counts, by_hand) in enumerate(beside)
    ]


histories = st.lists(
    st.tuples(entries(), st.sampled_from([True] * 4 + [False]), st.sampled_from([False] * 4 + [True])), max_size=14
).map(lambda rows: numbered([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]))
hearsay = st.builds(
    Heard,
    spoke=st.dictionaries(
        st.sampled_from(["bluesky:t", "bluesky:n0"]),
        st.lists(st.integers(0, 400).map(lambda quarters: NOON + timedelta(minutes=15 * quarters)), max_size=3).map(
            sorted
        ),
    ),
    whole=st.frozensets(st.sampled_from(["bluesky:t", "bluesky:n1"])),
    answered=st.frozensets(st.sampled_from(["k001", "k003"])),
    listened=st.frozensets(st.sampled_from(["k000", "k002"])),
)


@given(histories, hearsay, st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(items, heard, half, random):
    shuffled = items + items[:3]
    random.shuffle(shuffled)
    assert weigh(shuffled, heard, unchecked_half=half) == weigh(items, heard, unchecked_half=half)


@given(histories, hearsay, st.booleans())
def test_a_ledger_that_grew_is_the_ledger_built_anew(items, heard, half):
    grown = Ledger.of((), heard, unchecked_half=half)
    for each in items:
        before = grown.weighed
        grown, smaller = grown.plus(each), grown
        assert smaller.weighed == before
    assert grown.weighed == weigh(items, heard, unchecked_half=half)
    assert grown == Ledger.of(items, heard, unchecked_half=half)


@given(histories, hearsay)
def test_adding_what_is_known_already_changes_nothing(items, heard):
    ledger = Ledger.of(items, heard)
    for each in items:
        assert ledger.plus(each).weighed == ledger.weighed


@given(histories, hearsay)
def test_weights_stay_within_their_bounds(items, heard):
    for each in weigh(items, heard):
        assert 0 <= each.weight <= 1.5
        assert each.group != "broadcast" or each.weight in (0, 1)
        assert each.because


def day_sums(weighed: tuple[Weighed, ...], group: str) -> dict[tuple[object, ...], float]:
    """Per thread and day: sorted downwards, the j-th counts half as much as the one before."""
    found: dict[tuple[object, ...], list[float]] = {}
    for each in weighed:
        if each.judged and each.group == group:
            found.setdefault((each.thread, each.at.astimezone(UTC).date()), []).append(each.weight)
    return {key: sum(w * 0.5**j for j, w in enumerate(sorted(ws, reverse=True))) for key, ws in found.items()}


@given(histories, hearsay)
def test_one_more_item_never_takes_anything_from_an_earlier_day(items, heard):
    """Whatever somebody does now, it lowers no sum of genuine weights of any thread and day, and no post vanishes."""
    in_order = sorted(items, key=lambda each: each.order)
    before, after = weigh(in_order[:-1], heard), weigh(in_order, heard)
    for group in ("genuine", "broadcast"):
        sums = day_sums(after, group)
        for key, amount in day_sums(before, group).items():
            assert sums[key] >= amount - 1e-9


one_day = st.lists(entries(), max_size=12).map(
    lambda several: numbered(
        [
            replace(
                each,
                native_id=f"n{n}",
                at=NOON + (each.at - NOON) / 10,
                text=f"{TEXTS[n % 9]} {n} {n * 7}" if n % 4 else "👍",
            )
            for n, each in enumerate(several)
        ],
        [True] * len(several),
        [False] * len(several),
    )
)


@given(one_day, st.integers(0, 11))
def test_on_one_day_no_item_ever_takes_from_the_others_wherever_it_is_slipped_in(items, position):
    slipped_in = {each.entry.native_id for each in items[position : position + 1]}
    assume(not slipped_in & {each.entry.parent_id for each in items})  # what stands below it tells of it already
    without = day_sums(weigh(items[:position] + items[position + 1 :]), "genuine")
    within = day_sums(weigh(items), "genuine")
    for key, amount in without.items():
        assert within[key] >= amount - 1e-9


@given(histories, hearsay, entries())
def test_a_post_slipped_in_anywhere_never_makes_posts_fewer(items, heard, late):
    post = Item("k999", replace(late, kind=Kind.POST, parent=NOBODY, parent_id=""), classified(entry()))
    sums = day_sums(weigh([*items, post], heard), "broadcast")
    for key, amount in day_sums(weigh(items, heard), "broadcast").items():
        assert sums[key] >= amount


@given(histories, hearsay)
def test_what_cannot_be_judged_does_nothing_to_what_can(items, heard):
    alone = weigh([each for each in items if each.judged], heard)
    assert tuple(each for each in weigh(items, heard) if each.judged) == alone


@given(histories, hearsay, st.integers(-400, 400))
def test_a_shift_by_whole_days_changes_no_weight(items, heard, days):
    shift = timedelta(days=days)
    moved = [replace(each, entry=replace(each.entry, at=each.entry.at + shift)) for each in items]
    spoke = {thread: [at + shift for at in times] for thread, times in heard.spoke.items()}
    before, after = weigh(items, heard), weigh(moved, replace(heard, spoke=spoke))
    assert [each.weight for each in before] == [each.weight for each in after]


@given(histories, hearsay, st.integers(0, 13))
def test_an_answer_that_came_never_lowers_what_it_answers(items, heard, position):
    if position < len(items):
        item = items[position]
        answered = [*items[:position], replace(item, entry=replace(item.entry, outcome=1.0)), *items[position + 1 :]]
        before = {each.key: each.weight for each in weigh(items, heard)}
        after = {each.key: each.weight for each in weigh(answered, heard)}
        turn = Note.TURN_COUNTS_ONCE in next(each for each in weigh(answered, heard) if each.key == item.key).notes
        assert turn or after[item.key] >= before[item.key]
