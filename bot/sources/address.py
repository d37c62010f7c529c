"""An address of the web, taken apart once for all who look at it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from bot.domain.entry import clean
from bot.errors import Refused

MAX_URL = 4_000
PORTS = {"http": 80, "https": 443}

# What needs no second look: an address that httpx would leave as it is, letter by letter. Most are, and taking one
# apart with care costs a question as much as asking it (a fifth of a millisecond for one of 2,000 characters).
_PLAIN = re.compile(
    r"(https?)://([a-z0-9][a-z0-9.-]{0,252})(?::([1-9][0-9]{0,4}))?"
    r"((?:/[A-Za-z0-9._~!$&'()*+,;=:@/%-]*)?(?:\?[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*)?)"
)
_NOT_PLAIN = re.compile(r"%(?![0-9A-Fa-f]{2})|/\.")  # a per cent sign that stands for itself; a dot to be resolved
_NUMBERS = re.compile(r"[0-9.]+")
_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}")


@dataclass(frozen=True, slots=True)
class Address:
    """Where to ask, and for what: http or https, without a user or a password in it."""

    text: str
    scheme: str
    host: str  # in ASCII and lower case; an IPv6 address without its brackets
    port: int
    origin: str  # "https://example.org", "http://[::1]:8080"
    target: str  # what is asked for there: path and query

    @classmethod
    def read(cls, url: str, params: Mapping[str, str | int] | None = None) -> "Address":
        """`url` with `params` added to it. Raises Refused with a sentence for what is none, or none for us."""
        if params and isinstance(url, str) and "?" not in url and "#" not in url:
            url, params = f"{url}?{httpx.QueryParams(params)}", None
        if not params and (found := _plain(url)) is not None:
            return found
        try:
            parsed = httpx.URL(url)
            return cls.of(parsed.copy_merge_params(params) if params else parsed)
        except (httpx.InvalidURL, ValueError, TypeError) as error:
            raise Refused(
                "{url} is no address of a web page: give one that begins with https://.", url=clean(str(url), 80)
            ) from error

    @classmethod
    def of(cls, url: httpx.URL) -> "Address":
        """The same of an address that httpx has taken apart."""
        host = url.raw_host.decode("ascii", "replace").lower()
        if url.scheme not in PORTS or not host:
            raise Refused("Involve reads web pages only: give it an address that begins with https://.")
        if url.userinfo:
            raise Refused("Involve visits no address with a password in it: leave out what stands before the @.")
        text = str(url)
        if len(text) > MAX_URL:
            raise Refused("That address has more than {max_url} characters: give a shorter one.", max_url=MAX_URL)
        origin = f"{url.scheme}://{url.netloc.decode('ascii', 'replace')}"
        return cls(text, url.scheme, host, url.port or PORTS[url.scheme], origin, url.raw_path.decode("ascii"))

    @property
    def shown(self) -> str:
        """The host as it may stand in a sentence."""
        return clean(self.host, 80) or "that address"

    def joined(self, location: str) -> "Address":
        """Where `location` leads from here. Raises what `read` does, and httpx.InvalidURL or ValueError."""
        return _plain(location) or self.of(httpx.URL(self.text).join(location))


def _plain(url: str) -> Address | None:
    found = _PLAIN.fullmatch(url) if isinstance(url, str) and len(url) <= MAX_URL else None
    if found is None or _NOT_PLAIN.search(url, found.end(2)):
        return None
    scheme, host, port, target = found.groups()
    number = int(port) if port else PORTS[scheme]
    if _NUMBERS.fullmatch(host) and not _IPV4.fullmatch(host):  # 0177.0.0.01: httpx takes it for none
        return None
    if host.startswith("xn--") or ".xn--" in host or (port and (number == PORTS[scheme] or number > 65535)):
        return None
    origin = f"{scheme}://{host}:{port}" if port else f"{scheme}://{host}"
    return Address(url, scheme, host, number, origin, target if target.startswith("/") else f"/{target}")
