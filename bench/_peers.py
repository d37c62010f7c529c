"""The same questions put by peers' libraries, for their processor time: run by an interpreter that has them.

`python bench/_peers.py mastodon|bluesky|bluesky-async URL FILE`, FILE being the questions as the canned server heard
them. For each line it is sent it asks them all, and prints the seconds of the processor that took: those of the
library from its client's call to its objects, and those of its HTTP client and `json` alone.
"""

import asyncio
import gc
import json
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

Asks = list[Callable[[], Any]]
Turn = Callable[[], None]


def mastodon(url: str, targets: list[str]) -> tuple[Turn, Turn]:
    import requests  # noqa: TID251 - as the peer itself does
    from mastodon import Mastodon

    api = Mastodon(api_base_url=url, version_check_mode="none", ratelimit_method="throw")
    session = requests.Session()
    asks: Asks = []
    for target in targets:
        parts, query = urlsplit(target), parse_qs(urlsplit(target).query)
        id_ = parts.path.split("/")[4]
        if parts.path.endswith("/statuses"):
            older = query.get("max_id", [None])[0]
            asks.append(lambda id_=id_, older=older: api.account_statuses(id_, limit=40, max_id=older))
        elif parts.path.endswith("/context"):
            asks.append(lambda id_=id_: api.status_context(id_))
        else:
            asks.append(lambda acct=query["acct"][0]: api.account_lookup(acct))
    return _all(asks), _all([lambda target=target: session.get(url + target).json() for target in targets])


def bluesky(url: str, targets: list[str]) -> tuple[Turn, Turn]:
    import httpx
    from atproto import Client

    session = httpx.Client()
    bare = _all([lambda target=target: session.get(url + target).json() for target in targets])
    return _all(_of_bluesky(Client(base_url=f"{url}/xrpc"), targets)), bare


def bluesky_async(url: str, targets: list[str]) -> tuple[Turn, Turn]:
    import httpx
    from atproto import AsyncClient

    session = httpx.AsyncClient()

    async def get(target: str) -> Any:
        return (await session.get(url + target)).json()

    asks = _of_bluesky(AsyncClient(base_url=f"{url}/xrpc"), targets)
    loop = asyncio.new_event_loop()
    return _awaited(loop, asks), _awaited(loop, [lambda target=target: get(target) for target in targets])


def _of_bluesky(client: Any, targets: list[str]) -> Asks:
    asks: Asks = []
    for target in targets:
        query = parse_qs(urlsplit(target).query)
        if "uris" in query:
            asks.append(lambda uris=query["uris"]: client.app.bsky.feed.get_posts({"uris": uris}))
        elif "actors" in query:
            asks.append(lambda actors=query["actors"]: client.app.bsky.actor.get_profiles({"actors": actors}))
        elif "actor" in query:
            asks.append(lambda actor=query["actor"][0]: client.app.bsky.actor.get_profile({"actor": actor}))
        elif "collection" in query:
            where: dict[str, Any] = {name: value[0] for name, value in query.items()}
            where |= {"limit": int(where["limit"]), "reverse": "reverse" in where}
            asks.append(lambda where=where: client.com.atproto.repo.list_records(where))
        else:
            asks.append(lambda did=query["did"][0]: client.com.atproto.sync.get_latest_commit({"did": did}))
    return asks


def _all(asks: Asks) -> Turn:
    def turn() -> None:
        for ask in asks:
            ask()

    return turn


def _awaited(loop: asyncio.AbstractEventLoop, asks: list[Callable[[], Awaitable[Any]]]) -> Turn:
    async def whole() -> None:
        for ask in asks:
            await ask()

    return lambda: loop.run_until_complete(whole())


def _took(turn: Turn) -> float:
    began = time.process_time()
    turn()
    return time.process_time() - began


def main() -> None:
    """Answers every line with a line of JSON, until there are no more."""
    ways = {"mastodon": mastodon, "bluesky": bluesky, "bluesky-async": bluesky_async}
    whole, bare = ways[sys.argv[1]](sys.argv[2], json.loads(Path(sys.argv[3]).read_text()))
    gc.freeze()  # as we do
    for _ in sys.stdin:
        print(json.dumps([_took(whole), _took(bare)]), flush=True)


if __name__ == "__main__":
    main()
