"""What a post written in HTML says, and where its links lead.

Foreign markup, so every pass is linear: `html.parser` needs 18 s for 40 kB of "<a <a <a" (Python 3.11).
"""

import html as entities
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bot.domain.entry import clean

MAX_HTML = 1_000_000
MAX_LINKS = 200
MAX_ADDRESS = 2_000  # longer than any address people write; a cut one would lead elsewhere

_PARAGRAPHS = frozenset({"p", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"})
_LINES = frozenset({"article", "dd", "div", "dl", "dt", "figure", "footer", "header", "hr", "li", "main", "ol"})
_BREAKS = _PARAGRAPHS | _LINES | {"section", "table", "tr", "ul"}
_VOID = frozenset({"br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
_SILENT = frozenset({"script", "style", "template", "noscript", "iframe", "svg", "textarea", "title", "head"})

# No alternative looks past the next "<", so an attempt costs what lies before it and all of them together one pass.
_MARKUP = re.compile(
    r"""<(?:(?P<comment>!--)|[!?][^<>]*>|(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]*)"""
    r"""(?P<attributes>(?:[^<>"']|"[^"<]*"|'[^'<]*')*+|[^<>]*)>)"""
)
_ATTRIBUTE = re.compile(r"""(?<![a-zA-Z-])([a-zA-Z][a-zA-Z-]{0,30}+)\s*+=\s*+("[^"]*"|'[^']*'|[^\s"'>]++)""")
_ORIGIN = re.compile(r"https?://[a-zA-Z0-9.-]{1,253}(?::[0-9]{1,5})?(?=[/?#]|$)", re.IGNORECASE)
_WRITTEN_OUT = re.compile(r"https?://[^\s<>\"“”]+", re.IGNORECASE)
# Longer than any code point; int() refuses 4300 digits with an error of its own.
_ENDLESS_NUMBER = re.compile(r"&#(?:[xX][0-9a-fA-F]{7,}+|[0-9]{8,}+);?")


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    closes: bool
    attributes: str = ""

    def attribute(self, name: str) -> str:
        if self.closes or name not in self.attributes.lower():
            return ""
        for found in _ATTRIBUTE.finditer(self.attributes):
            if found[1].lower() == name:
                return _unescaped(found[2].strip("\"'")).strip()
        return ""


def plain(html: str, skip_classes: Collection[str] = ()) -> str:
    """The text a reader sees, one line a block, an empty line between paragraphs.

    Spans that are only hidden by a style sheet stay: that is how Mastodon shortens a link, and whole it is recognised
    as one. Elements of `skip_classes` are left out with all that is in them.
    """
    parts: list[str] = []
    preformatted = 0
    for piece in _shown(html, skip_classes):
        if isinstance(piece, str):
            text = _unescaped(piece)
            parts.append(text if preformatted else text.replace("\n", " ").replace("\r", " "))
            continue
        if piece.name == "pre":
            preformatted = max(preformatted + (-1 if piece.closes else 1), 0)
        if piece.name == "br":
            parts.append("\n")
        elif piece.name in _BREAKS:
            parts.append("\n\n" if piece.name in _PARAGRAPHS else "\n")
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(_without_repeated_blanks(lines)).strip()


def hrefs(html: str, skip_classes: Collection[str] = ("mention", "hashtag")) -> tuple[str, ...]:
    """The absolute web addresses the text links to, each once, in order; tags and `skip_classes` left out."""
    found: dict[str, None] = {}
    for piece in _shown(html, skip_classes):
        if isinstance(piece, str) or piece.name != "a" or "tag" in piece.attribute("rel").lower().split():
            continue
        address = clean(piece.attribute("href"), MAX_ADDRESS + 1)
        if address.lower().startswith(("http://", "https://")) and len(address) <= MAX_ADDRESS:
            found[address] = None
        if len(found) >= MAX_LINKS:
            break
    return tuple(found)


def addresses(text: str) -> tuple[str, ...]:
    """The web addresses written out in `text`, each once."""
    found = (address.rstrip(".,;:!?)]}'…»") for address in _WRITTEN_OUT.findall(text))
    return tuple(dict.fromkeys(clean(address, MAX_ADDRESS) for address in found if len(address) <= MAX_ADDRESS))[
        :MAX_LINKS
    ]


def origin_of(url: object) -> str:
    """ "https://example.org" of an address there; "" where it is no web address."""
    found = _ORIGIN.match(url) if isinstance(url, str) else None
    return found[0].lower() if found else ""


def _shown(html: str, skip_classes: Collection[str]) -> Iterator[str | _Tag]:
    """What `html` is made of, without elements of one of `skip_classes`."""
    unwanted = frozenset(skip_classes)
    hidden, depth = "", 0
    for piece in _pieces(html[:MAX_HTML]):
        if depth:
            if isinstance(piece, _Tag) and piece.name == hidden:
                # A paragraph that nobody closed ends where the next one begins.
                depth = 0 if hidden == "p" else depth + (-1 if piece.closes else 1)
            continue
        if isinstance(piece, _Tag) and unwanted.intersection(piece.attribute("class").split()):
            hidden, depth = piece.name, int(piece.name not in _VOID)
            continue
        yield piece


def _pieces(html: str) -> Iterator[str | _Tag]:
    """Texts and tags in order; comments, declarations, scripts and the like are dropped."""
    at = 0
    while found := _MARKUP.search(html, at):
        yield html[at : found.start()]
        at = found.end()
        if found["comment"]:
            end = html.find("-->", at)
            if end < 0:
                return
            at = end + 3
        elif name := (found["name"] or "").lower():
            if name in _SILENT and not found["close"]:
                end = _closing(html, name, at)
                if end < 0:
                    return
                at = end
            else:
                yield _Tag(name, bool(found["close"]), found["attributes"])
    yield html[at:]


def _closing(html: str, name: str, at: int) -> int:
    found = re.compile(f"</{name}[^<>]*>", re.IGNORECASE).search(html, at)
    return found.end() if found else -1


def _unescaped(text: str) -> str:
    return entities.unescape(_ENDLESS_NUMBER.sub("\ufffd", text))


def _without_repeated_blanks(lines: Iterator[str]) -> Iterator[str]:
    blank = False
    for line in lines:
        if line or not blank:
            yield line
        blank = not line
