"""YouTube in Google's Takeout: comments as tables whose columns changed place, case and language."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.entry import MAX_TITLE, NOBODY, Entry, Party, clean
from bot.domain.kinds import Kind, Visibility
from bot.phrase import Phrase
from bot.sources.archives.base import NOT_PUBLIC, Archive, Owner, Skipped, made, members, somebody, utc
from bot.sources.archives.opened import Opened
from bot.sources.archives.tables import Row, table
from bot.sources.base import Identity
from bot.sources.text import addresses

# Lower-case column names: English of 2023 and of 2024, Dutch; others are told by what stands in them.
_COMMENTS = "comments|reacties|kommentare|comentarios|comentários|commentaires|commenti"
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("comment id", "reactie-id", "kommentar-id", "id de comentario", "id du commentaire"),
    "channel": ("channel id", "kanaal-id", "kanal-id", "id de canal", "id du canal", "id de la chaîne"),
    "at": ("comment create timestamp", "aanmaaktijdstempel reactie"),
    "parent": ("parent comment id", "bovenliggende reactie-id", "id van bovenliggende reactie"),
    "video": ("video id", "video-id", "id de video", "id de vídeo", "id de la vidéo"),
    "text": ("comment text", "reactietekst"),
}
_UPLOAD: Mapping[str, tuple[str, ...]] = {
    "video": _COLUMNS["video"],
    "channel": _COLUMNS["channel"],
    "title": ("video title (original)", "videotitel (origineel)"),
    "text": ("video description (original)", "videobeschrijving (origineel)"),
    "privacy": ("privacy",),
    "at": (
        "video publish timestamp",
        "tijdstempel publicatietijd video",
        "video create timestamp",
        "tijdstempel aanmaaktijd video",
    ),
}
_FORMS: Mapping[str, re.Pattern[str]] = {
    "id": re.compile(r"Ug[\w-]{14,40}(?:\.[\w-]{10,40})?"),
    "channel": re.compile(r"UC[\w-]{22}"),
    "at": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*"),
    "video": re.compile(r"[\w-]{11}"),
    "text": re.compile(r"\{.*\}", re.DOTALL),
}
_IN_TAKEOUT = re.compile(r"youtube|(?:^|/)([^/]+)/\1(?: ?\([0-9]+\))?\.csv$", re.IGNORECASE)
_PUBLIC = frozenset({"public", "openbaar", "öffentlich", "público", "publique", "pubblico"})
_UNLISTED = frozenset(
    {"unlisted", "verborgen", "niet gelist", "nicht gelistet", "oculto", "no listado", "non répertoriée"}
)


class YouTube(Archive):
    """YouTube's part of a Takeout."""

    name = "youtube"
    title = "YouTube"
    how_to_get = (
        "On takeout.google.com: deselect all, choose YouTube and YouTube Music, and of it everything but videos and "
        "history."
    )
    parts = members(
        comments=rf"(?:{_COMMENTS})(?: ?\([0-9]+\))?\.csv",
        videos=r"video(?:s|_s|'s)(?: ?\([0-9]+\))?\.csv",
        channel=r"(?:channel|kanaal)\.csv",
        rest=r"(?:subscriptions|abonnementen|playlists)\.csv",
    )
    told_by = ("comments",)
    columns = frozenset(_COLUMNS["video"])

    def recognises(self, names: Collection[str]) -> bool:
        found = self.found(names).get("comments", ())
        # A table of comments that lies in no folder of that name is Reddit's.
        return any(_IN_TAKEOUT.search(name) for name in found) or (len(names) == 1 and bool(found))

    def whose(self, opened: Opened, owner: Owner) -> Identity:
        channel = ""
        for member in self.found(opened.names).get("comments", ()):
            rows = (_named(row, _COLUMNS) for row in table(opened.chunks(member)) if row)
            channel = channel or next((row["channel"] for row in rows if row["channel"]), "")
        return owner.identity(
            self.name, native_id=channel, url=f"https://www.youtube.com/channel/{channel}" if channel else ""
        )

    def lacks(self, names: Collection[str]) -> Phrase | None:
        if self._shows_uploads(names):
            return None
        return Phrase("It does not hold the list of your videos. {way}", way=Phrase(self.how_to_get))

    def _shows_uploads(self, names: Collection[str]) -> bool:
        """Whether the list of own videos is in it, or would be if there were any: it was not narrowed to comments."""
        found = self.found(names)
        return "videos" in found or ("channel" in found and "rest" in found)

    def read(self, opened: Opened, *, me: Party, owner: Owner, now: datetime) -> Iterator[Entry | Skipped]:
        own = _Own(me, self._shows_uploads(opened.names))
        found = self.found(opened.names)
        for member in found.get("videos", ()):
            yield from made("a video", table(opened.chunks(member)), own.video)
        for member in found.get("comments", ()):
            own.comments |= {_named(row, _COLUMNS)["id"] for row in table(opened.chunks(member)) if row}
        for member in found.get("comments", ()):
            yield from made("a comment", table(opened.chunks(member)), own.comment)


