"""Every text people read, and the files it is translated in: `make texts` brings those up to date."""

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from itertools import chain
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

import bot.errors
from bot.domain.detectors.known import all_detectors
from bot.domain.reasons import SENTENCES, UNNAMED
from bot.domain.value import LACKS_IN_WORDS
from bot.domain.weighed import NOTES_IN_WORDS
from bot.manifest import EXTRAS, SCOPES
from bot.services.typed import SOMEBODY
from bot.sources.archives.base import REASONS, ROWS
from bot.sources.archives.known import archives
from bot.sources.known import classes
from handlers.views.guide import COMMANDS
from handlers.views.tell import NETWORKS

ROOT = Path(__file__).parent.parent
TEXTS = ROOT / "handlers" / "texts"
READ = ("handlers", "bot/services", "bot/sources")  # where texts stand in calls; what else is read is listed below
# English for good, for only whoever runs Involve reads it, at the command line: bot/__main__.py, check.py, db.py,
# demo.py, importing.py, keyring.py, settings.py, and what manifest.py writes.

# What text is handed to: the texts themselves, and every error, whose first argument is its sentence.
_CALLS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "plural": (1, 2),
    "Phrase": None,
    "Counted": (1, 2),
    "Wrong": (2,),
    "Unreadable": None,
    "Unknown": None,
} | {
    name: None
    for name, member in vars(bot.errors).items()
    if isinstance(member, type) and issubclass(member, bot.errors.InvolveError)
}

Text = str | tuple[str, str]  # (one, many) where it counts something


def texts() -> Iterator[tuple[Text, str]]:
    """Every text with the file it stands in."""
    yield from _in_calls()
    for sentence in (*SENTENCES.values(), *UNNAMED.values()):
        yield sentence, "bot/domain/reasons.py"
    for sentence in filter(None, LACKS_IN_WORDS.values()):
        yield sentence, "bot/domain/value.py"
    for sentence in NOTES_IN_WORDS.values():
        yield sentence, "bot/domain/weighed.py"
    yield SOMEBODY, "bot/services/typed.py"
    for text in (*ROWS, *REASONS):
        yield text, "bot/sources/archives/base.py"
    for text in chain.from_iterable(COMMANDS):
        yield text, "handlers/views/guide.py"
    for detector in all_detectors():
        for says in (detector.SAYS, *detector.SAYS_OF.values()):
            yield (says.one, says.many), f"bot/domain/detectors/{detector.NAME}.py"
    for source in classes():
        wants = getattr(source, "wants", None)
        if source.title not in NETWORKS.values():  # a name is the same in every language
            yield source.title, f"bot/sources/{source.name}.py"
        of_source = [source.hides, *((wants.label, wants.where, wants.adds) if wants else ())]
        for text in filter(None, of_source):
            yield text, f"bot/sources/{source.name}.py"
    for asked in (SCOPES, *(extra.scopes for extra in EXTRAS.values())):
        for why in asked.values():
            yield why, "bot/manifest.py"
    for archive in archives():
        yield archive.how_to_get, "bot/sources/archives"
        if archive.title not in NETWORKS.values():
            yield archive.title, "bot/sources/archives"


@cache  # to read every file takes a second
def _in_calls() -> list[tuple[Text, str]]:
    return [
        ((found[0], found[1]) if isinstance(found, tuple) else found, str(file.relative_to(ROOT)))
        for folder in READ
        for file in sorted((ROOT / folder).rglob("*.py"))
        for _, found, _, _ in extract_from_file("python", file, keywords=_CALLS)
    ]


def catalogue() -> Catalog:
    """All of it, each text once, with every place it stands in."""
    found = Catalog(charset="utf-8")
    for text, where in texts():
        flags = ("python-brace-format",) if "{" in (text if isinstance(text, str) else text[1]) else ()
        found.add(text, flags=flags, locations=[(where, 0)])
    return found


def renewed(language: str, text: bytes) -> bytes:
    """A file of translations with the texts there are now: new ones empty, those nobody says any more left out."""
    translated = read_po(BytesIO(text), locale=language)
    made = translated.creation_date
    translated.update(catalogue(), no_fuzzy_matching=True)
    translated.creation_date = made  # so that nothing changes where nothing has changed
    translated.obsolete.clear()
    written = BytesIO()
    write_po(written, translated, width=120, omit_header=False, include_lineno=False, sort_output=True)
    return written.getvalue()


def main() -> None:
    """Writes what has changed, and says what is still to be translated."""
    for file in sorted(TEXTS.glob("*.po")):
        file.write_bytes(renewed(file.stem, file.read_bytes()))


if __name__ == "__main__":
    main()
