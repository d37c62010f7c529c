"""The post: carries payloads to the app, counts the seconds to its answer, tells events again that got none."""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.playground.deliveries import events
from bot.playground.registry import Delivered, Registry
from bot.playground.workspace import Workspace

TIMEOUT = "operation_timeout"
NO_APP = "dispatch_failed"
ACK_SECONDS = 3.0
# When an event is told again: nearly at once, after a minute, after five (2026-11).
RETRY_SECONDS = (0.0, 60.0, 300.0)


@dataclass(frozen=True, slots=True)
class Ack:
    """What the app answered, how long it took, and the error Slack shows if it did not."""

    body: Any
    seconds: float
    error: str = ""
    no_retry: bool = False


@dataclass(frozen=True, slots=True)
class Retry:
    number: int
    reason: str


class Door(Protocol):
    """The way to the app: a socket it holds open, or an address it listens at."""

    async def carry(self, kind: str, payload: dict[str, Any], retry: Retry | None, seconds: float) -> Ack: ...


class Post:
    """Sends gestures (whose answer somebody waits for) and events (which are repeated until acknowledged)."""

    def __init__(self, registry: Registry, door: Door, ack_seconds: float, retry_seconds: Sequence[float]) -> None:
        self._registry = registry
        self._door = door
        self._ack_seconds = ack_seconds
        self._retry_seconds = retry_seconds
        self._tasks: set[asyncio.Task[None]] = set()

    async def send(self, kind: str, payload: dict[str, Any], what: str) -> Ack:
        """A gesture: one attempt, and a late answer is no answer."""
        with self._registry.changes.passing():
            ack = await self._door.carry(kind, payload, None, self._ack_seconds)
        self._registry.deliveries.append(Delivered(kind, payload, ack.body, ack.error))
        if ack.error == TIMEOUT:
            self._registry.blame(f"{what} was not acknowledged within {self._ack_seconds:g} s")
        elif ack.error:
            self._registry.blame(f"{what} did not reach the app: {ack.error}")
        return ack

    def announce(self, workspace: Workspace, event: dict[str, Any]) -> None:
        """An event, if the app subscribed to it; it goes out on its own."""
        if self._is_wanted(workspace, event):
            self._spawn(self._tell(events.callback(workspace, event), str(event["type"])))

    async def tell(self, workspace: Workspace, event: dict[str, Any]) -> None:
        """The same, waiting for the acknowledgement of the first attempt."""
        if not self._is_wanted(workspace, event):
            return
        told = asyncio.Event()
        self._spawn(self._tell(events.callback(workspace, event), str(event["type"]), told))
        await told.wait()

    def _is_wanted(self, workspace: Workspace, event: dict[str, Any]) -> bool:
        if workspace.app.revoked and event["type"] not in events.FAREWELLS:
            return False
        return events.subscription_of(event) in self._registry.manifest.events

    async def _tell(self, payload: dict[str, Any], what: str, told: asyncio.Event | None = None) -> None:
        retry: Retry | None = None
        for number, wait in enumerate((*self._retry_seconds, None), start=1):
            with self._registry.changes.passing():
                ack = await self._door.carry("events_api", payload, retry, self._ack_seconds)
            self._registry.deliveries.append(Delivered("events_api", payload, ack.body, ack.error))
            if told is not None:
                told.set()
            if not ack.error:
                return
            self._registry.blame(f"event {what} was not acknowledged: {ack.error}")
            if ack.no_retry or wait is None:
                return
            retry = Retry(number, "http_timeout" if ack.error == TIMEOUT else "http_error")
            await asyncio.sleep(wait)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
