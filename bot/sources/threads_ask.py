"""The questions Threads is asked, with the token of the member they are about."""

from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable
from datetime import datetime

from bot.domain.entry import Party, clean
from bot.errors import Garbled, Gone, NeedsCredential, NotFound, Private
from bot.sources import threads_read as read
from bot.sources.http import Http
from bot.sources.meta_ask import PAGE, Graph, Json
from bot.sources.meta_read import listed, readable, words
from bot.sources.patience import Patience
from bot.sources.threads_read import Known, Pointed
from bot.sources.threads_token import Token

VERSION = "v1.0"
REMEMBERED = 5_000  # posts of others; may be forgotten at any time


class Api:
    """Threads' part of Meta's Graph."""

    def __init__(self, http: Http, origin: str) -> None:
        self._graph = Graph(http, origin, "Threads")
        self._pointed: OrderedDict[tuple[str, str], Pointed] = OrderedDict()

    def is_scarce(self, token: Token) -> bool:
        return self._graph.is_scarce(token.key)

    async def me(self, token: Token) -> tuple[str, str]:
        """The number and the name of the account a token speaks for."""
        said = await self._graph.ask(f"{VERSION}/me", token.key, fields="id,username")
        id_, name = str(said.get("id") or ""), str(said.get("username") or "")
        if not read.NUMBER.fullmatch(id_) or not read.NAME.fullmatch(name):
            raise Garbled("Threads did not say whose token that is. Try again later.")
        return id_, name

    async def profile(self, token: Token) -> tuple[str, str, str]:
        """The name of that account, what it is shown as, and what it says of itself."""
        said = await self._graph.ask(f"{VERSION}/me", token.key, fields="id,username,name,threads_biography")
        name, shown = words(said, "username"), clean(words(said, "name"), 100)
        if not read.NAME.fullmatch(name):
            raise Garbled("Threads did not say whose token that is. Try again later.")
        return name, shown, f"{shown}\n{clean(words(said, 'threads_biography'))}"

    async def renew(self, token: Token, now: datetime) -> Token:
        """One that lasts sixty days from now. Meta refuses where it is younger than a day, or lasts an hour only."""
        said = await self._graph.ask("refresh_access_token", token.key, grant_type="th_refresh_token")
        fresh, seconds = said.get("access_token"), said.get("expires_in")
        if not isinstance(fresh, str) or not fresh.isascii() or not fresh:
            raise Garbled("Threads renewed the token without saying which it is now. Try again later.")
        is_span = isinstance(seconds, int) and not isinstance(seconds, bool) and 0 < seconds < 1 << 31
        return token.renewed(fresh, seconds if is_span else 0, now)  # type: ignore[arg-type]  # told apart above

    async def pages(self, path: str, token: Token, most: int, **where: str | int) -> AsyncIterator[list[Json]]:
        """The list at `path`, page by page, at most so many and one more that says that there are more.

        That a page names a next one is not certain there (2026-11): a list ends where a page is empty.
        """
        after = ""
        for _ in range(most + 1):
            said = await self._graph.ask(
                f"{VERSION}/{path}", token.key, limit=PAGE, **where, **({"after": after} if after else {})
            )
            items = listed(said, "Threads")
            if not items:
                return
            yield items
            before, after = after, _after(said)
            if not after:
                return
            if after == before:
                raise Garbled("Threads shows the same page again and again. Try again later.")

    async def look_up(self, ids: Iterable[str], known: Known, me: Party, token: Token, patience: Patience) -> bool:
        """Adds these posts to `known`; False where patience ended before all of them were asked for."""
        for id_ in dict.fromkeys(ids):
            if id_ in known.posts:
                continue
            seen = self._pointed.get((me.id, id_))  # what one member may not see, another may
            if seen is None:
                if not patience.ask():
                    return False
                seen = await self._pointed_at(id_, me, token)
                self._pointed[me.id, id_] = seen
                while len(self._pointed) > REMEMBERED:
                    self._pointed.popitem(last=False)
            known.posts[id_] = seen
        return True

    async def _pointed_at(self, id_: str, me: Party, token: Token) -> Pointed:
        try:
            item = await self._graph.ask(f"{VERSION}/{id_}", token.key, fields=read.POINTED_FIELDS)
        except (NotFound, Gone, Private):
            return read.hidden(id_)
        except NeedsCredential:
            await self.me(token)  # raises where it is the token itself that is no good any more
            return read.hidden(id_)
        return readable(lambda it: read.pointed(it, me, token.name), item) or read.hidden(id_)


def _after(said: Json) -> str:
    paging = said.get("paging")
    cursors = paging.get("cursors") if isinstance(paging, dict) else None
    after = cursors.get("after") if isinstance(cursors, dict) else None
    return after if isinstance(after, str) and len(after) <= 2_000 else ""
