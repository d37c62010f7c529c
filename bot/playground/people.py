"""Who is in a workspace: its members, each with a time zone and the rights Slack gives them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

AVATAR_COLORS = ("#3f6ad8", "#b5452c", "#2f8f5b", "#8a4fbf", "#b0771c", "#1f8a99", "#a83a75", "#5b6b2a")


@dataclass(slots=True, kw_only=True)
class Member:
    """A person or a bot, as the workspace knows them."""

    id: str
    name: str
    real_name: str = ""
    tz: str = "Etc/UTC"
    is_admin: bool = False
    is_owner: bool = False
    is_guest: bool = False
    is_bot: bool = False
    deleted: bool = False
    team_id: str = ""  # another workspace's id for somebody who comes in through a shared channel
    locale: str = "en-US"
    bot_id: str = ""
    app_id: str = ""
    dnd: tuple[datetime, datetime] | None = None

    @property
    def display_name(self) -> str:
        return self.real_name or self.name

    @property
    def avatar_color(self) -> str:
        return AVATAR_COLORS[sum(self.id.encode()) % len(AVATAR_COLORS)]

    def tz_label(self) -> str:
        return f"{self.tz.rsplit('/', 1)[-1].replace('_', ' ')} time"

    def tz_offset(self, now: datetime) -> int:
        """Seconds east of Greenwich, now."""
        offset = now.astimezone(ZoneInfo(self.tz)).utcoffset()
        return int(offset.total_seconds()) if offset else 0

    def to_slack(self, now: datetime, home_team: str, *, with_email: bool, with_locale: bool) -> dict[str, Any]:
        """The `user` object of users.info."""
        user: dict[str, Any] = {
            "id": self.id,
            "team_id": self.team_id or home_team,
            "name": self.name,
            "deleted": self.deleted,
            "profile": self._profile(with_email=with_email),
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": 1,
        }
        if self.deleted:  # Slack tells nothing of the rights and the zone of somebody who left
            return user
        user |= {
            "color": self.avatar_color.lstrip("#"),
            "real_name": self.display_name,
            "tz": self.tz,
            "tz_label": self.tz_label(),
            "tz_offset": self.tz_offset(now),
            "is_admin": self.is_admin or self.is_owner,
            "is_owner": self.is_owner,
            "is_primary_owner": False,
            "is_restricted": self.is_guest,
            "is_ultra_restricted": False,
            "is_email_confirmed": True,
        }
        if self.team_id and self.team_id != home_team:
            user["is_stranger"] = True
        if with_locale:
            user["locale"] = self.locale
        return user

    def _profile(self, *, with_email: bool) -> dict[str, Any]:
        profile = {
            "real_name": self.display_name,
            "real_name_normalized": self.display_name,
            "display_name": self.name,
            "display_name_normalized": self.name,
            "status_text": "",
            "status_emoji": "",
            "avatar_hash": f"g{self.id.lower()}",
            "team": self.team_id,
        }
        if with_email and not self.is_bot:
            profile["email"] = f"{self.name}@example.com"
        if self.bot_id:
            profile |= {"bot_id": self.bot_id, "api_app_id": self.app_id}
        return profile


def sample_members() -> list[Member]:
    """One of each sort, for whoever brings no team of their own."""
    return [
        Member(id="U0ANA", name="ana", real_name="Ana Reis", tz="Europe/Lisbon", is_admin=True, is_owner=True),
        Member(id="U0BEN", name="ben", real_name="Ben Oduya", tz="America/New_York"),
        Member(id="U0CHI", name="chi", real_name="Chi Tanaka", tz="Asia/Tokyo"),
        Member(id="U0GUS", name="gus", real_name="Gus Guest", tz="Europe/Berlin", is_guest=True),
        Member(id="U0DEE", name="dee", real_name="Dee Parted", tz="Europe/Paris", deleted=True),
        Member(id="U0EXT", name="exa", real_name="Exa Visitor", tz="Europe/Madrid", team_id="T0OTHER"),
        Member(id="U0ROB", name="rob", real_name="Rob the other bot", is_bot=True, bot_id="B0ROB", app_id="A0ROB"),
    ]
