"""What detectors read out of a text: whose name stands in it, whom it is about, in which language, what it asks."""

import pytest

from bot.domain.detectors.about import is_of_oneself, language, names_house
from bot.domain.detectors.inviting import invites
from bot.domain.detectors.links import page, parameters
from bot.domain.detectors.phrases import Phrases
from bot.domain.detectors.spam import sells
from tests.domain.detectors.scenes import post

HOUSE = frozenset({"Meadow", "초원", " "})


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("our Meadow is green", True),
        ("#meadow", True),
        ("Meadowに来てください", True),
        ("macmeadow", False),
        ("meadows", False),
        ("meadow2", False),
        ("우리초원은 푸르다", True),
        ("a field", False),
    ],
)
def test_a_house_is_named_by_a_whole_word_where_words_end(text: str, named: bool) -> None:
    assert names_house(text, HOUSE) is named
    assert not names_house(text, frozenset())
    assert not names_house(text, frozenset({" "}))


@pytest.mark.parametrize(
    ("text", "of_oneself"),
    [
        ("I baked bread", True),
        ("Yesterday at noon there I baked", True),  # the fifth word
        ("Yesterday at noon in town I baked", False),
        ("I met a baker who lends out her oven to all of the neighbours", False),  # one of fourteen
        ("I met a baker who lends out her big oven and me", True),  # two of twelve
        ("", False),
        ("弊社の新製品です", True),
        ("新製品の話をすると言った人は弊社にいる", False),
    ],
)
def test_a_post_is_about_oneself_where_one_opens_it_and_fills_it(text: str, of_oneself: bool) -> None:
    assert is_of_oneself(text) is of_oneself


@pytest.mark.parametrize(
    ("text", "lang", "spoken"),
    [
        ("hello", "en-GB", "en"),
        ("hello", "", "latin"),
        ("café", "", "latin"),
        ("café", "FR", "fr"),
        ("これは漢字です", "", "ja"),
        ("索引很快", "", "zh"),
        ("색인", "", "ko"),
        ("индекс", "", "ru"),
    ],
)
def test_a_language_is_the_one_said_or_that_of_the_script(text: str, lang: str, spoken: str) -> None:
    assert language(text, lang) == spoken


@pytest.mark.parametrize(
    ("text", "asks", "beside_a_link"),
    [
        ("What do you think?", True, True),
        ("Which oil lasts?", True, False),
        ("Which oil lasts? Here is mine.", False, False),
        ("I oiled it. Which oil lasts?! 🙂", True, False),
        ("I oiled it. Did you know it lasts?", False, False),
        ("No question here", False, False),
    ],
)
def test_who_asks_at_the_end_invites(text: str, asks: bool, beside_a_link: bool) -> None:
    assert invites(post(text)) is asks
    assert invites(post(text), with_own_link=True) is beside_a_link


def test_a_title_can_ask_too() -> None:
    assert invites(post("", title="Which oil lasts?"))


@pytest.mark.parametrize(
    ("url", "is_page"),
    [
        ("https://www.A.example/Some/Page/?utm_source=x#top", "a.example/Some/Page"),
        ("//a.example", "a.example"),
        ("a.example/x", ""),
        ("", ""),
    ],
)
def test_a_page_is_its_host_and_path(url: str, is_page: str) -> None:
    assert page(url) == is_page


def test_parameters_are_read_by_name() -> None:
    assert parameters("https://a.example/?Tag=x-21&b=2#c=3") == {"tag": "x-21", "b": "2"}
    assert parameters("https://a.example/") == {}


@pytest.mark.parametrize(
    ("text", "is_advert"),
    [
        ("casino", False),
        ("casino and crypto", True),
        ("casino www.a.example", True),
        ("casino, casino", False),
        ("whatsapp me at www.a.example", False),
        ("whatsapp me at www.a.example and get $5,000", True),
        ("lovely bench", False),
    ],
)
def test_wares_and_ways_to_them_make_an_advertisement(text: str, is_advert: bool) -> None:
    assert sells(text) is is_advert


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a loan", True),
        ("the sloan", False),
        ("the sloan für uns", False),
        ("ein Loan für uns", True),
        ("кредит", True),
        ("микрокредит", False),
        ("得贷款吗", True),
    ],
)
def test_a_phrase_begins_where_a_word_does_in_scripts_that_have_words(text: str, found: bool) -> None:
    assert Phrases({"en": "loan", "ru": "кредит", "zh": "贷款"}).search(text) is found
