"""Bluesky's answers about the sample: its AppView, the server that keeps the records, the documents of the accounts."""

import re
from base64 import b32encode
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from hashlib import sha256

import httpx

from bot.playground.sample.answers import Asked, Json, json_answer, stamp
from bot.playground.sample.story import DOMAIN, LINK, TAG, Message, Nod, Person, Story

APPVIEW = "public.api.bsky.app"
KEEPS_RECORDS = f"pds.{DOMAIN}"
POST, REPOST, LIKE = "app.bsky.feed.post", "app.bsky.feed.repost", "app.bsky.feed.like"
FOLLOW = "app.bsky.graph.follow"
NODE = "app.bsky.feed.defs#threadViewPost"
NODS = {REPOST: "boost", LIKE: "like", FOLLOW: "follow"}
INDEXED_AFTER = timedelta(milliseconds=412)
SHOWN_OF_A_LINK = 30  # characters, as the app shortens them

_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
_NOBODY = {"error": "InvalidRequest", "message": "Profile not found"}

Said = tuple[int, Json]


class Bluesky:
    """Answers what is asked about people of the sample; whatever names somebody else is not ours."""

    name = "bluesky"

    def __init__(self, story: Story) -> None:
        self._story = story
        self._by_uri = {uri(message): message for message in story.messages if message.network == self.name}
        self._methods: dict[str, Callable[[Asked], Said]] = {
            "app.bsky.actor.getProfile": self._profile,
            "app.bsky.actor.getProfiles": self._profiles,
            "app.bsky.feed.getAuthorFeed": self._feed,
            "app.bsky.feed.getPosts": self._posts,
            "app.bsky.feed.getPostThread": self._thread,
        }

    def knows(self, asked: Asked) -> bool:
        """Whether all it names is of the sample."""
        if asked.host == APPVIEW:
            named = [each for name in ("actor", "actors", "uri", "uris") for each in asked.all(name)]
            return bool(named) and all(_is_ours(each) for each in named)
        if asked.host == KEEPS_RECORDS:
            return True
        return asked.path == "/.well-known/did.json" and self._person(f"did:web:{asked.host}") is not None

    def answer(self, asked: Asked) -> httpx.Response:
        """As Bluesky says it: what is not there is a 400."""
        method = asked.path.rpartition("/")[2]
        if method == "did.json":
            return json_answer(asked, _document(asked.host))
        if method == "com.atproto.repo.listRecords" and asked.host == KEEPS_RECORDS:
            status, said = self._records(asked)
            return json_answer(asked, said, status=status, headers=_quota(asked.now))
        if method not in self._methods:
            return json_answer(asked, {"error": "MethodNotImplemented", "message": "Not here"}, status=501)
        status, said = self._methods[method](asked)
        return json_answer(asked, said, status=status, headers={"access-control-allow-origin": "*"})

    def _profile(self, asked: Asked) -> Said:
        person = self._person(asked.one("actor"))
        return (200, self._described(person, asked.now)) if person else (400, _NOBODY)

    def _profiles(self, asked: Asked) -> Said:
        people = [person for actor in asked.all("actors") if (person := self._person(actor))]
        return 200, {"profiles": [self._described(person, asked.now) for person in people]}

    def _posts(self, asked: Asked) -> Said:
        found = [message for each in asked.all("uris") if (message := self._message(each, asked.now))]
        return 200, {"posts": [self._view(message, asked.now) for message in found]}

    def _feed(self, asked: Asked) -> Said:
        person = self._person(asked.one("actor"))
        if person is None:
            return 400, _NOBODY
        said = self._story.said(self.name, asked.now, person)
        if asked.one("filter") == "posts_no_replies":
            said = [message for message in said if not message.parent]
        latest = said[::-1][: asked.number("limit", 50)]
        return 200, {"feed": [{"post": self._view(message, asked.now)} for message in latest]}

    def _thread(self, asked: Asked) -> Said:
        message = self._message(asked.one("uri"), asked.now)
        if message is None:
            return 400, {"error": "NotFound", "message": f"Post not found: {asked.one('uri')}"}
        node = self._node(message, asked.number("depth", 6), asked.now)
        above, height = node, asked.number("parentHeight", 80)
        while message.parent and height:
            message, height = message.parent, height - 1
            above["parent"] = {"$type": NODE, "post": self._view(message, asked.now)}
            above = above["parent"]
        return 200, {"thread": node}

    def _records(self, asked: Asked) -> Said:
        """In the order of their keys; the cursor is exclusive, and the last page has one too."""
        person, collection = self._person(asked.one("repo")), asked.one("collection")
        if person is None:
            return 400, {"error": "RepoNotFound", "message": f"Could not find repo: {asked.one('repo')}"}
        forwards, cursor = asked.one("reverse") == "true", asked.one("cursor")
        made = sorted(self._made(person, collection, asked.now), key=lambda record: record["uri"], reverse=not forwards)
        if cursor:
            made = [record for record in made if (_key_in(record["uri"]) > cursor) == forwards]
        page = made[: asked.number("limit", 50)]
        return 200, {"records": page, **({"cursor": _key_in(page[-1]["uri"])} if page else {})}

    def _made(self, person: Person, collection: str, now: datetime) -> Iterable[Json]:
        if collection == POST:
            return [_record(uri(message), _value(message)) for message in self._story.said(self.name, now, person)]
        nods = [nod for nod in self._story.nodded(self.name, NODS.get(collection, ""), now) if nod.by is person]
        return [_record(f"at://{did(person)}/{collection}/{key(nod.at)}", _nod(nod, collection)) for nod in nods]

    def _node(self, message: Message, depth: int, now: datetime) -> Json:
        node: Json = {"$type": NODE, "post": self._view(message, now), "threadContext": {}}
        if depth:
            node["replies"] = [self._node(answer, depth - 1, now) for answer in self._story.below(message, now)]
        return node

    def _view(self, message: Message, now: datetime) -> Json:
        value = _value(message)
        nods = {kind: self._story.nodded(self.name, kind, now) for kind in ("like", "boost")}
        quotes = [each for each in self._story.said(self.name, now) if each.quoted is message]
        view: Json = {
            "uri": uri(message),
            "cid": cid(uri(message)),
            "author": _author(message.by),
            "record": value,
            "bookmarkCount": 0,
            "replyCount": len(self._story.below(message, now)),
            "repostCount": sum(nod.of is message for nod in nods["boost"]),
            "likeCount": sum(nod.of is message for nod in nods["like"]),
            "quoteCount": len(quotes),
            "indexedAt": stamp(message.at + INDEXED_AFTER),
            "labels": [],
        }
        if external := value.get("embed", {}).get("external"):
            view["embed"] = {"$type": "app.bsky.embed.external#view", "external": external}
        if message.quoted:
            view["embed"] = {"$type": "app.bsky.embed.record#view", "record": _shown_in_quote(message.quoted)}
        return view

    def _described(self, person: Person, now: datetime) -> Json:
        follows = self._story.nodded(self.name, "follow", now)
        return {
            **_author(person),
            "description": person.about,
            "followersCount": sum(nod.of.by is person for nod in follows),
            "followsCount": sum(nod.by is person for nod in follows),
            "postsCount": len(self._story.said(self.name, now, person)),
            "indexedAt": _author(person)["createdAt"],
        }

    def _person(self, actor: str) -> Person | None:
        """By handle or DID."""
        host = actor.removeprefix("did:web:").lower()
        return self._story.is_on(self.name, host.removesuffix(f".{DOMAIN}")) if host.endswith(f".{DOMAIN}") else None

    def _message(self, at_uri: str, now: datetime) -> Message | None:
        message = self._by_uri.get(at_uri)
        return message if message and message.at <= now else None


