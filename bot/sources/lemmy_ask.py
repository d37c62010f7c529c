"""The questions a Lemmy server is asked, in the two ways there are: 0.18 and 0.19 (v3), and 1.0 (v4)."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from httpx import URL

from bot.domain.entry import clean
from bot.errors import Garbled, Gone, NeedsCredential, NotFound, Private
from bot.sources.answer import WAIT_UNSAID, Answer, checked, rate_limited
from bot.sources.http import Http
from bot.sources.patience import Patience

Json = dict[str, Any]

PAGE = 50  # items in one answer; the most there is
THREAD_PAGES = 6  # of comments below something; a longer talk is left out, for half of it would mislead
REMEMBERED = 2_000  # posts and comments of others, each looked up once

# Errors come as 400, 401, 403 or 404 and say in the body what they are.
_ERRORS = (400, 401, 403, 404)


class Page(NamedTuple):
    """Some views, and what to ask for next; "" = there is no more."""

    views: list[Json]
    next: str


class Memory:
    """What was found out about servers and about others' words; may be forgotten at any time."""

    def __init__(self) -> None:
        self.versions: dict[str, int] = {}  # origin -> version of its interface
        self.views: OrderedDict[tuple[str, str, str], Json | None] = OrderedDict()

    def keep(self, key: tuple[str, str, str], view: Json | None) -> None:
        self.views[key] = view
        self.views.move_to_end(key)
        while len(self.views) > REMEMBERED:
            self.views.popitem(last=False)


