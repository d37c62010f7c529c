"""What addresses of Facebook, Instagram, LinkedIn and Pinterest tell by themselves: whose, which, in what group."""

import pytest

from bot.domain.permalink import understood

FACEBOOK, INSTAGRAM, PINTEREST = "https://www.facebook.com", "https://www.instagram.com", "https://www.pinterest.com"
LINKEDIN = "https://www.linkedin.com"


@pytest.mark.parametrize(
    ("url", "native_id", "author", "venue"),
    [
        (f"{FACEBOOK}/oststrandtides/posts/pfbid02abc", "pfbid02abc", "oststrandtides", ""),
        (f"{FACEBOOK}/100200300400/posts/1234567890/", "1234567890", "100200300400", ""),
        (f"{FACEBOOK}/oststrandtides/videos/112233", "112233", "oststrandtides", ""),
        (f"{FACEBOOK}/permalink.php?story_fbid=pfbid02abc&id=1002003", "pfbid02abc", "1002003", ""),
        (f"{FACEBOOK}/groups/harbours/posts/998877/?comment_id=5", "998877", "", "group harbours"),
        (f"{FACEBOOK}/groups/1122/permalink/998877", "998877", "", "group 1122"),
        (f"{FACEBOOK}/groups/harbours", "", "", "group harbours"),
        (f"{FACEBOOK}/photo/?fbid=556677&set=a.1", "556677", "", ""),
        (f"{FACEBOOK}/share/p/AbCdEf/", "", "", ""),
        (f"{FACEBOOK}/reel/445566", "445566", "", ""),
        ("https://m.facebook.com/story.php?story_fbid=77&id=88", "77", "88", ""),
        (f"{INSTAGRAM}/p/CSgdWACBeKr/", "CSgdWACBeKr", "", ""),
        (f"{INSTAGRAM}/reel/CSgdWACBeKr/?igsh=x", "CSgdWACBeKr", "", ""),
        (f"{INSTAGRAM}/wren.tides/p/CSgdWACBeKr/", "CSgdWACBeKr", "wren.tides", ""),
        (f"{INSTAGRAM}/p/CSgdWACBeKr/c/1800/", "CSgdWACBeKr", "", ""),
        (f"{PINTEREST}/pin/813744226420795884/", "813744226420795884", "", ""),
        ("https://de.pinterest.com/pin/813744226420795884", "813744226420795884", "", ""),
        ("https://www.pinterest.co.uk/pin/a-harbour-at-dawn--813744226420795884/", "813744226420795884", "", ""),
        (f"{PINTEREST}/wren/harbours/", "", "wren", ""),
        ("https://pin.it/AbCdEf", "", "", ""),
        (f"{LINKEDIN}/feed/update/urn:li:activity:7440397193942921217/", "7440397193942921217", "", ""),
        (f"{LINKEDIN}/posts/wren-tal_tides-activity-7440397193942921217-aBcD", "7440397193942921217", "wren-tal", ""),
    ],
)  # fmt: skip
def test_a_post_is_known_by_its_address(url: str, native_id: str, author: str, venue: str) -> None:
    link = understood(url)
    assert (link.native_id, link.author, link.venue, link.is_profile) == (native_id, author, venue, False)


@pytest.mark.parametrize(
    ("url", "author"),
    [
        (f"{FACEBOOK}/oststrandtides", "oststrandtides"),
        (f"{FACEBOOK}/profile.php?id=100200300400", "100200300400"),
        (f"{FACEBOOK}/people/Wren-Tal/100200300400/", "100200300400"),
        (f"{INSTAGRAM}/wren.tides/?hl=en", "wren.tides"),
        (f"{PINTEREST}/wren/", "wren"),
        (f"{LINKEDIN}/in/wren-tal/", "wren-tal"),
        (f"{LINKEDIN}/company/oststrand-tides/", "oststrand-tides"),
    ],
)
def test_a_profile_is_known_by_its_address(url: str, author: str) -> None:
    link = understood(url)
    assert (link.author, link.is_profile, link.native_id) == (author, True, "")


@pytest.mark.parametrize(
    "url", [FACEBOOK, INSTAGRAM, f"{PINTEREST}/pin", f"{FACEBOOK}/groups", f"{INSTAGRAM}/explore/tags/x"]
)
def test_an_address_that_tells_nothing_tells_its_network(url: str) -> None:
    link = understood(url)
    assert link.network in url
    assert not link.native_id
