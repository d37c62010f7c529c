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
from bot.sources.atproto import AtUri, is_did, moment
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

_SENSITIVE = frozenset({"sensitive"})
_QUESTION = re.compile("[?\uff1f\u061f](?=[\\s\"'\u201d\u2019)\u00bb]|$)")  # also as Chinese and Arabic ask


@dataclass(slots=True)
class Known:
    """What the AppView said so far: posts by URI, people by DID."""

    posts: dict[str, Json] = field(default_factory=dict)
    people: dict[str, Party] = field(default_factory=dict)
    asked: int = 0  # look-ups of names it took

    def add(self, view: Json) -> None:
        self.posts[str(view["uri"])] = view
        did = str(view["author"]["did"])
        if did not in self.people:
            self.people[did] = party(view["author"])

    def party(self, uri: AtUri | None) -> Party:
        if uri is None:
            return NOBODY
        return self.people.get(uri.did) or Party(uri.did)

    def words(self, uri: AtUri | None) -> str:
        view = self.posts.get(str(uri)) if uri else None
        return words(view) if view is not None else ""


@dataclass(slots=True)
class Record:
    """A record of one's own, with the moment its key was made and the addresses in it, each read once.

    Raises what `UNREADABLE` names.
    """

    uri: AtUri
    made: datetime
    value: Json
    name: str = field(init=False)  # the address written out
    root: AtUri | None = field(default=None, init=False)  # what a post stands below
    parent: AtUri | None = field(default=None, init=False)  # what it answers
    quoted: AtUri | None = field(default=None, init=False)
    subject: AtUri | None = field(default=None, init=False)  # what is liked or passed on

    def __post_init__(self) -> None:
        self.name = str(self.uri)
        if self.uri.collection == POST:
            self._read_targets()
        elif KINDS[self.uri.collection] is not Kind.FOLLOW:
            self.subject = AtUri.read(self.value["subject"]["uri"])

    def _read_targets(self) -> None:
        reply, embed = self.value.get("reply"), self.value.get("embed")
        if reply:
            root, parent = reply.get("root"), reply.get("parent")
            self.root = _uri(root)
            self.parent = self.root if root and root == parent else _uri(parent)  # most answer what began the talk
        if embed:
            record = embed.get("record") or {}
            quoted = _uri(record if embed.get("$type") == "app.bsky.embed.record" else record.get("record"))
            # A list or a feed that is shown along is no quote.
            self.quoted = quoted if quoted and quoted.collection == POST else None


def objects(said: object) -> list[Json]:
    return [each for each in said if isinstance(each, dict)] if isinstance(said, list) else []


def labels(view: Json) -> frozenset[str]:
    said = view.get("labels")
    # one that makes no sense hides no other
    return frozenset(str(label.get("val")) for label in objects(said)) if said else frozenset()


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


def entry(record: Record, own: Party, known: Known, now: datetime) -> Entry:
    """A record of `own`'s. Clients make up createdAt, so it counts only where nothing else is earlier."""
    kind = KINDS[record.uri.collection]
    view = known.posts.get(record.name) if kind is Kind.POST else None
    at = _earliest(record, view, now)
    if kind is Kind.POST:
        return _post(record, view, own, known, at)
    if kind is Kind.FOLLOW:
        did = str(record.value["subject"])
        if not is_did(did):
            raise ValueError("follows nobody")
        followed = known.people.get(did) or Party(did)
        return Entry("bluesky", record.name, kind, at, own, url=f"https://bsky.app/profile/{did}", of=followed)
    subject = record.subject
    return Entry(
        "bluesky",
        record.name,
        kind,
        at,
        own,
        url=subject.page if subject else "",
        parent_id=str(subject),
        parent_text=known.words(subject),
        of=known.party(subject),
    )


def _earliest(record: Record, view: Json | None, now: datetime) -> datetime:
    at = min(record.made, now)
    said = moment(record.value.get("createdAt"))
    if said and said < at:
        at = said
    indexed = moment(view.get("indexedAt")) if view else None
    return indexed if indexed and indexed < at else at


def needs(record: Record) -> tuple[list[str], list[str]]:
    """The posts (by URI) and the people (DIDs) to look up before `entry` can tell all there is to tell."""
    if record.uri.collection == POST:
        targets = record.root, record.parent, record.quoted
        own = [] if record.value.get("reply") else [record.name]  # may anybody answer it? it begins a talk
        posts = [*own, *(str(target) for target in targets[1:] if target)]
        return posts, [target.did for target in targets if target]
    if record.subject is None:
        return [], [str(record.value["subject"])]
    is_passed_on = KINDS[record.uri.collection] is Kind.BOOST
    return [str(record.subject)] if is_passed_on else [], [record.subject.did]


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


def _post(record: Record, view: Json | None, own: Party, known: Known, at: datetime) -> Entry:
    value, root, parent, quoted = record.value, record.root, record.parent, record.quoted
    is_reply = bool(value.get("reply"))
    languages = value.get("langs")
    page = record.uri.page
    return Entry(
        "bluesky",
        record.name,
        Kind.REPLY if is_reply else Kind.QUOTE if quoted else Kind.POST,
        at,
        own,
        url=page,
        text=_text(value),
        lang=clean(str(languages[0]), 35) if isinstance(languages, list) and languages else "",
        links=_links(value, page),
        mentions=_mentions(value, own) if value.get("facets") else (),
        thread=str(root) if root else "",
        root=known.party(root),
        parent_id=str(parent or quoted or ""),
        parent=known.party(parent),
        parent_text=known.words(parent or quoted),
        of=known.party(quoted),
        comments_open=None if is_reply else _comments_open(view),
        traits=_SENSITIVE if value.get("labels") and _own_labels(value) - HARMLESS else frozenset(),
    )


def _uri(reference: Json | None) -> AtUri | None:
    try:
        return AtUri.read((reference or {}).get("uri"))
    except ValueError:
        return None


def _text(value: Json) -> str:
    """The words of a post with shortened links written out, as other networks write them.

    Facets count bytes of UTF-8, not characters. A link under words of its own leaves the words.
    """
    text = str(value.get("text") or "")
    places = _link_places(value) if value.get("facets") else ()
    if not places:
        return clean(text)
    raw = text.encode("utf-8", "replace")
    end_of_text = len(raw)
    for start, end, uri in sorted(places, reverse=True):
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


def _mentions(value: Json, own: Party) -> tuple[str, ...]:
    named = dict.fromkeys(_features(value, "mention", "did"))
    return tuple(did for did in named if is_did(did) and did != own.id)


def _links(value: Json, page: str) -> tuple[str, ...]:
    """Where a post leads, without its own `page`."""
    embed = value.get("embed") or {}
    card = (embed.get("media") or embed).get("external") or {}
    leads = _features(value, "link", "uri") if value.get("facets") else []
    if card:
        leads.append(str(card.get("uri") or ""))
    if not leads:
        return ()
    found = dict.fromkeys(map(clean, leads))
    return tuple(uri for uri in found if _is_link(uri) and uri != page)


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
