"""What somebody typed after `/involve log`, understood: what they did, where, in which words, when."""

import html
import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from bot.domain.entry import Entry, Party, clean
from bot.domain.ground import Ground
from bot.domain.kinds import Kind
from bot.domain.permalink import Permalink, understood
from bot.errors import BadInput
from bot.services import dates, unique
from models import Account, Member

MOST_URLS = 10
SOMEBODY = "somebody on {host}"  # of whom an address does not tell the name

# The words people use for what they did. A word that is not here is part of their note.
_SPELLINGS: dict[Kind, str] = {
    Kind.REPLY: "comment commented reply replied answer answered joined helped review reviewed",
    Kind.POST: "post posted wrote published announced",
    Kind.QUOTE: "quote quoted",
    Kind.BOOST: "boost boosted repost reposted reshared retweeted repinned",
    Kind.REACTION: "like liked upvoted starred reacted",
    Kind.TALK: "talk talked meetup call called met spoke event email e-mail coffee",
    Kind.PRESENCE: "read attended listened watched",
}
# One word for each kind, for a form that shows what is stored.
WORDS: dict[Kind, str] = {
    Kind.REPLY: "commented",
    Kind.TALK: "talked",
    Kind.QUOTE: "quoted",
    Kind.POST: "posted",
    Kind.BOOST: "boosted",
    Kind.REACTION: "liked",
    Kind.PRESENCE: "read",
}
DEEDS: dict[str, Kind] = {word: kind for kind, words in _SPELLINGS.items() for word in words.split()}

_MARKED_LINK = re.compile(r"<(https?://([^|>\s]+))(?:\|([^>]*))?>")
_MARKED_NAME = re.compile(r"<([@#!])[A-Za-z0-9^]*(?:\|([^>]*))?>")
_ALMOST_URL = re.compile(r"^(?:[a-z][a-z0-9+.-]*:/{0,2}|www\.)\S*$", re.IGNORECASE)
_BARE_URL = re.compile(r"^(?:[a-z0-9-]+\.)+[a-z]{2,}/\S+$", re.IGNORECASE)
_WHOLE_URL = re.compile(
    r"^https?://(?:[^\s/@:]+\.[^\s/@:.]+|localhost|\[[0-9a-f:]+\])(?::\d+)?(?:[/?#]\S*)?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A line understood."""

    kind: Kind | None  # None: to be told from the address
    urls: tuple[str, ...]
    note: str
    at: datetime
    said_when: bool  # the person gave a date


def unmarked(text: str) -> str:
    """What the person typed, without the marks Slack put around links, names and channels."""
    # Slack makes links of bare domains: what was typed is the label then, and may well be a handle.
    text = _MARKED_LINK.sub(lambda found: found[3] if found[3] == found[2] else found[1], text)
    text = _MARKED_NAME.sub(lambda found: f"{found.group(1)}{found.group(2)}" if found.group(2) else "", text)
    return clean(html.unescape(text))


def read(text: str, *, zone: str, now: datetime) -> Typed:
    """Understands one line. Raises BadInput with one sentence where an address is broken or a date lies ahead."""
    words = unmarked(text).split()
    kind = DEEDS.get(words[0].casefold().rstrip(":,")) if words else None
    rest = words[1:] if kind is not None else words
    rest, at = dates.split_off(rest, zone=zone, now=now)
    urls = tuple(dict.fromkeys(_url(word) for word in rest if _is_url(word)))
    if len(urls) > MOST_URLS:
        raise BadInput("That is {n} addresses at once; give at most {most}.", n=len(urls), most=MOST_URLS)
    note = " ".join(word for word in rest if not _is_url(word)).strip('"“” ')
    return Typed(kind, urls, note, at or now, at is not None)


def entries(typed: Typed, member: Member, ground: Ground, accounts: list[Account]) -> list[Entry]:
    """The entries a line stands for: one an address, or one talk without any."""
    if not typed.urls:
        kind = typed.kind if typed.kind in {Kind.TALK, Kind.PRESENCE} else Kind.TALK
        if not typed.note:
            raise BadInput("Say what you did, or give the address: `/involve log https://… what you said there`.")
        return [
            Entry(network="", native_id=unique.logged_id(member, "", typed.note, typed.at), kind=kind, at=typed.at,
                  author=Party(member.key, member.name), text=clean(typed.note, 500))
        ]  # fmt: skip
    return [_entry(understood(url), typed, member, ground, accounts) for url in typed.urls]


def _entry(link: Permalink, typed: Typed, member: Member, ground: Ground, accounts: list[Account]) -> Entry:
    mine = _is_mine(link, ground, accounts)
    kind = typed.kind or (Kind.POST if mine else Kind.REPLY)
    me = Party(member.key, member.name)
    # Somebody's place whose name the address does not tell is still somebody's: they are called by its host.
    them = (
        me
        if mine
        else Party(f"{link.network}:{link.author or link.url}", link.author or SOMEBODY.format(host=_host(link.url)))
    )
    native_id = unique.logged_id(member, link.url, typed.note, typed.at)
    common = {
        "network": link.network, "native_id": native_id, "kind": kind, "at": typed.at, "author": me, "url": link.url,
        "text": clean(typed.note, 500), "venue": link.venue,
    }  # fmt: skip
    if kind is Kind.REPLY:
        return Entry(**common, thread=link.native_id or link.url, root=them, parent=them)  # type: ignore[arg-type]
    if kind in {Kind.QUOTE, Kind.BOOST, Kind.REACTION, Kind.FOLLOW}:
        return Entry(**common, of=them)  # type: ignore[arg-type]
    if kind is Kind.POST:
        return Entry(**common, links=(link.url,) if mine == "link" else ())  # type: ignore[arg-type]
    return Entry(**common)  # type: ignore[arg-type]


def _is_mine(link: Permalink, ground: Ground, accounts: list[Account]) -> str:
    """ "account" for the member's own profile there, "link" for the member's or the team's own pages, else ""."""
    author = link.author.lstrip("@").casefold()
    for account in accounts:
        if (
            account.network == link.network
            and author
            and author in {account.handle.lstrip("@").casefold(), account.native_id.casefold()}
        ):
            return "account"
    return "link" if ground.owns_link(link.url) else ""


def _is_url(word: str) -> bool:
    return bool(_ALMOST_URL.match(word) or _BARE_URL.match(word)) and not word.endswith(":")


def _url(word: str) -> str:
    word = word.strip("<>()[],;\"'“”").rstrip(".")
    url = word if "://" in word else f"https://{word}"
    if not _WHOLE_URL.match(url) or not _is_address(url):
        raise BadInput(
            "“{word}” is no whole address. Copy it from the browser's address bar: it starts with https:// and "
            "names a site.",
            word=word[:120],
        )
    return url


def _is_address(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:  # a port beyond all ports, no address between the brackets
        return False


def _host(url: str) -> str:
    return url.split("/")[2] if url.count("/") >= 2 else url