def did(person: Person) -> str:
    """An account under a domain that is reserved: no directory knows it, and nobody can ever have it."""
    return f"did:web:{person.host}"


def uri(message: Message) -> str:
    """The at-URI of a post."""
    return f"at://{did(message.by)}/{POST}/{key(message.at)}"


def key(at: datetime) -> str:
    """The record key (TID) made at that moment."""
    left = round(at.timestamp() * 1_000_000) << 10 | 7  # 7: which clock made it
    return "".join(_DIGITS[left >> shift & 31] for shift in range(60, -1, -5))


def cid(of: str) -> str:
    """A content id of the right form."""
    return "b" + b32encode(b"\x01\x71\x12\x20" + sha256(of.encode()).digest()).decode().lower().rstrip("=")


def _is_ours(named: str) -> bool:
    return named.removeprefix("at://").partition("/")[0].lower().endswith(f".{DOMAIN}")


def _key_in(at_uri: str) -> str:
    return at_uri.rpartition("/")[2]


def _author(person: Person) -> Json:
    return {
        "did": did(person),
        "handle": person.host,
        "displayName": person.called,
        "associated": {"activitySubscription": {"allowSubscriptions": "followers"}},
        "labels": [],
        "createdAt": "2024-02-06T18:04:41.917Z",
    }


