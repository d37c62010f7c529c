"""What a page says of whose it is: its links with rel=me, and what its owner wrote into its head.

Anybody can write into a page's comments: so only what a visitor cannot place there is read.
"""

import re
from html import unescape
from urllib.parse import urljoin

from bot.domain.entry import clean

MOST = 300_000  # characters; what is looked for stands at the top, or in the first screens
_TAG = re.compile(r"<(a|link|meta)\s([^<>]{1,2000})>", re.IGNORECASE)
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{1,500})", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-zA-Z][a-zA-Z-]{0,30})\s{0,5}=\s{0,5}("[^"]*"|'[^']*'|[^\s"'>]+)""")


def said(html: str, url: str) -> str:
    """A line each: the title, what meta tags say, and the addresses of links with rel=me, seen from `url`."""
    html = html[:MOST]
    lines = [clean(unescape(found[1]), 500) for found in _TITLE.finditer(html)][:1]
    for found in _TAG.finditer(html):
        attributes = {name.lower(): unescape(value.strip("\"'")) for name, value in _ATTRIBUTE.findall(found[2])}
        if found[1].lower() == "meta":
            lines.append(clean(attributes.get("content", ""), 500))
        elif "me" in attributes.get("rel", "").lower().split() and attributes.get("href"):
            try:
                lines.append(clean(urljoin(url, attributes["href"]), 500))
            except ValueError:  # "http://[": no address at all
                continue
    return "\n".join(line for line in lines if line)
