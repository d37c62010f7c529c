"""Block Kit in our few shapes. Lengths are clamped; foreign text goes into plain or rich text, where nothing is markup."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from string import Formatter
from typing import Any

from bot.domain.entry import clean, shorten, visible
from handlers.views.words import day_in

Block = dict[str, Any]
Piece = dict[str, Any]  # an element of a rich text line

HEADER, SECTION, CONTEXT, BUTTON_TEXT, BUTTON_VALUE, LINK = 150, 3000, 10, 75, 2000, 3000
MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100


def header(text: str) -> Block:
    """A heading."""
    return {
        "type": "header",
        "text": {"type": "plain_text", "text": shorten(clean(text, HEADER), HEADER), "emoji": True},
    }


def divider() -> Block:
    """A line across."""
    return {"type": "divider"}


def say(piece: str | Piece, **style: bool) -> Piece:
    """A piece of running text; what is in it is never markup."""
    if isinstance(piece, dict):
        return piece
    element: Piece = {"type": "text", "text": piece}
    return element | {"style": style} if style else element


def bold(text: str) -> Piece:
    """A strong piece."""
    return {"type": "text", "text": text, "style": {"bold": True}}


def code(text: str) -> Piece:
    """Something to type."""
    return {"type": "text", "text": text, "style": {"code": True}}


def faint(text: str) -> Piece:
    """An aside."""
    return {"type": "text", "text": text, "style": {"italic": True}}


def link(url: str, label: str) -> Piece:
    """A link of ours; an address no browser should follow stays text. The label is one line of at most 120 characters."""
    scheme, _, rest = url.partition("://")
    label = foreign(label, 120) or foreign(re.split("[/?#]", rest)[0], 80) or "…"
    if scheme.lower() not in {"http", "https"} or not rest or len(url) > LINK:
        return {"type": "text", "text": label}
    return {"type": "link", "url": url, "text": label}


def person(slack_id: str) -> Piece:
    """A mention, for private messages only: in a channel it would ping."""
    return {"type": "user", "user_id": slack_id}


def moment(at: datetime, form: str = "{date_short_pretty}") -> Piece:
    """A moment, shown in each reader's own zone."""
    return {"type": "date", "timestamp": int(at.timestamp()), "format": form, "fallback": day_in(at, "yMMMd")}


Line = Sequence[str | Piece] | str  # one paragraph


def lines(*paragraphs: Line) -> Block:
    """One block of running text, a paragraph each."""
    elements: list[Piece] = []
    for paragraph in paragraphs:
        if elements:
            elements.append({"type": "text", "text": "\n"})
        pieces = [paragraph] if isinstance(paragraph, str) else paragraph
        elements += [say(piece) for piece in pieces if piece]
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": _filled(elements)}]}


def bullets(items: Iterable[Line]) -> Block:
    """One block with a list."""
    sections = []
    for item in items:
        pieces = [item] if isinstance(item, str) else item
        sections.append({"type": "rich_text_section", "elements": _filled([say(piece) for piece in pieces if piece])})
    return {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": sections}]}


def fill(template: str, **pieces: str | Piece | Sequence[str | Piece]) -> list[str | Piece]:
    """A whole sentence with {named} places, each filled with text, a strong piece, a link, or several of them."""
    filled: list[str | Piece] = []
    for before, name, _form, _conversion in Formatter().parse(template):
        filled.append(before)
        if name is not None:
            piece = pieces[name]
            filled += [piece] if isinstance(piece, (str, dict)) else piece
    return filled


def table(rows: Sequence[Sequence[str]], *, block_id: str = "") -> Block:
    """Rows of plain cells, the first the heads; all but the first column are numbers."""
    columns = [{"align": "right" if number else "left"} for number in range(len(rows[0]))]
    cells = [[{"type": "raw_text", "text": visible(cell) or "–"} for cell in row] for row in rows]
    block: Block = {"type": "table", "rows": cells, "column_settings": columns}
    return block | {"block_id": block_id} if block_id else block


def quote(text: str, most: int = 300) -> Block:
    """Somebody's words."""
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_quote", "elements": [say(foreign(text, most) or " ")]}],
    }


