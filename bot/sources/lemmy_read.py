"""Lemmy's words turned into ours, of 0.18, 0.19 and 1.0 alike. What makes no sense raises one of `UNREADABLE`.

Numbers differ from server to server: everything is known by its ap_id, the address it has on all of them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from bot.domain.entry import MAX_TITLE, NOBODY, Entry, Party, clean
from bot.domain.kinds import Kind
from bot.sources import markdown
from bot.sources.base import Received, Talk
from bot.sources.lemmy_ask import Json
from bot.sources.text import MAX_ADDRESS

UNREADABLE = (KeyError, TypeError, AttributeError, ValueError, OverflowError)
QUOTED = 1_000  # characters kept of what is answered
MAX_KEY = 500
SHOWN = frozenset({"", "public", "unlisted"})  # communities everybody may read

_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
_PATH = re.compile(r"0(\.[1-9][0-9]{0,17}){1,200}")


@dataclass(frozen=True, slots=True)
class Above:
    """What a comment stands below, as far as it could be looked up: views of its post and of the comment above it."""

    post: Json | None = None
    comment: Json | None = None


def moment(said: object) -> datetime:
    """A time; 0.18 wrote no zone and meant UTC, 0.19 and later write "Z"."""
    at = datetime.fromisoformat(str(said))
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def written_at(thing: Json, now: datetime) -> datetime:
    return min(moment(thing.get("published_at") or thing["published"]), now)


def edited_at(thing: Json) -> datetime | None:
    said = thing.get("updated_at") or thing.get("updated")
    return moment(said) if said else None


def key(thing: Json) -> str:
    """The address a post, comment, person or community has on every server."""
    address = clean(str(thing.get("ap_id") or thing["actor_id"]), MAX_KEY + 1)
    if not address.startswith(("http://", "https://")) or len(address) > MAX_KEY:
        raise ValueError("no address anybody has")
    return address


def number(thing: Json) -> str:
    found = str(thing["id"])
    if not _NUMBER.fullmatch(found):
        raise ValueError("no number")
    return found


def party(person: object) -> Party:
    """Somebody; NOBODY where the account is gone."""
    if not isinstance(person, dict) or person.get("deleted"):
        return NOBODY
    address = key(person)
    return Party(address, f"@{_name(person)}@{urlsplit(address).netloc}", is_bot=person.get("bot_account") is True)


def venue(view: Json) -> str:
    """The community, as people write it: "!sailing@example.org"."""
    community = view["community"]
    return f"!{_name(community)}@{urlsplit(key(community)).netloc}"


def what(view: Json) -> str:
    """ "comment" or "post"."""
    return "comment" if isinstance(view.get("comment"), dict) else "post"


def is_shown(view: Json) -> bool:
    """Whether it stands where everybody may read it."""
    said = (view.get("community") or {}).get("visibility")
    return str(said or "").replace("_", "").casefold() in SHOWN


def is_gone(view: Json) -> bool:
    """Whether only the shell is left: deleted by its author, or removed."""
    thing = view[what(view)]
    return bool(thing.get("deleted") or thing.get("removed"))


def parent_of(comment: Json) -> str:
    """The number of the comment above it; "" where it stands right below the post. From "0.10.20": "10"."""
    path = str(comment["path"])
    if not _PATH.fullmatch(path):
        raise ValueError("no path")
    above = path.split(".")[-2]
    return "" if above == "0" else above


def is_below(comment: Json, number: str) -> bool:
    return number in str(comment["path"]).split(".")[1:-1]


def title(post: Json) -> str:
    return clean(str(post["name"]), MAX_TITLE)


def post(view: Json, now: datetime) -> Entry:
    """A post of the member's."""
    said = view["post"]
    shared = _web(said.get("url"))
    found = (shared if "/pictrs/" not in shared else "", *markdown.links(said.get("body")))
    return Entry(
        "lemmy",
        key(said),
        Kind.POST,
        written_at(said, now),
        party(view["creator"]),
        url=key(said),
        text=markdown.words(said.get("body")),
        title=title(said),
        links=tuple(dict.fromkeys(link for link in found if link)),
        venue=venue(view),
        edited_at=edited_at(said),
        comments_open=not said["locked"] if isinstance(said.get("locked"), bool) else None,
        traits=frozenset({"sensitive"} if said.get("nsfw") is True else ()),
    )


