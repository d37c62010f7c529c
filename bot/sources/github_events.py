"""What one event of GitHub's says somebody did. Since October 2025 an event only points: the rest is looked up."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.entry import MAX_TITLE, NOBODY, Entry, Party, clean
from bot.domain.kinds import Kind
from bot.sources import github_read as read
from bot.sources.github_ask import PAGE, Json, LookUps
from bot.sources.github_read import Thread

REACTED = "approved"  # a review without a word


@dataclass(frozen=True, slots=True)
class Event:
    """An event that has the form it should have."""

    id: str
    type: str
    at: datetime
    actor: Party
    repository: str
    payload: Json
    org: Party
    is_public: bool

    @classmethod
    def of(cls, raw: Json) -> "Event":
        payload, actor = raw["payload"], read.party(raw["actor"])
        if not isinstance(payload, dict) or not actor:
            raise TypeError("nobody did anything")
        return cls(
            id=read.number(raw["id"]),
            type=str(raw["type"]),
            at=read.moment(raw["created_at"]),
            actor=actor,
            repository=read.repository(raw["repo"]["name"]),
            payload=payload,
            org=read.party(raw.get("org")),
            is_public=raw.get("public") is True,
        )

    def with_fresh(self, message: Json) -> "Event":
        """The same with what was said as it is now."""
        part = next(name for name in ("comment", "review", "issue") if name in self.payload)
        return replace(self, payload={**self.payload, part: message})


def path_of(event: Event) -> str:
    """Where what was said can be asked for again; "" where it cannot."""
    repository, payload = event.repository, event.payload
    match event.type:
        case "IssuesEvent" if payload.get("action") == "opened":
            return f"/repos/{repository}/issues/{read.number(payload['issue']['number'])}"
        case "IssueCommentEvent":
            return f"/repos/{repository}/issues/comments/{read.number(payload['comment']['id'])}"
        case "PullRequestReviewCommentEvent":
            return f"/repos/{repository}/pulls/comments/{read.number(payload['comment']['id'])}"
        case "CommitCommentEvent":
            return f"/repos/{repository}/comments/{read.number(payload['comment']['id'])}"
    return ""


def native_id_of(event: Event) -> str:
    """The id of the entry `path_of` asks about."""
    if event.type == "IssuesEvent":
        return read.thread(event.payload["issue"], event.repository).key
    return _anchor(event)


async def entry_of(event: Event, ask: LookUps) -> Entry | None:
    """The entry an event stands for. None where it is nothing one does with others, or makes."""
    read_it = _READERS.get(event.type)
    return await read_it(event, ask) if read_it else None


async def _opened(event: Event, _: LookUps) -> Entry | None:
    if event.payload.get("action") != "opened":
        return None
    issue = event.payload["issue"]
    return _post(event, read.thread(issue, event.repository), issue)


async def _opened_pull(event: Event, ask: LookUps) -> Entry | None:
    if event.payload.get("action") != "opened":
        return None
    number = read.number(event.payload["pull_request"]["number"])
    found = await ask.issue(event.repository, number) or {}
    about = read.thread({**found, "number": number}, event.repository, "pull")
    return _post(event, about, found)


async def _discussion(event: Event, _: LookUps) -> Entry | None:
    if event.payload.get("action") != "created":
        return None
    discussion = event.payload["discussion"]
    return _post(event, read.thread(discussion, event.repository, "discussions"), discussion)


async def _comment(event: Event, ask: LookUps) -> Entry | None:
    if event.payload.get("action") != "created":
        return None
    issue, comment = event.payload["issue"], event.payload["comment"]
    about = await _thread(event, issue, "", ask)
    parent, parent_id, said = about.author, about.key, about.said
    if about.author.id == event.actor.id:
        parent, parent_id, said = await _answered(event, issue, comment, about, ask)
    return _reply(event, comment, about, parent, parent_id, said)


async def _review(event: Event, ask: LookUps) -> Entry | None:
    review = event.payload["review"]
    state = str(review.get("state") or "").casefold()
    has_words = bool(read.words(review.get("body")))
    if event.payload.get("action") not in ("created", "submitted") or not (has_words or state == REACTED):
        return None  # words on single lines come as events of their own
    about = await _thread(event, event.payload["pull_request"], "pull", ask)
    if has_words:
        return _reply(event, review, about, about.author, about.key, about.said)
    return Entry(
        "github",
        _anchor(event),
        Kind.REACTION,
        read.spoken_at(review),
        event.actor,
        url=read.page(review, about.key),
        title=about.title,
        thread=about.key,
        root=about.author,
        of=about.author,
        venue=event.repository,
    )


async def _review_comment(event: Event, ask: LookUps) -> Entry | None:
    if event.payload.get("action") != "created":
        return None
    comment = event.payload["comment"]
    about = await _thread(event, event.payload["pull_request"], "pull", ask)
    first = comment.get("in_reply_to_id")
    if first is None:
        return _reply(event, comment, about, about.author, about.key, about.said)
    answered = await ask.review_comment(event.repository, read.number(first)) or {}
    parent_id, said = f"discussion_r{read.number(first)}", clean(read.words(answered.get("body")), read.QUOTED)
    return _reply(event, comment, about, read.party(answered.get("user")), parent_id, said)


async def _commit_comment(event: Event, ask: LookUps) -> Entry | None:
    comment = event.payload["comment"]
    sha = str(comment["commit_id"])
    if not sha.isalnum():
        raise ValueError("no commit has that name")
    commit = await ask.commit(event.repository, sha) or {}
    author = read.party(commit.get("author"))
    said = read.words((commit.get("commit") or {}).get("message"))
    about = Thread(f"{event.repository}/commit/{sha}", author, text=clean(said, read.QUOTED))
    return _reply(event, comment, about, author, about.key, about.said)


async def _star(event: Event, ask: LookUps) -> Entry | None:
    return Entry(
        "github",
        f"event-{event.id}",
        Kind.REACTION,
        event.at,
        event.actor,
        url=f"https://github.com/{event.repository}",
        title=event.repository,
        of=await _owner(event, ask),
        venue=event.repository,
    )


async def _owner(event: Event, ask: LookUps) -> Party:
    owner = event.repository.partition("/")[0]
    for known in (event.org, event.actor):
        if known and known.name.casefold() == owner.casefold():
            return known
    return read.party((await ask.repository(event.repository) or {}).get("owner")) or Party("", owner)


async def _made(event: Event, _: LookUps) -> Entry | None:
    """A fork, a push, a release, a new repository or tag."""
    payload = event.payload
    if event.type == "CreateEvent" and payload.get("ref_type") == "branch":
        return None  # the push to it says the same
    release = payload.get("release")
    release = release if isinstance(release, dict) else {}
    ref = str(payload.get("ref") or "").removeprefix("refs/heads/").removeprefix("refs/tags/")
    title = {
        "ForkEvent": f"Forked {event.repository}",
        "PushEvent": f"Pushed to {ref}",
        "CreateEvent": f"New tag {ref}" if payload.get("ref_type") == "tag" else f"New repository {event.repository}",
        "ReleaseEvent": str(release.get("name") or release.get("tag_name") or "Release"),
    }[event.type]
    return Entry(
        "github",
        f"event-{event.id}",
        Kind.PRODUCTION,
        event.at,
        event.actor,
        url=read.page(release, event.repository),
        text=read.words(release.get("body")),
        title=clean(title, MAX_TITLE),
        venue=event.repository,
    )


_READERS: dict[str, Callable[[Event, LookUps], Awaitable[Entry | None]]] = {
    "IssuesEvent": _opened,
    "PullRequestEvent": _opened_pull,
    "DiscussionEvent": _discussion,
    "IssueCommentEvent": _comment,
    "PullRequestReviewEvent": _review,
    "PullRequestReviewCommentEvent": _review_comment,
    "CommitCommentEvent": _commit_comment,
    "WatchEvent": _star,
    "ForkEvent": _made,
    "PushEvent": _made,
    "CreateEvent": _made,
    "ReleaseEvent": _made,
}


def _anchor(event: Event) -> str:
    message = event.payload.get("comment") or event.payload["review"]
    kinds = {
        "IssueCommentEvent": "issuecomment-",
        "PullRequestReviewCommentEvent": "discussion_r",
        "PullRequestReviewEvent": "pullrequestreview-",
        "CommitCommentEvent": "commitcomment-",
    }
    return kinds[event.type] + read.number(message["id"])


async def _thread(event: Event, told: Json, kind: str, ask: LookUps) -> Thread:
    """What an event's issue or pull request is, asked for where the event does not tell whose it is."""
    about = read.thread(told, event.repository, kind)
    if about.author:
        return about
    found = await ask.issue(event.repository, read.number(told["number"]))
    return read.thread({**found, "number": told["number"]}, event.repository, kind) if found else about


