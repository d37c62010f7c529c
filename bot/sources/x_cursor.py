"""Where the reading of somebody's posts stands: up to which one it is complete, and which gap is still open."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.sources.x_read import NUMBER


@dataclass(frozen=True, slots=True)
class Cursor:
    """Numbers of posts. Between `reached` and `below`, and only there, are some that were not read yet."""

    reached: str  # everything up to this one was read
    top: str = ""  # with a gap: the newest one read
    below: str = ""  # with a gap: what is older than this one comes next

    @classmethod
    def read(cls, said: Mapping[str, object]) -> "Cursor":
        """From what was written; anything else counts as nothing."""
        found = {name: str(said.get(name) or "") for name in ("reached", "top", "below")}
        valid = {name: id_ for name, id_ in found.items() if NUMBER.fullmatch(id_)}
        if "top" not in valid or "below" not in valid:
            return cls(valid.get("reached", "1"))
        return cls(valid.get("reached", "1"), valid["top"], valid["below"])

    def written(self) -> dict[str, object]:
        gap = {"top": self.top, "below": self.below} if self.below else {}
        return {"reached": self.reached, **gap}
