"""How much one look at a network may ask of it; what is left over waits for the next one."""

import time

SECONDS = 120.0  # well within the lease of a poll, however slowly a server answers


class Patience:
    """A number of questions and a span of time, used up by whichever ends first."""

    def __init__(self, questions: int, seconds: float = SECONDS) -> None:
        self.left = questions
        self._until = time.monotonic() + seconds

    @property
    def over(self) -> bool:
        """Whether nothing more may be asked."""
        return self.left <= 0 or time.monotonic() >= self._until

    def ask(self, *, sparing: int = 0) -> bool:
        """Takes one question; False where none is left, or no more than `sparing` are, which others need more."""
        if self.over or self.left <= sparing:
            return False
        self.left -= 1
        return True
