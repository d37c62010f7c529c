"""What the archives of Facebook and Instagram share: broken letters, dates, lists of labels."""

from collections.abc import Iterator
from typing import Any

from bot.sources.archives.base import UNREADABLE, Json


def letters(text: object) -> str:
    """`text` with its letters mended: they write the bytes of UTF-8 as if each were a character."""
    said = str(text or "")
    try:
        return said.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return said


def labelled(row: Json) -> dict[str, str]:
    """The labels of a row in the form of 2025 and their values; of nested ones, the first of each name."""
    found: dict[str, str] = {}
    for label, value in _labels(row.get("label_values"), 0):
        found.setdefault(letters(label).casefold(), letters(value))
    return found


def _labels(values: Any, depth: int) -> Iterator[tuple[str, str]]:
    if depth > 5 or not isinstance(values, list):
        return
    for each in values:
        if not isinstance(each, dict):
            continue
        if "label" in each and (each.get("value") or each.get("href")):
            yield str(each["label"]), str(each.get("value") or each["href"])
        yield from _labels(each.get("dict"), depth + 1)


def first(row: Json, *names: str) -> Any:
    """The first of these fields that a row's `data` holds; None where it holds none."""
    try:
        for part in row.get("data") or ():
            for name in names:
                if isinstance(part, dict) and part.get(name):
                    return part[name]
    except UNREADABLE:
        pass
    return None