def _value(message: Message) -> Json:
    """A post's record."""
    text, facets, link = _marked_up(message.text)
    value: Json = {"$type": POST, "createdAt": stamp(message.at), "langs": [message.lang], "text": text}
    if facets:
        value["facets"] = facets
    if message.parent:
        value["reply"] = {"root": _reference(message.root), "parent": _reference(message.parent)}
    if message.quoted:
        value["embed"] = {"$type": "app.bsky.embed.record", "record": _reference(message.quoted)}
    elif link:
        title = message.text.partition("\n")[0]
        value["embed"] = {
            "$type": "app.bsky.embed.external",
            "external": {"uri": link, "title": title, "description": ""},
        }
    return value


def _marked_up(text: str) -> tuple[str, list[Json], str]:
    """The text with its links shortened, what its parts are (by bytes of UTF-8), and the first link."""
    shown, facets, first, at = "", [], "", 0
    for found in re.finditer(f"{LINK.pattern}|{TAG.pattern}", text):
        shown += text[at : found.start()]
        at = found.end()
        is_link = found[0].startswith("https://")
        words = _shortened(found[0]) if is_link else found[0]
        first = first or (found[0] if is_link else "")
        feature = (
            {"$type": "app.bsky.richtext.facet#link", "uri": found[0]}
            if is_link
            else {"$type": "app.bsky.richtext.facet#tag", "tag": found[0][1:]}
        )
        start = len(shown.encode())
        facets.append({"index": {"byteStart": start, "byteEnd": start + len(words.encode())}, "features": [feature]})
        shown += words
    return shown + text[at:], facets, first


def _shortened(link: str) -> str:
    bare = link.removeprefix("https://")
    return bare if len(bare) <= SHOWN_OF_A_LINK else f"{bare[:SHOWN_OF_A_LINK]}..."


def _nod(nod: Nod, collection: str) -> Json:
    subject: object = did(nod.of.by) if collection == FOLLOW else _reference(nod.of)
    return {"$type": collection, "createdAt": stamp(nod.at), "subject": subject}


def _reference(message: Message) -> Json:
    return {"cid": cid(uri(message)), "uri": uri(message)}


def _record(at_uri: str, value: Json) -> Json:
    return {"uri": at_uri, "cid": cid(at_uri), "value": value}


def _shown_in_quote(message: Message) -> Json:
    return {
        "$type": "app.bsky.embed.record#viewRecord",
        **_reference(message),
        "author": _author(message.by),
        "value": _value(message),
        "labels": [],
        "indexedAt": stamp(message.at + INDEXED_AFTER),
    }


def _document(host: str) -> Json:
    who = f"did:web:{host}"
    key_of_theirs = {
        "id": f"{who}#atproto",
        "type": "Multikey",
        "controller": who,
        "publicKeyMultibase": "zQ3shSampLeSampLeSampLeSampLeSampLeSampLeSampLeS",
    }
    home = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": f"https://{KEEPS_RECORDS}"}
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": who,
        "alsoKnownAs": [f"at://{host}"],
        "verificationMethod": [key_of_theirs],
        "service": [home],
    }


def _quota(now: datetime) -> dict[str, str]:
    reset = int(now.timestamp()) // 300 * 300 + 300
    return {
        "ratelimit-limit": "3000",
        "ratelimit-remaining": "2994",
        "ratelimit-reset": str(reset),
        "ratelimit-policy": "3000;w=300",
        "atproto-repo-rev": key(now),
    }
