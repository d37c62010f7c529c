"""A slash command, as the app gets it."""

from bot.playground.deliveries.common import VERIFICATION_TOKEN, channel_name
from bot.playground.workspace import Workspace


def command(
    workspace: Workspace, user_id: str, name: str, text: str, channel_id: str, trigger_id: str, response_url: str
) -> dict[str, str]:
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.team_id,
        "team_domain": workspace.domain,
        "channel_id": channel_id,
        "channel_name": channel_name(workspace, channel_id),
        "user_id": user_id,
        "user_name": workspace.member(user_id).name,
        "command": name,
        "text": text,
        "api_app_id": workspace.app.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }
