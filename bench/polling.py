"""What an item costs the processor: Mastodon and Bluesky read by us and by peers' libraries, from the same pages.

"the poll" is a whole first poll of ours: whose it was, whom it answered, in our words. "asking" is its questions and
their answers as JSON. A peer puts the same questions, one after the other, and makes its objects of the answers, no
more. To reach with the whole poll: a twentieth of what Mastodon.py takes, a third of what the AT Protocol's SDK takes.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.sources.atproto import key_of
from bot.sources.base import Identity, Source
from bot.sources.bluesky import Bluesky
from bot.sources.bluesky_read import KINDS, POST
from bot.sources.http import Http
from bot.sources.mastodon import Mastodon

Json = dict[str, Any]

ITEMS, TURNS = 2_000, 3
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SINCE = NOW - timedelta(days=90)
RECORDED = Path(__file__).parents[1] / "tests" / "sources" / "recorded"
PEERS = Path(sys.prefix) / "peers" / "bin" / "python"  # `make peers`


@dataclass(frozen=True, slots=True)
class Network:
    """One of the two: its pages, how we read them, and who reads them otherwise."""

    name: str
    peer: str
    times: int  # how much less we want to take
    canned: Callable[[str], Json]
    source: Callable[[Http, str], Source]
    who: Callable[[str], Identity]


def run(data: Path | None) -> None:
    """Prints the table; needs no data, and the peers' libraries for its second half."""
    print(f"{ITEMS:,} items each, microseconds of the processor an item, best of {TURNS}\n")
    columns = ("questions", "items", "asking", "the poll", "peer", "times", "to reach")
    print(f"{'':<10}" + "".join(f"{column:>11}" for column in columns))
    for network in NETWORKS:
        with tempfile.TemporaryDirectory() as folder, served(network, Path(folder)) as url:
            items, ours = asyncio.run(_ours(network, url))
            asked = asyncio.run(_asked(url))
            bare = asyncio.run(_asking(url, asked))
            theirs = _theirs(network, url, asked, Path(folder))
        line = f"{network.name:<10}{len(asked):>11}{items:>11}{bare / items * 1e6:>11.1f}{ours / items * 1e6:>11.1f}"
        if theirs is None:
            print(f"{line}   {network.peer} is not installed: `make peers` puts it beside the bot, for this alone")
        else:
            print(f"{line}{theirs / items * 1e6:>11.1f}{theirs / ours:>11.1f}{network.times:>11}   {network.peer}")