async def _answered(event: Event, issue: Json, comment: Json, about: Thread, ask: LookUps) -> tuple[Party, str, str]:
    """Whom a comment below one's own issue answers: whom it names, else who spoke last before it, else oneself."""
    is_pull = about.key.split("/")[-2] == "pull"
    count = issue.get("comments")
    if count == 0 and not is_pull:
        return about.author, about.key, about.said
    last = -(-count // PAGE) if isinstance(count, int) and count > 0 else 1
    said = await ask.said(event.repository, read.number(issue["number"]), page=last, is_pull=is_pull)
    if said is None:
        return NOBODY, "", ""
    at, named = read.spoken_at(comment), {login.casefold() for login in read.mentions(comment.get("body"))}
    before: list[tuple[datetime, Party, Json]] = []
    for message in said:
        try:
            who, when = read.party(message.get("user")), read.spoken_at(message)
        except read.UNREADABLE:
            continue
        if who and who.id != event.actor.id and not who.is_bot and when <= at:
            before.append((when, who, message))
    before.sort(key=lambda each: (each[1].name.casefold() in named, each[0]))
    if not before:
        return about.author, about.key, about.said
    _, who, message = before[-1]
    return who, read.anchor(message), clean(read.words(message.get("body")), read.QUOTED)


def _post(event: Event, about: Thread, told: Json) -> Entry:
    at = read.moment(told["created_at"]) if told.get("created_at") else event.at
    return Entry(
        "github",
        about.key,
        Kind.POST,
        at,
        event.actor,
        url=read.page(told, about.key),
        text=about.text,
        title=about.title,
        links=read.links(told.get("body")),
        mentions=read.mentions(told.get("body")),
        venue=event.repository,
        comments_open=not told["locked"] if isinstance(told.get("locked"), bool) else None,
        traits=read.traits(told),
    )


def _reply(event: Event, message: Json, about: Thread, parent: Party, parent_id: str, said: str) -> Entry:
    at = read.spoken_at(message)
    return Entry(
        "github",
        _anchor(event),
        Kind.REPLY,
        at,
        event.actor,
        url=read.page(message, about.key),
        text=read.words(message.get("body")),
        links=read.links(message.get("body")),
        mentions=read.mentions(message.get("body")),
        thread=about.key,
        root=about.author,
        parent_id=parent_id,
        parent=parent,
        parent_text=said,
        venue=event.repository,
        edited_at=read.edited_at(message, at),
        traits=read.traits(message),
    )
