"""Any page of the web: where an address leads in the end, and what stands there."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from bot.domain.shorteners import is_short
from bot.sources.http import Http
from bot.sources.text import hrefs

MOST = 500_000  # characters of a page that are looked through

# Everything but "too many requests" is an answer: the address has led somewhere, whatever is said there.
_ANSWERS = frozenset(range(400, 600)) - {429}
_REFRESH = re.compile(
    r"""<meta[^<>]{0,200}http-equiv\s*=\s*["']?refresh["']?[^<>]{0,200}url\s*=\s*["']?([^"'<>\s]{1,2000})""",
    re.IGNORECASE,
)
# lnkd.in shows strangers a page of warning in between, with this mark on the one link that leads on (2026-11).
_LEADS_ON = re.compile(r"""<a\s[^<>]{0,500}external_url_click[^<>]{0,500}>""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """What an address led to."""

    url: str  # in the end
    is_there: bool  # the server showed it
    text: str  # its markup, foreign


class Pages:
    """Reads pages of anybody, over the one way out."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def read(self, url: str) -> Page:
        """The page at `url`, after its redirects. Raises a leaf of SourceError where nobody answers."""
        page = await self._read(url)
        if is_short(page.url) and (on := _leads_on(page)):
            return await self._read(on)
        return page

    async def _read(self, url: str) -> Page:
        answer = await self._http.get(url, accept="text/html,*/*;q=0.5", tolerate=_ANSWERS)
        return Page(answer.url, answer.status == 200, answer.text()[:MOST])


def _leads_on(page: Page) -> str:
    """Where a page that only leads on leads; "" where that cannot be told."""
    if refreshed := _REFRESH.search(page.text):
        return urljoin(page.url, str(refreshed[1]))
    marked = _LEADS_ON.search(page.text)
    found = hrefs(marked[0]) if marked else ()
    return found[0] if found else ""
