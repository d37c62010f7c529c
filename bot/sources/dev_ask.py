"""The questions a Forem server is asked, as anybody may ask them: DEV is the largest of them."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from bot.errors import Garbled
from bot.sources.http import Http

Json = dict[str, Any]

PAGE = 100  # articles, or comments nobody stands above, in one answer
TREE_PAGES = 5  # of one article's comments; a longer talk is left out, for half of it would make answers look missing
ACCEPT = "application/vnd.forem.api-v1+json"


class Server:
    """One Forem server. Answers are objects and lists of objects; what is in them is the reader's to check."""

    def __init__(self, http: Http, origin: str, home: str) -> None:
        """`origin` is asked; `home` is where people know it, and what ids begin with."""
        self._http = http
        self._origin = origin
        self.home = home
        self.host = urlsplit(home).netloc

    async def user(self, name: str) -> Json:
        """Who is called so; raises NotFound where nobody is."""
        return self._object(await self._ask("/api/users/by_username", {"url": name}))

    async def user_numbered(self, number: str) -> Json:
        """The same by the number that survives renames."""
        return self._object(await self._ask(f"/api/users/{quote(number, safe='')}", {}))

    async def articles(self, **where: str | int) -> list[Json]:
        """Published articles: with `username` newest first, with `tag` and `top` those most liked in `top` days."""
        return self._objects(await self._ask("/api/articles", where))

    async def article(self, number: str) -> Json:
        """One article with its body, which lists leave out."""
        return self._object(await self._ask(f"/api/articles/{quote(number, safe='')}", {}))

    async def tree(self, article: str) -> list[Json] | None:
        """All comments below an article, nested; None where they are too many to be read."""
        found: list[Json] = []
        seen: set[str] = set()
        for page in range(1, TREE_PAGES + 1):
            some = self._objects(
                await self._ask("/api/comments", {"a_id": article, "page": page, "per_page": PAGE}),
            )
            # Older servers know no pages here: they send all of it each time.
            new = [each for each in some if str(each.get("id_code")) not in seen]
            seen |= {str(each.get("id_code")) for each in new}
            found += new
            if len(some) < PAGE or not new:
                return found
        return None

    async def _ask(self, path: str, where: Mapping[str, str | int]) -> Any:
        return (await self._http.get(self._origin + path, params=where, accept=ACCEPT)).json()

    def _object(self, said: object) -> Json:
        if not isinstance(said, dict):
            raise self._puzzling()
        return said

    def _objects(self, said: object) -> list[Json]:
        if not isinstance(said, list):
            raise self._puzzling()
        return [each for each in said if isinstance(each, dict)]

    def _puzzling(self) -> Garbled:
        return Garbled(
            "{host} does not answer as DEV does. Check that it is a Forem server.",
            host=self.host,
        )


def below(comments: list[Json]) -> Iterator[tuple[Json, Json | None]]:
    """Every comment of a tree with the one right above it; without recursion, depth is the network's to choose."""
    waiting: list[tuple[Json, Json | None]] = [(each, None) for each in reversed(comments)]
    while waiting:
        comment, above = waiting.pop()
        yield comment, above
        children = comment.get("children")
        waiting += [
            (each, comment)
            for each in reversed(children if isinstance(children, list) else [])
            if isinstance(each, dict)
        ]
