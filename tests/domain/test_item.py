"""What a member says an item was."""

import pytest

from bot.domain.item import Correction
from bot.domain.kinds import Act, Kind, Place
from bot.domain.weigh import Note, weigh
from tests.domain.people import ANA, entry, item, reply


@pytest.mark.parametrize(
    ("correction", "was", "becomes"),
    [
        (Correction(), (Place.THEIRS, Act.JOIN), (Place.THEIRS, Act.JOIN)),
        (Correction(place=Place.MINE), (Place.THEIRS, Act.JOIN), (Place.MINE, Act.HOST)),
        (Correction(place=Place.HOUSE), (Place.THEIRS, Act.JOIN), (Place.HOUSE, Act.HOST)),
        (Correction(place=Place.THEIRS), (Place.MINE, Act.HOST), (Place.THEIRS, Act.JOIN)),
        (Correction(place=Place.MINE), (Place.HOUSE, Act.HOST), (Place.MINE, Act.HOST)),
        (Correction(place=Place.THEIRS), (Place.MINE, Act.BROADCAST), (Place.THEIRS, Act.BROADCAST)),
        (Correction(place=Place.MINE, act=Act.JOIN), (Place.THEIRS, Act.QUOTE), (Place.MINE, Act.JOIN)),
        (Correction(place=Place.THEIRS, act=Act.HOST), (Place.MINE, Act.JOIN), (Place.THEIRS, Act.HOST)),
        (Correction(act=Act.BROADCAST), (Place.THEIRS, Act.JOIN), (Place.THEIRS, Act.BROADCAST)),
    ],
)
def test_a_moved_place_moves_the_act_along_unless_the_act_was_said_too(
    correction: Correction, was: tuple[Place, Act], becomes: tuple[Place, Act]
) -> None:
    assert correction.applied(*was) == becomes


def test_a_conversation_is_its_thread_and_what_begins_one_is_its_own() -> None:
    assert item(entry(Kind.POST)).thread == "bluesky:1"
    assert item(entry(Kind.POST, thread="t")).thread == "bluesky:t"


@pytest.mark.parametrize(
    ("correction", "moved"),
    [
        (None, False),
        (Correction(place=Place.THEIRS, act=Act.JOIN), False),  # it was right, says the member
        (Correction(v=1.0), False),
        (Correction(place=Place.MINE), True),
        (Correction(act=Act.BROADCAST), True),
    ],
)
def test_a_correction_that_says_the_same_moves_nothing(correction: Correction | None, moved: bool) -> None:
    (weighed,) = weigh([item(reply(ANA, ANA), correction=correction)])
    assert weighed.moved is moved
    assert (Note.CORRECTED in weighed.notes) is (correction is not None)
    assert weighed.because.startswith("counted as ")
