"""auth.*, team.*, users.* and the like: who the app is, and who is here."""

from bot.playground.methods.call import Answer, Call, Method
from bot.playground.refusal import Refusal


def auth_test(call: Call) -> Answer:
    workspace = call.workspace
    return {
        "ok": True,
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": workspace.members[workspace.app.bot_user_id].name,
        "team_id": workspace.team_id,
        "user_id": workspace.app.bot_user_id,
        "bot_id": workspace.app.bot_id,
        "is_enterprise_install": False,
    }


def team_info(call: Call) -> Answer:
    workspace = call.workspace
    if call.text("team") not in ("", workspace.team_id):
        raise Refusal("team_not_found")
    return {
        "ok": True,
        "team": {
            "id": workspace.team_id,
            "name": workspace.name,
            "domain": workspace.domain,
            "url": f"https://{workspace.domain}.slack.com/",
            "email_domain": "",
            "icon": {"image_default": True},
        },
    }


def bots_info(call: Call) -> Answer:
    wanted = call.text("bot") or call.workspace.app.bot_id
    bot = next((each for each in call.workspace.members.values() if each.bot_id == wanted), None)
    if bot is None:
        raise Refusal("bot_not_found")
    return {
        "ok": True,
        "bot": {
            "id": bot.bot_id,
            "deleted": bot.deleted,
            "name": bot.name,
            "updated": 1,
            "app_id": bot.app_id,
            "user_id": bot.id,
            "icons": {},
        },
    }


def users_info(call: Call) -> Answer:
    return {"ok": True, "user": _shown(call, call.text("user"))}


def users_list(call: Call) -> Answer:
    page, metadata = call.page(list(call.workspace.members), call.number("limit", 1000, most=1000))
    return {
        "ok": True,
        "members": [_shown(call, user_id) for user_id in page],
        "cache_ts": int(call.workspace.now().timestamp()),
        "response_metadata": metadata,
    }


def _shown(call: Call, user_id: str) -> dict[str, object]:
    workspace = call.workspace
    return workspace.member(user_id).to_slack(
        workspace.now(),
        workspace.team_id,
        with_email="users:read.email" in workspace.app.scopes,
        with_locale=call.flag("include_locale"),
    )


def dnd_info(call: Call) -> Answer:
    workspace = call.workspace
    member = workspace.member(call.text("user") or workspace.app.bot_user_id)
    start, end = (round(each.timestamp()) for each in member.dnd) if member.dnd else (1, 1)
    return {
        "ok": True,
        "dnd_enabled": member.dnd is not None,
        "next_dnd_start_ts": start,
        "next_dnd_end_ts": end,
        "snooze_enabled": False,
    }


METHODS = {
    "auth.test": Method(auth_test),
    "team.info": Method(team_info, "team:read", (), ("team", "domain")),
    "bots.info": Method(bots_info, "users:read", (), ("bot", "team_id")),
    "users.info": Method(users_info, "users:read", ("user",), ("include_locale",)),
    "users.list": Method(users_list, "users:read", (), ("cursor", "limit", "include_locale", "team_id")),
    "dnd.info": Method(dnd_info, "dnd:read", (), ("user", "team_id")),
}