def small(*texts: str) -> Block:
    """Small print."""
    kept = [text for text in texts if text][:CONTEXT]
    return {
        "type": "context",
        "elements": [{"type": "plain_text", "text": _cut(text, 2000), "emoji": False} for text in kept],
    }


def button(
    label: str, action: str, value: str = "", *, style: str = "", url: str = "", confirm: Block | None = None
) -> Block:
    """A button. Its value must be enough to act on after a restart."""
    element: Block = {
        "type": "button",
        "action_id": action,
        "text": {"type": "plain_text", "text": _cut(label, BUTTON_TEXT)},
    }
    if value:
        element["value"] = value[:BUTTON_VALUE]
    if style:
        element["style"] = style
    if url:
        element["url"] = url[:LINK]
    if confirm:
        element["confirm"] = confirm
    return element


def confirm(title: str, text: str, yes: str, no: str) -> Block:
    """Asks before a button acts."""
    return {
        "title": {"type": "plain_text", "text": _cut(title, 100)},
        "text": {"type": "plain_text", "text": _cut(text, 300)},
        "confirm": {"type": "plain_text", "text": _cut(yes, 30)},
        "deny": {"type": "plain_text", "text": _cut(no, 30)},
    }


def actions(*elements: Block | None, block_id: str = "") -> Block:
    """A row of buttons."""
    block: Block = {"type": "actions", "elements": [element for element in elements if element][:25]}
    return block | {"block_id": block_id} if block_id else block


def field(label: str, block_id: str, element: Block, *, hint: str = "", optional: bool = False) -> Block:
    """A field of a form; `block_id` is where an error is shown."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": {"type": "plain_text", "text": _cut(label, 2000)},
        "element": element,
        "optional": optional,
    }
    return block | {"hint": {"type": "plain_text", "text": _cut(hint, 2000)}} if hint else block


def entry_field(
    action: str, *, initial: str = "", placeholder: str = "", multiline: bool = False, most: int = 3000
) -> Block:
    """A box to type in."""
    element: Block = {"type": "plain_text_input", "action_id": action, "multiline": multiline, "max_length": most}
    if initial:
        element["initial_value"] = clean(initial, most)
    if placeholder:
        element["placeholder"] = {"type": "plain_text", "text": _cut(placeholder, 150)}
    return element


def plain_text(text: str) -> Block:
    """A text object in which nothing is markup; the second line of a choice, 75 characters at most."""
    return {"type": "plain_text", "text": _cut(text, 75)}


def choice(value: str, text: str) -> Block:
    """One of several."""
    return {"text": {"type": "plain_text", "text": _cut(text, 75)}, "value": value[:150]}


def modal(
    title: str, blocks: Sequence[Block], *, callback: str, submit: str = "", close: str = "", metadata: str = ""
) -> Block:
    """A dialog."""
    view: Block = {
        "type": "modal",
        "callback_id": callback,
        "title": {"type": "plain_text", "text": _cut(title, 24)},
        "blocks": list(blocks)[:VIEW_BLOCKS],
        "private_metadata": metadata[:3000],
    }
    if submit:
        view["submit"] = {"type": "plain_text", "text": _cut(submit, 24)}
    if close:
        view["close"] = {"type": "plain_text", "text": _cut(close, 24)}
    return view


def foreign(text: str, limit: int) -> str:
    """Somebody's text as one line of at most `limit` characters, for a plain or rich text element."""
    return shorten(re.sub(r"\s+", " ", clean(text)).strip(), limit)


def escaped(text: str) -> str:
    """Text for the one place that is always markup: the top-level `text` of a message."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _filled(elements: list[Piece]) -> list[Piece]:
    # Slack refuses a text element without text, and a section without elements.
    shown = [element | {"text": visible(element["text"])} if "text" in element else element for element in elements]
    return [element for element in shown if element.get("text") != ""] or [{"type": "text", "text": " "}]


def _cut(text: str, most: int) -> str:
    return shorten(visible(text), most)
