"""Reads CSV as networks write it: any order and letter case of columns, broken rows, endless ones."""

import codecs
import csv
from collections.abc import Iterable, Iterator

from bot.errors import BadInput
from bot.sources.archives.opened import check_rows

MAX_ENDLESS = 8_000_000  # characters of a line, all cut but its beginning
MAX_LINE = 131_072  # characters, what the csv module takes for one field

Row = dict[str, str]


def table(chunks: Iterable[bytes], *, backslash: bool = False) -> Iterator[Row | None]:
    """The rows by lower-case column name, "" where a cell is missing; None for a row that cannot be read.

    Cells beyond the last column hang on the last one, which is where people's words stand. `backslash`: quotes within
    quotes are written \\" there.
    """
    rows = _rows(chunks, backslash)
    names = [name.strip().casefold() for name in next(rows, None) or []]
    for cells in rows:
        if cells is None:
            yield None
        elif any(cells):
            yield dict(zip(names, [*cells, *("" for _ in names[len(cells) :])], strict=False))


def cells(chunks: Iterable[bytes], *, backslash: bool = False) -> Iterator[list[str] | None]:
    """The same without names, from the first row on."""
    return _rows(chunks, backslash)


def header(chunks: Iterable[bytes]) -> frozenset[str]:
    """The names of the columns, in lower case."""
    return frozenset(name.strip().casefold() for name in next(_rows(chunks, False), None) or [])


def lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """Lines with their ends, long ones cut: nobody writes 128 KB. Raises BadInput for too many, or one of megabytes."""
    decode = codecs.getincrementaldecoder("utf-8-sig")("replace").decode
    left, is_cut, count, endless = "", False, 0, 0
    for chunk in chunks:
        *whole, left = (left + decode(chunk)).split("\n")
        count += len(whole)
        check_rows(count)
        for line in whole:
            if not is_cut:
                yield line[:MAX_LINE].replace("\0", "") + "\n"
            is_cut = False
        if len(left) > MAX_LINE:
            if not is_cut:
                yield left[:MAX_LINE].replace("\0", "") + "\n"
            endless = endless + len(left) if is_cut else len(left)
            if endless > MAX_ENDLESS:
                raise BadInput("A file in this archive has a line without end, as only traps do. Download it again.")
            left, is_cut = "", True
    if left and not is_cut:
        yield left.replace("\0", "")


def _rows(chunks: Iterable[bytes], backslash: bool) -> Iterator[list[str] | None]:
    reader = csv.reader(lines(chunks), escapechar="\\" if backslash else None)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield None
