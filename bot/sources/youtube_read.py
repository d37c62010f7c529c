"""YouTube's words turned into ours: videos, and the threads of comments below them, which are two levels deep.

What has not the form it should have raises one of `UNREADABLE`.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from bot.domain.classify import asks
from bot.domain.entry import MAX_TITLE, NOBODY, Entry, Party, clean
from bot.domain.kinds import Kind, Visibility
from bot.sources.base import Received, Talk
from bot.sources.text import hrefs, origin_of, plain

Json = dict[str, Any]

UNREADABLE = (KeyError, TypeError, AttributeError, ValueError, OverflowError)
CHANNEL = re.compile(r"UC[\w-]{22}", re.ASCII)
VIDEO = re.compile(r"[\w-]{11}", re.ASCII)
_COMMENT = re.compile(r"[\w-]{1,100}(?:\.[\w-]{1,100})?", re.ASCII)
_VISIBILITY = {"public": Visibility.PUBLIC, "unlisted": Visibility.UNLISTED}


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment, or one answer to it. An answer's id is its comment's, a dot, and its own."""

    id: str
    author: Party
    at: datetime
    text: str
    links: tuple[str, ...]
    edited_at: datetime | None


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment below a video ("" = below the channel itself, as in older days) and the answers to it."""

    top: Comment
    video: str
    said: int  # how many answers there are, as YouTube counts: also what waits for approval
    answers: tuple[Comment, ...]  # oldest first
    asked: bool = False  # all answers anybody may see were asked for

    @property
    def is_whole(self) -> bool:
        """Whether all answers are here; YouTube sends along the first few only."""
        return self.asked or len(self.answers) >= self.said

    def filled(self, answers: Iterable[Comment]) -> "Thread":
        """With all the answers there are."""
        return replace(self, answers=tuple(sorted(answers, key=lambda answer: answer.at)), asked=True)


T = TypeVar("T")


def readable(read: Callable[[Json, datetime], T], items: Iterable[Json], now: datetime) -> list[T]:
    """What `read` makes of these items, without those it cannot read."""
    found = []
    for item in items:
        try:
            found.append(read(item, now))
        except UNREADABLE:
            continue
    return found


def moment(said: object) -> datetime:
    at = datetime.fromisoformat(str(said))
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def page(video: str, comment: str = "") -> str:
    return f"https://www.youtube.com/watch?v={video}" + (f"&lc={comment}" if comment else "")


def listed(item: Json, me: Party, now: datetime) -> Entry:
    """A video as the list of uploads has it. What is planned, private or deleted has no moment, and is none."""
    said, details = item["snippet"], item["contentDetails"]
    privacy = str((item.get("status") or {}).get("privacyStatus") or "public")
    visibility = _VISIBILITY.get(privacy, Visibility.PRIVATE)
    at = moment(details["videoPublishedAt"])
    return video(
        str(details["videoId"]), str(said["title"]), str(said.get("description") or ""), at, me, now, visibility
    )


def video(
    id_: str, title: str, text: str, at: datetime, me: Party, now: datetime, visibility: Visibility = Visibility.PUBLIC
) -> Entry:
    """A video of one's own. Where its description leads is no link: it is one's own work, whatever stands below it."""
    if not VIDEO.fullmatch(id_):
        raise ValueError("no video")
    return Entry(
        "youtube",
        id_,
        Kind.POST,
        min(at, now),
        me,
        url=page(id_),
        text=clean(text),
        title=clean(title, MAX_TITLE),
        visibility=visibility,
    )


def comment(item: Json, now: datetime) -> Comment:
    said = item["snippet"]
    html = str(said.get("textDisplay") or "")
    at = min(moment(said["publishedAt"]), now)
    changed = min(moment(said["updatedAt"]), now) if said.get("updatedAt") else at
    if not _COMMENT.fullmatch(str(item["id"])):
        raise ValueError("no comment")
    return Comment(
        str(item["id"]), _author(said), at, clean(plain(html)), _links(html), changed if changed > at else None
    )


def thread(item: Json, now: datetime) -> Thread:
    said = item["snippet"]
    answers = (item.get("replies") or {}).get("comments") or ()
    id_ = str(said.get("videoId") or "")
    if id_ and not VIDEO.fullmatch(id_):
        raise ValueError("no video")
    return Thread(
        comment(said["topLevelComment"], now),
        id_,
        int(said.get("totalReplyCount") or 0),
        tuple(sorted((comment(each, now) for each in answers), key=lambda each: each.at)),
    )


def own_comments(thread: Thread, me: Party) -> Iterator[Entry]:
    """What `me` wrote in a thread below a video of theirs."""
    where = thread.video or f"channel:{me.id}"
    if thread.top.author.id == me.id:
        yield _entry(thread.top, thread.video, where, where, me, me, "")
    for at, answer in enumerate(thread.answers):
        if answer.author.id == me.id:
            answered = _answered(thread, at, me)
            yield _entry(answer, thread.video, where, thread.top.id, me, answered.author, answered.text)


def received(thread: Thread, me: Party, own: frozenset[str]) -> Iterator[Received]:
    """What others said right below these own videos and comments, and when `me` answered it."""
    spoken = [answer for answer in thread.answers if answer.author.id == me.id]
    if thread.top.author.id != me.id:
        if thread.video in own and thread.top.author:
            yield _received(thread.top, thread, thread.video, spoken)
        return
    if thread.top.id in own:
        for answer in thread.answers:
            if answer.author and answer.author.id != me.id:
                after = [each for each in spoken if each.at > answer.at]
                yield _received(answer, thread, thread.top.id, after)


def talk(item: Json, now: datetime) -> Talk:
    """A new video of somebody's, from the list of videos with their numbers. One nobody may comment on is none."""
    said, id_ = item["snippet"], str(item["id"])
    at = min(moment(said["publishedAt"]), now)
    title, channel = clean(str(said["title"]), MAX_TITLE), str(said["channelId"])
    if not (VIDEO.fullmatch(id_) and CHANNEL.fullmatch(channel)) or not title:
        raise ValueError("no video")
    return Talk(
        native_id=id_,
        starter=Party(channel, clean(str(said.get("channelTitle") or ""), 100)),
        started_at=at,
        last_at=at,
        messages=1 + int(item["statistics"]["commentCount"]),
        title=title,
        text=clean(str(said.get("description") or "")),
        url=page(id_),
        venue=clean(str(said.get("channelTitle") or ""), 100),
        is_question=asks(title),
    )


