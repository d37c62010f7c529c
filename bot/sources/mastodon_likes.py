"""What a member liked on Mastodon. Servers tell it to nobody but the member, in order and without a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.errors import NotFound, Private
from bot.sources.mastodon_ask import Server
from bot.sources.mastodon_read import Json

PAGES = 10  # of favourites in one poll
KEPT = 400  # likes that a sweep can look at again


@dataclass(frozen=True, slots=True)
class Likes:
    """The likes read so far: up to which place in the server's list, and the recent ones with when they were seen.

    What was liked before the first look has no time at all, and is left alone.
    """

    upto: str = ""  # "" = never looked
    seen: Mapping[str, int] = field(default_factory=dict)  # number of the status -> Unix seconds
    sure: bool = True  # of every recent one it is known whether it is still there

    @classmethod
    def of(cls, cursor: Mapping[str, object]) -> "Likes":
        upto, seen = cursor.get("liked"), cursor.get("likes")
        known = seen.items() if isinstance(seen, dict) else ()
        return cls(
            upto if isinstance(upto, str) else "", {str(id_): at for id_, at in known if isinstance(at, int)}
        )  # fmt: skip

    def cursor(self) -> dict[str, object]:
        return {**({"liked": self.upto} if self.upto else {}), **({"likes": dict(self.seen)} if self.seen else {})}

    def at(self, id_: str) -> datetime:
        return datetime.fromtimestamp(self.seen[id_], UTC)

    def since(self, edge: datetime) -> "Likes":
        """Without those seen before `edge`; of too many, the newest."""
        recent = {id_: at for id_, at in self.seen.items() if at >= edge.timestamp()}
        kept = dict(sorted(recent.items(), key=lambda each: each[1])[-KEPT:])
        return replace(self, seen=kept, sure=self.sure and len(kept) == len(recent))


async def look(
    server: Server, likes: Likes, now: datetime, *, again: timedelta | None = None
) -> tuple[Likes, list[Json]]:
    """What was liked since last time, as statuses; with `again` also what was liked in that span and still is."""
    try:
        if not likes.upto:
            _, newest, _ = await server.favourites()
            return replace(likes, upto=newest or "0"), []
        statuses, likes = await _new(server, likes, now)
        if again is not None:
            still, likes = await _still(server, likes.since(now - again))
            statuses += still
    except (NotFound, Private):  # the token is not for that
        return replace(likes, sure=not likes.seen), []
    return likes, statuses


async def _new(server: Server, likes: Likes, now: datetime) -> tuple[list[Json], Likes]:
    found: list[Json] = []
    for _ in range(PAGES):
        page, newest, _ = await server.favourites(min_id=likes.upto)
        found += page
        if not page or not newest or newest == likes.upto:
            break
        likes = replace(likes, upto=newest)
    seen = {str(status["id"]): int(now.timestamp()) for status in found}
    return found, replace(likes, seen={**seen, **likes.seen})


async def _still(server: Server, likes: Likes) -> tuple[list[Json], Likes]:
    """Of the likes that are known, those the server still has."""
    missing, found, older = set(likes.seen), list[Json](), ""
    for _ in range(PAGES):
        if not missing:
            break
        page, _, older = await server.favourites(max_id=older)
        here = [status for status in page if str(status["id"]) in missing]
        found += here
        missing -= {str(status["id"]) for status in here}
        if not older:
            return found, replace(likes, seen={id_: at for id_, at in likes.seen.items() if id_ not in missing})
    return found, replace(likes, sure=likes.sure and not missing)
