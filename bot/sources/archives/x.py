"""The archive of X, once Twitter: scripts that assign lists of posts, with retweets that deny being any."""

import html
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from bot.domain.entry import NOBODY, Entry, Party, clean
from bot.domain.kinds import Kind
from bot.sources.archives.base import NO_DATE, Archive, Json, Owner, Skipped, around, made, members
from bot.sources.archives.objects import elements
from bot.sources.archives.opened import Opened
from bot.sources.base import Identity

_RETWEET = re.compile(r"RT @(\w{1,30}): ?")
_STATUS = re.compile(
    r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/(\w{1,30})/status(?:es)?/(\d+)(/(?:photo|video)/\d+)?"
)
_MEDIA = re.compile(
    r"https?://(?:pic\.(?:twitter|x)\.com|(?:www\.)?(?:twitter|x)\.com/\w+/status/\d+/(?:photo|video))", re.I
)
_DATE = "%a %b %d %H:%M:%S %z %Y"
_MOST_ABOVE = 1_000  # posts of one's own above each other


class X(Archive):
    """X's archive of an account."""

    name = "x"
    title = "X"
    how_to_get = (
        "On X: Settings, Your account, Download an archive of your data; the link comes by e-mail after a day or more."
    )
    # What was deleted is left alone: it was taken back.
    parts = members(
        account=r"account\.js",
        tweets=r"tweets?(?:-part[0-9]+)?\.js",
        community=r"community-tweet(?:-part[0-9]+)?\.js",
        likes=r"like(?:-part[0-9]+)?\.js",
    )
    told_by = ("tweets", "community")

    def whose(self, opened: Opened, owner: Owner) -> Identity:
        account: Json = {}
        for member in self.found(opened.names).get("account", ()):
            for _, row in elements(opened.chunks(member)):
                said = row.get("account") if isinstance(row, dict) else None
                account = said if isinstance(said, dict) else account
        handle = str(account.get("username") or "")
        return owner.identity(
            self.name,
            native_id=str(account.get("accountId") or ""),
            handle=f"@{handle}" if handle else "",
            url=f"https://x.com/{handle}" if handle else "",
            name=str(account.get("accountDisplayName") or ""),
        )

    def read(self, opened: Opened, *, me: Party, owner: Owner, now: datetime) -> Iterator[Entry | Skipped]:
        # They stand in no order, so all are looked at before the first is told.
        own = {
            str(tweet["id_str"]): str(tweet.get("in_reply_to_status_id_str") or "")
            for _, tweet in self._tweets(opened)
            if isinstance(tweet, dict) and tweet.get("id_str")
        }
        for part in ("tweets", "community"):
            tweets = (tweet for found, tweet in self._tweets(opened) if found == part)
            make = partial(_entry, me=me, own=own, owner=owner, in_community=part == "community")
            yield from made("a post", tweets, make)
        for member in self.found(opened.names).get("likes", ()):
            # Only the liked post's own date is known.
            likes = sum(1 for _ in elements(opened.chunks(member)))
            if likes:
                yield Skipped("a like", NO_DATE, likes)

    def _tweets(self, opened: Opened) -> Iterator[tuple[str, Any]]:
        found = self.found(opened.names)
        for part in ("tweets", "community"):
            for member in found.get(part, ()):
                for _, row in elements(opened.chunks(member)):
                    yield part, row.get("tweet", row) if isinstance(row, dict) else None


def _entry(tweet: Json, *, me: Party, own: Mapping[str, str], owner: Owner, in_community: bool) -> Entry:
    identity, text = str(tweet["id_str"]), html.unescape(str(tweet["full_text"]))
    at = datetime.strptime(tweet["created_at"], _DATE).astimezone(UTC)
    if not identity.isdigit():
        raise ValueError("no id")
    entities = tweet.get("entities") or {}
    mentioned = {
        str(each.get("screen_name")).casefold(): Party(str(each["id_str"]), clean(str(each.get("screen_name")), 50))
        for each in entities.get("user_mentions") or ()
    }
    if retweet := _RETWEET.match(text):  # `retweeted` is false for every one of them
        by = _whose(retweet[1], mentioned, me, owner)
        return Entry("x", identity, Kind.BOOST, at, me, url=_page(me, identity), text=clean(text), of=by)
    addresses = [str(each.get("expanded_url") or "") for each in entities.get("urls") or ()]
    quoted = next((found for address in addresses if (found := _STATUS.match(address)) and not found[3]), None)
    answered = str(
        tweet.get("in_reply_to_status_id_str") or ""
    )  # without it the answered post is gone, or there was none
    kind = Kind.REPLY if answered else Kind.QUOTE if quoted else Kind.POST
    is_mine, top = _thread(identity, answered, own)
    return Entry(
        "x",
        identity,
        kind,
        at,
        me,
        url=_page(me, identity),
        text=clean(text),
        lang=_language(str(tweet.get("lang") or "")),
        links=tuple(
            dict.fromkeys(
                clean(each) for each in addresses if each and not _MEDIA.match(each) and not _STATUS.match(each)
            )
        ),
        mentions=tuple(party.id for party in mentioned.values() if party.id != me.id),
        thread="" if not answered else top if is_mine else around(top),
        root=me if is_mine else NOBODY,
        parent_id=answered,
        parent=_answered(tweet, answered, own, mentioned, me) if answered else NOBODY,
        of=_quoted(quoted, own, mentioned, me, owner) if quoted else NOBODY,
        venue=f"community {tweet.get('community_id') or ''}".strip() if in_community else "",
    )


def _thread(identity: str, answered: str, own: Mapping[str, str]) -> tuple[bool, str]:
    """Whether a post stands in a thread of one's own as far as one's own posts tell, and the highest post known."""
    top, above = identity, answered
    for _ in range(_MOST_ABOVE):
        if not above:
            return True, top
        top = above
        if above not in own:
            return False, top
        above = own[above]
    return False, top


def _answered(tweet: Json, answered: str, own: Mapping[str, str], mentioned: Mapping[str, Party], me: Party) -> Party:
    if answered in own:
        return me
    identity, handle = str(tweet.get("in_reply_to_user_id_str") or ""), str(tweet.get("in_reply_to_screen_name") or "")
    if identity == me.id:
        return me
    return Party(identity, clean(handle, 50)) if identity else mentioned.get(handle.casefold(), NOBODY)


def _quoted(
    found: re.Match[str], own: Mapping[str, str], mentioned: Mapping[str, Party], me: Party, owner: Owner
) -> Party:
    return me if found[2] in own else _whose(found[1], mentioned, me, owner)


def _whose(handle: str, mentioned: Mapping[str, Party], me: Party, owner: Owner) -> Party:
    if handle.casefold() == me.name.lstrip("@").casefold():
        return me
    return mentioned.get(handle.casefold()) or owner.party(handle)


def _page(me: Party, identity: str) -> str:
    return f"https://x.com/{me.name.lstrip('@') if me.name.startswith('@') else 'i'}/status/{identity}"


def _language(said: str) -> str:
    return said if said.isalpha() and said not in {"und", "zxx", "qam", "qct", "qht", "qme", "qst"} else ""