@dataclass(slots=True)
class _Own:
    """What is the member's own on YouTube, and what follows for everything else."""

    me: Party
    shows_uploads: bool
    videos: set[str] = field(default_factory=set)
    comments: set[str] = field(default_factory=set)

    def video(self, row: Row) -> Entry | Skipped:
        said = _named(row, _UPLOAD, by_form=False)
        identity = said["video"]
        if not identity:
            raise ValueError("no video")
        at = utc(said["at"])  # first: a playlist called "videos" names videos of others, and has no such column
        self.videos.add(identity)
        privacy = said["privacy"].casefold()
        if privacy and privacy not in _PUBLIC | _UNLISTED:
            return Skipped("a video", NOT_PUBLIC)
        text = clean(said["text"])
        return Entry(
            "youtube", identity, Kind.POST, at, self.me,
            url=f"https://www.youtube.com/watch?v={identity}", text=text, title=clean(said["title"], MAX_TITLE),
            links=addresses(text), visibility=Visibility.UNLISTED if privacy in _UNLISTED else Visibility.PUBLIC,
        )  # fmt: skip

    def comment(self, row: Row) -> Entry:
        said = _named(row, _COLUMNS)
        identity, video = said["id"], said["video"]
        parent = said["parent"] or (identity.rpartition(".")[0])
        if not identity:
            raise ValueError("no comment")
        text = clean(words(said["text"]))
        if video in self.videos:
            root = self.me
        else:
            root = somebody(f"video:{video}") if video and self.shows_uploads else NOBODY
        answered = NOBODY
        if parent and parent not in self.comments:
            answered = somebody(f"comment:{parent}")
        elif not parent and root != self.me:
            answered = root
        # Below a comment of one's own one answers whoever answered there: YouTube knows two levels only.
        address = f"https://www.youtube.com/watch?v={video}&lc={identity}" if video else ""
        return Entry(
            "youtube", identity, Kind.REPLY, utc(said["at"]), self.me,
            url=address, text=text, links=addresses(text), thread=video, root=root, parent_id=parent, parent=answered,
        )  # fmt: skip


def words(said: str) -> str:
    """The text of a comment, which is written as one of two kinds of JSON."""
    try:
        parts = json.loads("[" + said.replace("\r", "").replace("\n", "\\n") + "]")
    except (ValueError, RecursionError):
        return said
    texts = []
    for part in parts:
        segments = part.get("takeoutSegments", [part]) if isinstance(part, dict) else []
        texts += [str(segment.get("text", "")) for segment in segments if isinstance(segment, dict)]
    return "".join(texts)


def _named(row: Row, columns: Mapping[str, tuple[str, ...]], *, by_form: bool = True) -> dict[str, str]:
    """A row by what its columns mean: by their names, else by the form of what stands in them."""
    found = {}
    for meaning, names in columns.items():
        found[meaning] = next((row[name].strip() for name in names if row.get(name, "").strip()), "")
    if by_form:
        named = {name for names in columns.values() for name in names}
        for value in (value.strip() for name, value in row.items() if name not in named):
            meaning = next((each for each, form in _FORMS.items() if not found.get(each) and form.fullmatch(value)), "")
            if meaning:
                found[meaning] = value
    return found
