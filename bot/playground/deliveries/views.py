"""A modal was sent off or closed, as the app gets it."""

from typing import Any

from bot.playground.deliveries.common import interaction
from bot.playground.modals import View
from bot.playground.workspace import Workspace


def submission(
    workspace: Workspace, view: View, trigger_id: str, response_urls: list[dict[str, str]]
) -> dict[str, Any]:
    return {
        **interaction(workspace, "view_submission", view.user),
        "trigger_id": trigger_id,
        "view": view.to_slack(),
        "response_urls": response_urls,
    }


def closed(workspace: Workspace, view: View, *, is_cleared: bool) -> dict[str, Any]:
    return {
        **interaction(workspace, "view_closed", view.user),
        "view": view.to_slack(),
        "is_cleared": is_cleared,
    }
