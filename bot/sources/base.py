"""What every network is asked for, and the words it answers in."""

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Protocol, Self

from bot.domain.entry import Entry, Party
from bot.domain.kinds import Coverage


@dataclass(frozen=True, slots=True)
class Handle:
    """What a person typed, understood: which network, who there, on which server ("" where the network has one)."""

    network: str
    name: str
    server: str = ""  # origin, "https://fosstodon.org"; "" for networks that live in one place

    def __str__(self) -> str:
        return f"{self.network}:{self.name}" + (f" on {self.server}" if self.server else "")


@dataclass(frozen=True, slots=True)
class Identity:
    """An account on a network: the stable id that survives renames, and what to show."""

    network: str
    native_id: str  # DID, account number, feed URL
    handle: str  # as people write it: "alice.bsky.social", "@alice@fosstodon.org"
    url: str  # profile page
    server: str = ""  # origin to ask: the PDS, the home server, ...
    name: str = ""  # display name, foreign text
    credential: str = field(default="", repr=False)  # what the member handed over for it, as the source wrote it
    coverage: Coverage | None = None  # where less is seen of this account than the source says of itself


@dataclass(frozen=True, slots=True)
class Wanted:
    """A credential of a member's that a network takes: what to ask for, and what it is worth."""

    label: str  # of the field: "Access token"
    where: str  # how to get it, one sentence
    adds: str  # what is seen with it and not without: "your likes"
    needed: bool = False  # nothing at all can be read without it


@dataclass(frozen=True, slots=True)
class Checked:
    """A credential a network took: what to keep of it, and when it ends."""

    credential: str = field(repr=False)
    ends: datetime | None = None  # None = not by itself, or the network does not say
    who: Identity | None = None  # whose it is, where only the credential tells the stable id
    proves: bool = True  # False: the network does not say that it is this account's, only that it is somebody's


@dataclass(frozen=True, slots=True)
class SignIn:
    """A page of the network's where its owner allows Involve to read an account, and is given a code to bring."""

    url: str
    state: str = field(repr=False)  # what changes the code for a credential; the source's own text


@dataclass(frozen=True, slots=True)
class Profile:
    """What an account's public profile says now, asked for by its stable id where the network can be asked so."""

    handle: str
    url: str
    name: str
    text: str  # everything its owner wrote there, foreign; links and their addresses, each on a line of its own


@dataclass(frozen=True, slots=True)
class Batch:
    """One page of what a member did, recorded with its cursor in one transaction: it counts whole or not at all.

    `cursor` is the source's own small JSON-able mapping, handed back at the next poll.
    `complete_since`: from this moment until the poll began, `entries` of this poll are *all* there is on the network;
    what was polled before, lies in between and did not come again has been deleted there. None = cannot tell.
    `deleted`: native ids the network says are gone.
    `renewed`: a credential that took the place of the one the poll began with.
    `cost`: what the network charges for this page, in millionths of a US dollar.
    `called`: what the account is called now, where that showed while it was read (its `text` is left empty).
    """

    entries: tuple[Entry, ...]
    cursor: Mapping[str, object]
    complete_since: datetime | None = None
    deleted: frozenset[str] = frozenset()
    skipped: Mapping[str, int] = field(default_factory=dict)  # why -> how many, e.g. {"private": 3}
    renewed: Checked | None = None
    cost: int = 0
    called: Profile | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """Words somebody else said below something of the member's."""

    native_id: str
    author: Party
    at: datetime
    text: str
    url: str
    on: str  # native id of the member's item it stands below
    answered_at: datetime | None = None  # when the member answered it
    liked: bool = False  # the member liked it


class Heard(tuple[Received, ...]):
    """What others said below some items, of a source that knows where nothing is missing.

    `whole`: native ids of the items below which this is all there is. A plain tuple says so of none.
    """

    whole: frozenset[str]

    def __new__(cls, received: Iterable[Received] = (), whole: Iterable[str] = ()) -> Self:
        """`received` as a tuple, with `whole`."""
        heard = super().__new__(cls, received)
        heard.whole = frozenset(whole)
        return heard


@dataclass(frozen=True, slots=True)
class Talk:
    """An open conversation of other people's that a member might join."""

    native_id: str  # of its first message
    starter: Party
    started_at: datetime
    last_at: datetime
    messages: int
    title: str  # first words where the network has no titles
    text: str
    url: str
    venue: str = ""
    is_question: bool = False
    sensitive: bool = False  # behind a content warning: never suggested


class Source(Protocol):
    """A network. Errors leave as bot.errors.SourceError and its leaves, with a sentence that says what to do next."""

    name: ClassVar[str]  # "bluesky": spelled in handles and keys, never changed
    title: ClassVar[str]  # "Bluesky"
    coverage: ClassVar[Coverage]
    hides: ClassVar[str]  # one line: what this source cannot see, "" if nothing that matters
    examples: ClassVar[tuple[str, ...]]  # handles as people type them
    # May be left out: what docs/sources.md tells beyond what the code shows by itself, by column ("cursor", "imports",
    # "replies", "search", "conditional", "limits", "credential"): how it is done, or "todo: what" or "exempt: why".
    quality: ClassVar[Mapping[str, str]]
    # May be left out: the credential a member can hand over. With it stands a method
    # `async def check(self, who: Identity, credential: str, *, now: datetime) -> Checked`: it asks the network whether
    # the credential is good and `who`'s, and raises NeedsCredential with a sentence where it is not.
    wants: ClassVar[Wanted]
    # May be left out, beside `wants`: the network has a page where its owner allows it and is given a code to bring:
    # `async def sign_in(self, who: Identity) -> SignIn`, and `async def signed_in(self, who: Identity, state: str,
    # code: str) -> str`, the credential for that code, to be checked as any other.
    # May be left out: `async def profile(self, who: Identity) -> Profile`: proof of ownership, and renames.
    # May be left out: `cap_microdollars: int`, the most a month may cost (0 = never asked), for a network that charges,
    # and beside it `def owed_microdollars(self, booked: int) -> int`: told what the month has cost by our books, it
    # says what was spent since it was asked last and no batch has said.
    # `def budget(self) -> Phrase | None`, how many questions are left: "7,412 of 10,000 questions left today".

    def recognise(self, text: str) -> Handle | None:
        """The handle in `text` (a handle, a profile URL, "bluesky:…"), or None where it is not this network's."""

    async def resolve(self, handle: Handle) -> Identity:
        """Who that is. Raises NotFound with a sentence where nobody is."""

    def fetch(
        self, who: Identity, cursor: Mapping[str, object], *, since: datetime, now: datetime, sweep: bool = False
    ) -> AsyncIterator[Batch]:
        """What `who` did after `cursor` (empty: since `since`), oldest knowledge last to change.

        Overlaps a little: the same item may come again. `sweep`: look at the last seven days once more, for edits and
        deletions.
        """

    async def received(self, who: Identity, entries: tuple[Entry, ...], *, now: datetime) -> tuple[Received, ...]:
        """What others said below these own entries; all of it, or an entry is left out.

        As `Heard` where the network shows that nothing is missing: below the rest, silence is not known to be silence.
        """

    async def talks(
        self, who: Identity, met: tuple[Party, ...], topics: tuple[str, ...], *, now: datetime
    ) -> tuple[Talk, ...]:
        """Open conversations near this member: by people they met, on their topics. () where the network has none."""
