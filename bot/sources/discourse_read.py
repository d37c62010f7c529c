"""Discourse's words turned into ours. What has not the form it should have raises one of `UNREADABLE`."""

import html
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.domain.entry import MAX_TITLE, NOBODY, Entry, Party, clean
from bot.domain.kinds import Kind
from bot.sources.base import Received, Talk
from bot.sources.discourse_ask import Json, Topics, posts_of
from bot.sources.text import hrefs, plain

UNREADABLE = (KeyError, TypeError, AttributeError, ValueError)
QUOTED = 1_000  # characters kept of what is answered
MAX_POST = 100_000  # characters looked through for names
LIKED, BEGAN, REPLIED = 1, 4, 5
REGULAR = 1  # the kind of post people write; others tell of what moderators and the forum did
NOT_OWN = ("quote", "mention", "mention-group", "hashtag", "hashtag-cooked", "lightbox", "anchor")

_NUMBER = re.compile(r"-?[0-9]{1,15}")
_QUOTE = re.compile(r"<aside\b[^<>]{0,500}\bdata-username=\"([^\"<>]{1,100})\"", re.IGNORECASE)
_MENTION = re.compile(r"<a\b[^<>]{0,500}\bclass=\"mention\"[^<>]{0,500}>@([^<>\s]{1,100})</a>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of somebody's activity, checked for its form."""

    key: str
    type: int
    at: datetime
    topic: str
    number: str  # of the post in its topic
    actor: Party
    author: Party  # of the post
    raw: Json

    @classmethod
    def of(cls, raw: Json, place: str) -> "Row":
        type_, topic, post = raw["action_type"], number(raw["topic_id"]), number(raw.get("post_number") or 1)
        return cls(
            key=f"{type_}/{topic}/{post}",
            type=type_,
            at=moment(raw["created_at"]),
            topic=topic,
            number=post,
            actor=_party(raw["acting_user_id"], raw["acting_username"], place),
            author=_party(raw["user_id"], raw["username"], place),
            raw=raw,
        )

    @property
    def is_shown(self) -> bool:
        """Whether it is somebody's words for everybody to read."""
        raw = self.raw
        return raw.get("post_type") in (None, REGULAR) and not raw.get("hidden") and not raw.get("deleted")


def number(value: object) -> str:
    """An id or number of theirs as text."""
    if isinstance(value, bool) or not _NUMBER.fullmatch(str(value)):
        raise ValueError("no number")
    return str(value)


def moment(said: object) -> datetime:
    at = datetime.fromisoformat(str(said))
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def user_id(id_: object, place: str) -> str:
    return f"{place}/u/{number(id_)}"


def _party(id_: object, name: object, place: str) -> Party:
    return Party(user_id(id_, place), clean(str(name), 100), is_bot=number(id_).startswith("-"))


def author(post: Json, place: str) -> Party:
    return _party(post["user_id"], post["username"], place) if post.get("user_id") is not None else NOBODY


def starter(topic: Json | None, place: str) -> Party:
    """Who began a topic; NOBODY where it is not shown."""
    if topic is None:
        return NOBODY
    details = topic.get("details")
    began = details.get("created_by") if isinstance(details, dict) else None
    if isinstance(began, dict) and began.get("id") is not None:
        return _party(began["id"], began["username"], place)
    first = next((post for post in posts_of(topic) if post.get("post_number") == 1), None)
    return author(first, place) if first else NOBODY


def title(thing: Json) -> str:
    return clean(html.unescape(str(thing.get("title") or "")), MAX_TITLE)


def words(post: Json) -> str:
    """What a post itself says, without what it quotes."""
    return clean(plain(str(post.get("cooked") or ""), ("quote",)))


def named(post: Json) -> list[str]:
    """The names of those it quotes or calls, in lower case."""
    cooked = str(post.get("cooked") or "")[:MAX_POST]
    return [html.unescape(name).casefold() for name in (*_QUOTE.findall(cooked), *_MENTION.findall(cooked))]


def is_regular(post: Json) -> bool:
    shown = not post.get("hidden") and not post.get("deleted_at") and not post.get("user_deleted")
    return post.get("post_type", REGULAR) == REGULAR and shown


def topic_key(place: str, topic: str) -> str:
    return f"{place}/t/{topic}"


def post_key(place: str, post: Json) -> str:
    return f"{place}/p/{number(post['id'])}"


def like(row: Row, origin: str, place: str) -> Entry:
    return Entry(
        "discourse",
        f"{place}/like/{number(row.raw['post_id'])}",
        Kind.REACTION,
        row.at,
        row.actor,
        url=_page(row, origin),
        title=title(row.raw),
        thread=topic_key(place, row.topic),
        of=row.author,
        venue=place,
    )


async def spoken(row: Row, topics: Topics, origin: str, place: str) -> Entry | None:
    """A topic begun, or a reply; whose topic it is and whom it answers is looked up. None = not for everybody."""
    topic = await topics.around(row.topic, row.number)
    own = topics.known(row.topic, row.number)
    if (topic or {}).get("archetype") == "private_message" or (own is not None and not is_regular(own)):
        return None
    about = own or {"cooked": row.raw.get("excerpt")}
    cooked = str(about.get("cooked") or "")
    names = _MENTION.findall(cooked[:MAX_POST])
    entry = Entry(
        "discourse",
        topic_key(place, row.topic),
        Kind.POST,
        row.at,
        row.actor,
        url=_page(row, origin),
        text=words(about),
        title=title(row.raw),
        links=hrefs(cooked, NOT_OWN),
        mentions=tuple(dict.fromkeys(clean(name, 100) for name in names)),
        venue=place,
        edited_at=_edited_at(about),
        comments_open=None if topic is None else not (topic.get("closed") or topic.get("archived")),
    )
    return entry if row.type == BEGAN else await _reply(entry, row, about, starter(topic, place), topics)


async def _reply(entry: Entry, row: Row, own: Json, root: Party, topics: Topics) -> Entry:
    place = entry.venue
    parent, parent_id, said = await _answered(row, own, topics, place)
    accepted = own.get("accepted_answer") is True and root.id != row.actor.id
    return replace(
        entry,
        native_id=f"{place}/p/{number(row.raw.get('post_id') or own['id'])}",
        kind=Kind.REPLY,
        title="",
        thread=topic_key(place, row.topic),
        root=root,
        parent_id=parent_id,
        parent=parent or (root if parent_id == topic_key(place, row.topic) else NOBODY),
        parent_text=said,
        outcome=1.0 if accepted else 0.0,
        answers_question=accepted,
        comments_open=None,
        traits=frozenset({"accepted"}) if accepted else frozenset(),
    )


async def _answered(row: Row, own: Json, topics: Topics, place: str) -> tuple[Party, str, str]:
    """Whom a reply answers: the author of the post it stands below, else whom it quotes or calls, else the topic's.

    With the post's id, and what it says.
    """
    below = row.raw.get("reply_to_post_number") or own.get("reply_to_post_number")
    post = _called(row, own, topics) if below is None else topics.known(row.topic, number(below))
    if below in (None, 1) and (post is None or post.get("post_number") == 1):
        said = "\n".join(part for part in (title(row.raw), words(post or {})) if part)
        return (author(post, place) if post else NOBODY), topic_key(place, row.topic), clean(said, QUOTED)
    to = own.get("reply_to_user")
    if post is None and isinstance(to, dict) and to.get("id") is not None:
        return _party(to["id"], to["username"], place), f"{topic_key(place, row.topic)}/{number(below)}", ""
    post = post or await topics.post(row.topic, number(below))
    if post is None:
        return NOBODY, f"{topic_key(place, row.topic)}/{number(below)}", ""
    return author(post, place), post_key(place, post), clean(words(post), QUOTED)


def _called(row: Row, own: Json, topics: Topics) -> Json | None:
    """The nearest post before by somebody the own one quotes or calls; else the topic's first, where that is known."""
    calls = named(own)
    for post in topics.before(row.topic, row.number):
        if str(post.get("username")).casefold() in calls and post.get("user_id") is not None:
            return post
    return topics.known(row.topic, "1")


def _edited_at(post: Json) -> datetime | None:
    version = post.get("version")
    return moment(post["updated_at"]) if isinstance(version, int) and version > 1 and post.get("updated_at") else None


def _page(row: Row, origin: str) -> str:
    slug = str(row.raw.get("slug") or "-")
    slug = slug if re.fullmatch(r"[\w%-]{1,300}", slug) else "-"
    number_ = "" if row.type == BEGAN else f"/{row.number}"
    return f"{origin}/t/{slug}/{row.topic}{number_}"


def received(post: Json, on: str, answered_at: datetime | None, origin: str, place: str) -> Received:
    return Received(
        native_id=post_key(place, post),
        author=author(post, place),
        at=moment(post["created_at"]),
        text=words(post),
        url=f"{origin}/t/-/{number(post['topic_id'])}/{number(post['post_number'])}",
        on=on,
        answered_at=answered_at,
    )


def talk(topic: Json, origin: str, place: str) -> Talk | None:
    """A topic somebody may answer; None where nobody may."""
    who = starter(topic, place)
    closed = topic.get("closed") or topic.get("archived") or topic.get("visible") is False
    if closed or topic.get("archetype", "regular") != "regular" or not who or who.is_bot:
        return None
    id_, at = number(topic["id"]), moment(topic["created_at"])
    first = next((post for post in posts_of(topic) if post.get("post_number") == 1), {})
    count = topic.get("posts_count")
    return Talk(
        native_id=topic_key(place, id_),
        starter=who,
        started_at=at,
        last_at=max(at, moment(topic.get("last_posted_at") or topic["created_at"])),
        messages=count if isinstance(count, int) else 1,
        title=title(topic),
        text=words(first),
        url=f"{origin}/t/{id_}",
        venue=place,
        is_question=title(topic).rstrip().endswith("?"),
    )
