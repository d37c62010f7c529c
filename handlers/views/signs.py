"""What a channel may read of what the detectors saw: a clause about one member, or a sentence about the team."""

from collections.abc import Callable, Mapping, Sequence

from bot.domain.digest import Sign
from handlers.views import tell
from handlers.views.blocks import Piece, link
from handlers.views.words import _, plural

LINKS = 3  # to look at; more would prove nothing more


def clause(sign: Sign) -> list[str | Piece]:
    """ "nearly the same words in 4 places (1, 2, 3)"; nothing for a sign the channel has no words for."""
    words = _CLAUSES.get(sign.detector)
    return [words(sign), *_where(sign.links)] if words else []


def echo(sign: Sign) -> str:
    """Several of us said one thing in the same words. Names nobody."""
    return plural(
        "One text came from {n} of us. How would we each tell it to a friend?",
        "One text came from {n} of us. How would we each tell it to a friend?",
        _n(sign),
    )


def _where(links: Sequence[str]) -> list[str | Piece]:
    if not links:
        return []
    pieces: list[str | Piece] = [" ("]
    for number, url in enumerate(links[:LINKS], 1):
        pieces += [", "] if number > 1 else []
        pieces.append(link(url, str(number)))
    return [*pieces, ")"]


def _blast(sign: Sign) -> str:
    return plural("the same words in {n} place", "nearly the same words in {n} places", _n(sign))


def _autopost(sign: Sign) -> str:
    return _("{n} of {posts} posts on {network} straight from a feed").format(
        n=_n(sign), posts=_n(sign, "posts"), network=tell.network(sign.network)
    )


def _link_dump(sign: Sign) -> str:
    return plural(
        "a link left in {n} place without another word there",
        "links left in {n} places without another word there",
        _n(sign),
    )


def _burst(sign: Sign) -> str:
    if sign.sign == "at_once":
        return plural(
            "{n} time on several networks within one minute",
            "{n} times on several networks within one minute",
            _n(sign),
        )
    return plural("{n} post within an hour", "{n} posts within an hour", _n(sign))


def _listened_first(sign: Sign) -> str:
    return plural(
        "took part in {n} conversation before bringing a first link there",
        "took part in {n} conversations before bringing a first link there",
        _n(sign),
    )


def _n(sign: Sign, name: str = "n") -> int:
    return int(sign.numbers.get(name, 0))


# Only what is about the posts themselves: who was left without an answer is for the member alone, however sure it is.
_CLAUSES: Mapping[str, Callable[[Sign], str]] = {
    "autopost": _autopost,
    "blast": _blast,
    "burst": _burst,
    "link_dump": _link_dump,
    "listened_first": _listened_first,
}
