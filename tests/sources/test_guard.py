"""Where the bot may go, and that nothing but a public address is ever connected to."""

import socket
from collections.abc import AsyncIterator, Sequence

import pytest

from bot.errors import Refused, SourceError, Unreachable
from bot.sources import guard as guard_module
from bot.sources import wire
from bot.sources.address import Address
from bot.sources.guard import Guard, is_public
from bot.sources.http import Http
from tests.sources.hostile import INSIDE, PUBLIC, Canary, a_canary, resolve
from tests.sources.serve import serve, serve_raw


@pytest.fixture
async def canary(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Canary]:
    async with a_canary() as bird:
        monkeypatch.setattr(guard_module, "WEB_PORTS", frozenset({80, 443, bird.port}))
        yield bird


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A network on which nobody answers: which addresses were called."""
    found: list[str] = []

    def open_socket(place: tuple[object, object, object, str, tuple[str, int]]) -> socket.socket:
        found.append(place[4][0])
        raise OSError("nobody there")

    monkeypatch.setattr(wire, "open_socket", open_socket)
    return found


@pytest.mark.parametrize("url", INSIDE)
async def test_no_connection_is_made_to_the_inside(url: str, canary: Canary) -> None:
    async with Http(resolver=resolve) as http:
        with pytest.raises(SourceError) as said:
            await http.get(url.format(port=canary.port))
    assert isinstance(said.value, (Refused, Unreachable))
    assert canary.connects == 0


async def test_the_canary_would_have_heard_a_connection(canary: Canary) -> None:
    async with Http(allowed=[f"127.0.0.1:{canary.port}"]) as http:
        with pytest.raises(Unreachable):
            await http.get(f"http://127.0.0.1:{canary.port}/")
    assert canary.connects > 0


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/", "http://inside.example:{port}/", "http://[::1]:{port}/"])
async def test_a_redirect_leads_nobody_inside(url: str, canary: Canary) -> None:
    async with serve({"/": (302, {"location": url.format(port=canary.port)}, b"")}) as server:
        async with server.http(resolver=resolve) as http:
            with pytest.raises(Refused):
                await http.get(server.url + "/")
        assert len(server.asked) == 1
    assert canary.connects == 0


@pytest.mark.parametrize("port", [22, 25, 6379, 8080, 11211])
async def test_only_the_ports_of_the_web_are_visited(port: int, called: list[str]) -> None:
    url = f"https://public.example:{port}/"
    async with Http(resolver=public) as http:
        with pytest.raises(Refused, match=f"port {port} of public.example"):
            await http.get(url)
    with pytest.raises(Refused):
        Guard().check(Address.read(url))
    with pytest.raises(Refused):
        await Guard(resolver=public).addresses("public.example", port)
    assert called == []


async def public(host: str, port: int) -> Sequence[str]:
    return [PUBLIC]


async def test_a_name_is_asked_once_and_that_very_address_is_called(called: list[str]) -> None:
    answers = [[PUBLIC], ["127.0.0.1"]]

    async def rebinding(host: str, port: int) -> Sequence[str]:
        return answers.pop(0)

    async with Http(resolver=rebinding) as http:
        with pytest.raises(Unreachable):
            await http.get("http://rebinding.example/")
        assert called == [PUBLIC]
        assert answers == [["127.0.0.1"]]
        with pytest.raises(Refused):
            await http.get("http://rebinding.example/")
    assert called == [PUBLIC]


async def test_every_address_of_a_name_is_tried_before_giving_up(called: list[str]) -> None:
    async def several(host: str, port: int) -> Sequence[str]:
        return ["2606:2800:220:1:248:1893:25c8:1946", PUBLIC]

    async with Http(resolver=several) as http:
        with pytest.raises(Unreachable, match="does not answer"):
            await http.get("https://public.example/")
    assert set(called) == {"2606:2800:220:1:248:1893:25c8:1946", PUBLIC}


async def test_where_nothing_was_looked_at_no_socket_is_opened(
    called: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Should an aiohttp to come resolve by a way of its own, it gets nowhere."""
    monkeypatch.delattr(wire._Connector, "_resolve_host")
    async with Http(allowed=["127.0.0.1:80"]) as http:
        with pytest.raises(Refused, match="not looked at"):
            await http.get("http://127.0.0.1/")
    assert called == []


async def test_an_allowed_place_may_be_visited_and_its_neighbours_may_not() -> None:
    async def loopback(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    async with serve({"/": {"is": "here"}}) as server, serve_raw() as neighbour:
        port = server.place.rpartition(":")[2]
        async with Http(allowed=[f"Intranet.example.:{port}"], resolver=loopback) as http:
            assert (await http.get(f"http://intranet.example:{port}/")).json() == {"is": "here"}
            assert server.asked[0].headers["host"] == f"intranet.example:{port}"
            for elsewhere in (f"http://other.example:{port}/", neighbour.url, "http://intranet.example/"):
                with pytest.raises(Refused):
                    await http.get(elsewhere)
        assert neighbour.connects == 0


async def test_a_host_allowed_without_a_port_is_allowed_on_the_ports_of_the_web() -> None:
    async def private(host: str, port: int) -> Sequence[str]:
        return ["10.0.0.7"]

    guard = Guard(["intranet.example", "[fd00::7]:8080"], private)
    for host, port in (("intranet.example", 80), ("intranet.example", 443), ("fd00::7", 8080)):
        assert await guard.addresses(host, port) == ["10.0.0.7"]
    with pytest.raises(Refused):
        await guard.addresses("intranet.example", 8080)


async def test_a_refusal_does_not_tell_what_was_found_inside() -> None:
    async def private(host: str, port: int) -> Sequence[str]:
        return ["10.11.12.13"]

    with pytest.raises(Refused) as said:
        await Guard(resolver=private).addresses("printer.example", 80)
    assert "printer.example" in str(said.value)
    assert "10.11" not in str(said.value)


@pytest.mark.parametrize("error", [socket.gaierror(-2, "Name or service not known"), UnicodeError("label too long")])
async def test_a_name_nobody_knows_is_said_so(error: Exception) -> None:
    async def unknown(host: str, port: int) -> Sequence[str]:
        raise error

    async with Http(resolver=unknown) as http:
        with pytest.raises(Unreachable, match=r"Nobody knows a server named nowhere\.example\. Check the spelling"):
            await http.get("http://nowhere.example/")


async def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serve({"/": {}}) as server, serve_raw() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        async with server.http() as http:
            assert (await http.get(server.url)).status == 200
        assert proxy.connects == 0


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "127.0.0.1", "0.0.0.0", "0.1.2.3",
        "169.254.169.254", "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192", "192.0.2.1", "198.18.0.1",
        "198.51.100.1", "203.0.113.1", "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::ffff:8.8.8.8", "::8.8.8.8", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1",
        "2001:db8::1", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0",
        "fec0::1", "ff02::1", "not an address", "", "1.2.3",
    ],
)  # fmt: skip
def test_an_address_of_special_use_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "1.1.1.1", "8.8.8.8", "2606:4700::6810:84e5", "2a00:1450:4001:830::200e"])
def test_an_ordinary_address_is_public(address: str) -> None:
    assert is_public(address)
