"""What an address of a forum tells by itself: Lemmy, Reddit, DEV."""

import pytest

from bot.domain.permalink import Permalink, understood


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://lemmy.example/post/12?scrollToComment=3", ("lemmy", "https://lemmy.example/post/12", "", "", False)),
        ("https://lemmy.example/post/12/34", ("lemmy", "https://lemmy.example/post/12", "", "", False)),
        ("https://programming.dev/comment/34", ("lemmy", "https://programming.dev/comment/34", "", "", False)),
        ("https://lemmy.example/u/wren", ("lemmy", "", "@wren@lemmy.example", "", True)),
        ("https://lemmy.example/u/wren@harbour.example", ("lemmy", "", "@wren@harbour.example", "", True)),
        ("https://lemmy.example/c/sailing@harbour.example", ("lemmy", "", "", "!sailing@harbour.example", False)),
        ("https://lemmy.example/post/x", ("lemmy", "", "", "", False)),
        ("https://www.reddit.com/r/knots/comments/abc12/which_knot/", ("reddit", "t3_abc12", "", "r/knots", False)),
        ("https://old.reddit.com/r/knots/comments/abc12/which/def34/", ("reddit", "t3_abc12", "", "r/knots", False)),
        ("https://redd.it/abc12", ("reddit", "t3_abc12", "", "", False)),
        ("https://www.reddit.com/r/knots/s/AbCdEf", ("reddit", "", "", "r/knots", False)),
        ("https://www.reddit.com/user/wren_tal", ("reddit", "", "wren_tal", "", True)),
        ("https://www.reddit.com/user/wren_tal/comments/abc12/hello", ("reddit", "t3_abc12", "wren_tal", "", False)),
        ("https://dev.to/wren_tal/tides-1a2b", ("dev", "wren_tal/tides-1a2b", "wren_tal", "", False)),
        ("https://dev.to/wren_tal/comment/3abcd", ("dev", "wren_tal/comment/3abcd", "wren_tal", "", False)),
        ("https://harbour.example/post/12", ("web", "https://harbour.example/post/12", "", "", False)),
    ],
)  # fmt: skip
def test_an_address_tells_whose_and_which_by_itself(url: str, told: tuple[str, str, str, str, bool]) -> None:
    link = understood(url)
    assert (link.network, link.native_id, link.author, link.venue, link.is_profile) == told


@pytest.mark.parametrize(
    "url", ["https://lemmy.example/u", "https://www.reddit.com/r", "https://redd.it/", "https://dev.to/"]
)
def test_an_address_that_is_cut_off_tells_its_network_alone(url: str) -> None:
    assert isinstance(understood(url), Permalink)