@contextmanager
def served(network: Network, folder: Path) -> Iterator[str]:
    """The canned pages, served by a process of its own."""
    file = folder / "canned.json"
    file.write_text(json.dumps(network.canned("http://canned.example")))
    with subprocess.Popen(
        [sys.executable, "-m", "bench._canned", str(file)], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        try:
            yield f"http://{server.stdout.readline().strip()}"
        finally:
            server.kill()


async def _ours(network: Network, url: str) -> tuple[int, float]:
    """How many items came, and the least the processor took for them."""
    took: list[float] = []
    items = 0
    for _ in range(TURNS + 1):  # the first one warms up
        async with Http(allowed=[url.removeprefix("http://")]) as http:
            source = network.source(http, url)
            began, items = time.process_time(), 0
            async for batch in source.fetch(network.who(url), {}, since=SINCE, now=NOW):
                items += len(batch.entries)
            took.append(time.process_time() - began)
    return items, min(took[1:])


async def _asking(url: str, asked: list[str]) -> float:
    """The least the processor took for the questions alone."""
    took: list[float] = []
    async with Http(allowed=[url.removeprefix("http://")]) as http:
        for _ in range(TURNS + 1):
            began = time.process_time()
            for target in asked:
                (await http.get(url + target)).json()
            took.append(time.process_time() - began)
    return min(took[1:])


async def _asked(url: str) -> list[str]:
    """The questions of one turn."""
    async with Http(allowed=[url.removeprefix("http://")]) as http:
        asked: list[str] = (await http.get(f"{url}/asked")).json()
    return asked[: len(asked) // (TURNS + 1)]


def _theirs(network: Network, url: str, asked: list[str], folder: Path) -> float | None:
    """The least the processor took where the peer asks the same; None where it is not there."""
    if not PEERS.exists():
        return None
    (folder / "asked.json").write_text(json.dumps(asked))
    script = Path(__file__).with_name("_peers.py")
    said = subprocess.run(
        [PEERS, script, network.name.lower(), url, folder / "asked.json"], check=True, capture_output=True, text=True
    )
    return min(float(line) for line in said.stdout.split())


# --- Mastodon ---


def _mastodon(url: str) -> Json:
    """A timeline of statuses as they were recorded, each with a number and a moment of its own."""
    account = _body("public_anonymous.json")[0]["account"] | {"id": "7", "acct": "ana", "username": "ana"}
    account |= {"uri": f"{url}/users/ana", "url": f"{url}/@ana"}
    kinds = [*_body("public_anonymous.json"), *_body("statuses_newest.json")[:2]]
    kinds += [_body(f"{name}.json") for name in ("with_link_and_mention", "boost", "quote", "poll", "edited")]
    kinds = [kind for kind in kinds if kind["visibility"] in ("public", "unlisted") or kind["reblog"]]
    statuses = []
    for number in range(ITEMS):
        status = deepcopy(kinds[number % len(kinds)])
        at = NOW - timedelta(minutes=number * 30)
        status |= {
            "id": str(int(at.timestamp() * 1000) << 16), "created_at": at.isoformat().replace("+00:00", "Z"),
            "account": account, "visibility": "public", "in_reply_to_id": None, "in_reply_to_account_id": None,
            "uri": f"{url}/users/ana/statuses/{number}", "url": f"{url}/@ana/{number}",
        }  # fmt: skip
        statuses.append(status)
    pages = {"": json.dumps(statuses[:40])}
    for start in range(40, ITEMS, 40):
        pages[statuses[start - 1]["id"]] = json.dumps(statuses[start : start + 40])
    pages[statuses[-1]["id"]] = "[]"
    return {
        "pages": {"/api/v1/accounts/lookup": {"": json.dumps(account)}, "/api/v1/accounts/7/statuses": pages},
        "views": {},
    }


def _body(name: str) -> Any:
    return json.loads((RECORDED / "mastodon" / name).read_text())["body"]


# --- Bluesky ---


def _bluesky(url: str) -> Json:
    """Posts as they were recorded, with the views an AppView makes of them and of what they answer; and likes."""
    feed = [item["post"] for item in json.loads((RECORDED / "bluesky" / "getAuthorFeed.json").read_text())["feed"]]
    like = json.loads((RECORDED / "bluesky" / "like_record.json").read_text())
    me, views = feed[0]["author"]["did"], dict[str, Json]()
    records: dict[str, list[Json]] = {kind: [] for kind in KINDS}
    for number in range(ITEMS):
        kind = POST if number % 2 else "app.bsky.feed.like"
        at = SINCE + timedelta(minutes=number * 30 + 30)
        view = feed[number % len(feed)]
        value = (view["record"] if kind == POST else like["value"]) | {"createdAt": at.isoformat()}
        uri = f"at://{me}/{kind}/{key_of(at)}"
        records[kind].append({"uri": uri, "cid": view["cid"], "value": value})
        if kind == POST:
            views[uri] = view | {"uri": uri, "record": value, "author": feed[0]["author"]}
            for end in ("root", "parent"):
                above = value.get("reply", {}).get(end, {}).get("uri", "")
                views.setdefault(above, view | {"uri": above, "author": view["author"] | {"did": above[5:37]}})
    pages = {"/xrpc/app.bsky.actor.getProfile": {"": json.dumps(feed[0]["author"])}}
    for kind, found in records.items():
        cursors = {"": {"records": found[:100]} | _cursor(found[:100])}
        for start in range(100, len(found) + 1, 100):
            some = found[start : start + 100]
            cursors[found[start - 1]["uri"].rpartition("/")[2]] = {"records": some} | _cursor(some)
        pages[f"/xrpc/com.atproto.repo.listRecords?{kind}"] = {mark: json.dumps(page) for mark, page in cursors.items()}
    return {"pages": pages, "views": views}


def _cursor(records: list[Json]) -> Json:
    return {"cursor": records[-1]["uri"].rpartition("/")[2]} if records else {}


def _me() -> str:
    feed = json.loads((RECORDED / "bluesky" / "getAuthorFeed.json").read_text())["feed"]
    return str(feed[0]["post"]["author"]["did"])


NETWORKS = (
    Network(
        "Mastodon", "Mastodon.py", 20, _mastodon, lambda http, url: Mastodon(http),
        lambda url: Identity("mastodon", "http://canned.example/users/ana", "@ana@canned.example", "", url),
    ),
    Network(
        "Bluesky", "atproto", 3, _bluesky, lambda http, url: Bluesky(http, appview=url, directory=url),
        lambda url: Identity("bluesky", _me(), "ana.example", "", url),
    ),
)  # fmt: skip
