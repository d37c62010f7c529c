"""Addresses that only lead to others: whose site one leads to is not in its name."""

from bot.domain.ground import host_of

# Services that shorten addresses for anybody, and those networks wrap links in. One that is missing here is taken as a
# site of its own: nothing breaks, and a link home through it is not seen as one.
SHORTENERS = frozenset(
    {
        "amzn.to", "bit.ly", "bitly.com", "bl.ink", "buff.ly", "cutt.ly", "dlvr.it", "fb.me", "flip.it", "goo.gl",
        "hubs.la", "hubs.li", "hubs.ly", "ift.tt", "is.gd", "j.mp", "lnkd.in", "ow.ly", "pin.it", "po.st", "rb.gy",
        "rebrand.ly", "redd.it", "s.id", "shorturl.at", "snip.ly", "soo.gd", "spr.ly", "t.co", "t.ly", "tiny.cc",
        "tinyurl.com", "trib.al", "v.gd", "wp.me", "zpr.io",
    }
)  # fmt: skip


def is_short(url: str) -> bool:
    """Whether `url` stands for another address."""
    host = host_of(url)
    return host in SHORTENERS and len(url.partition("://")[2].partition("/")[2].strip("/")) > 0
