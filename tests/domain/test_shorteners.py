"""Which addresses only lead to others."""

import pytest

from bot.domain.shorteners import is_short


@pytest.mark.parametrize(
    "url",
    ["https://lnkd.in/eXample", "http://bit.ly/3abc?x=1", "https://t.co/a", "https://www.tinyurl.com/y"],
)
def test_a_short_address_leads_elsewhere(url: str) -> None:
    assert is_short(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://bit.ly", "https://bit.ly/", "https://mybit.ly/3abc", "https://bit.ly.example/3abc", "", "bit.ly/3abc",
        "https://ana.example/t.co/a", "https://linkedin.com/in/ana",
    ],
)  # fmt: skip
def test_other_addresses_are_what_they_say(url: str) -> None:
    assert not is_short(url)
