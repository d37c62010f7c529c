"""A member's token for Threads: sixty days long, and as long again whenever it is renewed in time."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.errors import NeedsCredential
from bot.sources.base import Checked
from bot.sources.meta_ask import Key

YOUNG = timedelta(hours=24)  # a younger token Meta does not renew
NEAR = timedelta(days=20)  # to its end, and it is renewed


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of it. Moments are Unix seconds; 0 = not said."""

    token: str = field(repr=False)
    id: str = ""  # of the account: stays through renames
    name: str = ""  # of the account, when it was asked last
    made: int = 0  # handed over, or renewed
    ends: int = 0

    @classmethod
    def kept(cls, credential: str) -> "Token":
        """As `written` wrote it. Raises NeedsCredential where it is nothing of the kind."""
        try:
            said = json.loads(credential)
            return cls(
                str(said["token"]), str(said["id"]), str(said["name"]), int(said["made"]), int(said.get("ends") or 0)
            )
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise NeedsCredential("Threads shows nothing without a token. Connect the account with one.") from error

    @property
    def key(self) -> Key:
        return Key(self.token, self.id)

    def is_due(self, now: datetime) -> bool:
        """Whether to renew it: old enough, and near its end, or its end was never said."""
        age = now - datetime.fromtimestamp(self.made, UTC)
        return age >= YOUNG and (not self.ends or datetime.fromtimestamp(self.ends, UTC) - now < NEAR)

    def renewed(self, token: str, seconds: int, now: datetime) -> "Token":
        """With what took its place, and how long that lasts."""
        made = int(now.timestamp())
        return replace(self, token=token, made=made, ends=made + seconds if seconds else 0)

    def checked(self) -> Checked:
        """For whoever keeps it."""
        said = {"token": self.token, "id": self.id, "name": self.name, "made": self.made, "ends": self.ends}
        return Checked(json.dumps(said), datetime.fromtimestamp(self.ends, UTC) if self.ends else None)
