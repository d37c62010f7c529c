"""Pinterest's data request: one web page with every pin, and nothing of what was said below others' pins."""

import codecs
import html
import re
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise

from bot.domain.entry import MAX_TITLE, NOBODY, Entry, Party, clean
from bot.domain.kinds import Kind
from bot.phrase import Phrase
from bot.sources.archives.base import NOT_PUBLIC, Archive, Owner, Skipped, made, members, somebody
from bot.sources.archives.opened import Opened
from bot.sources.base import Identity

MAX_PIN = 100_000  # characters
_LONGEST_ADDRESS = 200
_PIN = re.compile(r'href="(https://[a-z.]{0,8}pinterest\.[a-z.]{2,6}/pin/(\d{1,30})/?)"', re.IGNORECASE)
_FIELD = re.compile(r"<br\s*/?>\s*([A-Z][A-Za-z ]{1,30}): ?([^<]*(?:<a [^>]*>[^<]*</a>)?[^<]*)")
_HREF = re.compile(r'href="([^"]*)"')
_NOTHING = frozenset({"", "no data", "none", "na"})


class Pinterest(Archive):
    """Pinterest's archive of an account."""

    name = "pinterest"
    title = "Pinterest"
    how_to_get = (
        "On pinterest.com: Settings, Privacy and data, Request your data; the link comes by e-mail within two days."
    )
    parts = members(pins=r"[^/]*(?:[Pp]interest|[Pp]in_?[Dd]ata|data)[^/]*\.html?")
    told_by = ("pins",)

    def whose(self, opened: Opened, owner: Owner) -> Identity:
        handle = ""
        for member in opened.names:
            handle = handle or next(
                (pin["username"] for pin in _pins(opened.chunks(member)) if pin.get("username")), ""
            )
        return owner.identity(self.name, handle=handle, url=f"https://www.pinterest.com/{handle}/" if handle else "")

    def lacks(self, names: Collection[str]) -> Phrase | None:
        return Phrase("Pinterest's archive does not hold your comments. Log those: /involve log.")

    def read(self, opened: Opened, *, me: Party, owner: Owner, now: datetime) -> Iterator[Entry | Skipped]:
        for member in opened.names:
            yield from made("a pin", _pins(opened.chunks(member)), partial(_pin, me=me))


def _pins(chunks: Iterable[bytes]) -> Iterator[dict[str, str]]:
    """The pins of the page: what stands between one pin's address and the next."""
    decode = codecs.getincrementaldecoder("utf-8-sig")("replace").decode
    text = ""
    for chunk in chunks:
        text += decode(chunk)
        starts = [found.start() for found in _PIN.finditer(text)]
        for start, end in pairwise(starts):
            yield _fields(text[start:end])
        text = text[starts[-1] :] if starts else text[-_LONGEST_ADDRESS:]
        if len(text) > MAX_PIN:  # no pin is that long: what follows is something else
            yield _fields(text)
            text = text[-_LONGEST_ADDRESS:]
    if _PIN.match(text):
        yield _fields(text)


def _fields(text: str) -> dict[str, str]:
    found = _PIN.match(text)
    fields = {"address": found[1], "id": found[2]} if found else {}
    for name, value in _FIELD.findall(text[:MAX_PIN].partition("<h1")[0]):
        name = name.strip().casefold()
        if name == "ip address":
            continue
        address = _HREF.search(value)
        said = html.unescape(address[1] if address else value).strip().removesuffix(",").strip()
        if said.casefold() not in _NOTHING:
            fields.setdefault(name, said)
    return fields


def _pin(pin: dict[str, str], *, me: Party) -> Entry | Skipped:
    if pin.get("private", "").casefold() == "true":
        return Skipped("a pin", NOT_PUBLIC)
    at = datetime.strptime(pin["created at"], "%Y/%m/%d %H:%M:%S").replace(tzinfo=UTC)
    is_repin = pin.get("is a repin", "").casefold() == "true"
    link = clean(pin.get("canonical link", ""))
    return Entry(
        "pinterest", pin["id"], Kind.BOOST if is_repin else Kind.POST, at, me, url=clean(pin["address"]),
        # The words of a repin are whoever pinned it first's.
        text="" if is_repin else clean(pin.get("details", "")),
        title=clean(pin.get("title", ""), MAX_TITLE),
        links=(link,) if link.startswith(("http://", "https://")) else (),
        of=somebody(f"pin:{pin['id']}") if is_repin else NOBODY,
    )  # fmt: skip
