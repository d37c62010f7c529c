"""Addresses that lead inside, or try to, and a bird on loopback that hears it when one of them got there."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress

PUBLIC = "93.184.216.34"

# Every way that leads to the loopback interface, or tries to. {port} is open there, and counts as a port of the web.
INSIDE = [
    "http://127.0.0.1:{port}/",
    "http://127.1:{port}/",
    "http://127.255.255.254:{port}/",
    "http://127.0.0.1.:{port}/",
    "http://2130706433:{port}/",  # decimal
    "http://0x7f000001:{port}/",  # hexadecimal
    "http://0x7f.0.0.1:{port}/",
    "http://017700000001:{port}/",  # octal
    "http://0177.0.0.01:{port}/",
    "http://0:{port}/",
    "http://0.0.0.0:{port}/",
    "http://localhost:{port}/",
    "http://LOCALHOST.:{port}/",
    "http://127\u30020\u30020\u30021:{port}/",  # ideographic full stops
    "http://127\uff0e0\uff0e0\uff0e1:{port}/",  # full-width ones
    "http://\u2460\u2461\u2466.0.0.1:{port}/",  # circled digits
    "http://%31%32%37.0.0.1:{port}/",
    "http://[::1]:{port}/",
    "http://[::]:{port}/",
    "http://[0:0:0:0:0:0:0:1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",  # IPv4 mapped
    "http://[::ffff:7f00:1]:{port}/",
    "http://[::127.0.0.1]:{port}/",  # IPv4 compatible
    "http://[64:ff9b::127.0.0.1]:{port}/",  # NAT64
    "http://[64:ff9b:1::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/",  # 6to4
    "http://[2001:0:7f00:1::80ff:fffe]:{port}/",  # Teredo
    "http://[fe80::1%25lo]:{port}/",
    "http://public.example@127.0.0.1:{port}/",
    "http://public.example:pass@127.0.0.1:{port}/",
    "http://127.0.0.1\\@public.example:{port}/",
    "http://127.0.0.1:{port}#@public.example/",
    "http://127.0.0.1:{port}?@public.example/",
    "https://127.0.0.1:{port}/",
    "ftp://127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/",
    "file://127.0.0.1/etc/passwd",
    "//127.0.0.1:{port}/",
    "http:127.0.0.1:{port}",
    "http://127.0.0.1:{port}\n.public.example/",
    "http://inside.example:{port}/",  # a name that leads inside
    "http://mixed.example:{port}/",  # one address outside, one inside
]

ANSWERS = {
    "inside.example": ["127.0.0.1"],
    "mixed.example": [PUBLIC, "127.0.0.1"],
    "public.example": ["10.0.0.7"],
    "localhost": ["127.0.0.1", "::1"],
}


async def resolve(host: str, port: int) -> Sequence[str]:
    """A few names of our own, and numbers in all their spellings; nobody else is known, and nobody is asked."""
    if found := ANSWERS.get(host.lower().rstrip(".")):
        return found
    numbers = await asyncio.get_running_loop().getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
    )
    return [str(place[0]) for *_, place in numbers]


class Canary:
    """Listens on loopback and counts who connects."""

    def __init__(self) -> None:
        self.connects = 0
        self.port = 0

    def heard(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connects += 1
        writer.close()

    def addresses(self) -> list[str]:
        """The hostile addresses, all of them with the port the canary sits on."""
        return [url.format(port=self.port) for url in INSIDE]


@asynccontextmanager
async def a_canary() -> AsyncIterator[Canary]:
    bird = Canary()
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(await asyncio.start_server(bird.heard, "0.0.0.0", 0))
        bird.port = first.sockets[0].getsockname()[1]
        if socket.has_ipv6:
            with suppress(OSError):  # a machine without IPv6
                await stack.enter_async_context(await asyncio.start_server(bird.heard, "::1", bird.port))
        yield bird