class Server:
    """One Lemmy server. Answers are lists of objects; what is in them is the reader's to check."""

    def __init__(self, http: Http, origin: str, memory: Memory) -> None:
        self._http = http
        self._memory = memory
        self.origin = origin
        self.host = urlsplit(origin).netloc

    async def version(self) -> int:
        """3 for 0.18 and 0.19, 4 since 1.0; asked once."""
        if self.origin not in self._memory.versions:
            answer = await self._http.get(f"{self.origin}/api/v4/site", tolerate=(*_ERRORS, 405, 410))
            try:
                is_new = answer.status == 200 and "site_view" in answer.json()
            except (Garbled, TypeError):  # a page for people, where there is no such interface
                is_new = False
            self._memory.versions[self.origin] = 4 if is_new else 3
        return self._memory.versions[self.origin]

    async def person(self, name: str) -> Json:
        """Who is called so: "alice", or "alice@example.org" for somebody from elsewhere."""
        version = await self.version()
        try:
            return await self._person(name)
        except NotFound:  # perhaps the server was renewed since, and is asked in another way now
            self._memory.versions.pop(self.origin, None)
            if await self.version() == version:
                raise
            return await self._person(name)

    async def _person(self, name: str) -> Json:
        path = "/person" if await self.version() == 4 else "/user"
        said = await self._ask(
            path, {"username": name, "limit": 1, "sort": "New"} if path == "/user" else {"username": name}
        )
        view = said.get("person_view")
        person = view.get("person") if isinstance(view, dict) else None
        if not isinstance(view, dict) or not isinstance(person, dict):
            raise self._puzzling()
        # Since 1.0 it stands beside the person that they are banned.
        banned = any(each.get(name) is True for each in (view, person) for name in ("banned", "creator_banned"))
        return {**person, "banned": banned}

    async def written_by(self, person: Json, page: str = "", limit: int = PAGE) -> Page:
        """Posts and comments of somebody, newest first."""
        if await self.version() == 4:
            return await self._paged("/person/content", {"person_id": str(person.get("id")), "limit": limit}, page)
        number = int(page or "1")
        name = self._name(person)
        said = await self._ask("/user", {"username": name, "sort": "New", "limit": limit, "page": number})
        posts, comments = _objects(said.get("posts")), _objects(said.get("comments"))
        # Both lists have pages of their own, asked for by one number.
        is_last = max(len(posts), len(comments)) < limit
        return Page(posts + comments, "" if is_last else str(number + 1))

    async def below(self, kind: str, number: str, patience: Patience) -> list[Json] | None:
        """All comments below a post ("post") or a comment ("parent", itself among them); None if too many."""
        found: list[Json] = []
        page = ""
        for _ in range(THREAD_PAGES):
            if not patience.ask():
                return None
            where: dict[str, str | int] = {f"{kind}_id": number, "limit": PAGE}
            if await self.version() == 3:
                where |= {"type_": "All", "sort": "New"}
            some = await self._paged("/comment/list", where, page)
            found += some.views
            if not some.next:
                return found
            page = some.next
        return None

    async def one(self, kind: str, number: str) -> Json | None:
        """A "post" or "comment" by its number there, remembered; None where it cannot be seen."""
        key = (self.origin, kind, number)
        if key not in self._memory.views:
            try:
                view = (await self._ask(f"/{kind}", {"id": number})).get(f"{kind}_view")
            except (NotFound, Private, NeedsCredential):
                view = None
            self._memory.keep(key, view if isinstance(view, dict) else None)
        return self._memory.views[key]

    def knows(self, kind: str, number: str) -> bool:
        """Whether `one` would answer without a question."""
        return (self.origin, kind, number) in self._memory.views

    def remember(self, kind: str, view: Json) -> None:
        """Something seen in passing that need not be asked for again."""
        self._memory.keep((self.origin, kind, str((view.get(kind) or {}).get("id"))), view)

    async def newest_in(self, community: str, limit: int) -> list[Json]:
        """The newest posts of "sailing@example.org"."""
        is_new = await self.version() == 4
        where: dict[str, str | int] = {"sort": "new" if is_new else "New", "limit": limit}
        names = ("community_name", "community_name_or_id") if is_new else ("community_name",)
        return (await self._paged("/post/list", {**where, **dict.fromkeys(names, community)}, "")).views

    async def found(self, topic: str, limit: int) -> list[Json]:
        """Posts that say `topic`, newest first."""
        where: dict[str, str | int] = {"q": topic, "type_": "Posts", "sort": "New", "limit": limit}
        if await self.version() == 4:
            where = {"search_term": topic, "type_": "posts", "sort": "new", "limit": limit}
        return (await self._paged("/search", where, "")).views

    async def _paged(self, path: str, where: Mapping[str, str | int], page: str) -> Page:
        is_new = await self.version() == 4
        where = {**where, **({"page_cursor" if is_new else "page": page} if page else {})}
        said = await self._ask(path, where)
        lists = (said.get(name) for name in ("items", "content", "comments", "posts", "results"))
        views = next((found for found in lists if isinstance(found, list) and found), [])
        if is_new:
            after = said.get("next_page")
            return Page(_objects(views), after if isinstance(after, str) else "")
        return Page(_objects(views), str(int(page or "1") + 1) if len(views) >= int(where["limit"]) else "")

    async def _ask(self, path: str, where: Mapping[str, str | int]) -> Json:
        version = await self.version()
        answer = await self._http.get(f"{self.origin}/api/v{version}{path}", params=where, tolerate=_ERRORS)
        if answer.status in _ERRORS:
            raise self._refusal(answer)
        said = answer.json()
        if not isinstance(said, dict):
            raise self._puzzling()
        return said

    def _refusal(self, answer: Answer) -> Exception:
        try:
            said = answer.json()
            name = str(said.get("error") or "").casefold()
        except (Garbled, AttributeError):
            name = ""
        if "rate_limit" in name or "too_many_requests" in name:
            return rate_limited(URL(answer.url), WAIT_UNSAID)
        if name.startswith("couldnt_find") or name in ("not_found", "unknown"):
            return NotFound(
                "{host} has nothing there. Check the spelling, as in lemmy:alice@{host}.",
                host=self.host,
            )
        if name in ("instance_is_private", "not_logged_in", "incorrect_login") or answer.status == 401:
            return NeedsCredential(
                "{host} shows this only to people who are signed in there. Log by hand what you do there.",
                host=self.host,
            )
        if name == "deleted":
            return Gone(
                "{host} says that this was deleted. Disconnect the account.",
                host=self.host,
            )
        checked(answer)  # a plain error of HTTP says itself what it is
        return self._puzzling()

    def _name(self, person: Json) -> str:
        home = urlsplit(str(person.get("ap_id") or person.get("actor_id") or "")).netloc
        name = clean(str(person.get("name") or ""), 100)
        return name if home in ("", self.host) else f"{name}@{home}"

    def _puzzling(self) -> Garbled:
        return Garbled(
            "{host} does not answer as Lemmy does. Check that it is a Lemmy server.",
            host=self.host,
        )


def _objects(said: object) -> list[Json]:
    return [each for each in said if isinstance(each, dict)] if isinstance(said, list) else []
