"""An address taken apart: quickly where it is plain, and never otherwise than httpx would."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refused
from bot.sources.address import Address, _plain

HOSTS = st.sampled_from(
    ["x.example", "127.0.0.1", "127.1", "0x7f.1", "a..b", "x-.example", "xn--bcher-kva.example", "bücher.example",
     "X.Example", "[::1]", "[fe80::1%25lo]", "u@x.example", "u:p@x.example", "x.example.", "-x", "2130706433", ""]
)  # fmt: skip
PORTS = st.sampled_from(["", ":80", ":443", ":8080", ":0", ":65536", ":080", ":x", ":"])
TARGETS = st.text(st.sampled_from("/?#.%2fF41 aü&=+:@!$'()*,;~_-|\\\"<>[]{}^`\n"), max_size=20)


@given(st.sampled_from(["http", "https", "HTTP", "ftp"]), HOSTS, PORTS, TARGETS)
def test_a_plain_address_is_what_httpx_makes_of_it(scheme: str, host: str, port: str, target: str) -> None:
    url = f"{scheme}://{host}{port}{target}"
    if (plain := _plain(url)) is not None:
        assert plain == Address.of(httpx.URL(url))


@pytest.mark.parametrize(
    "url",
    [
        "https://x.example", "https://x.example/", "http://x.example:8080/a/b.json?c=d%2Fe&f=+", "http://x.example?q=1",
        "https://x.example/xrpc/app.bsky.feed.getPosts?uris=at://did:plc:abc/app.bsky.feed.post/3l",
    ],
)  # fmt: skip
def test_most_addresses_are_plain(url: str) -> None:
    assert _plain(url) == Address.of(httpx.URL(url))


@pytest.mark.parametrize("params", [{"q": "a b&c=ü", "n": 2}, {"a": ""}, {}, {"a": "x/y:z", "b": 0}])
@pytest.mark.parametrize(
    "url", ["https://x.example/a", "https://x.example", "https://x.example/?q=z", "https://x.example/a#b"]
)
def test_parameters_are_added_as_httpx_adds_them(url: str, params: dict[str, str | int]) -> None:
    wanted = httpx.URL(url).copy_merge_params(params) if params else httpx.URL(url)
    assert Address.read(url, params) == Address.of(wanted)


@pytest.mark.parametrize("url", ["https://u:p@x.example/", "https://u@x.example/"])
def test_no_address_carries_a_password(url: str) -> None:
    with pytest.raises(Refused, match="password"):
        Address.read(url)


def test_a_location_is_seen_from_where_it_was_said() -> None:
    here = Address.read("https://x.example/a/b?c")
    assert here.joined("d").text == "https://x.example/a/d"
    assert here.joined("/d?e").text == "https://x.example/d?e"
    assert here.joined("//y.example/").origin == "https://y.example"
    assert here.joined("http://y.example:8080/z").port == 8080
