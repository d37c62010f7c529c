"""GitHub's words turned into ours: people, threads, texts in Markdown.

What has not the form it should have raises one of `UNREADABLE`.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from bot.domain.entry import MAX_TITLE, NOBODY, Party, clean
from bot.sources.base import Received, Talk
from bot.sources.github_ask import LOGIN, NUMBER, REPOSITORY, Json

UNREADABLE = (KeyError, TypeError, AttributeError, ValueError, OverflowError)
QUOTED = 1_000  # characters kept of what is answered
MAX_ADDRESS = 2_000
MAX_LINKS = 50
MAX_BODY = 70_000  # characters read of a text; GitHub takes no longer ones
TOUCHED_UP = timedelta(seconds=5)  # GitHub itself changes some things a moment after they were written
AT_HOME = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})  # of the repository somebody speaks in
PICTURES = ("user-images.githubusercontent.com", "github.com/user-attachments", "camo.githubusercontent.com")

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_PICTURE = re.compile(r"!\[[^\[\]\n]{0,300}\]\([^()\n]{0,2000}\)|<img\b[^<>]{0,2000}>", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"'`)\]|\\]{4,2000}", re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w/@.`-])@([A-Za-z0-9][A-Za-z0-9-]{0,38})(?![\w/-])")


@dataclass(frozen=True, slots=True)
class Thread:
    """An issue, pull request or discussion. `author` is NOBODY where GitHub would not say."""

    key: str  # "owner/name/issues/12": also the path of its page
    author: Party = NOBODY
    title: str = ""
    text: str = ""

    @property
    def said(self) -> str:
        """What it says, in short."""
        return clean("\n".join(part for part in (self.title, self.text) if part), QUOTED)


def repository(name: object) -> str:
    if not isinstance(name, str) or not REPOSITORY.fullmatch(name):
        raise ValueError("no repository has that name")
    return name


def number(value: object) -> str:
    """An id or number of theirs as text."""
    if isinstance(value, bool) or not NUMBER.fullmatch(str(value)):
        raise ValueError("no number")
    return str(value)


def moment(said: object) -> datetime:
    at = datetime.fromisoformat(str(said))
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def party(user: object) -> Party:
    """Somebody; NOBODY where the account is gone."""
    if not isinstance(user, dict) or user.get("id") is None:
        return NOBODY
    login = str(user["login"])
    return Party(number(user["id"]), clean(login, 60), is_bot=user.get("type") == "Bot" or is_bot(login))


def is_bot(login: str) -> bool:
    return login.casefold().endswith("[bot]")


def thread(issue: Json, name: str, kind: str = "") -> Thread:
    """An issue, pull request ("pull") or discussion ("discussions") of the repository `name`."""
    kind = kind or ("pull" if issue.get("pull_request") else "issues")
    return Thread(
        f"{name}/{kind}/{number(issue['number'])}",
        party(issue.get("user")),
        clean(str(issue.get("title") or ""), MAX_TITLE),
        words(issue.get("body")),
    )


def words(body: object) -> str:
    """What somebody wrote, without the hidden hints of issue templates."""
    return clean(_COMMENT.sub("", _text(body)))


def links(body: object) -> tuple[str, ...]:
    """The addresses in it, each once; not those in code, in quoted lines and of pictures."""
    found: dict[str, None] = {}
    for match in _ADDRESS.finditer(_PICTURE.sub(" ", _own_lines(body))):
        address = clean(match[0].rstrip(".,;:!?*_~"), MAX_ADDRESS)
        if _leads_somewhere(address):
            found[address] = None
        if len(found) >= MAX_LINKS:
            break
    return tuple(found)


def mentions(body: object) -> tuple[str, ...]:
    """The logins of those named in it; not those in code and in quoted lines."""
    found = _MENTION.findall(_own_lines(body))
    return tuple(dict.fromkeys(login for login in found if LOGIN.fullmatch(login)))[:MAX_LINKS]


def _text(body: object) -> str:
    return body[:MAX_BODY].replace("\r\n", "\n") if isinstance(body, str) else ""


def _own_lines(body: object) -> str:
    """Without hidden hints, blocks of code, and lines quoted from others."""
    kept: list[str] = []
    fence = ""
    for line in _COMMENT.sub(" ", _text(body)).split("\n"):
        mark = line[:3] if line.startswith(("```", "~~~")) else ""
        if mark and fence in ("", mark):
            fence = "" if fence else mark
        elif not fence and not line.lstrip(" \t").startswith(">"):
            kept.append(line)
    return "\n".join(kept)


def _leads_somewhere(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.hostname) and not f"{parts.netloc}{parts.path}".startswith(PICTURES)


def edited_at(thing: Json, at: datetime) -> datetime | None:
    changed = moment(thing["updated_at"]) if thing.get("updated_at") else at
    return changed if changed - at > TOUCHED_UP else None


def traits(thing: Json) -> frozenset[str]:
    """ "maintainer": speaks as somebody of the repository, not as a guest."""
    return frozenset({"maintainer"}) if thing.get("author_association") in AT_HOME else frozenset()


def page(thing: Json, path: str) -> str:
    """The address where people read it: the one GitHub gives, else that of `path`."""
    said = thing.get("html_url")
    if isinstance(said, str) and said.startswith("https://") and len(said) <= MAX_ADDRESS:
        return clean(said)
    return f"https://github.com/{path}"


def spoken_at(message: Json) -> datetime:
    """When a comment was written or a review handed in."""
    return moment(message.get("created_at") or message["submitted_at"])


def received(messages: list[Json], me: str, on: Thread) -> list[Received]:
    """What others said in the thread `on`, of which `messages` are all; programs are left out."""
    heard: list[tuple[Json, Party, datetime]] = []
    own: list[tuple[Json, datetime]] = []
    for message in messages:
        try:
            who, at = party(message.get("user")), spoken_at(message)
            number(message["id"])
        except UNREADABLE:
            continue
        if who.id == me:
            own.append((message, at))
        elif not who.is_bot and words(message.get("body")):
            heard.append((message, who, at))
    return [
        Received(
            native_id=anchor(message),
            author=who,
            at=at,
            text=words(message.get("body")),
            url=page(message, on.key),
            on=on.key,
            answered_at=min((said for answer, said in own if said > at and _meets(answer, message)), default=None),
        )
        for message, who, at in heard
    ]


def _meets(answer: Json, message: Json) -> bool:
    """Whether an answer can be one to `message`: words on one line of code stand in a row of their own."""
    return _row(answer) == _row(message) or (_row(answer) == "" and not mentions(answer.get("body")))


def _row(message: Json) -> str:
    if "path" not in message or "diff_hunk" not in message:
        return ""
    return str(message.get("in_reply_to_id") or message["id"])


def anchor(message: Json) -> str:
    """The id of a comment among all kinds of comments, as it stands in the address of its page."""
    if "submitted_at" in message:
        return f"pullrequestreview-{number(message['id'])}"
    if "diff_hunk" in message:
        return f"discussion_r{number(message['id'])}"
    kind = "commitcomment" if "commit_id" in message else "issuecomment"
    return f"{kind}-{number(message['id'])}"


def repository_of(found: Json) -> str:
    """The name of the repository a found issue is in."""
    return repository("/".join(str(found["repository_url"]).split("/")[-2:]))


def talk(found: Json) -> Talk | None:
    """A found issue that somebody might answer. None where nobody may, or where a program wrote it."""
    about = thread(found, repository_of(found))
    if found.get("locked") or not about.title or not about.author or about.author.is_bot:
        return None
    labels = [label.get("name", "") for label in found.get("labels") or () if isinstance(label, dict)]
    asked = any(str(label).casefold() in ("question", "help wanted", "support") for label in labels)
    at = moment(found["created_at"])
    comments = found.get("comments")
    return Talk(
        native_id=about.key,
        starter=about.author,
        started_at=at,
        last_at=max(at, moment(found.get("updated_at") or found["created_at"])),
        messages=1 + comments if isinstance(comments, int) else 1,
        title=about.title,
        text=about.text,
        url=page(found, about.key),
        venue=repository_of(found),
        is_question=asked or about.title.rstrip().endswith("?"),
    )
