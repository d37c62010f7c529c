"""Opens what a person downloaded, whatever it is packed in."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bot.errors import BadInput
from bot.phrase import Phrase
from bot.sources.archives.opened import Opened, Single
from bot.sources.archives.tars import TarGz
from bot.sources.archives.zips import Zip

_OTHERS: Mapping[bytes, Phrase] = {
    b"Rar!": Phrase("a .rar archive"),
    b"7z\xbc\xaf": Phrase("a .7z archive"),
    b"\xfd7zXZ": Phrase("an .xz archive"),
    b"BZh": Phrase("a .bz2 archive"),
    b"\x28\xb5\x2f\xfd": Phrase("a .zst archive"),
    b"%PDF": Phrase("a PDF"),
}


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """The archive at `path`. Raises BadInput, with what to do instead, where it is none or a trap."""
    if path.is_dir():
        raise BadInput("{name} is a folder: pack it into a .zip and send that.", name=path.name)
    try:
        file = path.open("rb")
    except OSError as error:
        raise BadInput(
            "{name} cannot be opened ({strerror}): check that the file is there.",
            name=path.name,
            strerror=error.strerror,
        ) from error
    with file:
        size = file.seek(0, 2)
        file.seek(0)
        start = file.read(8)
        if start.startswith(b"PK"):
            yield Zip(file, size)
        elif start.startswith(b"\x1f\x8b"):
            yield TarGz(file, size)
        elif what := next((what for magic, what in _OTHERS.items() if start.startswith(magic)), None):
            raise BadInput(
                "{name} is {what}, which is not read here: unpack it, pack it into a .zip, send that.",
                name=path.name,
                what=what,
            )
        else:
            yield Single(file, path.name, size)
