"""oauth.v2.access and its like: how the app gets into a workspace, and out of it."""

from bot.playground.methods.call import Answer, Call, Method
from bot.playground.refusal import Refusal
from bot.playground.registry import Registry


def access(registry: Registry, args: dict[str, str], client_id: str, client_secret: str) -> Answer:
    """Exchanges the code somebody's consent was worth for a bot token."""
    if client_id != registry.client_id:
        raise Refusal("invalid_client_id")
    if client_secret != registry.client_secret:
        raise Refusal("bad_client_secret")
    consent = registry.consents.redeem(str(args.get("code", "")), str(args.get("redirect_uri", "")))
    workspace = registry.workspaces[consent.team_id]
    app = workspace.app
    app.bot_token = f"xoxb-{consent.team_id.lower()}-{workspace.new_id('k').lower()}"
    app.scopes, app.installed_by, app.revoked = consent.scopes, consent.user, False
    return {
        "ok": True,
        "access_token": app.bot_token,
        "token_type": "bot",
        "scope": ",".join(sorted(app.scopes)),
        "bot_user_id": app.bot_user_id,
        "app_id": app.app_id,
        "team": {"id": workspace.team_id, "name": workspace.name},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": consent.user},
    }


def revoke(call: Call) -> Answer:
    if call.flag("test"):
        return {"ok": True, "revoked": False}
    call.workspace.app.revoked = True
    return {"ok": True, "revoked": True}


def uninstall(call: Call) -> Answer:
    if call.text("client_id") != call.registry.client_id:
        raise Refusal("invalid_client_id")
    if call.text("client_secret") != call.registry.client_secret:
        raise Refusal("bad_client_secret")
    call.workspace.app.revoked = True
    return {"ok": True}


METHODS = {
    "auth.revoke": Method(revoke, "", (), ("test",)),
    "apps.uninstall": Method(uninstall, "", ("client_id", "client_secret")),
}
