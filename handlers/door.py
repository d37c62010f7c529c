"""The door Slack knocks at over HTTP, and browsers when they install: a small web server around the Bolt app."""

import asyncio
import errno
import time
from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.errors import Busy
from bot.manifest import BACK_PATH, EVENTS_PATH, INSTALL_PATH
from handlers import troubles
from handlers.signed import is_signed, looks_signed

MOST_BYTES = 1024 * 1024  # Slack's largest payload, a full modal, stays below 300 kB
BODY_SECONDS = 10.0
IN_FLIGHT_SECONDS = 5.0  # Slack has given up on an answer long before

Ready = Callable[[], Awaitable[list[str]]]  # what stands in the way; [] = ready

_PAGES = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class Door:
    """Listens until closed. Nothing but /slack/install, the way back from it, and health is open to everybody."""

    def __init__(self, app: AsyncApp, signing_secret: str, ready: Ready) -> None:
        self._app = app
        self._secret = signing_secret
        self._ready = ready
        self._runner = web.AppRunner(self._routes(), access_log=None, shutdown_timeout=IN_FLIGHT_SECONDS)

    async def open(self, host: str, port: int) -> None:
        """Raises Busy where somebody listens there already."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError as error:
            await self._runner.cleanup()
            if error.errno != errno.EADDRINUSE:
                raise
            raise Busy(
                "Port {port} is taken. Stop what listens there, or set PORT to another one.", port=str(port)
            ) from error

    async def close(self) -> None:
        """Takes nobody in any more; who is inside gets their answer."""
        await self._runner.cleanup()

    def _routes(self) -> web.Application:
        routes = web.Application(client_max_size=MOST_BYTES, middlewares=[_told])
        routes.router.add_post(EVENTS_PATH, self._from_slack)
        routes.router.add_get(EVENTS_PATH, _certificate_looked_at)
        routes.router.add_get(INSTALL_PATH, self._install)
        routes.router.add_get(BACK_PATH, self._back)
        routes.router.add_get("/healthz", _alive)
        routes.router.add_get("/readyz", self._is_ready)
        return routes

    async def _from_slack(self, request: web.Request) -> web.StreamResponse:
        if not looks_signed(request.headers):
            return web.Response(status=401)
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        if not is_signed(request.headers, body, self._secret, now=time.time()):
            return web.Response(status=401)
        # As bytes until here: the signature is over these, whatever a header says of their encoding.
        text = body.decode("utf-8", "replace")
        asked = AsyncBoltRequest(body=text, query=request.query_string, headers=dict(request.headers))
        return _to_web(await self._app.async_dispatch(asked))

    async def _install(self, request: web.Request) -> web.StreamResponse:
        assert self._app.oauth_flow is not None
        return _page(await self._app.oauth_flow.handle_installation(_visit(request)))

    async def _back(self, request: web.Request) -> web.StreamResponse:
        assert self._app.oauth_flow is not None
        return _page(await self._app.oauth_flow.handle_callback(_visit(request)))

    async def _is_ready(self, _: web.Request) -> web.StreamResponse:
        in_the_way = await self._ready()
        return web.json_response({"ready": not in_the_way, "because": in_the_way}, status=503 if in_the_way else 200)


async def _alive(_: web.Request) -> web.StreamResponse:
    return web.json_response({"alive": True})


async def _certificate_looked_at(request: web.Request) -> web.StreamResponse:
    """Slack opens a command's address now and then to see whether its certificate is good."""
    return web.Response(status=200 if request.query.get("ssl_check") == "1" else 405)


@web.middleware
async def _told(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except Exception as error:
        return web.Response(status=500, text=troubles.sentence(error))


def _visit(request: web.Request) -> AsyncBoltRequest:
    headers: dict[str, str | Sequence[str]] = {name: request.headers.getall(name) for name in request.headers}
    return AsyncBoltRequest(body="", query=request.rel_url.raw_query_string, headers=headers)


def _page(answer: BoltResponse) -> web.Response:
    page = _to_web(answer)
    page.headers.update(_PAGES)
    return page


def _to_web(answer: BoltResponse) -> web.Response:
    made = web.Response(status=answer.status, body=answer.body.encode())
    made.headers["Content-Type"] = answer.headers["content-type"][0]
    for name, values in answer.headers.items():
        if name in {"content-type", "content-length"}:
            continue
        for value in values:
            # Lax: back from Slack's page a cookie is sent along, from within a foreign page it is not.
            made.headers.add(name, f"{value}; SameSite=Lax" if name == "set-cookie" else value)
    return made
