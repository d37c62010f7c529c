"""Why Slack said no."""

from slack_sdk.errors import SlackApiError


def why(error: SlackApiError) -> str:
    """Slack's word for it; "" where the answer was no answer of the Web API, such as a server's error page."""
    answer = error.response
    found = answer if isinstance(answer, dict) else answer.data
    return str(found.get("error", "")) if isinstance(found, dict) else ""
