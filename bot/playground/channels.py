"""Where people talk: channels, private channels and direct messages."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, kw_only=True)
class Channel:
    """A conversation. `kind` is channel, group (private) or im; `members` are user ids."""

    id: str
    name: str = ""
    kind: str = "channel"
    members: set[str] = field(default_factory=set)
    topic: str = ""
    purpose: str = ""
    is_archived: bool = False
    is_ext_shared: bool = False
    is_general: bool = False
    is_read_only: bool = False  # only admins may post
    creator: str = "U0ANA"
    created: int = 0

    @property
    def is_private(self) -> bool:
        return self.kind != "channel"

    @property
    def is_im(self) -> bool:
        return self.kind == "im"

    def other(self, user_id: str) -> str:
        """The other end of a direct message (oneself in a note to self)."""
        return next((member for member in sorted(self.members) if member != user_id), user_id)

    def to_slack(self, bot_user_id: str, team_id: str, *, with_count: bool = False) -> dict[str, Any]:
        """The `channel` object of conversations.info, as the bot sees it."""
        if self.is_im:
            return {
                "id": self.id,
                "created": self.created,
                "is_archived": self.is_archived,
                "is_im": True,
                "is_org_shared": False,
                "context_team_id": team_id,
                "user": self.other(bot_user_id),
                "is_user_deleted": False,
                "is_open": True,
                "priority": 0,
            }
        channel: dict[str, Any] = {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "channel",
            "is_group": self.kind == "group",
            "is_im": False,
            "is_mpim": False,
            "is_private": self.is_private,
            "created": self.created,
            "is_archived": self.is_archived,
            "is_general": self.is_general,
            "is_shared": self.is_ext_shared,
            "is_ext_shared": self.is_ext_shared,
            "is_org_shared": False,
            "is_pending_ext_shared": False,
            "is_member": bot_user_id in self.members,
            "context_team_id": team_id,
            "creator": self.creator,
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": self.purpose, "creator": "", "last_set": 0},
            "previous_names": [],
        }
        if with_count:
            channel["num_members"] = len(self.members)
        return channel


BOT = "BOT"  # stands for the app's own bot in a list of members; the workspace puts the real id there


def sample_channels() -> list[Channel]:
    """One of each sort. The bot is in #team, #shared and #secret."""
    everybody = {"U0ANA", "U0BEN", "U0CHI", "U0GUS"}
    return [
        Channel(id="C0GENERAL", name="general", members=set(everybody), is_general=True, topic="Everybody"),
        Channel(id="C0TEAM", name="team", members={*everybody, BOT}, topic="What we do out there"),
        Channel(id="C0QUIET", name="quiet", members={"U0ANA", "U0BEN"}),
        Channel(id="C0OLD", name="old", members={"U0ANA", "U0BEN", BOT}, is_archived=True),
        Channel(id="C0SHARED", name="shared", members={"U0ANA", "U0EXT", BOT}, is_ext_shared=True),
        Channel(id="C0SECRET", name="secret", kind="group", members={"U0ANA", "U0BEN", BOT}),
        Channel(id="C0HIDDEN", name="hidden", kind="group", members={"U0BEN"}),
    ]
