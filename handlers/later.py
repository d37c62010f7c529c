"""What must not keep an answer waiting: run beside it, never lost, and waited for when the bot stops."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

Told = Callable[[BaseException], Awaitable[None]]


class Later:
    """Keeps a reference to every task it starts; an exception goes to the same function as those of handlers."""

    def __init__(self, told: Callable[[BaseException], object]) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._told = told

    def __call__(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Starts `work` now, in the background."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def __len__(self) -> int:
        return len(self._tasks)

    async def drained(self, seconds: float) -> bool:
        """Waits at most that long for what is under way, then cancels the rest; whether all of it came to its end."""
        if not self._tasks:
            return True
        _, late = await asyncio.wait(self._tasks, timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=2)
        return not late

    async def settled(self) -> None:
        """Waits until nothing is under way, also what was started meanwhile."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            error = task.exception()
            assert error is not None
            self._told(error)
