"""Pictures the app uploads: asked for, uploaded, completed; then a message may show them."""

from dataclasses import dataclass

IMAGES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}


@dataclass(slots=True, kw_only=True)
class Upload:
    """One file on its way into Slack, or in it."""

    id: str
    name: str
    ticket: str  # opens the address it is uploaded to, once
    length: int
    alt: str = ""
    title: str = ""
    content: bytes = b""
    is_complete: bool = False

    @property
    def mimetype(self) -> str:
        """What it is, told by its first bytes as Slack does; "" for no picture."""
        return next((kind for start, kind in IMAGES.items() if self.content.startswith(start)), "")

    def to_slack(self) -> dict[str, object]:
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype or "application/octet-stream",
            "size": len(self.content),
            "alt_txt": self.alt,
        }
