"""Writes into the documents what the code itself says, so that neither can drift: `make docs`."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from docs.tables import method, privacy, sources

FOLDER = Path(__file__).parent
PARTS: Mapping[str, Callable[[], str]] = {**method.PARTS, **privacy.PARTS, **sources.PARTS}

_PART = re.compile(r"<!-- generated: (?P<name>[a-z-]+) -->\n.*?<!-- end -->", re.DOTALL)


def renewed(text: str, parts: Mapping[str, Callable[[], str]] = PARTS) -> str:
    """`text` with every generated part as the code has it now. Raises KeyError for a part nobody writes."""

    def part(found: re.Match[str]) -> str:
        return f"<!-- generated: {found['name']} -->\n\n{parts[found['name']]().strip()}\n\n<!-- end -->"

    return _PART.sub(part, text)


def documents() -> Iterator[Path]:
    """Everything people read that may hold generated parts."""
    return iter(sorted(FOLDER.glob("*.md")))


def main() -> None:
    """Writes what has changed."""
    for document in documents():
        text = document.read_text(encoding="utf-8")
        new = renewed(text)
        if new != text:
            document.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
