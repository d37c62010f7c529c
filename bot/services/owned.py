"""What an admin names as the team's own: a site, a group, a repository, an account, a teammate who has not joined."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.kinds import HouseKind
from bot.domain.permalink import understood
from bot.errors import BadInput
from bot.services import setup
from bot.services.setup import Piece
from bot.services.typed import unmarked
from bot.sources.base import Handle, Identity
from bot.sources.known import Sources

_KINDS: Mapping[str, HouseKind] = {
    "account": HouseKind.ACCOUNT,
    "page": HouseKind.ACCOUNT,
    "teammate": HouseKind.TEAMMATE,
    "colleague": HouseKind.TEAMMATE,
}
_PLACES = {"domain", "site", "group", "repo", "repository"}
_COMPANY = re.compile(r"^https?://(?:[a-z]+\.)?linkedin\.com/(?:company|showcase|school)/([^/?#]+)", re.IGNORECASE)
_PERSON = re.compile(r"^@[^@\s]*$")


@dataclass(frozen=True, slots=True)
class Asked:
    """An account whose network has to be asked for the id it is known by."""

    handle: Handle
    kind: HouseKind

    def answered(self, who: Identity) -> Piece:
        """The piece of ground it is."""
        return Piece(self.kind, f"{who.network}:{who.native_id}", who.handle)


def read(text: str, sources: Sources) -> Piece | Asked:
    """Understands what follows `house add`. Raises BadInput with what to type instead."""
    first, _, rest = unmarked(text).strip().partition(" ")
    kind = _KINDS.get(first.casefold())
    said = rest.strip() if kind or first.casefold() in _PLACES else unmarked(text).strip()
    if _PERSON.match(said) or not said:
        raise BadInput(
            "People who join and connect are teammates by themselves. For somebody who does not, name the account: "
            "`/involve house add teammate bluesky:name.example`."
        )
    if first.casefold() not in _PLACES:
        if (elsewhere := _without_a_source(said, sources, kind or HouseKind.ACCOUNT)) is not None:
            return elsewhere
        if kind is not None or _is_account(said, sources):
            return Asked(sources.recognise(said), kind or HouseKind.ACCOUNT)
    return setup.place(said)


def _is_account(said: str, sources: Sources) -> bool:
    network, colon, rest = said.partition(":")
    if colon and network.isalpha() and not rest.startswith("//"):
        # a blog is a site; below a GitHub name lies everything
        return sources.recognise(said).network not in {"blog", "github"}
    if "://" in said:
        link = understood(said)
        return link.is_profile and link.network in sources and link.network != "github"
    return said.startswith("@") or said.casefold().endswith(".bsky.social")


def _without_a_source(said: str, sources: Sources, kind: HouseKind) -> Piece | None:
    """A page on a network that is known by its addresses alone: what is logged about it carries its name."""
    if company := _COMPANY.match(said):
        return Piece(kind, f"linkedin:linkedin:{company[1]}", f"linkedin.com/company/{company[1]}")
    link = understood(said) if "://" in said else None
    if link is None or not link.is_profile or link.network in sources:
        return None
    return Piece(kind, f"{link.network}:{link.network}:{link.author}", link.url.removeprefix("https://"))
