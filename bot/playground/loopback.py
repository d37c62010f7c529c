"""Keeps the local workspace to this machine: no other name for it, no other site's pages, no way to look inside."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

NAMES = frozenset(["127.0.0.1", "localhost", "::1"])
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: http: data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def hostname(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def is_from_here(headers: Mapping[str, str], path: str) -> bool:
    """Asked for under a loopback name (so no DNS name was bent to us), and not by another site's page."""
    host = headers.get("Host", "")
    if hostname(host) not in NAMES:
        return False
    if path == "/" and headers.get("Sec-Fetch-Mode") == "navigate":
        return True  # a link somewhere that leads here; the page tells nothing until it asks by itself
    if headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    return headers.get("Origin", f"http://{host}") == f"http://{host}"


@web.middleware
async def only_from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    if not is_from_here(request.headers, request.path):
        return web.json_response({"ok": False, "error": "This address is for this machine alone."}, status=403)
    if request.path.startswith("/page/") and request.method == "POST" and request.content_type != "application/json":
        return web.json_response({"ok": False, "error": "Send JSON."}, status=415)
    return await handler(request)


async def add_headers(_request: web.Request, response: Any) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
