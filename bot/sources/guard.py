"""Where the bot may go: the public internet, on the ports of the web, and never behind anybody's own door."""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Collection, Sequence

import httpx

from bot.domain.entry import clean
from bot.errors import Refused, Unreachable
from bot.sources.address import Address

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]  # host, port -> every address its name has

WEB_PORTS = frozenset({80, 443})
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
    try:
        return [str(ipaddress.ip_address(host))]  # as it is written everywhere: nobody need be asked
    except ValueError:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(place[0]) for *_, place in found))


class Guard:
    """Says where the HTTP client may connect to, and refuses what would lead inside.

    A name is resolved once, every address it has must be public, and the connection goes to the very address that
    was looked at: a name that answers differently the next time gains nothing.

    `allowed` lifts both rules for what the operator names: "host:port", or "host" for the ports of the web.
    """

    def __init__(self, allowed: Collection[str] = (), resolver: Resolver = ask_system) -> None:
        self._allowed = {place for entry in allowed for place in _places(entry)}
        self._resolver = resolver

    def check(self, address: Address) -> None:
        """Raises Refused where nothing needs to be looked up to know that `address` is not for us."""
        self._check_port(_plain(address.host), address.port)

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
        return found[:ADDRESSES_TRIED]

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
