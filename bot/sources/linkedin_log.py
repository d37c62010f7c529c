"""LinkedIn's log of what a member did there, turned into our words: posts, comments, reactions, reposts, nothing else.

What has not the form it should have raises one of `UNREADABLE`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.domain.entry import NOBODY, Entry, Party, clean
from bot.domain.kinds import Kind, Visibility
from bot.sources.archives.base import somebody
from bot.sources.linkedin_ask import Json
from bot.sources.linkedin_rows import (
    MOMENT_SHIFT,
    OwnPosts,
    called,
    comment_id,
    dated,
    passing_id,
    post_at,
)
from bot.sources.text import MAX_ADDRESS, addresses

UNREADABLE = (KeyError, IndexError, TypeError, AttributeError, ValueError, OverflowError)
EDITED_AFTER = timedelta(seconds=60)  # a post is touched by itself within seconds

_POSTS = frozenset({"ugcPosts", "ugcPost", "shares"})
_COMMENTS = "socialActions/comments"
_LIKES = "socialActions/likes"
_REPOSTS = "instantReposts"
# Everything else is left unread: messages and invitations above all.
READ = _POSTS | {_COMMENTS, _LIKES, _REPOSTS}

_NUMBER = re.compile(r"[0-9]{1,25}")
_URN = re.compile(r"urn:li:(share|ugcPost|activity|groupPost):([0-9]+(?:-[0-9]+)?)")
_COMMENT = re.compile(r"urn:li:comment:\((.+),([0-9]{1,25})\)")
_PUBLIC = frozenset({"", "PUBLIC", "LOGGED_IN", "CONTAINER"})


@dataclass(slots=True)
class Known:
    """What later events of the log refer to by ids that ours are not, and the member's own posts."""

    me: Party
    first: int  # when the account was read for the first time, in seconds
    own: OwnPosts
    made: dict[str, str] = field(default_factory=dict)  # their id of a comment or reaction -> ours
    posts: list[str] = field(default_factory=list)  # numbers of own posts, the newest last

    def posted(self, number: str) -> None:
        if number.isdigit() and number not in self.posts:
            self.posts.append(number)
            self.own.add(number)
            self.own.sort()


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log. `activity` is what was done, in LinkedIn's words."""

    resource: str
    method: str
    captured: datetime
    activity: Json
    resource_id: str


def event(line: Json, known: Known) -> Event | None:
    """A line that says something of what the member did in public; None, unread, for any other."""
    resource = line.get("resourceName")
    if resource not in READ or line.get("activityStatus") == "FAILURE":
        return None
    if line.get("actor") and line.get("owner") and line["actor"] != line["owner"]:
        return None  # somebody else's
    activity = line.get("activity")
    said = activity if isinstance(activity, dict) else {}
    patch = said.get("patch")
    if isinstance(patch, dict) and isinstance(patch.get("$set"), dict):
        said = {**said, **patch["$set"]}
    method = str(line.get("method") or line.get("methodName") or "").upper()
    return Event(str(resource), method, moment(line["capturedAt"]), said, str(line.get("resourceId") or ""))


def gone(event: Event, known: Known) -> str:
    """Our id of what the member took back; "" where it is not known, so it was never recorded by us."""
    if event.resource in _POSTS:
        urn = _URN.search(str(event.activity.get("id") or event.resource_id))
        return urn[2] if urn else event.resource_id if _NUMBER.fullmatch(event.resource_id) else ""
    return known.made.get(_key(event), "")


def entry(event: Event, known: Known) -> Entry | None:
    """What the member did. None where it was not for everybody to read, or says too little."""
    if event.resource in _POSTS:
        return _post(event, known)
    if event.resource == _COMMENTS:
        return _comment(event, known)
    return _passing(event, known)


def moment(milliseconds: object) -> datetime:
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int) or not 0 < milliseconds < 1 << 44:
        raise ValueError("no time")
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _post(event: Event, known: Known) -> Entry | None:
    said = event.activity
    urn = _URN.search(str(said.get("id") or event.resource_id))
    if urn is None:
        raise ValueError("no id")
    content = _inside(said, "specificContent", "com.linkedin.ugc.ShareContent")
    if event.method != "CREATE" and not content:
        return None  # a change that is none of the words
    shown = str(_inside(said, "visibility").get("com.linkedin.ugc.MemberNetworkVisibility") or "")
    text = clean(_words(_inside(content, "shareCommentary")))
    first = _URN.search(str(_inside(said, "responseContext").get("parent") or ""))
    at = _time(said, urn[2], event)
    known.posted(urn[2])
    group = re.fullmatch(r"urn:li:group:([0-9]+)", str(said.get("containerEntity") or ""))
    kind = Kind.POST if first is None else Kind.QUOTE if text else Kind.BOOST
    links = dict.fromkeys((*_media(content), *addresses(text)))
    return Entry(
        network="linkedin",
        native_id=urn[2],
        kind=kind,
        at=at,
        author=known.me,
        url=f"https://www.linkedin.com/feed/update/{urn[0]}",
        text=text,
        links=tuple(links),
        of=NOBODY if first is None else known.me if known.own.same(first[2]) else somebody(f"{first[1]}:{first[2]}"),
        venue=f"group {group[1]}" if group else "",
        visibility=Visibility.PUBLIC
        if shown in _PUBLIC and said.get("lifecycleState") in (None, "PUBLISHED", "PUBLISHED_EDITED")
        else Visibility.PRIVATE,
        edited_at=_edited(said, at),
    )


