"""Bluesky's words turned into ours: records, the views an AppView makes of them, threads.

What has not the form it should have raises KeyError, TypeError, AttributeError or ValueError: `UNREADABLE`.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.entry import NOBODY, Entry, Party, clean, shorten
from bot.domain.kinds import Kind
from bot.sources.atproto import AtUri, is_did, moment, moment_of
from bot.sources.base import Received, Talk
from bot.sources.text import MAX_ADDRESS, origin_of

Json = dict[str, Any]

UNREADABLE = (KeyError, TypeError, AttributeError, ValueError)
POST = "app.bsky.feed.post"
KINDS: Mapping[str, Kind] = {
    POST: Kind.POST,
    "app.bsky.feed.repost": Kind.BOOST,
    "app.bsky.feed.like": Kind.REACTION,
    "app.bsky.graph.follow": Kind.FOLLOW,
}
SIGNED_IN_ONLY = "!no-unauthenticated"  # by the account itself: readable, but not to be shown to strangers
HARMLESS = frozenset({SIGNED_IN_ONLY, "bot"})  # labels that say nothing of what is shown
UNWANTED = frozenset({"!hide", "spam"})
MEDIA_HOSTS = frozenset({"media.tenor.com"})  # moving pictures travel as links
OPEN = timedelta(days=3)  # what is older is no conversation to join any more

_QUESTION = re.compile("[?\uff1f\u061f](?=[\\s\"'\u201d\u2019)\u00bb]|$)")  # also as Chinese and Arabic ask


@dataclass(slots=True)
class Known:
    """What the AppView said so far: posts by URI, people by DID."""

    posts: dict[str, Json] = field(default_factory=dict)
    people: dict[str, Party] = field(default_factory=dict)
    asked: int = 0  # look-ups of names it took

    def add(self, view: Json) -> None:
        self.posts[str(view["uri"])] = view
        self.people[str(view["author"]["did"])] = party(view["author"])

    def party(self, uri: AtUri | None) -> Party:
        return self.people.get(uri.did, Party(uri.did)) if uri else NOBODY

    def words(self, uri: AtUri | None) -> str:
        return words(self.posts[str(uri)]) if str(uri) in self.posts else ""


def objects(said: object) -> list[Json]:
    return [each for each in said if isinstance(each, dict)] if isinstance(said, list) else []


def labels(view: Json) -> frozenset[str]:
    return frozenset(
        str(label.get("val")) for label in objects(view.get("labels"))
    )  # one that makes no sense hides no other


def handle(profile: Json) -> str:
    """What people call them; "" where the AppView could not verify the handle."""
    said = clean(str(profile.get("handle") or ""), 253)
    return "" if said == "handle.invalid" else said


def party(profile: Json) -> Party:
    did, name = str(profile["did"]), handle(profile) or clean(str(profile.get("displayName") or ""), 100)
    if not is_did(did):
        raise ValueError("nobody")
    return Party(did, name, is_bot="bot" in labels(profile))


def words(view: Json) -> str:
    """What a post says, "" where its author shows it only to people who are signed in."""
    return "" if SIGNED_IN_ONLY in labels(view["author"]) else _text(view["record"])


def entry(uri: AtUri, value: Json, own: Party, known: Known, now: datetime) -> Entry:
    """A record of `own`'s. Clients make up createdAt, so it counts only where nothing else is earlier."""
    view = known.posts.get(str(uri), {})
    said = (moment_of(uri.key), moment(value.get("createdAt")), moment(view.get("indexedAt")), now)
    at = min(time for time in said if time)
    kind = KINDS[uri.collection]
    if kind is Kind.POST:
        return _post(uri, value, own, known, at)
    if kind is Kind.FOLLOW:
        did = str(value["subject"])
        if not is_did(did):
            raise ValueError("follows nobody")
        followed = known.people.get(did, Party(did))
        return Entry("bluesky", str(uri), kind, at, own, url=f"https://bsky.app/profile/{did}", of=followed)
    subject = AtUri.read(value["subject"]["uri"])
    return Entry(
        "bluesky",
        str(uri),
        kind,
        at,
        own,
        url=subject.page,
        parent_id=str(subject),
        parent_text=known.words(subject),
        of=known.party(subject),
    )


