"""Answers of the sample's Mastodon servers, as a stranger gets them: accounts, their statuses, threads, tags."""

import html
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlencode
from zlib import crc32

import httpx

from bot.playground.sample.answers import Asked, Json, json_answer, stamp
from bot.playground.sample.story import DOMAIN, LINK, TAG, Message, Nod, Person, Story, latest

PAGE = 20
ANCESTORS, DESCENDANTS = 40, 60  # the most a stranger is shown
JOINED = 112_380_000_000_000_000  # accounts are from before everything that is told
_ACCOUNTS = re.compile(r"/api/v1/accounts/(\d+)(/statuses)?")
_STATUSES = re.compile(r"/api/v1/statuses/(\d+)(/context)?")
_TAGS = re.compile(r"/api/v1/timelines/tag/(\w+)")
_ADDRESS = re.compile(r"acct:([\w.]+)@([\w.-]+)")

Listed = Message | Nod  # what stands in somebody's list: own statuses, and others' passed on


class Mastodon:
    """Every server of the sample; each shows the same people, its own without their server's name."""

    name = "mastodon"

    def __init__(self, story: Story) -> None:
        self._story = story
        self._homes = frozenset(person.home for person in story.people.values())
        self._accounts = {account_number(person): person for person in story.people.values()}
        self._statuses = {number(message): message for message in story.messages if message.network == self.name}

    def knows(self, asked: Asked) -> bool:
        """Whether it is for one of the sample's servers."""
        return asked.host in self._homes and asked.path.startswith(("/api/v", "/.well-known/webfinger"))

    def answer(self, asked: Asked) -> httpx.Response:
        """As Mastodon says it; what is not there is a 404."""
        headers = {"cache-control": "private, no-store", "vary": "Authorization, Origin", **_quota(asked.now)}
        said, more = self._said(asked)
        if said is None:
            return json_answer(asked, {"error": "Record not found"}, status=404, headers=headers)
        return json_answer(asked, said, headers={**headers, **more})

    def _said(self, asked: Asked) -> tuple[object, dict[str, str]]:
        if asked.path == "/.well-known/webfinger":
            return self._webfinger(asked), {"content-type": "application/jrd+json; charset=utf-8"}
        if asked.path == "/api/v1/accounts/lookup":
            person = self._called(asked.one("acct"), asked.host)
            return (self._account(person, asked) if person else None), {}
        if found := _ACCOUNTS.fullmatch(asked.path):
            person = self._accounts.get(found[1])
            if person is None or not self._story.is_on(self.name, person.name):
                return None, {}
            return self._list(person, asked) if found[2] else (self._account(person, asked), {})
        if found := _STATUSES.fullmatch(asked.path):
            message = self._statuses.get(found[1])
            if message is None or message.at > asked.now:
                return None, {}
            return (self._context(message, asked) if found[2] else self._status(message, asked)), {}
        if found := _TAGS.fullmatch(asked.path):
            return self._tagged(found[1], asked), {}
        return None, {}

    def _list(self, person: Person, asked: Asked) -> tuple[list[Json], dict[str, str]]:
        """Newest first: right before `max_id`, right after `min_id`, or the newest after `since_id`."""
        listed: list[Listed] = [*self._story.said(self.name, asked.now, person)]
        if asked.one("exclude_replies") == "true":
            listed = [each for each in listed if isinstance(each, Message) and each.root.by is person]
        if asked.one("exclude_reblogs") != "true":
            listed += [nod for nod in self._story.nodded(self.name, "boost", asked.now) if nod.by is person]
        listed.sort(key=_order, reverse=True)
        if asked.one("max_id"):
            listed = [each for each in listed if _order(each) < int(asked.one("max_id"))]
        limit = min(asked.number("limit", PAGE), 40)
        if lower := asked.one("min_id") or asked.one("since_id"):
            listed = [each for each in listed if _order(each) > int(lower)]
        page = listed[-limit:] if asked.one("min_id") else listed[:limit]
        return [self._status(each, asked) for each in page], self._links(page, asked)

    def _links(self, page: Sequence[Listed], asked: Asked) -> dict[str, str]:
        if not page:
            return {}
        here = f"https://{asked.host}{asked.path}"
        older, newer = ({"max_id": str(_order(page[-1]))}, {"min_id": str(_order(page[0]))})
        return {"link": f'<{here}?{urlencode(older)}>; rel="next", <{here}?{urlencode(newer)}>; rel="prev"'}

    def _context(self, message: Message, asked: Asked) -> Json:
        above: list[Message] = []
        while (higher := (above[0] if above else message).parent) is not None:
            above.insert(0, higher)
        below = self._story.all_below(message, asked.now)
        return {
            "ancestors": [self._status(each, asked) for each in above[-ANCESTORS:]],
            "descendants": [self._status(each, asked) for each in below[:DESCENDANTS]],
        }

    def _tagged(self, tag: str, asked: Asked) -> list[Json]:
        said = [message for message in self._story.said(self.name, asked.now) if tag.lower() in _tags(message)]
        return [self._status(message, asked) for message in said[::-1][: min(asked.number("limit", PAGE), 40)]]

    def _webfinger(self, asked: Asked) -> Json | None:
        found = _ADDRESS.fullmatch(asked.one("resource"))
        person = self._called(f"{found[1]}@{found[2]}", asked.host) if found else None
        if person is None or person.home != asked.host:
            return None
        return {
            "subject": f"acct:{person.name}@{person.home}",
            "aliases": [_profile(person), _actor(person)],
            "links": [
                {"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": _profile(person)},
                {"rel": "self", "type": "application/activity+json", "href": _actor(person)},
            ],
        }

    def _called(self, acct: str, host: str) -> Person | None:
        name, _, home = acct.removeprefix("@").lower().partition("@")
        person = self._story.is_on(self.name, name)
        return person if person and person.home == (home or host) else None

    def _account(self, person: Person, asked: Asked) -> Json:
        said = self._story.said(self.name, asked.now, person)
        follows = self._story.nodded(self.name, "follow", asked.now)
        return {
            "id": account_number(person),
            "username": person.name,
            "acct": person.name if person.home == asked.host else f"{person.name}@{person.home}",
            "display_name": person.called,
            "locked": False,
            "bot": False,
            "discoverable": True,
            "indexable": True,
            "group": False,
            "created_at": "2024-05-03T00:00:00.000Z",
            "note": f"<p>{html.escape(person.about)}</p>" if person.about else "",
            "url": _profile(person),
            "uri": _actor(person),
            "avatar": f"https://{asked.host}/avatars/original/missing.png",
            "avatar_static": f"https://{asked.host}/avatars/original/missing.png",
            "avatar_description": "",
            "header": f"https://{asked.host}/headers/original/missing.png",
            "header_static": f"https://{asked.host}/headers/original/missing.png",
            "header_description": "",
            "followers_count": sum(nod.of.by is person for nod in follows),
            "following_count": sum(nod.by is person for nod in follows),
            "statuses_count": len(said),
            "last_status_at": latest(said, asked.now).date().isoformat() if said else None,
            "hide_collections": False,
            "show_media": True,
            "show_media_replies": True,
            "show_featured": True,
            "noindex": False,
            "feature_approval": {"automatic": ["public"], "manual": [], "current_user": "automatic"},
            "emojis": [],
            "roles": [],
            "fields": [],
        }

    def _status(self, listed: Listed, asked: Asked) -> Json:
        passed_on = listed.of if isinstance(listed, Nod) else None
        message = listed.of if isinstance(listed, Nod) else listed
        parent, id_ = None if passed_on else message.parent, str(_order(listed))
        nods = {kind: self._story.nodded(self.name, kind, asked.now) for kind in ("boost", "like")}
        return {
            "id": id_,
            "created_at": stamp(listed.at),
            "in_reply_to_id": number(parent) if parent else None,
            "in_reply_to_account_id": account_number(parent.by) if parent else None,
            "sensitive": False,
            "spoiler_text": "",
            "visibility": "public",
            "language": None if passed_on else message.lang,
            "uri": f"{_actor(listed.by)}/statuses/{id_}" + ("/activity" if passed_on else ""),
            "url": f"{_actor(listed.by)}/statuses/{id_}/activity" if passed_on else f"{_profile(message.by)}/{id_}",
            "replies_count": 0 if passed_on else len(self._story.below(message, asked.now)),
            "reblogs_count": 0 if passed_on else sum(nod.of is message for nod in nods["boost"]),
            "favourites_count": 0 if passed_on else sum(nod.of is message for nod in nods["like"]),
            "quotes_count": 0,
            "edited_at": None,
            "content": _content(message),
            "filtered": [],
            "reblog": self._status(passed_on, asked) if passed_on else None,
            "application": None,
            "account": self._account(listed.by, asked),
            "media_attachments": [],
            "mentions": [_mention(parent.by, asked.host)] if parent and parent.by is not message.by else [],
            "tags": [{"name": tag, "url": f"https://{DOMAIN}/tags/{tag}"} for tag in _tags(message)],
            "emojis": [],
            "tagged_collections": [],
            "quote": None,
            "card": None,
            "poll": None,
            "quote_approval": {"automatic": ["public"], "manual": [], "current_user": "automatic"},
        }


