"""Files members share in a conversation, kept in memory."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedFile:
    """One file, where it was shared, and by whom."""

    id: str
    name: str
    content: bytes
    user: str
    channel: str
    created: int

    def to_slack(self, team_id: str, base_url: str) -> dict[str, Any]:
        """The file object of events and of files.info."""
        address = f"{base_url}files-pri/{team_id}/{self.id}/download/{quote(self.name)}"
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.name,
            "mimetype": "application/octet-stream",
            "filetype": self.name.rpartition(".")[2].lower() or "binary",
            "user": self.user,
            "user_team": team_id,
            "editable": False,
            "size": len(self.content),
            "mode": "hosted",
            "is_external": False,
            "is_public": False,
            "file_access": "visible",
            "url_private": address,
            "url_private_download": address,
        }
