"""GitHub: what a member does in public in anybody's repositories, what came back to them, and who waits for help."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from bot.domain.entry import Entry, Party, clean
from bot.domain.kinds import Coverage, Kind
from bot.errors import Garbled, Gone, NeedsCredential, NotFound, Private, RateLimited
from bot.sources import github_read as read
from bot.sources.base import Batch, Checked, Handle, Identity, Profile, Received, Talk, Wanted
from bot.sources.github_ask import LOGIN, PAGE, Api, Json, LookUps, Memory
from bot.sources.github_cursor import OVERLAP, Pages, State
from bot.sources.github_discussions import Discussed
from bot.sources.github_events import Event, entry_of, native_id_of, path_of
from bot.sources.github_read import UNREADABLE
from bot.sources.http import Answer, Http
from bot.sources.patience import Patience

PAGES = 3  # there are no more than 300 events
BATCH = 30  # events recorded at a time
LOOK_UPS_SIGNED, SWEPT_SIGNED, THREADS_SIGNED = 150, 60, 20  # with a token: 5,000 questions an hour of one's own
LOOK_UPS = 12  # in one poll: without a token everybody behind one address has 60 questions an hour
SWEPT, SWEPT_AT_MOST = timedelta(days=7), 12
THREADS = 4  # own issues and pull requests looked into at a time, each with up to three questions
ACTIVE, FRESH = timedelta(days=30), timedelta(days=3)
PLACES, TOPICS, TALKS = 3, 2, 10  # searches; ten a minute are for everybody behind one address

_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?github\.com/([^/?#\s]+)/?(?:[?#]\S*)?", re.IGNORECASE)
_TOKEN = re.compile(r"(?:github_pat_|gh[a-z]_)[A-Za-z0-9_]{16,250}|[0-9a-f]{40}")
_HARMLESS = frozenset({"read:user", "user:email", "read:discussion"})
_OWN_THREAD = re.compile(r"(?P<repository>[^/]+/[^/]+)/(?P<kind>issues|pull)/(?P<number>[0-9]+)")
_NO_PERSON = re.compile(
    "about|apps|codespaces|collections|contact|customer-stories|enterprise|events|explore|features|issues|join|login|"
    "marketplace|new|notifications|organizations|orgs|pricing|pulls|readme|search|security|settings|site|sponsors|"
    "stars|team|topics|trending|users",
    re.IGNORECASE,
)


class GitHub:
    """GitHub's public events, with its API for what they leave out; more of both with a member's token."""

    name: ClassVar[str] = "github"
    title: ClassVar[str] = "GitHub"
    coverage: ClassVar[Coverage] = Coverage.FULL
    hides: ClassVar[str] = (
        "private repositories, comments in discussions (unless a token is given), emoji reactions, and what was older "
        "than 30 days when the account was connected"
    )
    examples: ClassVar[tuple[str, ...]] = ("github:name", "https://github.com/name")
    wants: ClassVar[Wanted] = Wanted(
        label="Access token",
        where="On github.com/settings/personal-access-tokens/new: “Public repositories”, no permissions; copy it.",
        adds="your comments in discussions, and 5,000 questions an hour of your own instead of 60 for everybody",
    )
    quality: ClassVar[Mapping[str, str]] = {
        "cursor": "the last event read, and those that still wait to be looked up",
        "imports": "todo: events reach back 30 days, and nothing older is read",
        "replies": "below your own issues and pull requests that changed since",
        "search": "issues without an answer where you talk, and on your topics",
        "limits": f"{LOOK_UPS} look-ups in one poll, {LOOK_UPS_SIGNED} with a token, and the pauses GitHub asks for",
        "whose": "by a token, a code in your profile, or links both ways; known by its number, so a new name is "
        "followed",
        "credential": "none needed; a token without any permission adds discussions and more questions an hour",
    }

    def __init__(self, http: Http, api: str = "https://api.github.com") -> None:
        self._api = Api(http, api)
        self._memory = Memory()
        self._looked_into: dict[str, str] = {}  # own thread -> when it had last changed as it was read

    def recognise(self, text: str) -> Handle | None:
        """ "github:name", or the address of a person's page."""
        text = clean(text, 300)
        network, colon, name = text.partition(":")
        if colon and network.casefold() == self.name and not _ADDRESS.fullmatch(name.strip()):
            name = name.strip().removeprefix("@")
        else:
            found = _ADDRESS.fullmatch(name.strip() if network.casefold() == self.name else text)
            name = found[1] if found and not _NO_PERSON.fullmatch(found[1]) else ""
        return Handle(self.name, name) if LOGIN.fullmatch(name) else None

    async def resolve(self, handle: Handle) -> Identity:
        """Who that is. Raises NotFound: also for organisations and programs, which are nobody's own account."""
        name = clean(handle.name, 60)
        try:
            user = await self._api.user(handle.name)
        except NotFound as error:
            raise NotFound(
                "Nobody is called {name} on GitHub. Copy the name from the profile page.",
                name=name,
            ) from error
        try:
            login, native_id = str(user["login"]), read.number(user["id"])
        except UNREADABLE as error:
            raise Garbled("GitHub did not say who that is. Try again later.") from error
        if user.get("type") == "Organization":
            raise NotFound(
                "{name} is an organisation on GitHub. Connect your own account; what belongs to the team "
                "is registered with `/involve house add github.com/{name}`.",
                name=name,
            )
        if user.get("type") == "Bot" or read.is_bot(login):
            raise NotFound(
                "{name} is a program on GitHub. Connect your own account.",
                name=name,
            )
        shown = clean(str(user.get("name") or ""), 100)
        return Identity(self.name, native_id, login, f"https://github.com/{login}", name=shown)

    async def check(self, who: Identity, credential: str, *, now: datetime) -> Checked:
        """Whether GitHub takes a token, as `who`'s, and that it may do no more than read what is public."""
        token = credential.strip()
        if not _TOKEN.fullmatch(token):
            raise NeedsCredential(
                "That is no token of GitHub's: those begin with github_pat_ or ghp_. Copy it from "
                "github.com/settings/personal-access-tokens."
            )
        user, said = await self._api.signed(token).owner()
        if str(user.get("id")) != who.native_id:
            raise NeedsCredential(
                "That token is {owner}'s, and this account is {handle}. Make one while signed in as it.",
                owner=clean(str(user.get("login") or ""), 60),
                handle=clean(who.handle, 60),
            )
        scopes = {scope.strip() for scope in said.get("x-oauth-scopes", "").split(",")} - {""}
        if scopes - _HARMLESS:
            raise NeedsCredential(
                "That token may do more than Involve needs ({scopes}). Make one that can only read what is public.",
                scopes=clean(", ".join(sorted(scopes - _HARMLESS)), 100),
            )
        return Checked(token, _ends(said.get("github-authentication-token-expiration", "")))

    async def profile(self, who: Identity) -> Profile:
        """What the profile says; asked for by its number, so a new name shows."""
        user = await self._api.user_numbered(who.native_id)
        login = str(user.get("login"))
        if not LOGIN.fullmatch(login):
            raise Garbled("GitHub did not say who that is. Try again later.")
        said = [str(user.get(each) or "") for each in ("name", "bio", "blog", "company", "location")]
        if user.get("twitter_username"):
            said.append(f"https://x.com/{user['twitter_username']}")
        return Profile(login, f"https://github.com/{login}", clean(said[0], 100), clean("\n".join(said), 5_000))

    async def fetch(
        self, who: Identity, cursor: Mapping[str, object], *, since: datetime, now: datetime, sweep: bool = False
    ) -> AsyncIterator[Batch]:
        """Oldest first. What could not be looked up this time comes again, completed, next time.

        With a token, then the comments in discussions, of which there are no events.
        """
        discussed = Discussed.of(cursor)
        last = cursor
        async for batch in self._events(who, cursor, since=since, now=now, sweep=sweep):
            last = {**batch.cursor, **discussed.cursor()}
            yield replace(batch, cursor=last)
        if who.credential:
            login = str(last.get("login") or who.handle)
            await discussed.look(self._api.signed(who.credential), login, since, now)
            yield Batch(
                discussed.entries,
                {**last, **discussed.cursor()},
                deleted=discussed.gone,
                skipped=dict(discussed.skipped),
            )

    async def _events(
        self, who: Identity, cursor: Mapping[str, object], *, since: datetime, now: datetime, sweep: bool
    ) -> AsyncIterator[Batch]:
        """An event stays when what it tells of is deleted: only the sweep asks, one by one, for the newest."""
        api = self._api.signed(who.credential)
        state = State.of(cursor, who.handle)
        if not sweep and state.again > now.timestamp():
            return
        edge = max(min(state.edge, now - OVERLAP) if state.edge else since, since)
        down_to = min(edge, now - SWEPT) if sweep else edge
        pages = await self._pages(who, state, down_to, afresh=sweep or state.open is not None)
        if pages is None:
            return
        skipped: Counter[str] = Counter()
        events = _events(pages.raw, who, skipped)
        ask = LookUps(api, self._memory, Patience(LOOK_UPS_SIGNED if api.token else LOOK_UPS))
        news = [event for event in events if event.at >= edge and event.id not in state.done]
        known = [event for event in events if since <= event.at < edge or event.id in state.done]
        state.began(known)
        while news:
            some, news = news[:BATCH], news[BATCH:]
            entries = await _entries(some, ask, state, skipped)
            yield Batch(entries, state.cursor(rest=news), skipped=dict(skipped))
            skipped.clear()
        state.read_all(now, pages)
        edited, gone = await self._sweep(api, known, ask, now) if sweep else ((), frozenset[str]())
        yield Batch(edited, state.cursor(), deleted=gone, skipped=dict(skipped))

    async def received(self, who: Identity, entries: tuple[Entry, ...], *, now: datetime) -> tuple[Received, ...]:
        """What others said in own issues and pull requests that have changed since they were last looked into.

        Those with more words than fit one answer are left out; so is what there is no quota for.
        """
        own = {entry.native_id: entry for entry in entries if entry.kind is Kind.POST}
        wanted = {key: found for key in own if (found := _OWN_THREAD.fullmatch(key))}
        if not wanted:
            return ()
        oldest = min(own[key].at for key in wanted)
        api = self._api.signed(who.credential)
        heard: list[Received] = []
        try:
            query = f"author:{who.handle} updated:>={_day(oldest)}"
            changed = await api.search(query, sort="updated", most=PAGE)
            most = THREADS_SIGNED if api.token else THREADS
            for issue, key in self._to_look_into(changed, wanted)[:most]:
                heard += await self._below(api, issue, wanted[key], who)
                self._looked_into[key] = str(issue.get("updated_at"))
        except RateLimited:
            pass  # what has been read is worth more than an error; the rest is read next time
        return tuple(sorted(heard, key=lambda one: one.at))

    async def talks(
        self, who: Identity, met: tuple[Party, ...], topics: tuple[str, ...], *, now: datetime
    ) -> tuple[Talk, ...]:
        """Issues nobody has answered yet in repositories where this member talked lately, and on their topics."""
        waiting = f"is:issue is:open comments:0 no:assignee created:>={_day(now - FRESH)}"
        found: dict[str, Talk] = {}
        try:
            places = await self._places(who, now)
            queries = [f"repo:{place} {waiting}" for place in places]
            queries += [f'"{topic}" {waiting} archived:false' for topic in map(_searchable, topics[:TOPICS]) if topic]
            for query in queries:
                for issue in await self._api.signed(who.credential).search(query, sort="created", most=TALKS):
                    talk = _readable_talk(issue)
                    if talk and talk.starter.id != who.native_id and talk.started_at >= now - FRESH:
                        found.setdefault(talk.native_id, talk)
        except RateLimited:
            pass
        return tuple(found.values())

    async def _pages(self, who: Identity, state: State, down_to: datetime, *, afresh: bool) -> Pages | None:
        """All events down to a moment, newest first. None where nothing has happened since last time."""
        answer, raw = await self._first_page(who, state, {} if afresh else state.validators)
        if answer.not_modified:
            return None
        pages = Pages(raw, answer.validators, _seconds(answer.headers.get("x-poll-interval", "")))
        while len(raw) == PAGE and len(pages.raw) < PAGES * PAGE and not _reaches(raw, down_to):
            _, raw = await self._api.signed(who.credential).events(state.login, len(pages.raw) // PAGE + 1, {})
            pages.raw.extend(raw)
        return pages

    async def _first_page(
        self, who: Identity, state: State, validators: Mapping[str, str]
    ) -> tuple[Answer, list[Json]]:
        try:
            answer, raw = await self._api.signed(who.credential).events(state.login, 1, validators)
        except NotFound:
            pass
        else:
            if answer.not_modified or not raw or any(_is_by(event, who) for event in raw):
                return answer, raw
        login = await self._login_now(who)
        if login == state.login:
            raise Private(
                "GitHub shows nothing of what {login} does. Make the profile public, or log by hand.",
                login=login,
            )
        state.login = login
        return await self._api.signed(who.credential).events(login, 1, {})

    async def _login_now(self, who: Identity) -> str:
        """What somebody is called today: the number stays, the name may be somebody else's by now."""
        try:
            login = str((await self._api.signed(who.credential).user_numbered(who.native_id)).get("login"))
        except NotFound as error:
            raise Gone(
                "{handle} is not on GitHub any more. Disconnect it, or connect the new name.",
                handle=clean(who.handle, 60),
            ) from error
        if not LOGIN.fullmatch(login):
            raise Garbled("GitHub did not say who that is. Try again later.")
        return login

    async def _sweep(
        self, api: Api, known: Iterable[Event], ask: LookUps, now: datetime
    ) -> tuple[tuple[Entry, ...], frozenset[str]]:
        """Of what was recorded in the last days, what has been edited, and what is gone."""
        edited: list[Entry] = []
        gone: set[str] = set()
        patience = Patience(SWEPT_SIGNED if api.token else SWEPT_AT_MOST)
        recent = [event for event in known if event.at >= now - SWEPT]
        for event in sorted(recent, key=lambda event: event.at, reverse=True):
            try:
                path = path_of(event)
                if not path or not patience.ask():
                    continue
                fresh = await api.one(path)
                if read.edited_at(fresh, read.spoken_at(fresh)):
                    refused = ask.refused
                    entry = await entry_of(event.with_fresh(fresh), ask)
                    edited += [entry] if entry and ask.refused == refused else []
            except NotFound:
                gone.add(native_id_of(event))
            except (Private, Garbled, *UNREADABLE):
                continue
            except RateLimited:
                break
        return tuple(edited), frozenset(gone)

    def _to_look_into(self, changed: list[Json], wanted: Mapping[str, re.Match[str]]) -> list[tuple[Json, str]]:
        found = []
        for issue in changed:
            try:
                key = read.thread(issue, read.repository_of(issue)).key
            except UNREADABLE:
                continue
            silent = issue.get("comments") == 0 and not issue.get("pull_request")
            if key in wanted and not silent and self._looked_into.get(key) != str(issue.get("updated_at")):
                found.append((issue, key))
        return found

    async def _below(self, api: Api, issue: Json, where: re.Match[str], who: Identity) -> list[Received]:
        repository, number = where["repository"], where["number"]
        paths = [f"/repos/{repository}/issues/{number}/comments"]
        if where["kind"] == "pull":
            paths += [f"/repos/{repository}/pulls/{number}/{part}" for part in ("comments", "reviews")]
        messages: list[Json] = []
        for path in paths:
            try:
                some = await api.some(path)
            except (NotFound, Private, Garbled):
                return []
            if len(some) >= PAGE:
                return []
            messages += some
        return read.received(messages, who.native_id, read.thread(issue, repository))

    async def _places(self, who: Identity, now: datetime) -> list[str]:
        """The repositories of others in which `who` said something lately, most first."""
        query = f"commenter:{who.handle} updated:>={_day(now - ACTIVE)}"
        places: Counter[str] = Counter()
        for issue in await self._api.signed(who.credential).search(query, sort="updated", most=PAGE):
            try:
                place = read.repository_of(issue)
            except UNREADABLE:
                continue
            if place.partition("/")[0].casefold() != who.handle.casefold():
                places[place] += 1
        return [place for place, _ in places.most_common(PLACES)]


async def _entries(events: Iterable[Event], ask: LookUps, state: State, skipped: Counter[str]) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    for event in events:
        refused = ask.refused
        try:
            entry = await entry_of(event, ask)
        except UNREADABLE:
            entry = None
            skipped["unreadable"] += 1
        state.read_one(event, whole=ask.refused == refused)
        entries += [entry] if entry else []
    return tuple(entries)


def _events(raw: Iterable[Json], who: Identity, skipped: Counter[str]) -> list[Event]:
    """Those that everybody may see and `who` did, oldest first."""
    found: dict[str, Event] = {}
    for each in raw:
        try:
            event = Event.of(each)
        except UNREADABLE:
            skipped["unreadable"] += 1
            continue
        if not event.is_public:
            skipped["private"] += 1
        elif event.actor.is_bot:
            skipped["program"] += 1
        elif event.actor.id == who.native_id:
            found[event.id] = event
    return sorted(found.values(), key=lambda event: (event.at, len(event.id), event.id))


def _is_by(raw: Json, who: Identity) -> bool:
    actor = raw.get("actor")
    return isinstance(actor, dict) and str(actor.get("id")) == who.native_id


def _reaches(raw: list[Json], down_to: datetime) -> bool:
    try:
        return read.moment(raw[-1]["created_at"]) < down_to
    except UNREADABLE:
        return False


def _ends(said: str) -> datetime | None:
    """ "2027-01-31 09:30:00 UTC", or with "+0100": when a token ends."""
    for form in ("%Y-%m-%d %H:%M:%S %Z", "%Y-%m-%d %H:%M:%S %z"):
        try:
            at = datetime.strptime(said.strip(), form)  # noqa: DTZ007 - "UTC" is read, and leaves no zone
        except ValueError:
            continue
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    return None


def _seconds(said: str) -> int:
    return min(int(said), 86_400) if re.fullmatch("[0-9]{1,6}", said) else 0


def _day(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _searchable(topic: str) -> str:
    return clean(re.sub(r'["\\:]', " ", topic), 60)


def _readable_talk(issue: Json) -> Talk | None:
    try:
        return read.talk(issue)
    except UNREADABLE:
        return None
