"""Whose ground is what: the member's own, the team's, everybody else's."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal
from urllib.parse import unquote

from bot.domain.entry import Party

Account = tuple[str, str]  # (network, the network's stable id)
Venue = tuple[str, str]  # (network, group, forum or channel); ("github", "acme/") is everything that owner has
Ours = Literal["mine", "house"]


class Owner(StrEnum):
    """Who somebody on a network is to the member."""

    MINE = "mine"
    TEAM = "team"
    HOUSE = "house"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Holding:
    """What one side owns. `domains` covers subdomains; with a path ("medium.com/@ana") only what lies below that path.

    A domain is taken as it is: that it is no public suffix ("co.uk") is checked where somebody registers it.
    """

    accounts: frozenset[Account] = frozenset()
    domains: frozenset[str] = frozenset()
    venues: frozenset[Venue] = frozenset()


NOTHING = Holding()


@dataclass(frozen=True, slots=True)
class Teammate:
    """Another member of the team, and from when until when: before and after, that person is an outsider."""

    accounts: frozenset[Account]
    since: datetime | None = None  # None = always was
    until: datetime | None = None  # None = still is

    def was_one_at(self, at: datetime) -> bool:
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class _Sites:
    """Registered domains and pages, spelled one way and ready to be looked up."""

    hosts: frozenset[str]
    pages: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, domains: frozenset[str]) -> "_Sites":
        hosts: set[str] = set()
        pages: dict[str, tuple[str, ...]] = {}
        for domain in domains:
            host, path = _site(domain)
            if host and path:
                pages[host] = (*pages.get(host, ()), path)
            elif host:
                hosts.add(host)
        return cls(frozenset(hosts), pages)

    def holds(self, host: str, url: str) -> bool:
        """Whether `host` or a domain above it is registered, compared at dots: "badfoo.org" is not "foo.org"."""
        while host:
            if host in self.hosts or (host in self.pages and self._page(host, url)):
                return True
            host = host.partition(".")[2]
        return False

    def _page(self, host: str, url: str) -> bool:
        path = _path(url)
        return any(path == page or path.startswith(page + "/") for page in self.pages[host])


@dataclass(frozen=True, slots=True)
class Ground:
    """The registry one member's activity is held against: built once, then only asked."""

    mine: Holding = NOTHING
    house: Holding = NOTHING
    team: tuple[Teammate, ...] = ()
    _team: dict[Account, tuple[Teammate, ...]] = field(init=False, repr=False, compare=False)
    _venues: dict[Venue, Ours] = field(init=False, repr=False, compare=False)
    _my_sites: _Sites = field(init=False, repr=False, compare=False)
    _house_sites: _Sites = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        team: dict[Account, tuple[Teammate, ...]] = {}
        for mate in self.team:
            for account in mate.accounts:
                team[account] = (*team.get(account, ()), mate)
        venues: dict[Venue, Ours] = {(network, name.casefold()): "house" for network, name in self.house.venues}
        venues |= {(network, name.casefold()): "mine" for network, name in self.mine.venues}
        object.__setattr__(self, "_team", team)
        object.__setattr__(self, "_venues", venues)
        object.__setattr__(self, "_my_sites", _Sites.of(self.mine.domains))
        object.__setattr__(self, "_house_sites", _Sites.of(self.house.domains))

    def owner_of(self, network: str, party: Party, at: datetime) -> Owner:
        """Who `party` was to the member at the time of the item."""
        if not party.id:
            return Owner.UNKNOWN
        account = (network, party.id)
        if account in self.mine.accounts:
            return Owner.MINE
        if account in self.house.accounts:
            return Owner.HOUSE
        if any(mate.was_one_at(at) for mate in self._team.get(account, ())):
            return Owner.TEAM
        return Owner.OTHER

    def owns_link(self, url: str) -> Ours | None:
        """Whose site an absolute URL leads to: the member's, the team's, or neither's."""
        host = host_of(url)
        if not host:
            return None
        if self._my_sites.holds(host, url):
            return "mine"
        return "house" if self._house_sites.holds(host, url) else None

    def owns_venue(self, network: str, venue: str) -> Ours | None:
        """Whose group, forum, repository or channel it is, as far as one of ours is registered."""
        if not venue or not self._venues:
            return None
        name = venue.casefold()
        owner, slash, _ = name.partition("/")
        return self._venues.get((network, name)) or self._venues.get((network, owner + slash))


_AUTHORITY = re.compile(r"\s*(?:https?:)?[/\\]{2}([^/\\?#]*)", re.IGNORECASE)
_DOTS = str.maketrans(dict.fromkeys("\u3002\uff0e\uff61", "."))  # full stops a browser reads as dots in a host


def host_of(url: str) -> str:
    """The host a browser would go to, in ASCII, lower case, without "www.", port and user; "" where there is none."""
    found = _AUTHORITY.match(url)
    return _host(found[1]) if found else ""


def _host(authority: str) -> str:
    host = authority.rpartition("@")[2].strip()
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    host = host.partition(":")[0]
    if not host.isascii():
        host = ".".join(_ascii(label) for label in unicodedata.normalize("NFKC", host).translate(_DOTS).split("."))
    return host.lower().strip(".").removeprefix("www.")


def _ascii(label: str) -> str:
    # The standard library's "idna" codec is of 2003: it sends "faß.de" to "fass.de", another owner's site.
    label = unicodedata.normalize("NFKC", label.lower())
    return label if label.isascii() else "xn--" + label.encode("punycode", "ignore").decode("ascii")


def _path(url: str) -> str:
    found = _AUTHORITY.match(url)
    rest = url[found.end() :] if found else ""
    return unquote(re.split("[?#]", rest, maxsplit=1)[0].replace("\\", "/")).casefold().rstrip("/")


def _site(domain: str) -> tuple[str, str]:
    """A registered domain or page, typed with or without scheme, as (host, path)."""
    url = domain if _AUTHORITY.match(domain) else "//" + domain
    return host_of(url), _path(url)
