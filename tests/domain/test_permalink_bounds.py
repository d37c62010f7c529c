"""What an address tells to its last piece and not beyond: posts, profiles and what is cut off between them."""

import pytest

from bot.domain.permalink import canonical, understood

TOLD = [
    # address, native id, author, venue, whether it is somebody's profile
    ("https://bsky.app/profile/wren.example/post/3kabc", "3kabc", "wren.example", "", False),
    ("https://bsky.app/profile/wren.example/post", "", "wren.example", "", True),
    ("https://bsky.app/profile/wren.example/lists/3kabc", "", "wren.example", "", True),
    ("https://bsky.app/profile/wren.example", "", "wren.example", "", True),
    ("https://bsky.app/search/wren.example", "", "", "", False),
    ("https://bsky.app/profile", "", "", "", False),
    ("https://news.ycombinator.com/item?id=123", "123", "", "", False),
    ("https://news.ycombinator.com/user?id=wren", "", "wren", "", True),
    ("https://news.ycombinator.com/newest", "", "", "", False),
    ("https://github.com/wren", "", "wren", "", True),
    ("https://github.com/wren/tides", "", "", "wren/tides", False),
    ("https://github.com/wren/tides/issues", "", "", "wren/tides", False),
    ("https://github.com/wren/tides/issues/7", "wren/tides/issues/7", "", "wren/tides", False),
    ("https://github.com/wren/tides/pull/7/files", "wren/tides/pull/7", "", "wren/tides", False),
    ("https://github.com/wren/tides/tree/main", "", "", "wren/tides", False),
    ("https://reddit.com/u/wren", "", "wren", "", True),
    ("https://reddit.com/u", "", "", "", False),
    ("https://reddit.com/r/knots", "", "", "r/knots", False),
    ("https://reddit.com/r/knots/comments", "", "", "r/knots", False),
    ("https://reddit.com/r/knots/comments/abc12", "t3_abc12", "", "r/knots", False),
    ("https://reddit.com/r/knots/wiki/rules", "", "", "r/knots", False),
    ("https://x.com/home", "", "", "", False),
    ("https://x.com/wren/status", "", "wren", "", False),
    ("https://x.com/wren/likes/17", "", "wren", "", False),
    ("https://youtube.com/shorts", "", "", "", False),
    ("https://youtube.com/playlist?list=PL1", "", "", "", False),
    ("https://youtube.com/knotKnot001", "", "", "", False),
    ("https://youtube.com/watch/@wren", "", "", "", False),
    ("https://youtube.com/channel", "", "", "", False),
    ("https://threads.net/@wren/post", "", "wren", "", False),
    ("https://threads.net/wren", "", "", "", False),
    ("https://linkedin.com/in", "", "", "", False),
    ("https://linkedin.com/school/oststrand", "", "oststrand", "", True),
    ("https://linkedin.com/posts", "", "", "", False),
    ("https://linkedin.com/groups/77", "", "", "group 77", False),
    ("https://linkedin.com/groups", "", "", "", False),
    ("https://linkedin.com/feed/update/urn:li:activity:12345678901234", "", "", "", False),
    ("https://stackoverflow.com/questions/42/how-to-tie", "stackoverflow.com/42", "", "stackoverflow.com", False),
    ("https://stackoverflow.com/a/42", "stackoverflow.com/42", "", "stackoverflow.com", False),
    ("https://sailing.stackexchange.com/q/42", "sailing.stackexchange.com/42", "", "sailing.stackexchange.com", False),
    ("https://stackoverflow.com/questions", "", "", "stackoverflow.com", False),
    ("https://stackoverflow.com/users/42", "", "", "stackoverflow.com", False),
    ("https://medium.com/@wren", "@wren", "wren", "", True),
    ("https://medium.com/@wren/tides-1", "@wren/tides-1", "wren", "", False),
    ("https://medium.com/tides", "tides", "", "", False),
    ("https://dev.to/wren", "wren", "wren", "", True),
    ("https://facebook.com/groups/harbours/posts", "", "", "group harbours", False),
    ("https://facebook.com/groups/harbours?multi_permalinks=99", "99", "", "group harbours", False),
    ("https://facebook.com/groups/harbours/files/99", "", "", "group harbours", False),
    ("https://facebook.com/reel", "", "", "", False),
    ("https://facebook.com/hashtag/tides", "", "", "", False),
    ("https://facebook.com/watch?v=5", "5", "", "", False),
    ("https://facebook.com/pages/Wren/1234", "", "1234", "", True),
    ("https://facebook.com/wren/posts", "", "wren", "", True),
    ("https://facebook.com/wren/about/5", "", "wren", "", True),
    ("https://instagram.com/p", "", "", "", False),
    ("https://instagram.com/wren/tagged/x", "", "wren", "", False),
    ("https://instagram.com/stories/wren", "", "", "", False),
    ("https://pinterest.com/pin", "", "", "", False),
    ("https://pinterest.com/pin/none", "", "", "", False),
    ("https://pinterest.com/search/tides", "", "", "", False),
    ("https://social.example/@wren", "", "@wren@social.example", "", True),
    ("https://social.example/@wren@far.example", "", "@wren@far.example", "", True),
    ("https://social.example/@wren/1122", "1122", "@wren@social.example", "", False),
    ("https://forum.example/t/which-knot/17/4", "17", "", "forum.example", False),
    ("https://forum.example/t/which-knot/17", "17", "", "forum.example", False),
    ("https://lemmy.example/u/wren", "", "@wren@lemmy.example", "", True),
    ("https://lemmy.example/post", "", "", "", False),
    ("https://lemmy.example/modlog/17", "", "", "", False),
]
PAGES = [
    "https://social.example/@wren/tags-and-more", "https://forum.example/t/which-knot", "https://forum.example/t/17",
    "https://forum.example/t/which-knot/new", "https://harbour.example", "https://notgithub.com/wren",
    "https://[home",
]  # fmt: skip


@pytest.mark.parametrize(("url", "native_id", "author", "venue", "is_profile"), TOLD, ids=lambda one: str(one)[:60])
def test_an_address_tells_what_it_says_and_nothing_more(
    url: str, native_id: str, author: str, venue: str, is_profile: bool
) -> None:
    link = understood(url)
    assert (link.native_id, link.author, link.venue, link.is_profile) == (native_id, author, venue, is_profile)
    assert link.network != "web"


@pytest.mark.parametrize("url", PAGES)
def test_what_nobody_knows_is_a_page(url: str) -> None:
    link = understood(url)
    assert (link.network, link.native_id, link.url) == ("web", url, url)


@pytest.mark.parametrize(
    ("url", "spelt"),
    [
        (" HTTP://www.Harbour.example:80/Tides/?utm_source=x&b=2&&fbclid=y&a=1#top ", "https://harbour.example/Tides?b=2&a=1"),
        ("https://m.harbour.example:443/", "https://harbour.example"),
        ("http://old.harbour.example:8080/x", "http://harbour.example:8080/x"),
        ("https://harbour.example:8443/x", "https://harbour.example:8443/x"),
        ("https://[2001:db8::1]/x", "https://[2001:db8::1]/x"),
        (" https://harbour.example:99999/x ", "https://harbour.example:99999/x"),
        ("https://harbour.example/x?token=1&reference=2", "https://harbour.example/x?token=1&reference=2"),
    ],
)  # fmt: skip
def test_an_address_is_spelt_as_everybody_would(url: str, spelt: str) -> None:
    assert canonical(url) == spelt
