"""What an address tells by itself: whose post it is and which."""

import pytest

from bot.domain.permalink import understood


@pytest.mark.parametrize(
    ("url", "native_id", "author"),
    [
        ("https://www.youtube.com/watch?v=knotKnot001", "knotKnot001", ""),
        ("https://www.youtube.com/watch?v=knotKnot001&lc=UgxAbc.9def&t=65s", "knotKnot001", ""),
        ("https://youtu.be/knotKnot001?si=x", "knotKnot001", ""),
        ("https://m.youtube.com/shorts/knotKnot001", "knotKnot001", ""),
        ("https://www.youtube.com/live/knotKnot001", "knotKnot001", ""),
        ("https://www.youtube.com/embed/knotKnot001", "knotKnot001", ""),
        ("https://x.com/wren/status/1364275610764201984", "1364275610764201984", "wren"),
        ("https://twitter.com/wren/status/1364275610764201984?s=20", "1364275610764201984", "wren"),
        ("https://mobile.twitter.com/wren/statuses/1364275610764201984", "1364275610764201984", "wren"),
        ("https://x.com/wren/status/1364275610764201984/photo/1", "1364275610764201984", "wren"),
        ("https://x.com/i/web/status/1364275610764201984", "1364275610764201984", ""),
        ("https://x.com/i/status/1364275610764201984", "1364275610764201984", ""),
        ("https://www.threads.net/@wren/post/DAbc_1-x?xmt=AQ", "DAbc_1-x", "wren"),
        ("https://www.threads.com/t/DAbc_1-x", "DAbc_1-x", ""),
    ],
)
def test_a_post_is_known_by_its_address(url: str, native_id: str, author: str) -> None:
    link = understood(url)
    assert (link.native_id, link.author, link.is_profile) == (native_id, author, False)
    assert link.network in {"youtube", "x", "threads"}


@pytest.mark.parametrize(
    ("url", "author"),
    [
        ("https://www.youtube.com/@wren", "@wren"),
        ("https://www.youtube.com/channel/UCwrenWrenWrenWrenWren00", "UCwrenWrenWrenWrenWren00"),
        ("https://www.youtube.com/user/wren", "wren"),
        ("https://www.youtube.com/c/wren", "wren"),
        ("https://x.com/wren", "wren"),
        ("https://www.threads.net/@wren", "wren"),
    ],
)
def test_a_profile_is_no_post(url: str, author: str) -> None:
    link = understood(url)
    assert (link.author, link.native_id, link.is_profile) == (author, "", True)