def number(message: Message) -> str:
    """A status' number: its moment in milliseconds, and a counter, as Mastodon makes them."""
    return str(_order(message))


def account_number(person: Person) -> str:
    """An account's number, the same in every run."""
    return str(JOINED + crc32(person.name.encode()))


def _order(listed: Listed) -> int:
    counter = listed.serial + (32_768 if isinstance(listed, Nod) else 0)
    return (int(listed.at.timestamp() * 1000) << 16) + counter


def _actor(person: Person) -> str:
    return f"https://{person.home}/users/{person.name}"


def _profile(person: Person) -> str:
    return f"https://{person.home}/@{person.name}"


def _mention(person: Person, host: str) -> Json:
    acct = person.name if person.home == host else f"{person.name}@{person.home}"
    return {"id": account_number(person), "username": person.name, "url": _profile(person), "acct": acct}


def _tags(message: Message) -> list[str]:
    return [tag.lower() for tag in TAG.findall(message.text)]


def _content(message: Message) -> str:
    """The text in Mastodon's HTML; an answer begins with the name of whom it answers."""
    paragraphs = [_marked_up(paragraph) for paragraph in message.text.split("\n\n")]
    if message.parent and message.parent.by is not message.by:
        name = message.parent.by.name
        paragraphs[0] = (
            f'<span class="h-card" translate="no"><a href="{_profile(message.parent.by)}" class="u-url mention">'
            f"@<span>{name}</span></a></span> {paragraphs[0]}"
        )
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def _marked_up(paragraph: str) -> str:
    parts, at = [], 0
    for found in re.finditer(f"{LINK.pattern}|{TAG.pattern}", paragraph):
        marked = _link(found[0]) if found[0].startswith("https://") else _tag(found[0][1:])
        parts += [_escaped(paragraph[at : found.start()]), marked]
        at = found.end()
    return "".join([*parts, _escaped(paragraph[at:])])


def _escaped(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>")


def _link(link: str) -> str:
    bare = link.removeprefix("https://")
    shown, hidden = bare[:30], bare[30:]
    ellipsis = ' class="ellipsis"' if hidden else ' class=""'
    return (
        f'<a href="{html.escape(link)}" target="_blank" rel="nofollow noopener" translate="no">'
        f'<span class="invisible">https://</span><span{ellipsis}>{html.escape(shown)}</span>'
        f'<span class="invisible">{html.escape(hidden)}</span></a>'
    )


def _tag(tag: str) -> str:
    return f'<a href="https://{DOMAIN}/tags/{tag.lower()}" class="mention hashtag" rel="tag">#<span>{tag}</span></a>'


def _quota(now: datetime) -> dict[str, str]:
    reset = now.replace(minute=now.minute // 5 * 5, second=0, microsecond=182_965) + timedelta(minutes=5)
    return {
        "x-ratelimit-limit": "300",
        "x-ratelimit-remaining": "281",
        "x-ratelimit-reset": reset.isoformat(timespec="microseconds").replace("+00:00", "Z"),
    }
