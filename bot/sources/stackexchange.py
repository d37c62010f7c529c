"""Stack Overflow and every other site of Stack Exchange: questions, answers and comments, and what came back."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import ClassVar, TypeVar

from bot.domain.entry import Entry, Party, clean
from bot.domain.kinds import Coverage, Kind
from bot.errors import Gone, NotFound, RateLimited
from bot.phrase import Phrase
from bot.sources import stackexchange_read as read
from bot.sources.base import Batch, Handle, Identity, Profile, Received, Talk
from bot.sources.http import Http
from bot.sources.stackexchange_ask import PAGE, Api, Json, Posts
from bot.sources.stackexchange_read import UNREADABLE, Around

OVERLAP = timedelta(minutes=15)
SWEPT = timedelta(days=7)
LOOK_AGAIN = timedelta(days=1)  # whether an answer was accepted shows by looking again
ROUNDS = 5  # in one poll, each of up to 100 posts and 100 comments; the next poll goes on
HEARD_EVERY = timedelta(hours=2)  # as long as only 300 questions a day may be asked
KEYED = 10_000  # questions a day from which nobody has to save
TALKS_OF = timedelta(days=3)
TAGS, PEOPLE, TALKS = 3, 20, 20

T = TypeVar("T")

_SITE = re.compile(
    r"(?:[a-z]{2}\.|meta\.)?stackoverflow\.com|(?:meta\.)?(?:serverfault|superuser|askubuntu)\.com|"
    r"(?:meta\.)?mathoverflow\.net|stackapps\.com|(?:[a-z0-9-]{1,40}\.){1,2}stackexchange\.com"
)
_NO_SITE = re.compile(r"(?:api|area51|careers|chat|data|www)\..*")
_NUMBER = re.compile(r"[1-9][0-9]{0,14}")
_ADDRESS = re.compile(
    r"(?:https?://)?(?:www\.)?(?P<site>[a-z0-9.-]{1,100})/users/(?P<id>[0-9]{1,15})(?:[/?#]\S*)?", re.IGNORECASE
)
_SHORT = re.compile(r"(?P<site>[a-z0-9.-]{1,100}):\s*(?P<id>[0-9]{1,15})", re.IGNORECASE)
_TAG = re.compile(r"[a-z0-9+#.-]{1,35}")


class StackExchange:
    """The sites of Stack Exchange, by their API. No key is needed; with one more may be asked in a day."""

    name: ClassVar[str] = "stackexchange"
    title: ClassVar[str] = "Stack Exchange"
    coverage: ClassVar[Coverage] = Coverage.FULL
    hides: ClassVar[str] = "votes, chat, edits of others' posts, and what was deleted"
    examples: ClassVar[tuple[str, ...]] = (
        "stackoverflow:12345",
        "https://stackoverflow.com/users/12345/name",
        "https://cooking.stackexchange.com/users/12345/name",
    )
    quality: ClassVar[Mapping[str, str]] = {
        "cursor": "the moment up to which posts and comments were read",
        "imports": "exempt: all that is public there stays readable",
        "replies": "answers and comments below your posts, and comments that name you",
        "search": "questions without an answer under the tags you answer in, and by people you met",
        "conditional": "exempt: only what is newer than the last moment is asked for",
        "limits": f"300 questions a day for everybody behind one address, {KEYED:,} with a key; the last ones saved "
        "for polling",
        "whose": "by a code in your profile, or links both ways; known by its number, and a new name changes nothing",
        "credential": "exempt: all of it is shown without one; INVOLVE_STACKEXCHANGE_KEY, one for the team and free, "
        f"allows {KEYED:,} questions a day",
    }

    def __init__(self, http: Http, api: str = "https://api.stackexchange.com", key: str = "") -> None:
        self._api = Api(http, api, key)
        self._posts = Posts(self._api)
        self._heard: dict[str, datetime] = {}

    def budget(self) -> Phrase | None:
        """How many questions the day still allows everybody here together; None before the first."""
        return self._api.said

    def recognise(self, text: str) -> Handle | None:
        """ "stackoverflow:12345", "math.stackexchange:12345", or the address of a profile on any site."""
        text = clean(text, 300)
        if text.casefold().startswith(f"{self.name}:"):
            text = text[len(self.name) + 1 :].strip()
        found = _ADDRESS.fullmatch(text) or _SHORT.fullmatch(text)
        if found is None or not _NUMBER.fullmatch(found["id"]):
            return None
        said = found["site"].casefold()
        for site in (said, f"{said}.com", f"{said}.net"):
            if _SITE.fullmatch(site) and not _NO_SITE.fullmatch(site):
                return Handle(self.name, found["id"], f"https://{site}")
        return None

    async def resolve(self, handle: Handle) -> Identity:
        """Who that is. Raises NotFound where the site knows no such number, or is no such site."""
        site = _site(handle.server)
        user = await self._user(site, handle.name)
        if user is None:
            raise NotFound(
                "{site} has no user with the number {name}. Copy the address of your profile page.",
                site=site,
                name=clean(handle.name, 20),
            )
        who = read.party(user, site)
        short = site.removesuffix(".com").removesuffix(".net")
        return Identity(
            self.name, who.id, f"{short}:{handle.name}", f"https://{site}/users/{handle.name}", handle.server, who.name
        )

    async def profile(self, who: Identity) -> Profile:
        """The name, place and web address people give; their text costs a question of its own and is left out."""
        site = _site(who.server)
        user = await self._user(site, read.id_of(who.native_id)) or {}
        said = [clean(str(user.get(each) or ""), 500) for each in ("display_name", "location", "website_url")]
        return Profile(who.handle, who.url, said[0] or who.name, "\n".join(said))

    async def fetch(
        self, who: Identity, cursor: Mapping[str, object], *, since: datetime, now: datetime, sweep: bool = False
    ) -> AsyncIterator[Batch]:
        """Oldest first, in slices of time that are each complete. Once a day the last week is read again."""
        site, end = _site(who.server), int(now.timestamp())
        looked = _moment(cursor.get("looked"))
        again = sweep or looked is None or now - looked >= LOOK_AGAIN
        edge = max(now - SWEPT, since)
        start = _start(cursor, since, now)
        if again:
            start = min(start, int(edge.timestamp()))
        if sweep:
            await self._check(who, site, now)
        reached = _moment(cursor.get("at"))
        for left in reversed(range(ROUNDS)):
            posts, comments, upto = await self._slice(who, site, start, end)
            done = upto >= end
            skipped: Counter[str] = Counter()
            entries = await self._entries(posts, comments, site, skipped)
            # Also where the last week was too much to be read again: what is new goes before.
            looked = now if again and (done or not left) else looked
            yield Batch(
                entries,
                _cursor(max(upto, int(reached.timestamp()) if reached else upto), looked),
                complete_since=edge if sweep and done and not skipped else None,
                skipped=dict(skipped),
            )
            if done:
                return
            start = upto

    async def received(self, who: Identity, entries: tuple[Entry, ...], *, now: datetime) -> tuple[Received, ...]:
        """Answers and comments of others on own posts, and comments that name the member.

        Not every time, as long as a day has so few questions; then, and where it does not fit, items are left out.
        """
        key, site = who.native_id, _site(who.server)
        own = {entry.native_id: entry for entry in entries if entry.native_id.startswith(f"{site}/")}
        lately = self._api.daily < KEYED and key in self._heard and now - self._heard[key] < HEARD_EVERY
        if not own or lately or self._api.scarce:
            return ()
        try:
            heard = await _Ear(self._api, site, who.native_id, own).hear()
        except RateLimited:  # what the member did counts more; others' words can wait
            return ()
        self._heard[key] = now
        return heard

    async def talks(
        self, who: Identity, met: tuple[Party, ...], topics: tuple[str, ...], *, now: datetime
    ) -> tuple[Talk, ...]:
        """Questions without an answer: under the tags this member answers in, and of people they met."""
        site, own = _site(who.server), read.id_of(who.native_id)
        if self._api.scarce:
            return ()
        where: dict[str, str | int] = {
            "fromdate": int((now - TALKS_OF).timestamp()), "sort": "creation", "order": "desc", "pagesize": PAGE,
            "filter": "withbody",
        }  # fmt: skip
        people = [read.id_of(party.id) for party in met if party.id.startswith(f"{site}/users/")]
        people = [id_ for id_ in people if _NUMBER.fullmatch(id_) and id_ != own][:PEOPLE]
        found: list[Json] = []
        try:
            if people:
                found += (await self._api.ask("/users/{ids}/questions/no-answers", site, people, **where)).items
            if tags := await self._tags(site, own, topics):
                # One question for all tags: /questions/no-answers wants every one of them on a question.
                asked = await self._api.ask(
                    "/search/advanced", site, (), tagged=";".join(tags), closed="False", **where
                )
                found += asked.items
        except RateLimited:
            pass
        talks = {talk.native_id: talk for item in found if (talk := _readable(lambda it: read.talk(it, site), item))}
        return tuple(talk for talk in talks.values() if talk.starter.id != who.native_id)[:TALKS]

    async def _check(self, who: Identity, site: str, now: datetime) -> None:
        """Raises Gone where nothing will come from this account (2026-11: who is suspended stays readable)."""
        user, handle = await self._user(site, read.id_of(who.native_id)), clean(who.handle, 60)
        if user is None:
            raise Gone("{handle} is not on {site} any more. Disconnect the account.", handle=handle, site=site)
        until = _moment(user.get("timed_penalty_date"))
        if until and until > now:
            raise Gone(
                "{handle} is suspended on {site} for now. It is read again once that is over.",
                handle=handle,
                site=site,
            )

    async def _user(self, site: str, id_: str) -> Json | None:
        items = (await self._api.ask("/users/{ids}", site, [id_])).items
        return next((item for item in items if str(item.get("user_id")) == id_), None)

    async def _tags(self, site: str, own: str, topics: Iterable[str]) -> list[str]:
        items = (await self._api.ask("/users/{ids}/top-answer-tags", site, [own], pagesize=TAGS)).items
        said = [str(item.get("tag_name")) for item in items] + [topic.strip().casefold() for topic in topics]
        return [tag for tag in dict.fromkeys(said) if _TAG.fullmatch(tag)][: 2 * TAGS]

    async def _slice(self, who: Identity, site: str, start: int, end: int) -> tuple[list[Json], list[Json], int]:
        """Posts and comments from `start` until a moment up to which there are no others, and that moment."""
        own = read.id_of(who.native_id)
        found, upto = [], end
        for method in ("/users/{ids}/posts", "/users/{ids}/comments"):
            page = await self._api.ask(
                method, site, [own], fromdate=start, todate=end, sort="creation", order="asc", pagesize=PAGE,
                filter="withbody",
            )  # fmt: skip
            found.append(page.items)
            if page.has_more and page.items:
                upto = min(upto, max(start + 1, _second(page.items[-1])))
        posts, comments = found
        if upto < end:  # what is from that very second may not all be there: it comes with the next slice
            posts, comments = ([item for item in items if _second(item) < upto] for items in found)
        return posts, comments, upto

    async def _entries(
        self, posts: list[Json], comments: list[Json], site: str, skipped: Counter[str]
    ) -> tuple[Entry, ...]:
        """As entries; whose questions and answers they stand below is looked up first, in three questions or fewer."""
        own = {kind: [_id(post, "post_id") for post in posts if post.get("post_type") == kind] for kind in _KINDS}
        commented = await self._posts.look_up("posts", site, {_id(item, "post_id") for item in comments} - {""})
        below = {id_ for id_, post in commented.items() if post.get("post_type") == "answer"}
        answers = await self._posts.look_up("answers", site, below, afresh=own["answer"])
        asked = {str(answer.get("question_id")) for answer in answers.values()}
        asked |= {id_ for id_, post in commented.items() if post.get("post_type") == "question"}
        asked = {id_ for id_ in asked if _NUMBER.fullmatch(id_)}
        questions = await self._posts.look_up("questions", site, asked, afresh=own["question"])
        around = Around(commented, answers, questions)
        reads = [(read.post, item) for item in posts] + [(read.comment, item) for item in comments]
        entries = []
        for read_it, item in reads:
            try:
                entries.append(read_it(item, site, around))
            except UNREADABLE:
                skipped["unreadable"] += 1
        return tuple(sorted(entries, key=lambda entry: entry.at))


_KINDS = ("question", "answer")


class _Ear:
    """Listens to what others said to one member on one site."""

    def __init__(self, api: Api, site: str, me: str, own: Mapping[str, Entry]) -> None:
        self._api = api
        self._site = site
        self._me = me
        self._own = own
        self._posts = [read.id_of(key) for key in own if not read.is_comment(key)][:PAGE]
        self._questions = [read.id_of(key) for key, entry in own.items() if entry.kind is Kind.POST][:PAGE]
        self._since = int(min(entry.at for entry in own.values()).timestamp())

    async def hear(self) -> tuple[Received, ...]:
        answers = await self._ask("/questions/{ids}/answers", self._questions)
        answers = [answer for answer in answers if self._by(answer) != self._me]
        below = [*self._posts, *(_id(answer, "answer_id") for answer in answers)]
        comments = await self._ask("/posts/{ids}/comments", [id_ for id_ in dict.fromkeys(below) if id_][:PAGE])
        mentions = []
        if any(read.is_comment(key) for key in self._own):
            mentions = await self._ask("/users/{ids}/mentioned", [read.id_of(self._me)])
        heard = [_readable(lambda item: self._answer(item, comments), answer) for answer in answers]
        heard += [_readable(lambda item: self._comment(item, comments), item) for item in comments]
        heard += [_readable(self._mention, item) for item in mentions]
        found = {one.native_id: one for one in heard if one and one.author and not one.author.is_bot}
        return tuple(sorted(found.values(), key=lambda one: one.at))

    async def _ask(self, method: str, ids: list[str]) -> list[Json]:
        """All there is; nothing where it does not fit one answer."""
        if not ids:
            return []
        page = await self._api.ask(
            method, self._site, ids, fromdate=self._since, sort="creation", order="desc", pagesize=PAGE,
            filter="withbody",
        )  # fmt: skip
        return [] if page.has_more else page.items

    def _by(self, item: Json) -> str:
        return read.party(item.get("owner"), self._site).id

    def _answer(self, item: Json, comments: list[Json]) -> Received | None:
        on = f"{self._site}/{read.number(item['question_id'])}"
        if on not in self._own:
            return None
        spoke = self._answered(_id(item, "answer_id"), item, comments)
        return read.received(item, self._site, on, spoke, liked=item.get("is_accepted") is True)

    def _comment(self, item: Json, comments: list[Json]) -> Received | None:
        on = f"{self._site}/{read.number(item['post_id'])}"
        to = item.get("reply_to_user")
        for_another = bool(to) and read.party(to, self._site).id != self._me
        if on not in self._own or for_another or self._by(item) == self._me:
            return None
        return read.received(item, self._site, on, self._answered(_id(item, "post_id"), item, comments))

    def _mention(self, item: Json) -> Received | None:
        """A comment that names the member below somebody else's post, where the member had commented."""
        post = f"{self._site}/{read.number(item['post_id'])}"
        at = read.moment(item["creation_date"])
        mine = [entry for entry in self._own.values() if entry.parent_id == post and read.is_comment(entry.native_id)]
        before = [entry for entry in mine if entry.at <= at]
        if post in self._own or not before or self._by(item) == self._me:
            return None
        answered = min((entry.at for entry in mine if entry.at > at), default=None)
        return read.received(item, self._site, max(before, key=lambda entry: entry.at).native_id, answered)

    def _answered(self, post: str, item: Json, comments: list[Json]) -> datetime | None:
        """When the member first spoke to its author, or to nobody by name, below the same post afterwards."""
        author, after = self._by(item), read.moment(item["creation_date"])
        spoken = []
        for comment in comments:
            to = read.party(comment.get("reply_to_user"), self._site).id
            if self._by(comment) == self._me and _id(comment, "post_id") == post and to in ("", author):
                spoken.append(read.moment(comment["creation_date"]))
        return min((at for at in spoken if at >= after), default=None)


def _readable(read_it: Callable[[Json], T | None], item: Json) -> T | None:
    try:
        return read_it(item)
    except UNREADABLE:
        return None


def _site(server: str) -> str:
    return server.partition("://")[2]


def _id(item: Json, name: str) -> str:
    found = str(item.get(name))
    return found if _NUMBER.fullmatch(found) else ""


def _second(item: Json) -> int:
    at = item.get("creation_date")
    return at if isinstance(at, int) else 0


def _moment(seconds: object) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) and 0 < seconds < 1 << 34 else None


def _cursor(at: int, looked: datetime | None) -> dict[str, object]:
    return {"at": at, **({"looked": int(looked.timestamp())} if looked else {})}


def _start(cursor: Mapping[str, object], since: datetime, now: datetime) -> int:
    reached = _moment(cursor.get("at"))
    return int((min(reached, now) - OVERLAP if reached else since).timestamp())
