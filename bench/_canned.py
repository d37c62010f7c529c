"""A server that answers from a file of canned pages, in a process of its own: `python -m bench._canned FILE`.

It says its address in its first line, and under /asked what it was asked, in order.
"""

import asyncio
import json
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit


async def main(file: Path) -> None:
    """Serves until it is killed."""
    canned = json.loads(file.read_text())  # noqa: ASYNC240 - nothing else runs yet
    pages: dict[str, dict[str, str]] = canned["pages"]  # by path, by what names the page; "" is the first
    views: dict[str, object] = canned["views"]  # what is looked up by URI
    asked: list[str] = []

    def body(target: str) -> bytes:
        if target == "/asked":
            return json.dumps(asked).encode()
        asked.append(target)
        parts = urlsplit(target)
        query = parse_qs(parts.query)
        if "uris" in query:
            return json.dumps({"posts": [views[uri] for uri in query["uris"] if uri in views]}).encode()
        if "actors" in query:
            return json.dumps({"profiles": [views[did] for did in query["actors"] if did in views]}).encode()
        named = pages.get(f"{parts.path}?{query.get('collection', [''])[0]}") or pages[parts.path]
        mark = (query.get("max_id") or query.get("cursor") or [""])[0]
        return named.get(mark, named[""]).encode()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                said = body(head.split(b" ", 2)[1].decode())
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=utf-8\r\n")
                writer.write(b"content-length: %d\r\n\r\n" % len(said))
                writer.write(said)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    print(f"127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
