"""An account of a member's on one of the stages, polled as the clock would, and everything that must hold of a poll."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot import errors
from bot.errors import RateLimited, SourceError
from bot.keyring import Keyring, new_key
from bot.services import poll
from bot.sources.base import Source
from models import Account, Activity, Received
from tests.services.people import NOW, a_member
from tests.sources.stages import Stage
from tests.sources.stumbles import SECRET

KEYS = Keyring(new_key())
PATIENCE = timedelta(minutes=2)


class Watched:
    """A source, and what left it as an error."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.raised: list[BaseException] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)

    async def fetch(self, *what: Any, **more: Any) -> AsyncIterator[Any]:
        try:
            async for batch in self._source.fetch(*what, **more):
                yield batch
        except Exception as error:
            self.raised.append(error)
            raise

    async def received(self, *what: Any, **more: Any) -> Any:
        return await self._watch(self._source.received(*what, **more))

    async def talks(self, *what: Any, **more: Any) -> Any:
        return await self._watch(self._source.talks(*what, **more))

    async def _watch(self, asking: Any) -> Any:
        try:
            return await asking
        except Exception as error:
            self.raised.append(error)
            raise


Kept = tuple[set[tuple[Any, ...]], set[tuple[Any, ...]]]


@dataclass
class Life:
    """An account of the member's in a workspace of its own, looked at as the clock would."""

    stage: Stage
    account: Account
    now: datetime = NOW
    told: int = 0
    waits: list[timedelta] = field(default_factory=list)

    async def look(self, **options: Any) -> Watched:
        """A new process each time: nothing that is remembered in memory may be needed."""
        async with self.stage.http(**options) as http:
            source = Watched(self.stage.source(http))
            account = await Account.get(id=self.account.id).prefetch_related("member")
            polled = await poll.poll(account, source, keys=KEYS, now=self.now)
            self.told += polled.tell
            stored = await Account.get(id=account.id)
            assert stored.due_at is not None
            assert stored.lease_until == 0
            self.waits.append(stored.due_at - self.now)
            self.now = stored.due_at
            self._check(source, polled, stored)
            return source

    def _check(self, source: Watched, polled: poll.Polled, stored: Account) -> None:
        assert bool(polled.error) == bool(source.raised) == bool(stored.errors)
        if not source.raised:
            return
        (error,) = source.raised
        assert isinstance(error, SourceError)
        assert type(error) is not SourceError
        assert type(error).__module__ == errors.__name__
        sentence = str(error)
        for never in (SECRET, "Traceback", "Error:", "\n", "{", self.stage.who.credential or SECRET):
            assert never not in sentence
        assert 20 < len(sentence) < 400
        assert sentence.endswith(".")
        wait = self.waits[-1]
        assert wait >= (max(PATIENCE, error.wait) if isinstance(error, RateLimited) else PATIENCE)

    async def kept(self) -> Kept:
        rows = Activity.filter(account_id=self.account.id)
        did = [(key.partition(":")[2], *more) for key, *more in await rows.values_list("key", "kind", "at")]
        heard = await Received.filter(account_id=self.account.id).values_list("key", "on", "answered_at")
        assert len(did) == len(set(did))
        return set(did), {(key.partition(":")[2], *more) for key, *more in heard}


async def a_life(stage: Stage) -> Life:
    member, who = await a_member(), stage.who
    account = await Account.create(
        workspace_id=member.workspace_id, member_id=member.id, network=who.network, native_id=who.native_id,
        key=f"{member.workspace_id}:{who.network}:{who.native_id}", handle=who.handle, url=who.url, server=who.server,
        name=who.name, coverage="full", created_at=NOW, due_at=NOW,
        credential=KEYS.lock(who.credential) if who.credential else "",
    )  # fmt: skip
    return Life(stage, account)
