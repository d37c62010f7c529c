"""Whether something a member logged stands where they say."""

import pytest

from bot.domain.checked import stands_there

NOTE = "a second seal below the lens keeps the water out for two winters"
PAGE = "<html><head><title>Lamps</title></head><body><p>Which seal?</p><a href='/u/mira.bakes'>Mira</a><p>{}</p></body>"


@pytest.mark.parametrize("name", ["mira.bakes", "@mira.bakes", "MIRA.BAKES"])
def test_a_page_that_names_the_member_holds_what_they_logged(name: str) -> None:
    assert stands_there(PAGE, names=[name])


@pytest.mark.parametrize("name", ["", "@", "mir", "bakes.example", "mira.bak", "ira.bakes"])
def test_a_name_is_found_whole_or_not_at_all(name: str) -> None:
    assert not stands_there(PAGE, names=[name])


def test_a_name_is_found_however_the_page_spells_it() -> None:
    assert stands_there("<b>J&uuml;rgen&nbsp;Wei&szlig;</b> · J&uuml;rgen Wei&szlig;: yes", names=["Jürgen Weiß"])


def test_the_words_that_were_noted_are_proof_as_well() -> None:
    said = PAGE.format("I found that a second seal below the lens keeps the <b>water</b> out for two winters, mostly.")
    assert stands_there(said, names=[], note=NOTE)


@pytest.mark.parametrize("note", ["", "told them how", "how we bake bread in the shed behind the house on Sundays"])
def test_other_words_are_none(note: str) -> None:
    assert not stands_there(PAGE.format("a second seal below the lens"), names=[], note=note)


def test_part_of_a_long_note_on_a_short_page_is_not_enough() -> None:
    assert not stands_there("<p>a second seal below the lens</p>", names=[], note=NOTE + ", " + NOTE.replace("a", "o"))


def test_a_page_of_markup_costs_no_time() -> None:
    assert not stands_there("<" * 400_000, names=["mira.bakes"], note=NOTE)


@pytest.mark.parametrize(("name", "found"), [("ana", False), ("anna", True), ("nann", False), ("nna!", False)])
def test_a_name_of_four_letters_is_the_shortest_that_proves_anything(name: str, found: bool) -> None:
    assert stands_there("nanna anna ana!", names=[name]) is found


def test_a_note_of_five_words_is_the_shortest_that_proves_anything() -> None:
    page = "<p>a second seal below the lens keeps it dry</p>"
    assert stands_there(page, names=[], note="second seal below the lens")
    assert not stands_there(page, names=[], note="seal below the lens")
    assert stands_there(page, names=[], note="second seal below the window pane")  # three of its five pairs
    assert not stands_there(page, names=[], note="second seal below our window pane today")


def test_a_name_may_begin_and_end_the_page() -> None:
    assert stands_there("mira.bakes", names=["mira.bakes"])
    assert stands_there("xmira.bakes mira.bakes", names=["mira.bakes"])
