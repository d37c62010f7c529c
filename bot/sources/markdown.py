"""What somebody wrote in Markdown: its words, and where its links lead."""

import re

from bot.domain.entry import clean

MAX_BODY = 70_000  # characters read of a text
MAX_ADDRESS = 2_000
MAX_LINKS = 50

_PICTURE = re.compile(r"!\[[^\[\]\n]{0,300}\]\([^()\n]{0,2000}\)")
_ADDRESS = re.compile(r"https?://[^\s<>\"'`)\]|\\]{4,2000}", re.IGNORECASE)
_CODE = re.compile(r"`[^`\n]{1,1000}`")


def words(body: object) -> str:
    """The text as it was typed; "" where there is none."""
    return clean(_text(body))


def links(body: object) -> tuple[str, ...]:
    """The addresses in it, each once; not those in code, in lines quoted from others, and of pictures."""
    found: dict[str, None] = {}
    for match in _ADDRESS.finditer(_PICTURE.sub(" ", _own_lines(body))):
        address = clean(match[0].rstrip(".,;:!?*_~"), MAX_ADDRESS)
        found[address] = None
        if len(found) >= MAX_LINKS:
            break
    return tuple(found)


def _text(body: object) -> str:
    return body[:MAX_BODY].replace("\r\n", "\n") if isinstance(body, str) else ""


def _own_lines(body: object) -> str:
    kept: list[str] = []
    fence = ""
    for line in _text(body).split("\n"):
        mark = line[:3] if line.startswith(("```", "~~~")) else ""
        if mark and fence in ("", mark):
            fence = "" if fence else mark
        elif not fence and not line.lstrip().startswith(">"):
            kept.append(_CODE.sub(" ", line))
    return "\n".join(kept)
