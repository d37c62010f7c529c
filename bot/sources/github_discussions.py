"""What a member says in discussions on GitHub: no event tells of it, only GraphQL does, and only to a token."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.entry import MAX_TITLE, NOBODY, Entry, Party, clean
from bot.domain.kinds import Kind
from bot.errors import Garbled, Private
from bot.sources import github_read as read
from bot.sources.github_ask import Api, Json
from bot.sources.github_read import UNREADABLE

OVERLAP = timedelta(minutes=15)
KNOWN_FOR = timedelta(days=7)  # how long a comment that was read is missed when it is deleted
PAGE, PAGES = 50, 6

_PERSON = "{ __typename login ... on User { databaseId } ... on Bot { databaseId } }"
_QUERY = f"""
query($login: String!, $first: Int, $after: String, $last: Int, $before: String) {{
  user(login: $login) {{
    repositoryDiscussionComments(first: $first, after: $after, last: $last, before: $before) {{
      pageInfo {{ hasNextPage endCursor hasPreviousPage startCursor }}
      nodes {{
        databaseId url body createdAt lastEditedAt isAnswer
        author {_PERSON}
        replyTo {{ databaseId body author {_PERSON} }}
        discussion {{
          number title body
          author {_PERSON}
          category {{ isAnswerable }}
          repository {{ nameWithOwner isPrivate }}
        }}
      }}
    }}
  }}
}}"""


@dataclass(slots=True)
class Discussed:
    """What of one member's comments in discussions has been read: until when, and the recent ones by id."""

    upto: datetime | None
    known: dict[str, datetime]
    entries: tuple[Entry, ...] = ()
    gone: frozenset[str] = frozenset()
    skipped: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, cursor: Mapping[str, object]) -> "Discussed":
        upto, known = cursor.get("discussed"), cursor.get("discussions")
        kept = known.items() if isinstance(known, dict) else ()
        moments = {str(id_): at for id_, said in kept if (at := _moment(said)) is not None}
        return cls(_moment(upto), moments)

    def cursor(self) -> dict[str, object]:
        known = {id_: at.isoformat() for id_, at in self.known.items()}
        return {
            **({"discussed": self.upto.isoformat()} if self.upto else {}),
            **({"discussions": known} if known else {}),
        }

    async def look(self, api: Api, login: str, since: datetime, now: datetime) -> None:
        """Reads what is new since last time, and of the last week what has been edited or is gone."""
        edge = min(self.upto - OVERLAP, now - KNOWN_FOR) if self.upto else since
        try:
            nodes, whole = await _nodes(api, login, max(edge, since))
        except (Private, Garbled):  # the token is not for that, or there is no GraphQL
            self.skipped["discussions"] += 1
            return
        found: dict[str, Entry] = {}
        for node in nodes:
            try:
                if node["discussion"]["repository"]["isPrivate"] is not False:
                    self.skipped["private"] += 1
                elif (entry := comment(node, now)).at >= max(edge, since):
                    found[entry.native_id] = entry
            except UNREADABLE:
                self.skipped["unreadable"] += 1
        is_sure = whole and not self.skipped["unreadable"]
        recent = {id_ for id_, at in self.known.items() if at >= now - KNOWN_FOR}
        self.gone = frozenset(recent - found.keys()) if is_sure else frozenset()
        kept = {id_: self.known[id_] for id_ in recent - self.gone}
        self.known = kept | {id_: entry.at for id_, entry in found.items() if entry.at >= now - KNOWN_FOR}
        self.entries = tuple(sorted(found.values(), key=lambda entry: entry.at))
        self.upto = now


def comment(node: Json, now: datetime) -> Entry:
    """A comment of the member's, as GraphQL tells it."""
    about, above = node["discussion"], node.get("replyTo")
    repository = read.repository(about["repository"]["nameWithOwner"])
    thread = f"{repository}/discussions/{read.number(about['number'])}"
    author, root = _party(node["author"]), _party(about.get("author"))
    said = clean("\n".join((str(about.get("title") or ""), read.words(about.get("body")))), read.QUOTED)
    is_accepted = node.get("isAnswer") is True and root.id != author.id
    asks = (about.get("category") or {}).get("isAnswerable") is True
    return Entry(
        "github",
        f"discussioncomment-{read.number(node['databaseId'])}",
        Kind.REPLY,
        min(read.moment(node["createdAt"]), now),
        author,
        url=clean(str(node["url"]), 500),
        text=read.words(node.get("body")),
        links=read.links(node.get("body")),
        mentions=read.mentions(node.get("body")),
        thread=thread,
        root=root,
        parent_id=f"discussioncomment-{read.number(above['databaseId'])}" if above else thread,
        parent=_party(above.get("author")) if above else root,
        parent_text=clean(read.words(above.get("body")), read.QUOTED) if above else clean(said, MAX_TITLE),
        venue=repository,
        edited_at=read.moment(node["lastEditedAt"]) if node.get("lastEditedAt") else None,
        outcome=1.0 if is_accepted else 0.0,
        answers_question=asks and root.id != author.id and not above,
        traits=frozenset({"accepted"} if is_accepted else ()),
    )


async def _nodes(api: Api, login: str, edge: datetime) -> tuple[list[Json], bool]:
    """Comments since `edge` and some older ones, and whether that is all of them since."""
    found: list[Json] = []
    # Nobody says in which order they come: whichever end is newer is read from.
    where: dict[str, object] = {"last": PAGE}
    for _ in range(PAGES):
        said = await api.graphql(_QUERY, {"login": login, **where})
        connection = ((said.get("user") or {}).get("repositoryDiscussionComments")) or {}
        nodes = [node for node in connection.get("nodes") or () if isinstance(node, dict)]
        about = connection.get("pageInfo") or {}
        times = [at for node in nodes if (at := _moment(node.get("createdAt"))) is not None]
        if "last" in where and not found and len(times) > 1 and times[0] > times[-1] and about.get("hasPreviousPage"):
            where = {"first": PAGE}
            continue
        found += nodes
        backwards = "last" in where
        is_more = about.get("hasPreviousPage" if backwards else "hasNextPage") is True
        if not is_more or not times or min(times) < edge:
            return found, True
        where = {"last": PAGE, "before": about.get("startCursor")} if backwards else {}
        where = where or {"first": PAGE, "after": about.get("endCursor")}
    return found, False


def _party(author: object) -> Party:
    """GraphQL's people have their numbers elsewhere; a ghost has none."""
    if not isinstance(author, dict):
        return NOBODY
    kind = "Bot" if author.get("__typename") == "Bot" else "User"
    return read.party({"id": author.get("databaseId"), "login": author["login"], "type": kind})


def _moment(said: object) -> datetime | None:
    try:
        return read.moment(said) if isinstance(said, str) else None
    except UNREADABLE:
        return None
