"""Stack Exchange's words turned into ours. What has not the form it should have raises one of `UNREADABLE`."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.domain.entry import MAX_TITLE, NOBODY, Entry, Party, clean
from bot.domain.kinds import Kind
from bot.sources.base import Received, Talk
from bot.sources.stackexchange_ask import Json
from bot.sources.text import hrefs, plain

UNREADABLE = (KeyError, TypeError, AttributeError, ValueError, OverflowError)
QUOTED = 1_000  # characters kept of what is answered
COMMUNITY = "-1"  # the account that programs of a site write with

_NUMBER = re.compile(r"-?[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Around:
    """What has been looked up about posts, by their numbers."""

    posts: Mapping[str, Json] = field(default_factory=dict)  # those that were commented on
    answers: Mapping[str, Json] = field(default_factory=dict)
    questions: Mapping[str, Json] = field(default_factory=dict)


def number(value: object) -> str:
    """An id of theirs as text."""
    if isinstance(value, bool) or not _NUMBER.fullmatch(str(value)):
        raise ValueError("no number")
    return str(value)


def moment(seconds: object) -> datetime:
    if isinstance(seconds, bool) or not isinstance(seconds, int):
        raise TypeError("no time")
    return datetime.fromtimestamp(seconds, UTC)


def party(user: object, site: str) -> Party:
    """Somebody on a site; without an id where the account is gone."""
    if not isinstance(user, dict):
        return NOBODY
    name = clean(html.unescape(str(user.get("display_name") or "")), 100)
    if user.get("user_id") is None:
        return Party("", name)
    id_ = number(user["user_id"])
    return Party(f"{site}/users/{id_}", name, is_bot=id_ == COMMUNITY)


def title(post: Json) -> str:
    return clean(html.unescape(str(post.get("title") or "")), MAX_TITLE)


def words(post: Json) -> str:
    return clean(plain(str(post.get("body") or "")))


def said(post: Json) -> str:
    """What a post says, in short."""
    return clean("\n".join(part for part in (title(post), words(post)) if part), QUOTED)


def _links(post: Json) -> tuple[str, ...]:
    return hrefs(str(post.get("body") or ""))


def _edited_at(post: Json) -> datetime | None:
    return moment(post["last_edit_date"]) if post.get("last_edit_date") else None


def post(item: Json, site: str, around: Around) -> Entry:
    """A question or an answer of the member's."""
    id_ = number(item["post_id"])
    if item["post_type"] == "question":
        return _question({**item, **around.questions.get(id_, {})}, id_, site)
    return _answer({**item, **around.answers.get(id_, {})}, id_, site, around)


def _question(item: Json, id_: str, site: str) -> Entry:
    return Entry(
        "stackexchange",
        f"{site}/{id_}",
        Kind.POST,
        moment(item["creation_date"]),
        party(item["owner"], site),
        url=f"https://{site}/questions/{id_}",
        text=words(item),
        title=title(item),
        links=_links(item),
        venue=site,
        edited_at=_edited_at(item),
        traits=frozenset({"question"}),
    )


def _answer(item: Json, id_: str, site: str, around: Around) -> Entry:
    own = party(item["owner"], site)
    asked = number(item["question_id"]) if item.get("question_id") is not None else ""
    question = around.questions.get(asked, {})
    asker = party(question.get("owner"), site)
    for_another = asker.id != own.id
    accepted = item.get("is_accepted") is True and for_another  # one may accept one's own
    liked = isinstance(item.get("score"), int) and item["score"] > 0
    return Entry(
        "stackexchange",
        f"{site}/{id_}",
        Kind.REPLY,
        moment(item["creation_date"]),
        own,
        url=f"https://{site}/a/{id_}",
        text=words(item),
        links=_links(item),
        thread=f"{site}/{asked}" if asked else "",
        root=asker,
        parent_id=f"{site}/{asked}" if asked else "",
        parent=asker,
        parent_text=said(question),
        venue=site,
        edited_at=_edited_at(item),
        outcome=1.0 if accepted else 0.5 if liked and for_another else 0.0,
        answers_question=for_another,
        traits=frozenset({"accepted"}) if accepted else frozenset(),
    )


def comment(item: Json, site: str, around: Around) -> Entry:
    """A comment of the member's: below a question or below an answer to one."""
    id_, on = number(item["comment_id"]), number(item["post_id"])
    below = around.posts.get(on, {})
    asked = on if below.get("post_type") == "question" else ""
    if answer := around.answers.get(on):
        asked = number(answer["question_id"])
    question = around.questions.get(asked, {})
    to = item.get("reply_to_user")
    kind = "q" if asked == on else "a"
    return Entry(
        "stackexchange",
        f"{site}/comment/{id_}",
        Kind.REPLY,
        moment(item["creation_date"]),
        party(item["owner"], site),
        url=f"https://{site}/{kind}/{on}#comment{id_}_{on}",
        text=words(item),
        links=_links(item),
        thread=f"{site}/{asked or on}",
        root=party(question.get("owner"), site),
        parent_id=f"{site}/{on}",
        parent=party(to, site) if to else party(below.get("owner"), site),
        parent_text="" if to else said({**below, "title": question.get("title") if asked == on else ""}),
        venue=site,
    )


def is_comment(native_id: str) -> bool:
    return "/comment/" in native_id


def id_of(native_id: str) -> str:
    """The number of a post or comment on its site."""
    return native_id.rpartition("/")[2]


def received(item: Json, site: str, on: str, answered_at: datetime | None, *, liked: bool = False) -> Received:
    """An answer to a question, or a comment, of somebody else's."""
    is_answer = "answer_id" in item
    id_ = number(item["answer_id"] if is_answer else item["comment_id"])
    return Received(
        native_id=f"{site}/{id_}" if is_answer else f"{site}/comment/{id_}",
        author=party(item["owner"], site),
        at=moment(item["creation_date"]),
        text=words(item),
        url=f"https://{site}/a/{id_}" if is_answer else f"https://{site}/posts/comments/{id_}",
        on=on,
        answered_at=answered_at,
        liked=liked,
    )


def talk(item: Json, site: str) -> Talk | None:
    """A question that waits for an answer; None where it has one or nobody may give one."""
    if item.get("answer_count") != 0 or item.get("closed_date") or item.get("locked_date"):
        return None
    id_, asker = number(item["question_id"]), party(item.get("owner"), site)
    if not asker or asker.is_bot:
        return None
    at = moment(item["creation_date"])
    return Talk(
        native_id=f"{site}/{id_}",
        starter=asker,
        started_at=at,
        last_at=max(at, moment(item.get("last_activity_date", item["creation_date"]))),
        messages=1,
        title=title(item),
        text=words(item),
        url=f"https://{site}/questions/{id_}",
        venue=site,
        is_question=True,
    )
