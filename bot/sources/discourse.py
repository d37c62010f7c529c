"""Discourse forums: topics, replies and likes of a member on any of them, what came back, and who waits for words."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar
from urllib.parse import quote

from bot.domain.entry import Entry, Party, clean
from bot.domain.hosts import runs_lemmy
from bot.domain.kinds import Coverage
from bot.errors import Garbled, Gone, NotFound, Private, RateLimited
from bot.sources import discourse_read as read
from bot.sources.base import Batch, Handle, Identity, Profile, Received, Talk
from bot.sources.discourse_ask import ROWS, Forum, Json, Topics
from bot.sources.discourse_cursor import State
from bot.sources.discourse_ear import Ear
from bot.sources.discourse_read import UNREADABLE, Row
from bot.sources.http import Http
from bot.sources.patience import Patience
from bot.sources.text import hrefs

SWEPT = timedelta(days=7)
STEP = ROWS - 5  # rows are deleted between two questions, too: five come twice so that none is stepped over
PAGES = 5  # in one poll; the next one goes on
LOOK_UPS = 30  # in one poll: a stranger may ask a forum 50 things in ten seconds
HEARD = 15  # questions about topics at a time
TALKS_OF = timedelta(days=3)
CATEGORIES, PEOPLE, TOPICS, TALKS = 3, 3, 2, 8
TYPES = "4,5,1"

_NAME = r"(?P<name>[\w.-]{1,60})"
_PAGE = re.compile(
    rf"(?P<scheme>https?)://(?P<host>[^\s/@?#]{{1,253}})(?P<folder>(?:/[\w.~-]{{1,60}}){{0,3}})/u/{_NAME}(?:[/?#]\S*)?"
)
_NAMED = re.compile(
    rf"(?P<host>[^\s/@?#:]{{1,253}}(?::[0-9]{{1,5}})?)(?P<folder>(?:/[\w.~-]{{1,60}}){{0,3}})/u/{_NAME}/?"
)
_NO_LONGER_ANYBODY = re.compile("anon[0-9]+")  # what a forum calls who had their account made anonymous (2026-11)
# Others with "/u/name" in their addresses.
_ELSEWHERE = re.compile(r"(.+\.)?(reddit\.com|redd\.it|gravatar\.com|docker\.com)")


class Discourse:
    """Any Discourse forum, as somebody who is not signed in sees it."""

    name: ClassVar[str] = "discourse"
    title: ClassVar[str] = "Discourse"
    coverage: ClassVar[Coverage] = Coverage.FULL
    hides: ClassVar[str] = "categories for members, messages, and everything where the profile is hidden"
    examples: ClassVar[tuple[str, ...]] = ("https://forum.example/u/name", "discourse:https://forum.example/u/name")
    quality: ClassVar[Mapping[str, str]] = {
        "cursor": "the newest line of activity read, and the gap that was too much for one poll",
        "imports": "exempt: all that is public there stays readable",
        "replies": "from the topics you began or replied in",
        "search": "new topics without a reply in categories where you talk, by people you met, and on your topics",
        "conditional": "exempt: forums give no validators worth keeping, and one page is one question",
        "limits": f"{PAGES} pages and {LOOK_UPS} topics in one poll, {HEARD} questions for replies",
        "whose": "by a code in your profile, or links both ways; known by its number, so a new name is followed: "
        "what you wrote last tells it",
        "credential": "none needed, unless the forum is for members only",
    }

    def __init__(self, http: Http) -> None:
        self._http = http

    def recognise(self, text: str) -> Handle | None:
        """The address of a profile; after "discourse:" also without https:// and on any host and port."""
        text = clean(text, 500)
        is_named = text[:10].casefold() == "discourse:"
        text = text[10:].strip() if is_named else text
        found = _PAGE.fullmatch(text) or (_NAMED.fullmatch(text) if is_named else None)
        if found is None:
            return None
        said = found.groupdict()
        host = said["host"].lower()
        elsewhere = runs_lemmy(host) or _ELSEWHERE.fullmatch(host.partition(":")[0])
        if said["folder"].endswith("/u") or (not is_named and (elsewhere or "." not in host)):
            return None
        return Handle(self.name, said["name"], f"{said.get('scheme') or 'https'}://{host}{said['folder']}")

    async def resolve(self, handle: Handle) -> Identity:
        """Who that is. Raises Private where the profile is hidden: then nothing they do is to be seen."""
        forum = Forum(self._http, handle.server)
        name = clean(handle.name, 60)
        try:
            user = await forum.user(handle.name)
        except NotFound as error:
            raise NotFound(
                "{place} shows nobody called {name}. Copy the address of the profile page, and check that the site "
                "is a Discourse forum.",
                place=forum.place,
                name=name,
            ) from error
        _check(user, name, forum)
        try:
            id_, username = read.user_id(user["id"], forum.place), clean(str(user["username"]), 60)
        except UNREADABLE as error:
            raise Garbled("{place} did not say who that is. Try again later.", place=forum.place) from error
        shown = clean(str(user.get("name") or ""), 100)
        address = f"{forum.origin}/u/{username}"
        return Identity(self.name, id_, f"{forum.place}/u/{username}", address, forum.origin, shown or username)

    async def profile(self, who: Identity) -> Profile:
        """What they say of themselves. By its name alone, and no further than it is still the same account's."""
        forum, name = Forum(self._http, who.server), who.handle.rpartition("/")[2]
        user = await forum.user(name)
        _check(user, clean(name, 60), forum)
        try:
            is_same = read.user_id(user["id"], forum.place) == who.native_id
        except UNREADABLE as error:
            raise Garbled("{place} did not say who that is. Try again later.", place=forum.place) from error
        if not is_same:
            raise NotFound(
                "On {place} somebody else is called {name} now. Connect your account with the name it has there.",
                place=forum.place,
                name=clean(name, 60),
            )
        shown = clean(str(user.get("name") or ""), 100) or clean(name, 60)
        said = [clean(str(user.get(part) or "")) for part in ("bio_raw", "location", "website")]
        bio = hrefs(str(user.get("bio_cooked") or "")[:20_000], ())
        return Profile(who.handle, who.url, shown, "\n".join((shown, *said, *bio)))

    async def fetch(
        self, who: Identity, cursor: Mapping[str, object], *, since: datetime, now: datetime, sweep: bool = False
    ) -> AsyncIterator[Batch]:
        """Newest first. What is too much for one poll is read at the next ones, from where this one stopped."""
        forum, state = Forum(self._http, who.server), State.of(cursor, now)
        reader = _Reader(forum, who, now, Topics(forum, Patience(LOOK_UPS)), state, skip_done=not sweep)
        if sweep:  # what somebody who is suspended did stays readable
            await reader.look_closer()
        goal, edge = state.goal(since), max(now - SWEPT, since)
        down_to, floor = min(goal, edge) if sweep else goal, state.floor or goal
        gap, offset, pages = state.row if state.floor else None, 0, PAGES
        while pages:
            pages -= 1
            page = await reader.read(offset, down_to)
            if page.reached(goal):
                if gap is None:
                    state.close_gap()
                else:
                    state.leave_gap(max(gap, 0), floor)
            else:
                state.leave_gap(page.stopped, floor)
            complete = sweep and page.reached(edge) and reader.is_whole
            yield reader.batch(page, edge if complete else None)
            if page.is_tired:
                return
            if page.reached(down_to):
                break
            offset += STEP
        offset = max((gap or 0) - (ROWS - STEP), 0)
        while gap is not None and pages:
            pages -= 1
            page = await reader.read(offset, floor)
            if page.reached(floor):
                state.close_gap()
                gap = None
            else:
                state.leave_gap(page.stopped, floor)
            yield reader.batch(page, None)
            if page.is_tired:
                return
            offset += STEP

    async def received(self, who: Identity, entries: tuple[Entry, ...], *, now: datetime) -> tuple[Received, ...]:
        """What others said below these topics and posts; anonymous people get no list of it, so topics are read."""
        if not entries:
            return ()
        forum = Forum(self._http, who.server)
        return await Ear(forum, who.native_id, entries, Patience(HEARD)).hear()

    async def talks(
        self, who: Identity, met: tuple[Party, ...], topics: tuple[str, ...], *, now: datetime
    ) -> tuple[Talk, ...]:
        """New topics nobody has replied to, in the categories this member talks in, by people they met, on topics."""
        forum = Forum(self._http, who.server)
        found: dict[str, Json] = {}
        talks: list[Talk] = []
        with suppress(RateLimited):  # what has been found is worth more than one more question
            for listed in await self._lists(forum, who, met, topics):
                found.update((str(topic.get("id")), topic) for topic in listed if _waits(topic, now - TALKS_OF))
            for id_ in sorted(found, key=lambda id_: str(found[id_].get("created_at")), reverse=True)[:TALKS]:
                with suppress(NotFound, Private, Garbled, *UNREADABLE):
                    talk = read.talk(await forum.topic(read.number(id_)), forum.origin, forum.place)
                    if talk and talk.starter.id != who.native_id and talk.messages == 1:
                        talks.append(talk)
        return tuple(talks)

    async def _lists(
        self, forum: Forum, who: Identity, met: tuple[Party, ...], topics: tuple[str, ...]
    ) -> list[list[Json]]:
        """Lists of topics worth a look; one that a forum does not give is left out."""
        rows = await forum.actions(_name_of(who), TYPES, 0)
        counted = Counter(str(row["category_id"]) for row in rows if isinstance(row.get("category_id"), int))
        people = [party for party in met if party.id.startswith(f"{forum.place}/u/") and party.id != who.native_id]
        asked: list[tuple[str, dict[str, str | int]]] = [
            ("/latest.json", {"category": category, "order": "created"})
            for category, _ in counted.most_common(CATEGORIES)
        ]
        asked += [(f"/topics/created-by/{quote(party.name, safe='')}.json", {}) for party in people[:PEOPLE]]
        lists = []
        for path, where in asked:
            with suppress(NotFound, Private, Garbled):
                lists.append(await forum.topics(path, where))
        for topic in topics[:TOPICS]:
            with suppress(NotFound, Private, Garbled):
                lists.append(await forum.search(f"{clean(topic, 60)} status:noreplies order:latest"))
        return lists


