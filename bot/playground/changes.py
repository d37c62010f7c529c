"""The news of the workspace: what changed for whom, and whether anything is still under way."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Change:
    """One piece of news. `users` is None when everybody may see it."""

    kind: str  # message | update | delete | ephemeral | modal | home | clock | channels
    users: frozenset[str] | None = None
    channel: str | None = None
    ts: str | None = None

    def concerns(self, user_id: str) -> bool:
        return self.users is None or user_id in self.users


@dataclass(slots=True)
class Changes:
    """Hands every change to the pages that listen and wakes whoever waits for something to happen."""

    _listeners: dict[int, Callable[[Change], None]] = field(default_factory=dict)
    _waiting: set["asyncio.Future[None]"] = field(default_factory=set)
    _number: int = 0
    under_way: int = 0

    def publish(self, change: Change) -> None:
        for listener in list(self._listeners.values()):
            listener(change)
        self.stir()

    def stir(self) -> None:
        """Something happened that nobody sees: a call was answered, a payload was acknowledged."""
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)

    @contextmanager
    def listening(self, listener: Callable[[Change], None]) -> Iterator[None]:
        self._number += 1
        number = self._number
        self._listeners[number] = listener
        try:
            yield
        finally:
            del self._listeners[number]

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Around everything that is on its way between Slack and the app."""
        self.under_way += 1
        self.stir()
        try:
            yield
        finally:
            self.under_way -= 1
            self.stir()

    async def next(self) -> None:
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await future
        finally:
            self._waiting.discard(future)
