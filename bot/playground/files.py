"""Where the app fetches what members share: nobody gets a file without the app's token and its right to files."""

from aiohttp import web

from bot.playground.refusal import Refusal
from bot.playground.registry import Registry
from bot.playground.shared import SharedFile
from bot.playground.workspace import Workspace

PATH = "/files-pri/{team}/{file}/download/{name}"
SIGN_IN = "/signin"


def serve(registry: Registry, router: web.UrlDispatcher) -> None:
    """Adds where the app fetches files. Whoever may not have one is sent to the sign-in page, as Slack does."""

    async def give(request: web.Request) -> web.StreamResponse:
        workspace = registry.workspaces.get(request.match_info["team"])
        found = workspace.files.get(request.match_info["file"]) if workspace else None
        if workspace is None or found is None:
            return web.Response(status=404, text="not found")
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        with registry.changes.passing():
            if not _may_have(registry, workspace, found, token):
                registry.blame(f"{found.name} was asked for without the right to it")
                raise web.HTTPFound(SIGN_IN)
            return web.Response(body=found.content, content_type="application/octet-stream")

    async def sign_in(_request: web.Request) -> web.StreamResponse:
        return web.Response(text="<!doctype html><title>Sign in</title>", content_type="text/html")

    router.add_get(PATH, give)
    router.add_get(SIGN_IN, sign_in)


def _may_have(registry: Registry, workspace: Workspace, file: SharedFile, token: str) -> bool:
    try:
        is_ours = registry.holder_of(token) is workspace
    except Refusal:
        return False
    is_there = workspace.app.bot_user_id in workspace.channels[file.channel].members
    return is_ours and is_there and "files:read" in workspace.app.scopes
