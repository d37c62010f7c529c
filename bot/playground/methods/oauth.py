"""oauth.v2.access and its like: how the app gets into a workspace, and out of it."""

from datetime import timedelta

from bot.playground.methods.call import Answer, Call, Method
from bot.playground.refusal import Refusal
from bot.playground.registry import Registry
from bot.playground.workspace import Workspace

ROTATED_SECONDS = 12 * 60 * 60


def access(registry: Registry, args: dict[str, str], client_id: str, client_secret: str) -> Answer:
    """Exchanges the code somebody's consent was worth, or a refresh token, for a bot token."""
    if client_id != registry.client_id:
        raise Refusal("invalid_client_id")
    if client_secret != registry.client_secret:
        raise Refusal("bad_client_secret")
    if args.get("grant_type") == "refresh_token":
        workspace = _refreshing(registry, str(args.get("refresh_token", "")))
    else:
        consent = registry.consents.redeem(str(args.get("code", "")), str(args.get("redirect_uri", "")))
        workspace = registry.workspaces[consent.team_id]
        app = workspace.app
        app.scopes, app.installed_by, app.revoked = consent.scopes, consent.user, False
        app.ends.clear()
    return _new_token(registry, workspace)


def _refreshing(registry: Registry, refresh_token: str) -> Workspace:
    for workspace in registry.workspaces.values():
        if refresh_token and workspace.app.refresh_token == refresh_token:
            if workspace.app.revoked:
                raise Refusal("token_revoked")
            return workspace
    raise Refusal("invalid_refresh_token")


def _new_token(registry: Registry, workspace: Workspace) -> Answer:
    app, number = workspace.app, workspace.new_id("k").lower()
    rotation: Answer = {}
    app.bot_token = f"xoxb-{workspace.team_id.lower()}-{number}"
    if registry.manifest.rotates_tokens:
        app.bot_token = f"xoxe.{app.bot_token}"
        app.refresh_token = f"xoxe-1-{workspace.team_id.lower()}-{number}"
        # The token before goes on until its own end.
        app.ends[app.bot_token] = workspace.now() + timedelta(seconds=ROTATED_SECONDS)
        rotation = {"refresh_token": app.refresh_token, "expires_in": ROTATED_SECONDS}
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
        "authed_user": {"id": app.installed_by},
        **rotation,
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
