"""What an address tells by itself: which network, whose post, which conversation. Nothing is fetched."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlsplit, urlunsplit

from bot.domain.hosts import runs_lemmy

# Parameters that say who shared a link, not what it leads to.
_TRACKING = re.compile(
    r"^(utm_\w+|fbclid|gclid|igshid|igsh|mc_[ce]id|ref|ref_src|ref_url|s|t|si|feature|share_id|trackingId)$"
)


@dataclass(frozen=True, slots=True)
class Permalink:
    """A post or a conversation somewhere. `author` and `native_id` are "" where the address does not tell."""

    network: str
    url: str  # canonical
    native_id: str = ""
    author: str = ""  # handle of whose post it is
    venue: str = ""
    is_profile: bool = False


def canonical(url: str) -> str:
    """`url` as everybody would spell it: without tracking, fragment, trailing slash, letter case of the host."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:  # an address only its writer understands: "https://[home", "https://a.example:99999"
        return url.strip()
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("old.")
    host = f"[{host}]" if ":" in host else host
    if port and port not in {80, 443}:
        host += f":{port}"
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _TRACKING.match(pair.partition("=")[0]))
    scheme = "https" if port in {None, 80, 443} else parts.scheme
    return urlunsplit((scheme, host, parts.path.rstrip("/"), query, ""))


def understood(url: str) -> Permalink:
    """What `url` tells by itself. An address nobody knows is a page of its host: network "web"."""
    address = canonical(url)
    try:
        parts = urlsplit(address)
    except ValueError:
        return Permalink("web", address, native_id=address)
    host = parts.hostname or ""
    path = [piece for piece in parts.path.split("/") if piece]
    for suffix, read in _KNOWN:
        if host == suffix or host.endswith("." + suffix):
            return read(address, parts, path)
    return _fediverse(address, parts, path) or Permalink("web", address, native_id=address)


def _bluesky(address: str, _: SplitResult, path: list[str]) -> Permalink:
    author = path[1] if len(path) > 1 and path[0] == "profile" else ""
    if len(path) > 3 and path[2] == "post":
        return Permalink("bluesky", address, native_id=path[3], author=author)
    return Permalink("bluesky", address, author=author, is_profile=bool(author))


def _hackernews(address: str, parts: SplitResult, _: list[str]) -> Permalink:
    item = parse_qs(parts.query).get("id", [""])[0]
    if parts.path == "/user":
        return Permalink("hackernews", address, author=item, is_profile=True)
    return Permalink("hackernews", address, native_id=item)


def _github(address: str, _: SplitResult, path: list[str]) -> Permalink:
    if len(path) == 1:
        return Permalink("github", address, author=path[0], is_profile=True)
    native_id = "/".join(path[:4]) if len(path) > 3 and path[2] in {"issues", "pull", "discussions"} else ""
    return Permalink("github", address, native_id=native_id, venue="/".join(path[:2]))


def _reddit(address: str, parts: SplitResult, path: list[str]) -> Permalink:
    if path and parts.hostname == "redd.it":
        return Permalink("reddit", address, native_id=f"t3_{path[0]}")
    author = path[1] if len(path) > 1 and path[0] in {"u", "user"} else ""
    venue = f"r/{path[1]}" if len(path) > 1 and path[0] == "r" else ""
    post = f"t3_{path[3]}" if len(path) > 3 and path[2] == "comments" else ""
    return Permalink(
        "reddit", address, native_id=post, author=author, venue=venue, is_profile=bool(author) and not post
    )


def _x(address: str, _: SplitResult, path: list[str]) -> Permalink:
    author = path[0] if path and path[0] not in {"i", "home", "search"} else ""
    post = path[2:] if path[:2] == ["i", "web"] else path[1:]  # another way to the same post, without whose it is
    if len(post) > 1 and post[0] in {"status", "statuses"}:
        return Permalink("x", address, native_id=post[1], author=author)
    return Permalink("x", address, author=author, is_profile=len(path) == 1 and bool(author))


def _youtube(address: str, parts: SplitResult, path: list[str]) -> Permalink:
    video = parse_qs(parts.query).get("v", [""])[0] or (path[0] if parts.hostname == "youtu.be" and path else "")
    if path and path[0] in {"shorts", "live", "embed", "v"} and len(path) > 1:
        video = path[1]
    if path and path[0].startswith("@"):
        return Permalink("youtube", address, author=path[0], is_profile=True)
    if len(path) > 1 and path[0] in {"channel", "user", "c"}:
        return Permalink("youtube", address, author=path[1], is_profile=True)
    return Permalink("youtube", address, native_id=video)


def _threads(address: str, _: SplitResult, path: list[str]) -> Permalink:
    author = next((piece.removeprefix("@") for piece in path if piece.startswith("@")), "")
    post = path[-1] if len(path) > 1 and path[-2] in {"post", "t"} else ""
    return Permalink("threads", address, native_id=post, author=author, is_profile=len(path) == 1 and bool(author))


def _linkedin(address: str, _: SplitResult, path: list[str]) -> Permalink:
    found = re.search(r"(\d{15,})", address)
    if len(path) > 1 and path[0] in {"in", "company", "school", "showcase"}:
        return Permalink("linkedin", address, author=path[1], is_profile=True)
    author = path[1].partition("_")[0] if len(path) > 1 and path[0] == "posts" else ""
    venue = f"group {path[1]}" if len(path) > 1 and path[0] == "groups" else ""
    return Permalink("linkedin", address, native_id=found.group(1) if found else "", author=author, venue=venue)


def _stackexchange(address: str, parts: SplitResult, path: list[str]) -> Permalink:
    number = path[1] if len(path) > 1 and path[0] in {"questions", "q", "a"} else ""
    return Permalink(
        "stackexchange", address, native_id=f"{parts.hostname}/{number}" if number else "", venue=parts.hostname or ""
    )


