"""Where the bot may go: the public internet, on the ports of the web, and never behind anybody's own door."""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence

import httpcore
import httpx

from bot.domain.entry import clean
from bot.errors import Refused, Unreachable

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]  # host, port -> every address its name has

WEB_PORTS = frozenset({80, 443})
MAX_URL = 4_000
ADDRESSES_TRIED = 4

# The only IPv6 addresses anybody on the internet can have; what lies outside (mapped and compatible IPv4, NAT64, local,
# multicast) leads somewhere else than it says.
_IPV6_UNICAST = ipaddress.ip_network("2000::/3")
_SPECIAL = tuple(
    ipaddress.ip_network(net)
    for net in (
        "100.64.0.0/10",  # carrier-grade NAT
        "168.63.129.16/32",  # a public number, yet the metadata service of one large cloud
        "192.0.0.0/24",  # protocol assignments, and a cloud's metadata; Python 3.11 calls some of it global
        "192.88.99.0/24",  # 6to4 relays
        "2001::/23",  # Teredo and other protocol assignments
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: carries any IPv4 address inside
        "3fff::/20",  # documentation
    )
)


def is_public(address: str) -> bool:
    """Whether `address` (an IP address as a resolver gives it) is one that everybody on the internet can reach."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if ip.version == 6 and ip not in _IPV6_UNICAST:
        return False
    if any(ip in net for net in _SPECIAL if net.version == ip.version):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def host_of(url: httpx.URL) -> str:
    """The host of `url` as it may be shown in a sentence."""
    return clean(url.raw_host.decode("ascii", "replace"), 80) or "that address"


async def ask_system(host: str, port: int) -> Sequence[str]:
    """Every address the system's resolver knows for `host`; it reads decimal, octal and hexadecimal ones as well."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


class Guard(httpcore.AsyncNetworkBackend):
    """Opens connections for the HTTP client, and refuses those that would lead inside.

    A name is resolved once, every address it has must be public, and the connection goes to the very address that
    was looked at: a name that answers differently the next time gains nothing.

    `allowed` lifts both rules for what the operator names: "host:port", or "host" for the ports of the web.
    """

    def __init__(
        self,
        allowed: Collection[str] = (),
        resolver: Resolver = ask_system,
        network: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self._allowed = {place for entry in allowed for place in _places(entry)}
        self._resolver = resolver
        self._network = network or httpcore.AnyIOBackend()

    def check(self, url: httpx.URL) -> None:
        """Raises Refused where nothing needs to be looked up to know that `url` is not for us."""
        if url.scheme not in ("http", "https") or not url.raw_host:
            raise Refused("Involve reads web pages only: give it an address that begins with https://.")
        if url.userinfo:
            raise Refused("Involve visits no address with a password in it: leave out what stands before the @.")
        if len(str(url)) > MAX_URL:
            raise Refused("That address has more than {max_url} characters: give a shorter one.", max_url=MAX_URL)
        port = url.port or (443 if url.scheme == "https" else 80)
        self._check_port(_plain(url.raw_host.decode("ascii", "replace")), port)

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = (await self.addresses(host, port))[:ADDRESSES_TRIED]
        share = timeout / len(addresses) if timeout else None  # a dead first address leaves time for the next
        failed: Exception | None = None
        for address in addresses:
            try:
                return await self._network.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed or httpcore.ConnectError("no address")

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        raise Refused("Involve reads web pages only: give it an address that begins with https://.")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def addresses(self, host: str, port: int) -> Sequence[str]:
        """The addresses of `host`, all of them fit to be visited. Raises Refused or Unreachable."""
        shown = clean(host, 80)
        self._check_port(_plain(host), port)
        try:
            found = await self._resolver(host, port)
        except (OSError, UnicodeError):  # UnicodeError: a label of more than 63 characters
            found = ()
        if not found:
            raise Unreachable(
                "Nobody knows a server named {shown}. Check the spelling, or try again later.", shown=shown
            )
        if (_plain(host), port) not in self._allowed and not all(is_public(address) for address in found):
            raise Refused(
                "Involve does not visit {shown}: it is not on the public internet. Give a public address, or ask "
                "whoever runs Involve to allow this one.",
                shown=shown,
            )
        return found

    def _check_port(self, host: str, port: int) -> None:
        if port not in WEB_PORTS and (host, port) not in self._allowed:
            raise Refused(
                "Involve does not visit port {port} of {host}, only the ports of the web, 80 and 443. Give an "
                "address without a port, or ask whoever runs Involve to allow this one.",
                port=str(port),  # no number to be grouped in anybody's language
                host=clean(host, 80),
            )


def _plain(host: str) -> str:
    return host.lower().strip("[]").rstrip(".")


def _places(entry: str) -> list[tuple[str, int]]:
    """The host and ports an operator allows with "host:port", "[::1]:8080" or "host"."""
    host, colon, port = entry.strip().rpartition(":")
    if colon and port.isdigit() and (":" not in host or host.endswith("]")):
        return [(_plain(host), int(port))]
    return [(_plain(entry.strip()), web) for web in sorted(WEB_PORTS)]
