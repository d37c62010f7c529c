"""Instagram's "Download your information" as JSON: whose post a comment stands below, under keys in every language."""

import re
from collections.abc import Collection, Iterator
from datetime import datetime

from bot.domain.entry import NOBODY, Entry, Party, clean
from bot.domain.kinds import Kind, Visibility
from bot.phrase import Phrase
from bot.sources.archives.base import Archive, Json, Owner, Skipped, epoch, fingerprint, made, members
from bot.sources.archives.meta import labelled, letters
from bot.sources.archives.objects import elements
from bot.sources.archives.opened import Opened
from bot.sources.base import Identity
from bot.sources.text import addresses

# As seen in English and Dutch archives; others are told by their form.
_COMMENT = ("comment", "opmerking", "reactie", "kommentar", "commentaire", "comentario", "comentário", "commento")
_OWNER = (
    "media owner",
    "media-eigenaar",
    "eigenaar van media",
    "medieninhaber",
    "medieneigentümer",
    "propriétaire du média",
    "propietario del contenido multimedia",
    "proprietário da mídia",
    "proprietario del contenuto multimediale",
)
_USERNAME = (
    "username",
    "gebruikersnaam",
    "benutzername",
    "nom d’utilisateur",
    "nombre de usuario",
    "nome de usuário",
    "nome utente",
)
_HANDLE = re.compile(r"[a-z0-9._]{1,30}")


class Instagram(Archive):
    """Instagram's archive of an account."""

    name = "instagram"
    title = "Instagram"
    how_to_get = (
        "On Instagram: Accounts Center, Your information and permissions, Export your information; choose comments, "
        "likes, media and personal information, all time, and JSON as the format."
    )
    parts = members(
        profile=r"personal_information\.json",
        comments=r"(?:post_comments|reels_comments)(?:_[0-9]+)?\.json",
        posts=r"(?:posts_[0-9]+|reels(?:_[0-9]+)?|igtv_videos)\.json",
        likes=r"liked_(?:posts|comments)\.json",
    )
    told_by = ("comments", "posts", "likes")

    def whose(self, opened: Opened, owner: Owner) -> Identity:
        handle = self._handle(opened)
        return owner.identity(self.name, handle=handle, url=f"https://www.instagram.com/{handle}/" if handle else "")

    def _handle(self, opened: Opened) -> str:
        for member in self.found(opened.names).get("profile", ()):
            for _, row in elements(opened.chunks(member)):
                values = _values(row) if isinstance(row, dict) else {}
                if handle := next((values[key] for key in _USERNAME if key in values), ""):
                    return clean(handle, 30)
        return ""

    def lacks(self, names: Collection[str]) -> Phrase | None:
        found = self.found(names)
        if "comments" not in found:
            return Phrase("It does not hold your comments. {way}", way=Phrase(self.how_to_get))
        return None if "posts" in found else Phrase("It does not hold your posts. {way}", way=Phrase(self.how_to_get))

    def read(self, opened: Opened, *, me: Party, owner: Owner, now: datetime) -> Iterator[Entry | Skipped]:
        reader = _Reader(me, owner)
        for part, what, make in (
            ("comments", "a comment", reader.comment),
            ("posts", "a post", reader.post),
            ("likes", "a like", reader.like),
        ):
            for member in self.found(opened.names).get(part, ()):
                yield from made(what, (row for _, row in elements(opened.chunks(member))), make)


class _Reader:
    """Turns rows into entries, for one owner."""

    def __init__(self, me: Party, owner: Owner) -> None:
        self._me = me
        self._owner = owner

    def comment(self, row: Json) -> Entry:
        text, whose, at = _comment(row)
        root = self._party(whose)
        return Entry(
            "instagram",
            f"comment-{fingerprint(self._me.id, int(at.timestamp()), text)}",
            Kind.REPLY,
            at,
            self._me,
            text=text,
            links=addresses(text),
            root=root,
            # Below somebody's picture one speaks to them; below one's own, to whoever commented, and nobody says who.
            parent=NOBODY if root == self._me else root,
            visibility=Visibility.UNLISTED,  # nothing says who could read it
        )

    def post(self, row: Json) -> Entry:
        media = row.get("media") or [row]
        at = epoch(row.get("creation_timestamp") or media[0]["creation_timestamp"])
        text = clean(letters(row.get("title") or media[0].get("title")))
        picture = str(media[0].get("uri") or "").rpartition("/")[2]  # folders change with every layout
        return Entry(
            "instagram",
            f"post-{fingerprint(self._me.id, int(at.timestamp()), picture or text)}",
            Kind.POST,
            at,
            self._me,
            text=text,
            links=addresses(text),
            visibility=Visibility.UNLISTED,
        )

    def like(self, row: Json) -> Entry:
        labels = labelled(row)
        listed = (row.get("string_list_data") or [{}])[0]
        at = epoch(listed.get("timestamp") or row["timestamp"])
        address = clean(letters(listed.get("href") or labels.get("url")))
        whose = letters(row.get("title") or "") or next((labels[key] for key in _USERNAME if key in labels), "")
        return Entry(
            "instagram",
            f"like-{fingerprint(self._me.id, int(at.timestamp()), address or whose)}",
            Kind.REACTION,
            at,
            self._me,
            url=address,
            of=self._party(whose),
            visibility=Visibility.UNLISTED,
        )

    def _party(self, handle: str) -> Party:
        handle = clean(handle, 100)
        if not handle:
            return NOBODY
        return self._me if handle.casefold() == self._me.name.casefold() else self._owner.party(handle)


def _comment(row: Json) -> tuple[str, str, datetime]:
    """The words, below whose post they stand ("" where that is not said), and when."""
    if "string_map_data" not in row:  # until 2022
        listed = row["string_list_data"][0]
        return clean(letters(listed.get("value"))), letters(row.get("title")), epoch(listed["timestamp"])
    values = _values(row)
    at = epoch(next((said["timestamp"] for said in row["string_map_data"].values() if said.get("timestamp")), None))
    text = next((values.pop(key) for key in _COMMENT if key in values), "")
    whose = next((values.pop(key) for key in _OWNER if key in values), "")
    if not text and values:  # in a language nobody knows: the words come first, and a handle looks like one
        text = values.pop(next(iter(values)))
    if not whose:
        whose = next((value for value in values.values() if _HANDLE.fullmatch(value)), "")
    return clean(text), whose, at


def _values(row: Json) -> dict[str, str]:
    """What a row says by key, in lower case; those without words left out."""
    said = row.get("string_map_data")
    return {
        letters(key).strip().casefold(): letters(value["value"])
        for key, value in (said.items() if isinstance(said, dict) else ())
        if isinstance(value, dict) and value.get("value")
    }
