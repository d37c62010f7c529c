"""What every payload says: which app, which team, who did it."""

from typing import Any

from bot.playground.workspace import Workspace

VERIFICATION_TOKEN = "playground-verification-token"  # deprecated by Slack, still sent


def team(workspace: Workspace) -> dict[str, str]:
    return {"id": workspace.team_id, "domain": workspace.domain}


def user(workspace: Workspace, user_id: str) -> dict[str, str]:
    member = workspace.member(user_id)
    return {
        "id": user_id,
        "username": member.name,
        "name": member.name,
        "team_id": member.team_id or workspace.team_id,
    }


def channel(workspace: Workspace, channel_id: str) -> dict[str, str]:
    return {"id": channel_id, "name": channel_name(workspace, channel_id)}


def channel_name(workspace: Workspace, channel_id: str) -> str:
    """Slack tells the name of public channels only."""
    return {"im": "directmessage", "group": "privategroup"}.get(
        workspace.channels[channel_id].kind, workspace.channels[channel_id].name
    )


def interaction(workspace: Workspace, kind: str, user_id: str) -> dict[str, Any]:
    return {
        "type": kind,
        "team": team(workspace),
        "user": user(workspace, user_id),
        "api_app_id": workspace.app.app_id,
        "token": VERIFICATION_TOKEN,
        "enterprise": None,
        "is_enterprise_install": False,
    }