@dataclass(frozen=True, slots=True)
class _Page:
    """What was read of some lines of activity."""

    entries: tuple[Entry, ...]
    oldest: datetime | None  # of the lines that were read; None = none were
    stopped: int  # the first line that was not read
    is_last: bool
    is_tired: bool  # no patience for more look-ups

    def reached(self, moment: datetime) -> bool:
        """Whether everything is read down to there."""
        return self.is_last or (self.oldest is not None and self.oldest < moment)


class _Reader:
    """Reads somebody's activity page by page."""

    def __init__(
        self, forum: Forum, who: Identity, now: datetime, topics: Topics, state: State, *, skip_done: bool
    ) -> None:
        self._forum = forum
        self._who = who
        self._now = now
        self._topics = topics
        self._state = state
        self._skipped = set(state.done) if skip_done else set()  # lines that are known, or came before in this poll
        self._counts: Counter[str] = Counter()
        self._gone: set[str] = set()
        self._called: Profile | None = None
        self.is_whole = True  # nothing was unreadable

    async def read(self, offset: int, down_to: datetime) -> _Page:
        raw = await self._lines(offset)
        entries: list[Entry] = []
        oldest: datetime | None = None
        for index, line in enumerate(raw):
            try:
                row = Row.of(line, self._forum.place)
                entry = await self._entry(row) if row.at >= down_to else None
            except UNREADABLE:
                self._counts["unreadable"] += 1
                self.is_whole = False
                continue
            if self._topics.refused:
                return _Page(tuple(entries), oldest, offset + index, is_last=False, is_tired=True)
            oldest = row.at if oldest is None else min(oldest, row.at)
            if row.at >= down_to:
                self._skipped.add(row.key)
                self._state.read(row, self._now)
            entries += [entry] if entry else []
        return _Page(tuple(entries), oldest, offset + STEP, is_last=len(raw) < ROWS, is_tired=False)

    def batch(self, page: _Page, complete_since: datetime | None) -> Batch:
        skipped, gone = dict(self._counts), frozenset(self._gone)
        self._counts.clear()
        self._gone.clear()
        cursor = self._state.cursor()
        return Batch(tuple(reversed(page.entries)), cursor, complete_since, gone, skipped, called=self._called)

    async def _lines(self, offset: int) -> list[Json]:
        name = _name_of(self._who)
        raw = await self._actions(offset)
        if not raw and offset == 0:  # nothing to see can mean that nothing may be seen
            await self.look_closer()
            if name != (name := _name_of(self._who)):
                raw = await self._actions(offset)
        if raw and not any(_is_by(line, self._who, self._forum.place) for line in raw):
            raise Gone(
                "{name} is somebody else on {place} now. Connect your new name.",
                name=clean(name, 60),
                place=self._forum.place,
            )
        return raw

    async def _actions(self, offset: int) -> list[Json]:
        try:
            return await self._forum.actions(_name_of(self._who), TYPES, offset)
        except NotFound:
            return []

    async def look_closer(self) -> None:
        """Follows a new name. Raises Gone or Private where nothing of what they do can be seen."""
        name = _name_of(self._who)
        try:
            user = await self._forum.user(name)
        except NotFound as error:
            renamed = await self._name_now()
            if not renamed:
                raise Gone(
                    "{name} is not on {place} any more. Disconnect it, or connect the new name.",
                    name=clean(name, 60),
                    place=self._forum.place,
                ) from error
            user, name = await self._forum.user(renamed), renamed
            handle, url = f"{self._forum.place}/u/{name}", f"{self._forum.origin}/u/{name}"
            self._who = replace(self._who, handle=handle, url=url)
            self._called = Profile(handle, url, clean(str(user.get("name") or ""), 100), "")
        _check(user, clean(name, 60), self._forum)

    async def _name_now(self) -> str:
        """What their own words are signed with today; "" where that does not tell. No forum finds people by number."""
        try:
            post = await self._forum.post(*self._state.own.split("/")) if self._state.own else {}
            name = clean(str(post["username"]), 60)
            is_theirs = read.user_id(post["user_id"], self._forum.place) == self._who.native_id
        except (NotFound, Private, *UNREADABLE):
            return ""
        is_new = name != _name_of(self._who) and not _NO_LONGER_ANYBODY.fullmatch(name)
        return name if is_theirs and is_new else ""

    async def _entry(self, row: Row) -> Entry | None:
        place = self._forum.place
        if row.key in self._skipped:
            return None
        if row.actor.id != self._who.native_id or not row.is_shown:
            self._counts["not shown"] += 1
            if row.raw.get("deleted") and row.type == read.REPLIED and row.raw.get("post_id") is not None:
                self._gone.add(f"{place}/p/{read.number(row.raw['post_id'])}")
            return None
        if row.type == read.LIKED:
            return read.like(row, self._forum.origin, place)
        if row.type not in (read.BEGAN, read.REPLIED):
            return None
        entry = await read.spoken(row, self._topics, self._forum.origin, place)
        self._counts.update([] if entry else ["not shown"])
        return entry


def _check(user: Json, name: str, forum: Forum) -> None:
    """Raises Private or Gone where nothing of what somebody does can be seen."""
    if user.get("profile_hidden") or user.get("profile_hidden?"):
        raise Private(
            "{name} hides the profile on {place}, so Involve cannot see what they do there. Show it in the forum's "
            "preferences, or log by hand.",
            name=name,
            place=forum.place,
        )
    if user.get("suspended_till"):
        raise Gone("{name} is suspended on {place}. If that stays so, disconnect it.", name=name, place=forum.place)


def _name_of(who: Identity) -> str:
    return who.handle.rpartition("/u/")[2]


def _is_by(line: Json, who: Identity, place: str) -> bool:
    try:
        return read.user_id(line["acting_user_id"], place) == who.native_id
    except UNREADABLE:
        return False


def _waits(topic: Json, edge: datetime) -> bool:
    """Whether a listed topic is new, open, and has no reply yet."""
    try:
        closed = topic.get("closed") or topic.get("archived") or topic.get("pinned") or topic.get("visible") is False
        return topic["posts_count"] == 1 and not closed and read.moment(topic["created_at"]) >= edge
    except UNREADABLE:
        return False
