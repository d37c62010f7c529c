"""What looks like a key is not repeated, and what looks like a name is."""

import pytest

from bot.domain.secret import is_in

SOME = "a1B2" * 8  # 32 letters and digits: as long as a name may be


@pytest.mark.parametrize(
    "text",
    [
        "github ghp_abc", "`xoxb-1-2`", "xapp-1", "<ya29.a>", "eyJhbGciOiJ.x", "Bearer abc", "password=x", "TOKEN:x",
        "https://blog.example/?feed=0123456789ab", "https://x.example/cb#access_token=0123456789abcdef",
        SOME + "c",
    ],
)  # fmt: skip
def test_what_opens_a_door_is_seen(text: str) -> None:
    assert is_in(text)
    assert is_in(f"please use {text} for it")


@pytest.mark.parametrize(
    "text",
    [
        "", "mira", "@mira@social.example", "my password is lost", "password=", SOME, "a" * 60, "7" * 60,
        "https://blog.example/?feed=rss", "https://blog.example/2026/11/a-very-long-title-1-of-many-more-to-come/",
        "a-name-of-thirty-three-letters-or" + ".more1",
    ],
)  # fmt: skip
def test_what_is_a_name_an_address_or_a_sentence_is_left_alone(text: str) -> None:
    assert not is_in(text)
