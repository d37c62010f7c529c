"""What is said below an own post, on networks whose comments nest once: own replies, and what others said to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.entry import NOBODY, Entry, Party, clean
from bot.domain.kinds import Kind
from bot.sources.base import Received
from bot.sources.text import addresses

QUOTED = 1_000  # characters kept of what is answered


@dataclass(frozen=True, slots=True)
class Said:
    """A comment below an own post. `above`: the comment it answers, "" where it answers the post itself."""

    id: str
    author: Party  # NOBODY where the network does not say
    at: datetime
    text: str
    url: str
    above: str = ""
    is_own: bool = False  # the account itself said it
    liked: bool = False


def own_replies(post: Entry, said: Sequence[Said], me: Party) -> list[Entry]:
    """What `me` said below an own post, as entries: whom it answers is in `said`, too."""
    known = {each.id: each for each in said}
    entries = []
    for each in said:
        if not each.is_own:
            continue
        parent = (_answered(each, said) if each.above else None) or known.get(each.above)
        entries.append(
            Entry(
                network=post.network,
                native_id=each.id,
                kind=Kind.REPLY,
                at=each.at,
                author=me,
                url=each.url,
                text=each.text,
                links=addresses(each.text),
                thread=post.native_id,
                root=me,
                parent_id=parent.id if parent else each.above or post.native_id,
                parent=_author(parent, me) if parent else NOBODY if each.above else me,
                parent_text=clean(parent.text if parent else "" if each.above else post.text, QUOTED),
            )
        )
    return entries


def heard(post: str, said: Sequence[Said]) -> list[Received]:
    """What others said to the account below an own post, each with when it was answered."""
    found = []
    for each in said:
        on = _said_to(each, post, said)
        if on and each.author and not each.is_own:
            answered = _first_answer(each, said)
            found.append(Received(each.id, each.author, each.at, each.text, each.url, on, answered, each.liked))
    return found


def _author(said: Said, me: Party) -> Party:
    return me if said.is_own else said.author


def _said_to(one: Said, post: str, said: Sequence[Said]) -> str:
    """The own item `one` answers; "" where it is said to somebody else.

    Comments nest once: below a comment everybody's answers stand side by side, whomever they answer.
    """
    if not one.above:
        return post
    known = {each.id: each for each in said}
    first = known.get(one.above)
    mine = [each for each in said if each.above == one.above and each.is_own and each.at <= one.at]
    if mine:
        return max(mine, key=lambda each: each.at).id
    return first.id if first and first.is_own else ""


def _first_answer(one: Said, said: Sequence[Said]) -> datetime | None:
    thread = one.above or one.id
    name = one.author.name.casefold()
    answers = [
        each.at
        for each in said
        if each.is_own
        and each.at >= one.at
        and (each.above == thread or (not each.above and bool(name) and name in each.text.casefold()))
    ]
    return min(answers, default=None)


def _answered(own: Said, said: Sequence[Said]) -> Said | None:
    """Whom an own answer within a comment's thread answers: who is named in it, else who spoke last before."""
    around = [each for each in said if not each.is_own and own.above in (each.id, each.above) and each.at <= own.at]
    text = own.text.casefold()
    named = [each for each in around if each.author.name and each.author.name.casefold() in text]
    return max(named or around, key=lambda each: each.at, default=None)
