"""The same questions put by peers' libraries, for their processor time: run by an interpreter that has them.

`python bench/_peers.py mastodon|bluesky URL FILE`, FILE being the questions as the canned server heard them. Prints the
seconds of the processor, once a turn.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

TURNS = 3


def mastodon(url: str, targets: list[str]) -> list[Callable[[], Any]]:
    from mastodon import Mastodon

    api = Mastodon(api_base_url=url, version_check_mode="none", ratelimit_method="throw")
    asks: list[Callable[[], Any]] = []
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
    return asks


def bluesky(url: str, targets: list[str]) -> list[Callable[[], Any]]:
    from atproto import Client

    client = Client(base_url=f"{url}/xrpc")
    asks: list[Callable[[], Any]] = []
    for target in targets:
        query = parse_qs(urlsplit(target).query)
        if "uris" in query:
            asks.append(lambda uris=query["uris"]: client.app.bsky.feed.get_posts({"uris": uris}))
        elif "actors" in query:
            asks.append(lambda actors=query["actors"]: client.app.bsky.actor.get_profiles({"actors": actors}))
        elif "actor" in query:
            asks.append(lambda actor=query["actor"][0]: client.app.bsky.actor.get_profile({"actor": actor}))
        else:
            where: dict[str, Any] = {name: value[0] for name, value in query.items()}
            where |= {"limit": int(where["limit"]), "reverse": "reverse" in where}
            asks.append(lambda where=where: client.com.atproto.repo.list_records(where))
    return asks


def main() -> None:
    """Prints one line of JSON a turn; the first turn only warms up."""
    asks = {"mastodon": mastodon, "bluesky": bluesky}[sys.argv[1]](
        sys.argv[2], json.loads(Path(sys.argv[3]).read_text())
    )
    for turn in range(TURNS + 1):
        began = time.process_time()
        for ask in asks:
            ask()
        if turn:
            print(json.dumps(time.process_time() - began), flush=True)


if __name__ == "__main__":
    main()
