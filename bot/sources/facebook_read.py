"""Facebook's words turned into ours. What has not the form it should have raises one of `UNREADABLE`."""

import re

from bot.domain.classify import asks
from bot.domain.entry import MAX_TITLE, NOBODY, Entry, Party, clean
from bot.domain.kinds import Kind
from bot.sources.base import Talk
from bot.sources.below import Said
from bot.sources.meta_ask import Json
from bot.sources.meta_below import Post
from bot.sources.meta_read import amount, moment, words
from bot.sources.text import MAX_ADDRESS, addresses

TITLE = 100  # characters

POST_FIELDS = (
    "id,message,created_time,permalink_url,parent_id,"
    "attachments{media_type,type,title,unshimmed_url,target},comments.filter(stream).limit(0).summary(true)"
)
COMMENT_FIELDS = "id,from{id,name},message,created_time,permalink_url,parent{id},user_likes"
TAGGED_FIELDS = "id,from{id,name},message,created_time,permalink_url,comments.filter(stream).limit(0).summary(true)"

_ID = re.compile(r"[0-9]{1,30}(?:_[0-9]{1,30})?")
# What Facebook links to by itself: the photo, the video, the post that is shared.
_OWN_HOSTS = re.compile(r"https?://(?:[\w-]+\.)*(?:facebook\.com|fb\.watch|fbcdn\.net)(?:[/?#]|$)", re.IGNORECASE)


def identity(value: object) -> str:
    """An id of theirs."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise ValueError("no id")
    return value


def post(item: Json, me: Party) -> Post:
    """Something the page posted, with the number of comments below it."""
    id_, attached = identity(item["id"]), _attached(item)
    text = clean(words(item, "message"))
    shared = _shared(item, attached, id_, me)
    links = dict.fromkeys([*_links(attached), *(link for link in addresses(text) if not _OWN_HOSTS.match(link))])
    kind = Kind.POST if shared is None else Kind.QUOTE if text else Kind.BOOST
    entry = Entry(
        network="facebook",
        native_id=id_,
        kind=kind,
        at=moment(item["created_time"]),
        author=me,
        url=_address(item, id_),
        text=text,
        title=clean(words(attached, "title"), MAX_TITLE) if links and kind is Kind.POST else "",
        links=tuple(links),
        of=shared or NOBODY,
    )
    return Post(entry, comments_below(item))


def comment(item: Json, own_id: str) -> Said:
    """A comment below a post of the page's; `own_id` is the page's number."""
    id_, by, above = identity(item["id"]), item.get("from"), item.get("parent")
    author = Party(identity(by["id"]), clean(words(by, "name"), 100)) if isinstance(by, dict) else NOBODY
    return Said(
        id=id_,
        author=author,
        at=moment(item["created_time"]),
        text=clean(words(item, "message")),
        url=_address(item, id_),
        above=identity(above["id"]) if isinstance(above, dict) else "",
        is_own=author.id == own_id,
        liked=item.get("user_likes") is True,
    )


def talk(item: Json, own_id: str) -> Talk | None:
    """A post of somebody else's that names the page."""
    id_, by = identity(item["id"]), item.get("from")
    if not isinstance(by, dict) or by.get("id") == own_id:
        return None
    at, text = moment(item["created_time"]), clean(words(item, "message"))
    return Talk(
        native_id=id_,
        starter=Party(identity(by["id"]), clean(words(by, "name"), 100)),
        started_at=at,
        last_at=at,
        messages=1 + comments_below(item),
        title=clean(text, TITLE),
        text=text,
        url=_address(item, id_),
        is_question=asks(text),
    )


def comments_below(item: Json) -> int:
    comments = item.get("comments")
    summary = comments.get("summary") if isinstance(comments, dict) else None
    total = summary.get("total_count") if isinstance(summary, dict) else None
    return amount(total)


def _shared(item: Json, attached: Json, id_: str, me: Party) -> Party | None:
    """Whose post it passes on; None where it is the page's own."""
    parent = item.get("parent_id")
    if not isinstance(parent, str) or not _ID.fullmatch(parent) or parent == id_:
        return None
    author = parent.partition("_")[0] if "_" in parent else f"post:{parent}"
    return me if author == id_.partition("_")[0] else Party(author)


def _attached(item: Json) -> Json:
    attachments = item.get("attachments")
    found = attachments.get("data") if isinstance(attachments, dict) else None
    return found[0] if isinstance(found, list) and found and isinstance(found[0], dict) else {}


def _links(attached: Json) -> list[str]:
    """Where a link in a post leads, past Facebook's own detour."""
    address = attached.get("unshimmed_url")
    if not isinstance(address, str) or not address.startswith(("http://", "https://")):
        return []
    return [] if _OWN_HOSTS.match(address) or len(address) > MAX_ADDRESS else [clean(address, MAX_ADDRESS)]


def _address(item: Json, id_: str) -> str:
    said = item.get("permalink_url")
    is_address = isinstance(said, str) and said.startswith("https://") and len(said) <= MAX_ADDRESS
    return clean(str(said), MAX_ADDRESS) if is_address else f"https://www.facebook.com/{id_}"
