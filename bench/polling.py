"""What an item costs the processor: Mastodon and Bluesky read by us and by peers' libraries, from the same pages.

Like with like: both put the same questions to the same server on loopback, each through its own HTTP client over one
connection that stays open, one after the other, turn and turn about. We make entries of the answers: whose it was, whom
it answered, in our words. A peer makes its objects of them, no more. "asking" is the part of each that is HTTP and JSON
alone, "reading" the rest. Between a peer's whole and our whole lies what we do more; between its whole and our asking
what it does more, for we make no objects of what we do not read. To reach: a twentieth of what Mastodon.py takes, a
third of what the AT Protocol's SDK takes; its client that does not block is the like of ours.
"""

import asyncio
import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
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

ITEMS, TURNS = 2_000, 5
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SINCE = NOW - timedelta(days=90)
RECORDED = Path(__file__).parents[1] / "tests" / "sources" / "recorded"
PEERS = Path(sys.prefix) / "peers" / "bin" / "python"  # `make peers`


@dataclass(frozen=True, slots=True)
class Network:
    """One of the two: its pages, how we read them, and who reads them otherwise."""

    name: str
    peers: Mapping[str, str]  # as bench._peers calls them -> as people do
    times: int  # how much less we want to take
    canned: Callable[[str], Json]
    source: Callable[[Http, str], Source]
    who: Callable[[str], Identity]


@dataclass(slots=True)
class Cost:
    """Seconds of the processor, a number a turn."""

    whole: list[float] = field(default_factory=list)
    asking: list[float] = field(default_factory=list)

    def line(self, name: str, items: int) -> str:
        whole, asking = (min(turns) / items * 1e6 for turns in (self.whole, self.asking))
        return f"{name:<40}{asking:>9.1f}{whole - asking:>9.1f}{whole:>9.1f}"


def run(data: Path | None) -> None:
    """Prints the table; needs no data, and the peers' libraries for all but our own lines."""
    print(f"Microseconds of the processor an item, the least of {TURNS} turns; load {os.getloadavg()[0]:.1f}\n")
    print(f"{'':<40}{'asking':>9}{'reading':>9}{'whole':>9}{'whole by whole':>17}{'by our asking':>16}{'to reach':>11}")
    gc.freeze()  # as bot.app does, once everything is loaded
    for network in NETWORKS:
        with tempfile.TemporaryDirectory() as folder, served(network, Path(folder)) as url:
            asyncio.run(_compare(network, url, Path(folder)))
    if not PEERS.exists():
        print("\nThe peers' libraries are not installed: `make peers` puts them beside the bot, for this alone")


async def _compare(network: Network, url: str, folder: Path) -> None:
    async with Http(allowed=[url.removeprefix("http://")]) as http:
        items, ours, theirs = await _poll(network, http, url), Cost(), {peer: Cost() for peer in network.peers}
        asked: list[str] = (await http.get(f"{url}/asked")).json()
        (folder / "asked.json").write_text(json.dumps(asked))
        with ExitStack() as stack:
            turns = {name: stack.enter_context(_peer(name, url, folder)) for name in network.peers if PEERS.exists()}
            for turn in range(TURNS + 1):  # the first one warms up
                took = await _took(_poll(network, http, url)), await _took(_ask(http, url, asked))
                said = {name: peer() for name, peer in turns.items()}
                for cost, (whole, asking) in ((ours, took), *((theirs[name], each) for name, each in said.items())):
                    if turn:
                        cost.whole.append(whole)
                        cost.asking.append(asking)
    print(ours.line(f"{network.name}, {len(asked)} questions, {items:,} items", items))
    for name in turns:
        whole = min(theirs[name].whole)
        times, objects = whole / min(ours.whole), whole / min(ours.asking)
        print(
            f"{theirs[name].line(f'  {network.peers[name]}', items)}{times:>17.1f}{objects:>16.1f}{network.times:>11}"
        )


async def _poll(network: Network, http: Http, url: str) -> int:
    """A whole first poll; how many items came."""
    source, items = network.source(http, url), 0
    async for batch in source.fetch(network.who(url), {}, since=SINCE, now=NOW):
        items += len(batch.entries)
    return items


async def _ask(http: Http, url: str, asked: list[str]) -> None:
    for target in asked:
        (await http.get(url + target)).json()


async def _took(work: Coroutine[Any, Any, object]) -> float:
    began = time.process_time()
    await work
    return time.process_time() - began


@contextmanager
def _peer(name: str, url: str, folder: Path) -> Iterator[Callable[[], tuple[float, float]]]:
    """A peer in a process of its own: each call is a turn of its, whole and asking alone."""
    script = Path(__file__).with_name("_peers.py")
    with subprocess.Popen(
        [PEERS, script, name, url, folder / "asked.json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as peer:
        into, out = peer.stdin, peer.stdout
        assert into is not None
        assert out is not None

        def turn() -> tuple[float, float]:
            into.write("\n")
            into.flush()
            whole, asking = json.loads(out.readline())
            return whole, asking

        yield turn
        into.close()


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
        "Mastodon", {"mastodon": "Mastodon.py"}, 20, _mastodon, lambda http, url: Mastodon(http),
        lambda url: Identity("mastodon", "http://canned.example/users/ana", "@ana@canned.example", "", url),
    ),
    Network(
        "Bluesky", {"bluesky-async": "atproto, its async client", "bluesky": "atproto, its blocking client"}, 3,
        _bluesky, lambda http, url: Bluesky(http, appview=url, directory=url),
        lambda url: Identity("bluesky", _me(), "ana.example", "", url),
    ),
)  # fmt: skip