def needs(uri: AtUri, value: Json) -> tuple[list[AtUri], list[str]]:
    """The posts and the people (DIDs) to look up before `entry` can tell all there is to tell."""
    if uri.collection == POST:
        _, parent, quoted = targets = _targets(value)
        own = [] if value.get("reply") else [uri]  # whether anybody may answer it matters where it begins a talk
        posts = [*own, *(target for target in (parent, quoted) if target)]
        return posts, [target.did for target in targets if target]
    if KINDS[uri.collection] is Kind.FOLLOW:
        return [], [str(value["subject"])]
    subject = AtUri.read(value["subject"]["uri"])
    return [subject] if KINDS[uri.collection] is Kind.BOOST else [], [subject.did]


def below(thread: Json, me: str, liked: Collection[str], now: datetime) -> tuple[Received, ...] | None:
    """What others said right below posts of `me` in a thread; None where part of what matters is not shown.

    Shown in full must be: what stands below own posts, and what stands below that, where an answer would be.
    """
    nodes = {str(node["post"]["uri"]): node for node in _nodes(thread)}
    hidden = _hidden_by_author(thread["post"])
    found: dict[str, Received] = {}
    for uri, node in nodes.items():
        post = node["post"]
        parent = str(post["record"].get("reply", {}).get("parent", {}).get("uri", ""))
        to_me = parent.startswith(f"at://{me}/")
        mine = post["author"]["did"] == me
        if (mine or to_me) and len(node.get("replies") or ()) < (post.get("replyCount") or 0):
            return None
        if to_me and not mine and parent in nodes and uri not in hidden and not UNWANTED & labels(post):
            page = AtUri.read(uri).page
            found[uri] = Received(
                uri, party(post["author"]), _shown_at(post, now), words(post), page, parent, liked=uri in liked
            )
    return tuple(_answered(nodes, found, me, now).values())


def spoken(thread: Json, now: datetime) -> dict[str, datetime]:
    """Who speaks in a thread, and when last."""
    last: dict[str, datetime] = {}
    for node in _nodes(thread):
        did = str(node["post"]["author"]["did"])
        last[did] = max(last.get(did, _shown_at(node["post"], now)), _shown_at(node["post"], now))
    return last


def is_open(view: Json, now: datetime) -> bool:
    """Whether a stranger may be told of this post and answer it: recent, for all to read, open to all."""
    author = view["author"]
    return (
        "reply" not in view["record"]
        and "threadgate" not in view
        and timedelta() <= now - _shown_at(view, now) <= OPEN
        and not {SIGNED_IN_ONLY, "bot"} & labels(author)
        and not UNWANTED & (labels(view) | labels(author))
    )


def talk(view: Json, now: datetime) -> Talk:
    at, text = _shown_at(view, now), words(view)
    return Talk(
        native_id=str(view["uri"]),
        starter=party(view["author"]),
        started_at=at,
        last_at=at,
        messages=1 + int(view.get("replyCount") or 0),
        title=shorten(text.partition("\n")[0], 80),
        text=text,
        url=AtUri.read(view["uri"]).page,
        is_question=_QUESTION.search(text) is not None,
        sensitive=bool((labels(view) | _own_labels(view["record"])) - HARMLESS),
    )


def _post(uri: AtUri, value: Json, own: Party, known: Known, at: datetime) -> Entry:
    root, parent, quoted = _targets(value)
    is_reply = bool(value.get("reply"))
    languages = value.get("langs")
    return Entry(
        "bluesky",
        str(uri),
        Kind.REPLY if is_reply else Kind.QUOTE if quoted else Kind.POST,
        at,
        own,
        url=uri.page,
        text=_text(value),
        lang=clean(str(languages[0]), 35) if isinstance(languages, list) and languages else "",
        links=_links(value, uri),
        mentions=tuple(
            did for did in dict.fromkeys(_features(value, "mention", "did")) if is_did(did) and did != own.id
        ),
        thread=str(root) if root else "",
        root=known.party(root),
        parent_id=str(parent or quoted or ""),
        parent=known.party(parent),
        parent_text=known.words(parent or quoted),
        of=known.party(quoted),
        comments_open=None if is_reply else _comments_open(known.posts.get(str(uri))),
        traits=frozenset({"sensitive"}) if _own_labels(value) - HARMLESS else frozenset(),
    )