def _named(network: str) -> Callable[[str, SplitResult, list[str]], Permalink]:
    def read(address: str, parts: SplitResult, path: list[str]) -> Permalink:
        author = next((piece.removeprefix("@") for piece in path if piece.startswith("@")), "")
        return Permalink(
            network, address, native_id="/".join(path), author=author, is_profile=len(path) == 1 and bool(author)
        )

    return read


def _facebook(address: str, parts: SplitResult, path: list[str]) -> Permalink:
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if len(path) > 1 and path[0] == "groups":
        post = path[3] if len(path) > 3 and path[2] in {"posts", "permalink"} else query.get("multi_permalinks", "")
        return Permalink("facebook", address, native_id=post, venue=f"group {path[1]}")
    if path and path[0] in {"permalink.php", "story.php", "profile.php", "photo", "photo.php", "watch"}:
        post = query.get("story_fbid") or query.get("fbid") or query.get("v") or ""
        return Permalink("facebook", address, native_id=post, author=query.get("id", ""), is_profile=not post)
    if path and path[0] in {"share", "sharer", "sharer.php", "reel", "hashtag", "events", "stories", "l.php"}:
        # Whose it is, such an address does not tell.
        is_one = path[0] in {"reel", "events"} and len(path) > 1
        return Permalink("facebook", address, native_id=path[1] if is_one else "")
    author = path[-1] if path and path[0] in {"pages", "people"} else path[0] if path else ""
    kinds = {"posts", "videos", "photos", "reels", "notes"}
    is_post = len(path) > 2 and path[1] in kinds
    return Permalink(
        "facebook",
        address,
        native_id=path[-1] if is_post else "",
        author=author,
        is_profile=bool(author) and not is_post,
    )


def _instagram(address: str, _: SplitResult, path: list[str]) -> Permalink:
    posts = {"p", "reel", "reels", "tv"}
    author = path[0] if path and path[0] not in posts | {"explore", "stories", "accounts"} else ""
    post = path[1:] if author else path
    native_id = post[1] if len(post) > 1 and post[0] in posts else ""
    return Permalink(
        "instagram", address, native_id=native_id, author=author, is_profile=bool(author) and len(path) == 1
    )


def _pinterest(address: str, parts: SplitResult, path: list[str]) -> Permalink:
    if path and path[0] == "pin":
        found = re.search(r"(\d+)$", path[1]) if len(path) > 1 else None  # with a title before it or without
        return Permalink("pinterest", address, native_id=found[1] if found else "")
    author = path[0] if path and path[0] not in {"search", "ideas", "today"} and parts.hostname != "pin.it" else ""
    return Permalink("pinterest", address, author=author, is_profile=bool(author) and len(path) == 1)


def _dev(address: str, _: SplitResult, path: list[str]) -> Permalink:
    author = path[0] if path else ""
    return Permalink("dev", address, native_id="/".join(path), author=author, is_profile=len(path) == 1)


def _fediverse(address: str, parts: SplitResult, path: list[str]) -> Permalink | None:
    if path and path[0].startswith("@") and (len(path) == 1 or path[1].isalnum()):
        name = path[0].removeprefix("@")
        author = f"@{name}" if "@" in name else f"@{name}@{parts.netloc}"
        return Permalink(
            "mastodon", address, native_id=path[1] if len(path) > 1 else "", author=author, is_profile=len(path) == 1
        )
    if path and path[0] == "t" and len(path) > 2 and path[2].isdigit():
        return Permalink("discourse", address, native_id=path[2], venue=parts.netloc)
    return _lemmy(address, parts, path) if path and runs_lemmy(parts.netloc) else None


def _lemmy(address: str, parts: SplitResult, path: list[str]) -> Permalink:
    name, _, home = path[1].partition("@") if len(path) > 1 else ("", "", "")
    if path[0] == "u" and name:
        return Permalink("lemmy", address, author=f"@{name}@{home or parts.netloc}", is_profile=True)
    if path[0] == "c" and name:
        return Permalink("lemmy", address, venue=f"!{name}@{home or parts.netloc}")
    is_one = path[0] in {"post", "comment"} and name.isdigit()
    return Permalink("lemmy", address, native_id=f"https://{parts.netloc}/{path[0]}/{name}" if is_one else "")


_KNOWN: tuple[tuple[str, Callable[[str, SplitResult, list[str]], Permalink]], ...] = (
    ("bsky.app", _bluesky),
    ("news.ycombinator.com", _hackernews),
    ("github.com", _github),
    ("reddit.com", _reddit),
    ("redd.it", _reddit),
    ("x.com", _x),
    ("twitter.com", _x),
    ("youtube.com", _youtube),
    ("youtu.be", _youtube),
    ("linkedin.com", _linkedin),
    ("stackoverflow.com", _stackexchange),
    ("stackexchange.com", _stackexchange),
    ("serverfault.com", _stackexchange),
    ("superuser.com", _stackexchange),
    ("askubuntu.com", _stackexchange),
    ("threads.net", _threads),
    ("threads.com", _threads),
    ("instagram.com", _instagram),
    ("facebook.com", _facebook),
    ("fb.com", _facebook),
    ("pinterest.com", _pinterest),
    ("pinterest.ca", _pinterest),
    ("pinterest.ch", _pinterest),
    ("pinterest.co.uk", _pinterest),
    ("pinterest.com.au", _pinterest),
    ("pinterest.de", _pinterest),
    ("pinterest.es", _pinterest),
    ("pinterest.fr", _pinterest),
    ("pinterest.it", _pinterest),
    ("pin.it", _pinterest),
    ("medium.com", _named("medium")),
    ("dev.to", _dev),
)
