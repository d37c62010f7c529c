"""The questions a Mastodon server is asked, by a stranger or with a member's token, and what is known of threads."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote, urlsplit

from bot.errors import Garbled, NeedsCredential, NotFound, Private
from bot.sources.http import Answer, Http
from bot.sources.mastodon_read import UNREADABLE, Above, Json, key
from bot.sources.text import origin_of

PAGE = 40  # statuses in one answer; the most there is
STALE = 600  # seconds; a cache before the server gives older answers when the server itself has trouble
ANSWERS, ANSWERS_TO_MEMBERS = 60, 4_096  # shown below a status at most; as many mean that there may be more
STEPS_UP = 4  # look-ups for one thread: a stranger is shown 40 statuses above one, and a thread may be longer

_LINK = re.compile(r'<[^<>]*[?&](?P<side>min_id|max_id)=(?P<id>[A-Za-z0-9_-]{1,100})[^<>]*>\s*;\s*rel="?(?:next|prev)')
_NUMBER = re.compile(r"[A-Za-z0-9_-]{1,100}")  # by name only: some servers' numbers have letters in them


class Server:
    """One server. Answers are objects and lists of objects; what is in them is the reader's to check."""

    def __init__(self, http: Http, origin: str, token: str = "") -> None:
        self._http = http
        self._headers = {"authorization": f"Bearer {token}"} if token else {}
        self.origin = origin
        self.answers = ANSWERS_TO_MEMBERS if token else ANSWERS
        self.stale = False  # whether a cache gave an answer that it kept too long
        self._host = urlsplit(origin).netloc

    async def lookup(self, acct: str) -> Json:
        account = self._object((await self._ask("/api/v1/accounts/lookup", {"acct": acct})).json())
        try:
            key(account)
        except UNREADABLE as error:
            raise self._not_mastodon() from error
        if not {"acct", "username", "url"} <= account.keys() or not _numbered([account]):
            raise self._not_mastodon()
        return account

    async def favourites(self, **where: str) -> tuple[list[Json], str, str]:
        """Statuses the member liked, last liked first, and the places before and after them in that list ("" = none).

        Right after `min_id`, or right before `max_id`: places of their own, which only the Link header tells.
        """
        asked = {"limit": str(PAGE), **{name: value for name, value in where.items() if value}}
        answer = await self._ask("/api/v1/favourites", asked)
        sides = {found["side"]: found["id"] for found in _LINK.finditer(answer.headers.get("link", ""))}
        return _numbered(answer.json()), sides.get("min_id", ""), sides.get("max_id", "")

    async def mentions(self) -> list[Json]:
        """The newest statuses that name the member."""
        answer = await self._ask("/api/v1/notifications", {"types[]": "mention", "limit": str(PAGE)})
        return _numbered([each.get("status") for each in _objects(answer.json()) if each.get("type") == "mention"])

    async def account(self, id_: str) -> Json:
        return self._object((await self._ask(f"/api/v1/accounts/{_part(id_)}", {})).json())

    async def statuses(self, id_: str, where: Mapping[str, str]) -> list[Json]:
        """Newest first: those right after `min_id` (not the newest, as with since_id), or right before `max_id`."""
        answer = await self._ask(f"/api/v1/accounts/{_part(id_)}/statuses", {"limit": str(PAGE), **where})
        age = answer.headers.get("age", "")
        self.stale = self.stale or (age.isdecimal() and int(age[:9]) > STALE)
        return _numbered(answer.json())

    async def context(self, id_: str) -> Json:
        """What stands above and below a status; "unfinished" while the server still fetches more of it (since 4.5)."""
        answer = await self._ask(f"/api/v1/statuses/{_part(id_)}/context", {})
        said = self._object(answer.json())
        shown = {name: _numbered(said.get(name)) for name in ("ancestors", "descendants")}
        return {**shown, "unfinished": "mastodon-async-refresh" in answer.headers}

    async def tagged(self, tag: str) -> list[Json]:
        return _numbered((await self._ask(f"/api/v1/timelines/tag/{_part(tag)}", {"limit": str(PAGE)})).json())

    async def home_of(self, acct: str) -> str:
        """The origin of the server that keeps "alice@example.org": names may live under another domain than servers."""
        return origin_of((await self.known_as(acct))[0])

    async def known_as(self, acct: str) -> tuple[str, str]:
        """The address "alice@example.org" has on every server, and that of their page; told to strangers everywhere."""
        answer = await self._http.get(
            f"{self.origin}/.well-known/webfinger",
            params={"resource": f"acct:{acct}"},
            accept="application/jrd+json, application/json",
        )
        links = {str(link.get("rel")): link.get("href") for link in _objects(self._object(answer.json()).get("links"))}
        address, page = links.get("self"), links.get("http://webfinger.net/rel/profile-page")
        if isinstance(address, str) and origin_of(address):
            return address, page if isinstance(page, str) and origin_of(page) else address
        raise NotFound(
            "{host} does not say where {acct} is. Check the spelling, as in @alice@example.org.",
            host=self._host,
            acct=acct,
        )

    async def _ask(self, path: str, asked: Mapping[str, str]) -> Answer:
        answer = await self._http.get(self.origin + path, params=asked, headers=self._headers, tolerate={401, 422})
        if answer.status == 401 and self._headers:
            raise NeedsCredential(
                "{host} does not let Involve read for you any more. Connect the account again, and allow it.",
                host=self._host,
            )
        if answer.status in (401, 422):  # both mean it: 422 is what a closed timeline answers
            raise NeedsCredential(
                "{host} shows this only to people who are signed in there, and Involve is not. Connect it "
                "with a code from there, log by hand what you do, or send the archive of your account.",
                host=self._host,
            )
        return answer

    def _object(self, said: object) -> Json:
        if not isinstance(said, dict):
            raise self._not_mastodon()
        return said

    def _not_mastodon(self) -> Garbled:
        return Garbled(
            "{host} does not answer as Mastodon does. Check that it is a Mastodon server.",
            host=self._host,
        )