def _author(said: Json) -> Party:
    channel = str((said.get("authorChannelId") or {}).get("value") or "")
    if not CHANNEL.fullmatch(channel):  # the channel is gone; its words are still there
        return NOBODY
    return Party(channel, clean(str(said.get("authorDisplayName") or ""), 100))


def _links(html: str) -> tuple[str, ...]:
    """Where it leads; tags and moments of the video ("1:05") are links to YouTube itself, and none."""
    found = (address for address in hrefs(html) if "/results?search_query=" not in address)
    return tuple(address for address in found if "t=" not in address or not origin_of(address).endswith("youtube.com"))


def _answered(thread: Thread, at: int, me: Party) -> Comment:
    """Whom an answer speaks to: the comment above; below one's own, whoever spoke last before."""
    if thread.top.author.id != me.id:
        return thread.top
    before = (each for each in reversed(thread.answers[:at]) if each.author.id != me.id)
    return next(before, thread.top)


def _entry(said: Comment, video: str, where: str, above: str, me: Party, answered: Party, words: str) -> Entry:
    return Entry(
        "youtube",
        said.id,
        Kind.REPLY,
        said.at,
        me,
        url=page(video, said.id) if video else f"https://www.youtube.com/channel/{me.id}",
        text=said.text,
        links=said.links,
        thread=where,
        root=me,
        parent_id=above,
        parent=answered,
        parent_text=words,
        edited_at=said.edited_at,
    )


def _received(said: Comment, thread: Thread, on: str, spoken: list[Comment]) -> Received:
    answered = min((each.at for each in spoken), default=None)
    address = page(thread.video, said.id) if thread.video else ""
    return Received(said.id, said.author, said.at, said.text, address, on, answered)
