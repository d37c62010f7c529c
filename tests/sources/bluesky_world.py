"""A small Bluesky on loopback: directory, AppView and the server that keeps the records, for as many people as needed.

It lists records as the reference server does: by key, the cursor exclusive, and the last page has a cursor too.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from bot.sources.atproto import AtUri, key_of
from bot.sources.bluesky import Bluesky
from bot.sources.http import Http
from tests.sources.serve import Stumble

Json = dict[str, Any]
POST, REPOST = "app.bsky.feed.post", "app.bsky.feed.repost"
LIKE, FOLLOW = "app.bsky.feed.like", "app.bsky.graph.follow"
PAGE = 100


def did(name: str) -> str:
    """An invented DID with the name in it."""
    return "did:plc:" + (name + "234567" * 4)[:24]


def said(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(slots=True)
class World:
    """Everybody and everything. Change it while a test runs; what is asked for is answered from it."""

    url: str = ""
    place: str = ""
    records: dict[str, Json] = field(default_factory=dict)  # by at-URI
    indexed: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)  # handle by DID
    labels: dict[str, list[str]] = field(default_factory=dict)  # of an account or a post
    closed: dict[str, list[Json]] = field(default_factory=dict)  # posts with a gate, and whom it lets through
    hidden: list[str] = field(default_factory=list)  # answers their thread's author does not want to see
    unseen: set[str] = field(default_factory=set)  # posts the AppView counts and does not show
    errors: dict[str, tuple[int, Json]] = field(default_factory=dict)  # by method
    headers: dict[str, str] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)  # another server, by DID
    written: dict[str, datetime] = field(default_factory=dict)  # when somebody wrote or deleted last
    before: Callable[[str], None] = lambda method: None  # something that happens while a question is under way
    asked: list[tuple[str, Json]] = field(default_factory=list)
    stumble: Stumble | None = None
    _below: dict[str, list[str]] = field(default_factory=dict)
    _counted: int = 0

    def join(self, name: str) -> str:
        self.people[did(name)] = f"{name}.example"
        return did(name)

    def put(self, who: str, collection: str, at: datetime, value: Json, key: str = "") -> str:
        """A record of `who`'s, made at `at`; the key of the same moment unless another is given."""
        uri = f"at://{who}/{collection}/{key or key_of(at)}"
        self.records[uri] = {"$type": collection, "createdAt": said(at), **value}
        self.indexed[uri] = said(at + timedelta(milliseconds=50))
        return uri

    def post(self, who: str, at: datetime, text: str, below: str = "", **more: Any) -> str:
        if below:
            root = (
                self.records[below].get("reply", {}).get("root", {}).get("uri", below)
                if below in self.records
                else below
            )
            more["reply"] = {"root": {"uri": root, "cid": "x"}, "parent": {"uri": below, "cid": "x"}}
        return self.put(who, POST, at, {"text": text, "langs": ["en"], **more})

    def remember(self, view: Json) -> None:
        """A post as an AppView showed it when it was recorded."""
        author, uri = view["author"], view["uri"]
        self.people[author["did"]] = author["handle"]
        self.records[uri] = view["record"]
        self.indexed[uri] = view["indexedAt"]

    # What is asked

    async def answer(self, request: web.Request) -> web.StreamResponse:
        method = request.path.rpartition("/")[2]
        self.asked.append((method, dict(request.query)))
        if self.stumble:
            return await self.stumble(request, lambda: self._answered(request, method))
        return await self._answered(request, method)

    async def _answered(self, request: web.Request, method: str) -> web.Response:
        if method in self.errors:
            status, body = self.errors[method]
            return web.json_response(body, status=status, headers=self.headers)
        self.before(method)
        if request.path.startswith("/plc/"):
            return web.json_response(self.document(method))
        status, body = ANSWERS[method](self, request.query)
        return web.json_response(body, status=status)

    def document(self, who: str) -> Json:
        home = self.homes.get(who, self.url)
        service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": home}
        return {"id": who, "alsoKnownAs": [f"at://{self.people[who]}"], "service": [service]}

    def _profile(self, query: Any) -> tuple[int, Json]:
        known = {handle: who for who, handle in self.people.items()}
        who = known.get(query["actor"], query["actor"])
        if who not in self.people:
            return 400, {"error": "InvalidRequest", "message": "Profile not found"}
        return 200, self._author(who)

    def _profiles(self, query: Any) -> tuple[int, Json]:
        asked = query.getall("actors")
        assert len(asked) <= 25
        return 200, {"profiles": [self._author(who) for who in asked if who in self.people]}

    def _posts(self, query: Any) -> tuple[int, Json]:
        asked = query.getall("uris")
        assert len(asked) <= 25
        return 200, {"posts": [self._view(uri) for uri in asked if uri in self.records]}

    def _thread(self, query: Any) -> tuple[int, Json]:
        if query["uri"] not in self.records:
            return 400, {"error": "NotFound", "message": f"Post not found: {query['uri']}"}
        return 200, {"thread": self._tree(query["uri"], int(query["depth"]))}

    def _feed(self, query: Any) -> tuple[int, Json]:
        posts = [uri for uri in self._of(query["actor"], POST) if "reply" not in self.records[uri]]
        return 200, {"feed": [{"post": self._view(uri)} for uri in sorted(posts, reverse=True)[: int(query["limit"])]]}

    def _list(self, query: Any) -> tuple[int, Json]:
        if query["repo"] not in self.people or query["repo"] in self.homes:
            return 400, {"error": "InvalidRequest", "message": f"Could not find repo: {query['repo']}"}
        oldest_first = query.get("reverse") == "true"
        uris = sorted(self._of(query["repo"], query["collection"]), reverse=not oldest_first)
        if after := query.get("cursor"):
            uris = [uri for uri in uris if (uri.rpartition("/")[2] > after) == oldest_first]
        page = [{"uri": uri, "cid": "x", "value": self.records[uri]} for uri in uris[: min(PAGE, int(query["limit"]))]]
        return 200, {"records": page, **({"cursor": page[-1]["uri"].rpartition("/")[2]} if page else {})}

    def _commit(self, query: Any) -> tuple[int, Json]:
        if query["did"] not in self.written:
            return 404, {"error": "XRPCNotSupported", "message": "XRPCNotSupported"}
        return 200, {"cid": "x", "rev": key_of(self.written[query["did"]])}

    def _of(self, who: str, collection: str) -> Iterator[str]:
        return (uri for uri in self.records if uri.startswith(f"at://{who}/{collection}/"))

    def _author(self, who: str) -> Json:
        labels = [{"src": who, "uri": f"at://{who}", "val": label} for label in self.labels.get(who, [])]
        name = self.people[who].partition(".")[0].capitalize()
        return {"did": who, "handle": self.people[who], "displayName": f"{name} Example", "labels": labels}

    def _view(self, uri: str) -> Json:
        view = {
            "uri": uri,
            "cid": "x",
            "author": self._author(AtUri.read(uri).did),
            "record": self.records[uri],
            "replyCount": len(self._answers(uri)),
            "indexedAt": self.indexed[uri],
            "labels": [{"src": "did:plc:labels", "uri": uri, "val": label} for label in self.labels.get(uri, [])],
        }
        if uri in self.closed or self.hidden:
            allow = {"allow": self.closed[uri]} if uri in self.closed else {}
            view["threadgate"] = {"record": {**allow, "post": uri, "hiddenReplies": self.hidden}}
        return view

    def _answers(self, uri: str) -> list[str]:
        if self._counted != len(self.records):  # a test's own records make up to hundreds; going through all is slow
            self._below, self._counted = {}, len(self.records)
            for each, value in self.records.items():
                parent = value.get("reply", {}).get("parent", {}).get("uri")
                self._below.setdefault(parent, []).append(each)
        return [each for each in self._below.get(uri, []) if each in self.records]

    def _tree(self, uri: str, depth: int) -> Json:
        below = [each for each in self._answers(uri) if each not in self.unseen]
        replies = [self._tree(each, depth - 1) for each in below] if depth else []
        return {"$type": "app.bsky.feed.defs#threadViewPost", "post": self._view(uri), "replies": replies}


ANSWERS: dict[str, Callable[[World, Any], tuple[int, Json]]] = {
    "app.bsky.actor.getProfile": World._profile,
    "app.bsky.actor.getProfiles": World._profiles,
    "app.bsky.feed.getAuthorFeed": World._feed,
    "app.bsky.feed.getPostThread": World._thread,
    "app.bsky.feed.getPosts": World._posts,
    "com.atproto.repo.listRecords": World._list,
    "com.atproto.sync.getLatestCommit": World._commit,
}


@asynccontextmanager
async def bluesky(*others: World) -> AsyncIterator[tuple[World, Bluesky]]:
    """A running world, and the source that reads it (and may visit the others)."""
    world = World()
    app = web.Application()
    app.router.add_get("/{path:.*}", world.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        world.place = f"127.0.0.1:{runner.addresses[0][1]}"
        world.url = f"http://{world.place}"
        async with Http(allowed=[each.place for each in (world, *others)]) as http:
            yield world, Bluesky(http, appview=world.url, directory=f"{world.url}/plc")
    finally:
        await runner.cleanup()