class Threads:
    """Who began the threads somebody spoke in, and whom they answered, in few questions.

    Statuses are asked for from the newest down: what stands above one tells of the older ones in its thread as well.
    """

    def __init__(self, server: Server, most: int) -> None:
        self._server = server
        self.left = most  # questions
        self._known: dict[str, Json] = {}
        self._roots: dict[str, Json] = {}
        self._asked: set[str] = set()
        self._accounts: dict[str, Json | None] = {}

    def know(self, statuses: Iterable[Json]) -> None:
        for status in statuses:
            self._known.setdefault(str(status["id"]), status)

    async def above(self, status: Json) -> Above:
        """Where a status stands: nothing above it, where it begins a thread."""
        parent_id, account_id = status.get("in_reply_to_id"), status.get("in_reply_to_account_id")
        if parent_id is None and account_id is None:
            return Above()
        root = await self._root(status)
        highest = self._climb(status)[-1]
        parent = self._known.get(str(parent_id))
        account = await self._account(str(account_id)) if parent is None and account_id is not None else None
        return Above(root, highest if highest is not status else None, parent, account)

    async def _root(self, status: Json) -> Json | None:
        for _ in range(STEPS_UP):
            way = self._climb(status)
            top = way[-1]
            root = self._roots.get(str(top["id"])) or (top if _begins(top) else None)
            if root is not None:
                self._roots.update((str(each["id"]), root) for each in way)
                return root
            if top.get("in_reply_to_id") is None or str(top["id"]) in self._asked:
                return None
            await self._ask(top)
        return None

    def _climb(self, status: Json) -> list[Json]:
        way, seen = [status], {str(status["id"])}
        while (above := self._known.get(str(way[-1].get("in_reply_to_id")))) and str(above["id"]) not in seen:
            way.append(above)
            seen.add(str(above["id"]))
        return way

    async def _ask(self, status: Json) -> None:
        self.left -= 1
        self._asked.add(str(status["id"]))
        try:
            ancestors = (await self._server.context(str(status["id"])))["ancestors"]
        except (NotFound, Private, NeedsCredential):
            return
        self.know(ancestors)
        if ancestors and _begins(ancestors[0]):
            # Also where one in between is not shown to strangers and the way up is broken.
            self._roots.update((str(each["id"]), ancestors[0]) for each in (status, *ancestors))

    async def _account(self, id_: str) -> Json | None:
        if id_ not in self._accounts:
            self.left -= 1
            try:
                self._accounts[id_] = await self._server.account(id_)
            except (NotFound, Private, NeedsCredential):
                self._accounts[id_] = None
        return self._accounts[id_]


def _begins(status: Json) -> bool:
    # An answer to what is deleted has lost the number of the status, not that of its author.
    return status.get("in_reply_to_id") is None and status.get("in_reply_to_account_id") is None


def _part(text: str) -> str:
    return quote(text, safe="")


def _numbered(said: object) -> list[Json]:
    """The objects of a list that can be asked about again."""
    return [each for each in _objects(said) if "id" in each and _NUMBER.fullmatch(str(each["id"]))]


def _objects(said: object) -> list[Json]:
    return [each for each in said if isinstance(each, dict)] if isinstance(said, list) else []