def _comment(event: Event, known: Known) -> Entry | None:
    said = event.activity
    message = said.get("message")
    if not isinstance(message, dict):
        return None  # a change that is none of the words
    key = _key(event)
    at = _time(said, key, event)
    text = clean(_words(message))
    below = _COMMENT.search(str(said.get("parentComment") or said.get("object") or ""))
    address = str(said.get("object") or "") if below is None or not said.get("parentComment") else below[1]
    post = post_at(address, known.me, known.own)
    ours = known.made.get(key) or comment_id(known.me.id, dated(event.captured), _words(message))
    known.made[key] = ours
    parent_id, parent = _answered(below, message, text, post.thread, post.author, known)
    return Entry(
        network="linkedin",
        native_id=ours,
        kind=Kind.REPLY,
        at=at,
        author=known.me,
        url=f"https://www.linkedin.com/feed/update/{_urn(address)}",
        text=text,
        links=addresses(text),
        thread=post.thread,
        root=post.author,
        parent_id=parent_id,
        parent=parent,
        venue=post.venue,
        edited_at=_edited(said, at),
    )


def _answered(
    below: re.Match[str] | None, message: Json, text: str, thread: str, root: Party, known: Known
) -> tuple[str, Party]:
    """What a comment answers, and whom: a comment of one's own, of whoever is named first, of somebody; or the post."""
    named = _named_first(message, text)
    if below is None:
        return ("", named) if named else (thread, root)
    ours = known.made.get(below[2])
    if ours:
        return ours, named or known.me
    name = called(text)
    by_name = Party(f"name:{name.casefold()}", name) if name else somebody(f"comment:{below[2]}")
    return f"comment:{below[2]}", named or by_name


def _named_first(message: Json, text: str) -> Party:
    """Whoever is named at the very beginning, which is how LinkedIn says who is answered."""
    for attribute in message.get("attributes") or ():
        value = _inside(attribute, "value")
        urn = _inside(value, "com.linkedin.common.MemberAttributedEntity").get("member")
        length = attribute.get("length")
        if attribute.get("start") == 0 and isinstance(urn, str) and isinstance(length, int) and 0 < length <= 100:
            return Party(clean(urn, 100), clean(text[:length], 100))
    return NOBODY


def _passing(event: Event, known: Known) -> Entry:
    said = event.activity
    is_like = event.resource == _LIKES
    address = str(said.get("object") or said.get("root") or "")
    if not is_like:
        content = _inside(said, "repostedContent")
        address = str(content.get("share") or content.get("ugcPost") or said.get("object") or "")
    comment = _COMMENT.search(address)
    post = post_at(str(said.get("root") or (comment[1] if comment else address)), known.me, known.own)
    sort = str(said.get("reactionType") or "LIKE") if is_like else ""
    ours = known.made.get(_key(event)) or passing_id(known.me.id, dated(event.captured), sort)
    known.made[_key(event)] = ours
    return Entry(
        network="linkedin",
        native_id=ours,
        kind=Kind.REACTION if is_like else Kind.BOOST,
        at=_time(said, "", event),
        author=known.me,
        url=f"https://www.linkedin.com/feed/update/{_urn(address)}",
        root=post.author,
        of=NOBODY if comment else post.author,
        venue=post.venue,
    )


def _key(event: Event) -> str:
    """Their id of a comment, a reaction or a repost: what a later line means the same thing by."""
    said = event.activity
    if event.resource == _COMMENTS:
        found = _COMMENT.search(event.resource_id)
        number = str(said.get("id") or (found[2] if found else event.resource_id))
        if not _NUMBER.fullmatch(number):
            raise ValueError("no id")
        return number
    content = _inside(said, "repostedContent")
    about = said.get("object") or content.get("share") or content.get("ugcPost") or event.resource_id
    return f"{event.resource.rpartition('/')[2]}:{clean(str(about), 200)}"


def _time(said: Json, number: str, event: Event) -> datetime:
    """When it was made: as said, else as its own number tells, else when the log learned of it."""
    for told in (_inside(said, "created").get("time"), said.get("firstPublishedAt")):
        if isinstance(told, int) and told > 0:
            return min(moment(told), event.captured)
    if event.method != "CREATE" and _NUMBER.fullmatch(number):
        return moment(int(number) >> MOMENT_SHIFT)
    return event.captured


def _edited(said: Json, at: datetime) -> datetime | None:
    changed = _inside(said, "lastModified").get("time")
    later = moment(changed) if isinstance(changed, int) and changed > 0 else at
    return later if later - at > EDITED_AFTER else None


def _media(content: Mapping[str, object]) -> list[str]:
    """Where the links of a post lead."""
    found = []
    media = content.get("media")
    for each in media if isinstance(media, list) else ():
        address = each.get("originalUrl") if isinstance(each, dict) else None
        if isinstance(address, str) and address.startswith(("http://", "https://")) and len(address) <= MAX_ADDRESS:
            found.append(clean(address, MAX_ADDRESS))
    return found


def _inside(said: object, *path: str) -> Mapping[str, object] | Json:
    """What lies at `path`, where each step is an object; an empty one else."""
    for step in path:
        said = said.get(step) if isinstance(said, dict) else None
    return said if isinstance(said, dict) else {}


def _words(said: Mapping[str, object]) -> str:
    text = said.get("text")
    return text if isinstance(text, str) else ""


def _urn(address: str) -> str:
    found = _URN.search(address)
    return found[0] if found else ""
