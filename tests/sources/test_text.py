"""Tests of bot/sources/text.py: what HTML says and where it leads."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.text import MAX_LINKS, hrefs, origin_of, plain

TOOT = (
    '<p>Hi <span class="h-card" translate="no"><a href="https://b.example/@bob" class="u-url mention">@<span>bob</span>'
    '</a></span>, see<br>this &amp; that: <a href="https://x.example/long/path?a=1&amp;b=2" rel="nofollow noopener">'
    '<span class="invisible">https://</span><span class="ellipsis">x.example/long/</span>'
    '<span class="invisible">path?a=1&amp;b=2</span></a></p>'
    '<p><a href="https://a.example/tags/maths" class="mention hashtag" rel="tag">#<span>maths</span></a></p>'
    '<p class="quote-inline">RE: <a href="https://c.example/1">c.example/1</a></p>'
)


def test_a_shortened_link_comes_out_whole() -> None:
    assert "this & that: https://x.example/long/path?a=1&b=2\n" in plain(TOOT)


def test_paragraphs_and_line_breaks_stay_apart() -> None:
    assert plain(TOOT, ("quote-inline",)).splitlines() == [
        "Hi @bob, see",
        "this & that: https://x.example/long/path?a=1&b=2",
        "",
        "#maths",
    ]


def test_mentions_and_tags_are_no_links() -> None:
    assert hrefs(TOOT) == ("https://x.example/long/path?a=1&b=2", "https://c.example/1")
    assert hrefs(TOOT, ("mention", "quote-inline")) == ("https://x.example/long/path?a=1&b=2",)


def test_only_web_addresses_are_links() -> None:
    html = '<a href="javascript:alert(1)">a</a><a href="/b">b</a><A HREF=http://c.example>c</A>'
    assert hrefs(html) == ("http://c.example",)


def test_an_element_inside_a_left_out_one_of_its_kind_is_left_out_too() -> None:
    assert plain('a<span class="x">b<span>c</span>d</span>e', ("x",)) == "ae"


def test_a_left_out_paragraph_nobody_closed_ends_at_the_next() -> None:
    assert plain('<p class="x">RE: there<p>here', ("x",)) == "here"


def test_scripts_styles_and_comments_are_not_read() -> None:
    assert plain("a<script>if (1<2) b()</script><style>p{}</style><!-- c <b>d</b> --><?php e ?><!doctype f>g") == "ag"
    assert plain("a<script>never closed <p>b") == plain("a<!-- never closed <p>b") == "a"


def test_what_looks_like_markup_and_is_none_stays() -> None:
    assert plain("1 < 2 &lt; 3 &#x26; 4 > 3 <3") == "1 < 2 < 3 & 4 > 3 <3"


def test_an_attribute_may_hold_a_greater_than_sign() -> None:
    assert plain('<a title="a > b" href="https://x.example">c</a>') == "c"
    assert hrefs('<a title="a > b" href="https://x.example">c</a>') == ("https://x.example",)


def test_line_breaks_count_only_in_preformatted_text() -> None:
    assert plain("<p>a\n  b</p><pre>c\n  d</pre>") == "a b\n\nc\nd"


def test_a_number_no_character_has_is_no_error() -> None:
    assert plain("a&#" + "9" * 5000 + ";b") == "a\ufffdb"


def test_links_are_bounded() -> None:
    assert len(hrefs("".join(f'<a href="https://x.example/{number}">' for number in range(1000)))) == MAX_LINKS


@pytest.mark.parametrize(
    "unit", ["<!--", "<a ", '<a x="', "</a ", "<?", "&#1", "<a x='\"", "<script>", "<p class=x>", "<b> "]
)
def test_hostile_markup_is_read_in_one_pass(unit: str) -> None:
    # A quadratic reader (html.parser is one) runs into the time limit of the test run here.
    html = unit * (300_000 // len(unit))
    assert len(plain(html, ("x",))) <= len(html)
    assert hrefs(html) == ()


@given(st.text(alphabet="<>/ap!-\"'=&;#1 \n", max_size=60))
def test_no_markup_whatever_breaks_the_reader(html: str) -> None:
    text = plain(html, ("a",))
    assert not re.search(r"\n{3}", text)
    assert text == text.strip()
    hrefs(html)


def test_an_address_nobody_writes_is_no_link() -> None:
    long = "https://x.example/" + "a" * 2000
    assert hrefs(f'<a href="{long}">a</a><a href="https://x.example/\x00\u202eb">b</a>') == ("https://x.example/b",)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://X.example:8443/a?b", "https://x.example:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("https://[::1", ""),
        ("ftp://x.example", ""),
        ("https://a@x.example/", ""),
        (None, ""),
    ],
)
def test_an_origin_is_what_stands_before_the_path(url: object, origin: str) -> None:
    assert origin_of(url) == origin
