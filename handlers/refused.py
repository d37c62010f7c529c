"""Why Slack said no."""

from typing import Any

from slack_sdk.errors import SlackApiError


def why(error: SlackApiError) -> str:
    """Slack's word for it; "" where the answer was no answer of the Web API, such as a server's error page."""
    answer = error.response
    found = answer if isinstance(answer, dict) else getattr(answer, "data", None)
    return str(found.get("error", "")) if isinstance(found, dict) else ""


def status_of(error: SlackApiError) -> int:
    """The HTTP status it said no with; slack_sdk hands over aiohttp's own answer where the body could not be read."""
    answer: Any = error.response
    return int(answer.status_code if hasattr(answer, "status_code") else answer.status)
