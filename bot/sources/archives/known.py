"""Which archives can be read: every file of this folder with an Archive in it, and which of them a file is."""

import inspect
from collections.abc import Sequence
from importlib import import_module
from pkgutil import iter_modules

import bot.sources.archives
from bot.errors import BadInput
from bot.phrase import OneOf, Phrase, Some
from bot.sources.archives.base import Archive
from bot.sources.archives.opened import Narrowed, Opened
from bot.sources.archives.tables import header

_PACKED = (".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".7z", ".rar", ".zst")


def archives() -> Sequence[Archive]:
    """One of each, in the order of their titles."""
    found: list[Archive] = []
    for module in iter_modules(bot.sources.archives.__path__):
        if module.name.startswith("_"):
            continue
        loaded = import_module(f"bot.sources.archives.{module.name}")
        found += [
            kind()
            for _, kind in inspect.getmembers(loaded, inspect.isclass)
            if kind.__module__ == loaded.__name__ and issubclass(kind, Archive) and not inspect.isabstract(kind)
        ]
    return sorted(found, key=lambda archive: archive.title.casefold())


def recognised(opened: Opened, network: str = "") -> tuple[Archive, Opened]:
    """Whose archive it is, and the archive with only what is read of it. `network`: what the member says it is.

    Raises BadInput where it is nobody's, with what can be read.
    """
    every = archives()
    if network and network not in {archive.name for archive in every}:
        raise BadInput(
            "There is no archive of “{network}” that can be read. {readable}",
            network=network[:40],
            readable=_readable(every),
        )
    fitting = [archive for archive in every if network in {"", archive.name} and archive.recognises(opened.names)]
    if len(fitting) > 1 and len(opened.names) == 1:
        columns = header(opened.chunks(opened.names[0]))
        fitting = [archive for archive in fitting if archive.columns & columns]
    if not fitting:
        raise BadInput(_unknown(opened, every, network))
    if len(fitting) > 1:
        names = OneOf(f"`{archive.name}`" for archive in fitting)
        raise BadInput("This could be the archive of {n} networks: say which, {names}.", n=len(fitting), names=names)
    archive = fitting[0]
    read = [name for members in archive.found(opened.names).values() for name in members]
    return archive, Narrowed(opened, dict.fromkeys(read))


def _unknown(opened: Opened, every: Sequence[Archive], network: str) -> Phrase:
    if any(name.lower().endswith(_PACKED) for name in opened.names):
        return Phrase(
            "There are archives inside this archive, which are never opened: unpack it and send the one inside."
        )
    html = any(name.lower().endswith(".html") for name in opened.names)
    if network:
        archive = next(archive for archive in every if archive.name == network)
        return Phrase("This is no archive of {title}. {way}", title=archive.title, way=Phrase(archive.how_to_get))
    if html and not any(name.lower().endswith((".json", ".csv")) for name in opened.names):
        return Phrase(
            "This archive is made of web pages: ask the network for it once more and choose JSON as its format."
        )
    return Phrase("Nothing in this file is known. {readable}", readable=_readable(every))


def _readable(every: Sequence[Archive]) -> Phrase:
    return Phrase("What can be read: {names}.", names=Some(archive.title for archive in every))
