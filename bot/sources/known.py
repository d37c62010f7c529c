"""Which networks there are: every file of this folder with a Source in it, and which of them somebody means."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import cast

import bot.sources
from bot.errors import UnknownHandle
from bot.phrase import OneOf
from bot.sources.base import Handle, Source
from bot.sources.http import Http
from bot.sources.pages import Pages

# (source name, its parameters with their defaults) -> those that are set: base addresses, keys, limits
Chosen = Callable[[str, Mapping[str, str]], Mapping[str, str]]


_BARE_ADDRESS = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24}/\S{1,400}", re.IGNORECASE)
_FEED = re.compile(r"(?:\.(?:atom|rss|xml|json)|/(?:feed|rss|atom)s?)/?(?:[?#]|$)", re.IGNORECASE)


@cache
def classes() -> tuple[type[Source], ...]:
    """The source classes of this folder, in the order of their names; the one that takes any address comes last."""
    found: list[type[Source]] = []
    for module in iter_modules(bot.sources.__path__):
        loaded = import_module(f"bot.sources.{module.name}")
        for _, member in inspect.getmembers(loaded, inspect.isclass):
            if member.__module__ == loaded.__name__ and isinstance(getattr(member, "coverage", None), str):
                found.append(cast("type[Source]", member))
    return tuple(sorted(found, key=lambda source: (getattr(source, "takes_any_address", False), source.name)))


class Sources(Mapping[str, Source]):
    """The networks of a running bot by name, all over one `http`."""

    def __init__(self, http: Http, chosen: Chosen | None = None) -> None:
        self._by_name: dict[str, Source] = {}
        self.pages = Pages(http)  # of the rest of the web
        for source in classes():
            known = {
                name: str(parameter.default)
                for name, parameter in inspect.signature(source).parameters.items()
                if name != "http"
            }
            own = chosen(source.name, known) if chosen else {}
            self._by_name[source.name] = source(http, **own)  # type: ignore[call-arg]  # a source's own parameters

    def __getitem__(self, name: str) -> Source:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def recognise(self, typed: str) -> Handle:
        """Whose handle `typed` is. Raises UnknownHandle with examples, or with the network that was nearly named."""
        typed = typed.strip().strip("<>").strip()
        if (found := self._claimed(typed)) is not None:
            return found
        for source in self._by_name.values():
            if _takes_any(source) and (handle := source.recognise(typed)) is not None:
                self._check_is_a_feed(typed)
                return handle
        network, colon, rest = typed.partition(":")
        if colon and network.isalpha():
            near = get_close_matches(network.casefold(), self._by_name, n=1)
            if near:
                raise UnknownHandle(
                    "There is no network called “{network}” here. Did you mean `{near}:{rest}`?",
                    network=network,
                    near=near[0],
                    rest=rest,
                )
        if re.fullmatch(r"[\w.-]+@[\w.-]+\.\w{2,}", typed):
            raise UnknownHandle(
                "That looks like an e-mail address. On Mastodon, put an @ before it: `@{typed}`.", typed=typed[:80]
            )
        examples = OneOf(f"`{source.examples[0]}`" for source in self._by_name.values() if source.examples)
        raise UnknownHandle(
            "“{typed}” is no handle I know. Try one like {examples}.", typed=typed[:80], examples=examples
        )

    def _claimed(self, typed: str) -> Handle | None:
        """Of the network that knows it for its own; the scheme of an address may be left out."""
        for spelling in (typed, f"https://{typed}") if _BARE_ADDRESS.fullmatch(typed) else (typed,):
            claims = [
                handle
                for source in self._by_name.values()
                if not _takes_any(source) and (handle := source.recognise(spelling)) is not None
            ]
            if len(claims) > 1:
                titles = OneOf(self._by_name[each.network].title for each in claims)
                forms = OneOf(f"`{each.network}:{typed}`" for each in claims)
                raise UnknownHandle(
                    "“{typed}” could be on {titles}. Type {forms}.", typed=typed[:80], titles=titles, forms=forms
                )
            if claims:
                return claims[0]
        return None

    def _check_is_a_feed(self, typed: str) -> None:
        """Raises UnknownHandle for some page of a network that is no profile there: it would have no feed either."""
        host = _host(typed)
        for source in self._by_name.values():
            is_there = host and host in map(_host, source.examples)
            if is_there and not _takes_any(source) and not _FEED.search(typed):
                looks = OneOf(f"`{each}`" for each in source.examples)
                raise UnknownHandle(
                    "That is a page on {title}, and no profile. One looks like {looks}.",
                    title=source.title,
                    looks=looks,
                )

    async def close(self) -> None:
        """Lets every source put away what it holds."""
        for source in self._by_name.values():
            put_away = getattr(source, "close", None)
            if put_away is not None:
                await put_away()


def _takes_any(source: Source) -> bool:
    return bool(getattr(source, "takes_any_address", False))


def _host(typed: str) -> str:
    """The host of an address, without www; "" for anything else, and where the source was named before it."""
    found = re.match(r"(?:https?://)?(?:www\.)?([a-z0-9.-]+\.[a-z]{2,})(?:[/?#]|$)", typed, re.IGNORECASE)
    return found[1].lower() if found else ""
