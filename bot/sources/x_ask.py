"""The questions X is asked with the team's token. Every post in an answer is paid for, so none is asked for in vain."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bot.domain.entry import clean
from bot.errors import Garbled, Gone, NeedsCredential, NotFound, Private, RateLimited, SourceError
from bot.phrase import Phrase
from bot.sources.answer import checked
from bot.sources.http import Answer, Http
from bot.sources.x_money import POST_READ, USER_READ, Purse
from bot.sources.x_read import NUMBER, Json

LEAST = 5  # posts a timeline can be asked for
SEARCHED = 10  # posts in a search; the fewest it can be asked for
AT_ONCE = 100  # ids in a look-up
AUTHORS = 5_000  # remembered: posts whose author is known
# Nothing that brings people along: whether those would be charged as well nobody could tell (2026-11).
FIELDS = (
    "created_at,author_id,conversation_id,in_reply_to_user_id,referenced_tweets,entities,note_tweet,public_metrics,"
    "edit_history_tweet_ids,lang,reply_settings,possibly_sensitive"
)
REFUSALS = (400, 401, 402, 403, 404)

OFF = Phrase(
    "X charges for every post that is read, so it is off here. Whoever runs Involve can set INVOLVE_X_TOKEN and "
    "INVOLVE_X_CAP (US dollars a month); or send the archive of your account that X gives you under Settings, Your "
    "account, Download an archive of your data."
)
_NO_TOKEN = Phrase(
    "X does not take the token in INVOLVE_X_TOKEN. Whoever runs Involve: copy the app's bearer token again from the "
    "developer console, from an app that may read."
)
_NO_CREDIT = Phrase(
    "X wants to be paid first: the developer account behind INVOLVE_X_TOKEN has no credit left. Whoever runs Involve "
    "can add some in the developer console."
)


class Page(NamedTuple):
    """Some posts, newest first, and whether there are older ones."""

    posts: list[Json]
    more: bool


class Api:
    """X's API, version 2, as an app alone: what anybody may see."""

    def __init__(self, http: Http, origin: str, token: str, purse: Purse) -> None:
        self._http = http
        self._origin = origin.rstrip("/")
        self._token = token
        self._purse = purse
        self._authors: OrderedDict[str, str] = OrderedDict()  # by post; "" = the post is gone. May be forgotten

    @property
    def is_on(self) -> bool:
        """Whether there is a token, and money for it."""
        return bool(self._token) and self._purse.cap > 0

    async def user(self, name: str) -> Json | None:
        """Who is called that; None where nobody is."""
        if self._purse.left < USER_READ:
            raise self._purse.used_up()
        said = await self._ask(f"/2/users/by/username/{name}", {})
        user = said.get("data")
        if isinstance(user, dict):
            self._purse.charge(USER_READ, [str(user.get("id"))])
            return user
        trouble = _trouble(said)
        if isinstance(trouble, NotFound) and not isinstance(trouble, Gone):
            return None
        raise trouble

    async def user_numbered(self, id_: str) -> Json:
        """Who has that number, and what they say of themselves. Charged as anybody who is looked up."""
        if self._purse.left < USER_READ:
            raise self._purse.used_up()
        said = await self._ask(f"/2/users/{id_}", {"user.fields": "description,entities,location,url"})
        user = said.get("data")
        if not isinstance(user, dict):
            raise _trouble(said)
        self._purse.charge(USER_READ, [id_])
        return user

    async def page(self, path: str, most: int, where: Mapping[str, str], least: int = LEAST) -> Page:
        """The newest posts of a list, at most `most` and no more than can be paid for."""
        size = self._purse.affordable(most, least)
        said = await self._ask(path, {"max_results": str(size), "tweet.fields": FIELDS, **where})
        if "data" not in said and "errors" in said:
            trouble = _trouble(said)
            raise (
                trouble
                if type(trouble) is not NotFound
                else Gone("That X account is not there any more. Disconnect it, or give its new name.")
            )
        posts = _posts(said)
        self._purse.charge(POST_READ, (post["id"] for post in posts))
        for post in posts:
            self._remember(post)
        meta = said.get("meta")
        return Page(posts, bool(posts) and isinstance(meta, dict) and bool(meta.get("next_token")))

    async def authors(self, wanted: Iterable[str], most: int) -> Mapping[str, str]:
        """Who wrote these posts, by number; at most `most` unknown ones are looked up, as far as money goes."""
        ids = list(dict.fromkeys(id_ for id_ in wanted if NUMBER.fullmatch(id_)))
        unknown = [id_ for id_ in ids if id_ not in self._authors][:most]
        for start in range(0, len(unknown), AT_ONCE):
            try:
                some = unknown[start : start + self._purse.affordable(AT_ONCE)][:AT_ONCE]
            except RateLimited:
                break
            said = await self._ask("/2/tweets", {"ids": ",".join(some), "tweet.fields": "author_id"})
            found = _posts(said)
            self._purse.charge(POST_READ, (post["id"] for post in found))
            for post in found:
                self._remember(post)
            for id_ in some:
                self._authors.setdefault(id_, "")
        return {id_: self._authors[id_] for id_ in ids if self._authors.get(id_)}

    async def _ask(self, path: str, where: Mapping[str, str]) -> Json:
        answer = await self._http.get(
            self._origin + path, params=where, headers={"authorization": f"Bearer {self._token}"}, tolerate=REFUSALS
        )
        if answer.status != 200:
            raise _refusal(answer)
        said = answer.json()
        if not isinstance(said, dict):
            raise Garbled("X answered in a way Involve does not understand. Try again later.")
        return said

    def _remember(self, post: Json) -> None:
        if author := str(post.get("author_id") or ""):
            self._authors[post["id"]] = author
        while len(self._authors) > AUTHORS:
            self._authors.popitem(last=False)


def _posts(said: Json) -> list[Json]:
    data = said.get("data")
    posts = data if isinstance(data, list) else []
    return [post for post in posts if isinstance(post, dict) and NUMBER.fullmatch(str(post.get("id")))]


def _trouble(said: Json) -> SourceError:
    """X says 200 and tells in the body why there is nothing (2026-11)."""
    errors = said.get("errors")
    told = [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
    title = str(told[0].get("title", "")) if told else ""
    detail = clean(str(told[0].get("detail", "")), 200) if told else ""
    if "suspended" in detail:
        return Gone("That X account is suspended. If that stays so, disconnect it.")
    if title == "Not Found Error":
        return NotFound("Nobody is called that on X. Check the spelling, as in x.com/name.")
    if title in ("Authorization Error", "Forbidden"):
        return Private("That X account shows its posts to followers only. Send the archive, or log by hand.")
    return Garbled("X answered without saying why there is nothing. Try again later.")


def _refusal(answer: Answer) -> SourceError:
    try:
        said = answer.json()
    except Garbled:
        checked(answer)
        raise
    told = said if isinstance(said, dict) else {}
    if answer.status == 401:
        return NeedsCredential(_NO_TOKEN)
    if answer.status == 402:
        return NeedsCredential(_NO_CREDIT)
    if answer.status == 403:
        return NeedsCredential(_NO_TOKEN) if told.get("reason") else Private("X does not show this to others.")
    if answer.status == 404:
        return NotFound("X has nothing there. Check the spelling, as in x.com/name.")
    detail = clean(str(told.get("detail") or told.get("title") or answer.status), 100)
    return Garbled("X does not accept what it was asked ({detail}). Try again later.", detail=detail)