def _targets(value: Json) -> tuple[AtUri | None, AtUri | None, AtUri | None]:
    """What a post stands below, what it answers, what it quotes."""
    reply, embed = value.get("reply") or {}, value.get("embed") or {}
    record = embed.get("record") or {}
    quoted = _uri(record if embed.get("$type") == "app.bsky.embed.record" else record.get("record"))
    # A list or a feed that is shown along is no quote.
    return _uri(reply.get("root")), _uri(reply.get("parent")), quoted if quoted and quoted.collection == POST else None


def _uri(reference: Json | None) -> AtUri | None:
    try:
        return AtUri.read((reference or {}).get("uri"))
    except ValueError:
        return None


def _text(value: Json) -> str:
    """The words of a post with shortened links written out, as other networks write them.

    Facets count bytes of UTF-8, not characters. A link under words of its own leaves the words.
    """
    raw = str(value.get("text") or "").encode("utf-8", "replace")
    end_of_text = len(raw)
    for start, end, uri in sorted(_link_places(value), reverse=True):
        if not 0 <= start < end <= end_of_text:
            continue
        shown = raw[start:end].decode("utf-8", "replace").rstrip(".\u2026 ")
        if shown and shown in uri:
            raw = raw[:start] + uri.encode("utf-8", "replace") + raw[end:]
            end_of_text = start
    return clean(raw.decode("utf-8", "replace"))


def _link_places(value: Json) -> list[tuple[int, int, str]]:
    return [
        (int(facet["index"]["byteStart"]), int(facet["index"]["byteEnd"]), str(feature["uri"]))
        for facet in value.get("facets") or ()
        for feature in facet["features"]
        if str(feature.get("$type", "")).endswith("#link")
    ]


def _features(value: Json, kind: str, name: str) -> list[str]:
    return [
        str(feature[name])
        for facet in value.get("facets") or ()
        for feature in facet["features"]
        if str(feature.get("$type", "")).endswith(f"#{kind}")
    ]


def _links(value: Json, own: AtUri) -> tuple[str, ...]:
    embed = value.get("embed") or {}
    card = (embed.get("media") or embed).get("external") or {}
    found = dict.fromkeys(clean(uri) for uri in (*_features(value, "link", "uri"), str(card.get("uri") or "")))
    return tuple(uri for uri in found if _is_link(uri) and uri != own.page)


def _is_link(uri: str) -> bool:
    is_web = uri.lower().startswith(("http://", "https://")) and len(uri) <= MAX_ADDRESS
    return is_web and origin_of(uri).partition("//")[2] not in MEDIA_HOSTS


def _own_labels(value: Json) -> frozenset[str]:
    return frozenset(str(label.get("val", "")) for label in (value.get("labels") or {}).get("values") or ())


def _comments_open(view: Json | None) -> bool | None:
    """Whether anybody may answer; None where the AppView does not know the post (yet)."""
    if view is None:
        return None
    gate = (view.get("threadgate") or {}).get("record") or {}
    return gate.get("allow") != []


def _hidden_by_author(view: Json) -> frozenset[str]:
    return frozenset(((view.get("threadgate") or {}).get("record") or {}).get("hiddenReplies") or ())


def _nodes(thread: Json) -> list[Json]:
    """Every post of a thread that is shown, without recursion: depth is the network's to choose."""
    found, waiting = [], [thread]
    while waiting:
        node = waiting.pop()
        if "post" in node:
            found.append(node)
            waiting.extend(node.get("replies") or ())
    return found


def _answered(nodes: Mapping[str, Json], found: dict[str, Received], me: str, now: datetime) -> dict[str, Received]:
    """`found` with the earliest word of `me` anywhere below each."""
    for node in nodes.values():
        if node["post"]["author"]["did"] != me:
            continue
        at = _shown_at(node["post"], now)
        above = node
        for _ in range(len(nodes)):
            uri = str(above["post"]["record"].get("reply", {}).get("parent", {}).get("uri", ""))
            if uri in found and (found[uri].answered_at is None or at < (found[uri].answered_at or at)):
                found[uri] = replace(found[uri], answered_at=at)
            if uri not in nodes:
                break
            above = nodes[uri]
    return found


def _shown_at(view: Json, now: datetime) -> datetime:
    said = (moment(view["record"].get("createdAt")), moment(view.get("indexedAt")), now)
    return min(time for time in said if time)
