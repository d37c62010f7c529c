"""Slack on a bad day: refusals, crashes and silences, ordered by whoever tests what the app makes of them."""

from collections import deque
from dataclasses import dataclass

# before: nothing is stored. after: Slack did it, and the app does not learn so.
RATE_LIMITED = "rate_limited"
SERVER_ERROR = "server_error"
RESET = "reset"
STORED_THEN_ERROR = "stored_then_error"
STORED_THEN_HANG = "stored_then_hang"
STORED_THEN_RESET = "stored_then_reset"
KINDS = frozenset([RATE_LIMITED, SERVER_ERROR, RESET, STORED_THEN_ERROR, STORED_THEN_HANG, STORED_THEN_RESET])


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to one call. A kind that is none of the above is an error code Slack answers with."""

    kind: str
    retry_after: int = 1

    @property
    def is_before(self) -> bool:
        return not self.kind.startswith("stored_then_")


class Faults:
    """The faults that are waiting, per method, first come first served."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Fault]] = {}

    def order(self, method: str, kind: str, *, times: int = 1, retry_after: int = 1) -> None:
        queue = self._waiting.setdefault(method, deque())
        queue.extend([Fault(kind, retry_after)] * times)

    def next_for(self, method: str) -> Fault | None:
        queue = self._waiting.get(method)
        return queue.popleft() if queue else None

    def clear(self) -> None:
        self._waiting.clear()