def comment(view: Json, above: Above, now: datetime) -> Entry:
    """A comment of the member's: below a post, or below another comment there."""
    said, about, own = view["comment"], view["post"], party(view["creator"])
    mine = view["creator"]["id"]
    root = own if about.get("creator_id") == mine else party((above.post or {}).get("creator"))
    parent, parent_id, words = root, key(about), clean(f"{title(about)}\n{markdown.words(about.get('body'))}", QUOTED)
    if parent_of(said):
        answered = (above.comment or {}).get("comment")
        parent = party((above.comment or {}).get("creator"))
        parent_id = key(answered) if answered else ""
        is_readable = answered and not (answered.get("deleted") or answered.get("removed"))
        words = clean(markdown.words(answered.get("content")), QUOTED) if answered and is_readable else ""
    return Entry(
        "lemmy",
        key(said),
        Kind.REPLY,
        written_at(said, now),
        own,
        url=key(said),
        text=markdown.words(said.get("content")),
        links=markdown.links(said.get("content")),
        thread=key(about),
        root=root,
        parent_id=parent_id,
        parent=parent,
        parent_text=words,
        venue=venue(view),
        edited_at=edited_at(said),
    )


def received(views: Sequence[Json], me: Json, now: datetime) -> list[Received]:
    """What others said right below the post or the comments of `me`, a person there, in one conversation."""
    by_number: Mapping[str, Json] = {str(view["comment"].get("id")): view for view in views if what(view) == "comment"}
    found = []
    for view in by_number.values():
        try:
            if is_gone(view) or not party(view["creator"]) or _is_by(view["creator"], me):
                continue
            if on := _own_above(view, by_number, me):
                found.append(_received(view, on, by_number, me, now))
        except UNREADABLE:
            continue
    return found


def talk(view: Json, now: datetime) -> Talk:
    """A post as a conversation one might join."""
    said, counts = view["post"], view.get("counts") or {}
    at = written_at(said, now)
    last = said.get("newest_comment_time_at") or counts.get("newest_comment_time")
    comments = said.get("comments", counts.get("comments"))
    return Talk(
        key(said),
        party(view["creator"]),
        at,
        max(at, min(moment(last), now)) if last else at,
        1 + (comments if isinstance(comments, int) and comments > 0 else 0),
        title(said),
        markdown.words(said.get("body")),
        key(said),
        venue=venue(view),
        is_question=title(said).rstrip().endswith(("?", "\uff1f", "\u061f")),
        sensitive=said.get("nsfw") is True,
    )


def _is_by(creator: Json, me: Json) -> bool:
    return bool(creator["id"] == me["id"])


def _own_above(view: Json, by_number: Mapping[str, Json], me: Json) -> str:
    """The id of the words of `me` it answers; "" where it answers somebody else's."""
    if above := parent_of(view["comment"]):
        parent = by_number.get(above)
        return key(parent["comment"]) if parent and _is_by(parent["creator"], me) else ""
    return key(view["post"]) if view["post"]["creator_id"] == me["id"] else ""


def _received(view: Json, on: str, by_number: Mapping[str, Json], me: Json, now: datetime) -> Received:
    said = view["comment"]
    answers = [
        written_at(each["comment"], now)
        for each in by_number.values()
        if is_below(each["comment"], number(said)) and _is_by(each["creator"], me) and not is_gone(each)
    ]
    return Received(
        key(said),
        party(view["creator"]),
        written_at(said, now),
        markdown.words(said.get("content")),
        key(said),
        on,
        answered_at=min(answers, default=None),
    )


def _name(thing: Json) -> str:
    return clean(str(thing["name"]), 100)


def _web(url: object) -> str:
    address = clean(str(url), MAX_ADDRESS + 1) if isinstance(url, str) else ""
    return address if address.startswith(("http://", "https://")) and len(address) <= MAX_ADDRESS else ""
