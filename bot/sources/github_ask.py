"""The questions GitHub is asked, and who began and said what is answered there, in few of them."""

import re
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from bot.domain.entry import clean
from bot.errors import Garbled, Gone, NeedsCredential, NotFound, Private, RateLimited, Unreachable
from bot.phrase import Phrase
from bot.sources.http import Answer, Http
from bot.sources.patience import Patience

Json = dict[str, Any]

PAGE = 100  # items in one answer; the most there is
REMEMBERED = 1_000  # threads whose author is kept, so that a busy one is looked up once
HEADERS = {"X-GitHub-Api-Version": "2022-11-28"}

LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:_[A-Za-z0-9]{1,10})?")
REPOSITORY = re.compile(r"[A-Za-z0-9-][A-Za-z0-9_-]{0,60}/[A-Za-z0-9._-]{1,100}")
NUMBER = re.compile(r"[0-9]{1,19}")


class Api:
    """GitHub's API. Answers are objects and lists of objects; what is in them is the reader's to check.

    `token`: a member's, on whose quota is then asked.
    """

    def __init__(self, http: Http, origin: str, token: str = "") -> None:
        self._http = http
        self._origin = origin.rstrip("/")
        self.token = token
        self._headers = {**HEADERS, **({"authorization": f"Bearer {token}"} if token else {})}

    def signed(self, token: str) -> "Api":
        """The same asked with a token."""
        return Api(self._http, self._origin, token) if token else self

    async def owner(self) -> tuple[Json, Mapping[str, str]]:
        """Whose the token is, and the headers that tell what it may do and when it ends."""
        answer = await self._get("/user")
        return _object(answer), answer.headers

    async def graphql(self, query: str, variables: Mapping[str, object]) -> Json:
        """What a query finds. Raises Private where the token is not for it."""
        asked = {"query": query, "variables": dict(variables)}
        answer = await self._http.post(f"{self._origin}/graphql", json=asked, headers=self._headers, tolerate={401})
        said = _object(self._taken(answer))
        if not isinstance(said.get("data"), dict):
            raise Private("GitHub does not show discussions to this token. Make one for public repositories.")
        found: Json = said["data"]
        return found

    async def events(self, login: str, page: int, validators: Mapping[str, str]) -> tuple[Answer, list[Json]]:
        """What `login` did in public, newest first: 300 events of the last 30 days at most."""
        where = {"per_page": PAGE, "page": page}
        answer = await self._get(f"/users/{login}/events/public", where, validators)
        return answer, [] if answer.not_modified else _objects(answer.json())

    async def user(self, login: str) -> Json:
        return _object(await self._get(f"/users/{login}"))

    async def user_numbered(self, native_id: str) -> Json:
        """The same by the number that survives renames."""
        return _object(await self._get(f"/user/{native_id}"))

    async def one(self, path: str) -> Json:
        return _object(await self._get(path))

    async def some(self, path: str, page: int = 1) -> list[Json]:
        return _objects((await self._get(path, {"per_page": PAGE, "page": page})).json())

    async def search(self, query: str, *, sort: str, most: int) -> list[Json]:
        """Issues and pull requests, newest first by `sort`; none where GitHub finds the question improper.

        10 a minute, counted apart from everything else.
        """
        where: dict[str, str | int] = {"q": query, "sort": sort, "order": "desc", "per_page": most}
        try:
            answer = _object(await self._get("/search/issues", where))
        except Garbled:  # 422: among others for people GitHub hides from its search
            return []
        return _objects(answer.get("items"))

    async def _get(
        self, path: str, where: Mapping[str, str | int] | None = None, validators: Mapping[str, str] | None = None
    ) -> Answer:
        return self._taken(
            await self._http.get(
                self._origin + path,
                params=where,
                headers=self._headers,
                validators=validators,
                accept="application/vnd.github+json",
                tolerate={401},
            )
        )

    def _taken(self, answer: Answer) -> Answer:
        if answer.status != 401:
            return answer
        if self.token:
            raise NeedsCredential(
                "GitHub does not take your token any more: it has ended, or was taken back. "
                "Make a new one and connect with it."
            )
        raise NeedsCredential("GitHub wants a token for this. Connect the account with one.")


class Memory(OrderedDict[str, Json | None]):
    """What was looked up lately, by path; None where there was nothing to see. The oldest is forgotten first."""

    def keep(self, path: str, found: Json | None) -> None:
        self[path] = found
        self.move_to_end(path)
        while len(self) > REMEMBERED:
            self.popitem(last=False)


class LookUps:
    """What an event points to and does not tell. As many as `patience` has; `refused` counts those it had not."""

    def __init__(self, api: Api, memory: Memory, patience: Patience) -> None:
        self._api = api
        self._memory = memory
        self._patience = patience
        self._said: dict[str, list[Json]] = {}
        self.refused = 0

    async def issue(self, repository: str, number: str) -> Json | None:
        """An issue or pull request: who wrote it, its title and text. A pull request is an issue there, too."""
        return await self._one(f"/repos/{repository}/issues/{number}")

    async def review_comment(self, repository: str, number: str) -> Json | None:
        return await self._one(f"/repos/{repository}/pulls/comments/{number}")

    async def commit(self, repository: str, sha: str) -> Json | None:
        return await self._one(f"/repos/{repository}/commits/{sha}")

    async def repository(self, repository: str) -> Json | None:
        """Asked for only while there is plenty left: all it tells is whose repository got a star."""
        return await self._one(f"/repos/{repository}", sparing=6)

    async def said(self, repository: str, number: str, *, page: int, is_pull: bool) -> list[Json] | None:
        """What was said below an issue or pull request, oldest first; None where that cannot be looked up now."""
        found = await self._some(f"/repos/{repository}/issues/{number}/comments", page)
        if is_pull and found is not None:
            reviews = await self._some(f"/repos/{repository}/pulls/{number}/reviews", 1)
            found = None if reviews is None else found + reviews
        return found

    async def _one(self, path: str, *, sparing: int = 0) -> Json | None:
        if path not in self._memory:
            if not self._patience.ask(sparing=sparing):
                self.refused += 1
                return None
            try:
                self._memory.keep(path, await self._api.one(path))
            except (NotFound, Gone, Private, Garbled):
                self._memory.keep(path, None)
            except (RateLimited, Unreachable):
                self._give_up()
                return None
        return self._memory[path]

    async def _some(self, path: str, page: int) -> list[Json] | None:
        key = f"{path}?{page}"
        if key not in self._said:
            if not self._patience.ask():
                self.refused += 1
                return None
            try:
                self._said[key] = await self._api.some(path, page)
            except (NotFound, Gone, Private, Garbled):
                self._said[key] = []
            except (RateLimited, Unreachable):
                self._give_up()
                return None
        return self._said[key]

    def _give_up(self) -> None:
        """What has been read is worth more than one more question: the rest is looked up next time."""
        self._patience.left = 0
        self.refused += 1


def named(login: str) -> str:
    """A login as a sentence may show it."""
    return clean(login, 60)


def _object(answer: Answer) -> Json:
    said = answer.json()
    if not isinstance(said, dict):
        raise Garbled(_PUZZLING)
    return said


def _objects(said: object) -> list[Json]:
    if not isinstance(said, list):
        raise Garbled(_PUZZLING)
    return [each for each in said if isinstance(each, dict)]


_PUZZLING = Phrase("GitHub answered in a way Involve does not understand. Try again later.")
