"""The questions Bluesky is asked: of the AppView, of the servers that keep the records, of the directory of both."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlencode, urlsplit

from bot.domain.entry import Party, clean
from bot.errors import Garbled, Gone, NotFound, Private, SourceError, Unreachable
from bot.sources.atproto import AtUri, is_did, is_key, moment_of
from bot.sources.bluesky_read import SIGNED_IN_ONLY, UNREADABLE, Json, Known, handle, labels, objects, party
from bot.sources.http import Http
from bot.sources.text import origin_of

PAGE = 100  # records in one answer
AT_ONCE = 25  # posts or profiles in one look-up
NAMES = 40  # look-ups of names in one poll
DEPTH = 6  # levels of a thread

_WRONG = frozenset({400})
_SUSPENDED = frozenset({"AccountTakedown", "AccountSuspended", "RepoTakendown", "RepoSuspended"})
_SWITCHED_OFF = frozenset({"AccountDeactivated", "RepoDeactivated"})
_RECORD_KEY = re.compile(r"[a-zA-Z0-9._~:-]{1,512}")
_MISSING = re.compile(r"not found|could not find repo|unable to resolve|must be a valid did", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """Some records of one kind, oldest first."""

    records: tuple[tuple[AtUri, datetime, Json], ...]  # with the moment its key was made
    unreadable: int
    next: str  # where the next page begins; "" where there is none


class Network:
    """Bluesky over HTTP, without a credential."""

    def __init__(self, http: Http, appview: str, directory: str) -> None:
        self._http = http
        self._appview = appview.rstrip("/")
        self._directory = directory.rstrip("/")

    async def profile(self, actor: str) -> Json:
        """Raises NotFound or Gone where there is none, and Private where it is switched off or not for strangers."""
        try:
            said = await self._ask(self._appview, "app.bsky.actor.getProfile", [("actor", actor)])
        except NotFound as error:
            if not is_did(actor) or isinstance(error, Gone):
                raise
            raise Gone("That Bluesky account is not there any more. Disconnect it.") from error
        if not is_did(str(said.get("did"))):
            raise Garbled("Bluesky did not say who that is. Try again later.")
        if SIGNED_IN_ONLY in labels(said):  # readable all the same, but asked not to be shown to strangers
            raise Private(
                "{name} shows posts only to people who are signed in to Bluesky, and Involve is not. Switch that "
                "off in Bluesky under Settings, Privacy; or log by hand what you do there.",
                name=handle(said) or actor,
            )
        return said

    async def thread(self, uri: str) -> Json:
        asked = [("uri", uri), ("depth", str(DEPTH)), ("parentHeight", "0")]
        thread = (await self._ask(self._appview, "app.bsky.feed.getPostThread", asked)).get("thread")
        return thread if isinstance(thread, dict) and isinstance(thread.get("post"), dict) else {}

    async def posts_of(self, did: str, limit: int) -> list[Json]:
        """The latest posts of somebody, without reposts and answers."""
        asked = [("actor", did), ("filter", "posts_no_replies"), ("limit", str(limit))]
        feed = (await self._ask(self._appview, "app.bsky.feed.getAuthorFeed", asked)).get("feed")
        return [item["post"] for item in objects(feed) if "reason" not in item and isinstance(item.get("post"), dict)]

    async def look_at(self, known: Known, posts: Iterable[str]) -> None:
        """Adds what the AppView shows of `posts` to `known`; what is deleted or hidden stays unknown."""
        missing = [uri for uri in dict.fromkeys(posts) if uri not in known.posts]
        for start in range(0, len(missing), AT_ONCE):
            asked = [("uris", uri) for uri in missing[start : start + AT_ONCE]]
            for view in objects((await self._ask(self._appview, "app.bsky.feed.getPosts", asked)).get("posts")):
                _add(known, view)

    async def ask_names(self, known: Known, people: Iterable[str]) -> None:
        """Adds what `people` (DIDs) are called to `known`; the suspended and the gone are called nothing."""
        missing = [did for did in dict.fromkeys(people) if did not in known.people and is_did(did)]
        for start in range(0, len(missing), AT_ONCE):
            if known.asked >= NAMES:
                return
            known.asked += 1
            some = missing[start : start + AT_ONCE]
            said = await self._ask(self._appview, "app.bsky.actor.getProfiles", [("actors", did) for did in some])
            known.people.update((did, Party(did)) for did in some)
            known.people.update(
                (profile["did"], party(profile))
                for profile in objects(said.get("profiles"))
                if profile.get("did") in some
            )

    async def records(self, server: str, did: str, collection: str, after: str) -> Page:
        """The oldest records of a kind made after the key `after`."""
        said = await self._list(server, did, collection, [("reverse", "true"), ("cursor", after)])
        records, unreadable, last, mine = [], 0, after, f"at://{did}/{collection}/"
        for record in objects(said.get("records")):
            uri, value = str(record.get("uri", "")), record.get("value")
            key = uri.rpartition("/")[2]
            is_moment = is_key(key)
            if not is_moment and not _RECORD_KEY.fullmatch(key):
                unreadable += 1
                continue
            if key <= last:
                raise Garbled(
                    "{hostname} lists posts out of order. Ask whoever runs it to update it.",
                    hostname=urlsplit(server).hostname,
                )
            last = key
            if is_moment and isinstance(value, dict) and uri == mine + key:
                records.append((AtUri(did, collection, key), moment_of(key), value))
            else:  # somebody else's, or no record at all
                unreadable += 1
        # The cursor is the key of the last record, in the reference server also on the last page.
        return Page(tuple(records), unreadable, last if last != after and said.get("cursor") else "")

    async def revision(self, server: str, did: str) -> str:
        """What changes, a key and so a moment, with everything `did` writes or deletes; "" where nobody says."""
        try:
            said = (await self._ask(server, "com.atproto.sync.getLatestCommit", [("did", did)])).get("rev")
        except SourceError:
            return ""  # whoever asks for the records next hears why
        return said if isinstance(said, str) and is_key(said) else ""

    async def latest(self, server: str, did: str, collection: str) -> list[Json]:
        """The values of the newest records of a kind."""
        said = await self._list(server, did, collection, [])
        return [record["value"] for record in objects(said.get("records")) if isinstance(record.get("value"), dict)]

    async def home(self, did: str) -> str:
        """The origin of the server that keeps the records of `did`, from its DID document."""
        for service in objects((await self._document(did)).get("service")):
            origin = origin_of(service.get("serviceEndpoint"))
            if origin and str(service.get("id")).endswith("#atproto_pds"):
                return origin
        raise Garbled(
            "That account names no server that keeps its posts. Look in the Bluesky app whether it still works."
        )

    async def moved(self, server: str, did: str, trouble: SourceError) -> str:
        """Where the records of `did` are now, when `server` has `trouble` with them. Raises that where nobody moved."""
        if not isinstance(trouble, NotFound | Private | Unreachable) or (home := await self.home(did)) == server:
            raise trouble
        return home

    async def _list(self, server: str, did: str, collection: str, more: Sequence[tuple[str, str]]) -> Json:
        asked = [("repo", did), ("collection", collection), ("limit", str(PAGE)), *more]
        return await self._ask(server, "com.atproto.repo.listRecords", asked)

    async def _document(self, did: str) -> Json:
        if did.startswith("did:web:"):
            host = unquote(did.removeprefix("did:web:"))
            scheme = "http" if host.partition(":")[0] == "localhost" else "https"  # as the specification has it
            answer = await self._http.get(f"{scheme}://{host}/.well-known/did.json")
        else:
            answer = await self._http.get(
                f"{self._directory}/{did}", accept="application/did+ld+json, application/json"
            )
        document = answer.json()
        if not isinstance(document, dict) or document.get("id") != did:
            raise Garbled("The directory of Bluesky's accounts gave a wrong answer. Try again later.")
        return document

    async def _ask(self, server: str, method: str, asked: Sequence[tuple[str, str]]) -> Json:
        # An address may have ":" and "/" behind its "?": there they only cost three letters each.
        answer = await self._http.get(f"{server}/xrpc/{method}?{urlencode(asked, safe=':/')}", tolerate=_WRONG)
        said = answer.json()
        if answer.status == 400:  # Bluesky answers 400, not 404, for an account that is not there (2026-11)
            raise _error(server, said if isinstance(said, dict) else {})
        if not isinstance(said, dict):
            raise Garbled(
                "{hostname} does not answer as Bluesky's servers do. Try again later.",
                hostname=urlsplit(server).hostname,
            )
        return said


def _error(server: str, said: Json) -> SourceError:
    code, message = str(said.get("error", "")), clean(str(said.get("message", "")), 100)
    if code in _SUSPENDED:
        return Gone("That Bluesky account is suspended. If that stays so, disconnect it.")
    if code in _SWITCHED_OFF:
        return Private("That Bluesky account is switched off. Switch it on again in the app, or disconnect it.")
    if code in ("NotFound", "RepoNotFound") or _MISSING.search(message):
        return NotFound("Nobody and nothing is called that on Bluesky. Check the spelling, as in me.bsky.social.")
    return Garbled(
        "{hostname} does not accept the question ({message}). Try again later.",
        hostname=urlsplit(server).hostname,
        message=message or code,
    )


def _add(known: Known, view: Json) -> None:
    try:
        known.add(view)
    except UNREADABLE:
        return
