"""A whole `/involve log` beside a bare Bolt handler and one that writes a single row, over real sockets.

All run in this process, in turn and again, over the real Socket Mode client against a small local server, so that the
ratio holds on a noisy machine. To reach: p50 no more than 2 ms above bare, at least half of its rate.
"""

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot import app as program
from bot.db import database, run_tx
from bot.domain.entry import Entry, Party
from bot.domain.kinds import Appears, Kind, Origin
from bot.services import ingest, members
from bot.services.members import Person
from bot.settings import read

LATENCY_ROUNDS, RATE_ROUNDS, WINDOW, TURNS = 200, 800, 32, 3
PEOPLE, HISTORY = 200, 90  # members, and what each of them did before, one thing a day


@dataclass
class Wire:
    """Slack's side of a socket: hands out envelopes, notes when each is answered."""

    url: str = ""
    socket: web.WebSocketResponse | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: dict[str, asyncio.Future[None]] = field(default_factory=dict)
    answers: list[dict[str, Any]] = field(default_factory=list)
    sent: int = 0

    async def open(self, request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "url": f"{self.url.replace('http', 'ws')}/socket"})

    async def other(self, request: web.Request) -> web.Response:
        return web.json_response(
            {"ok": True, "team_id": "T1", "user_id": "UBOT", "bot_id": "B1", "url": "", "team": "t", "user": "b"}
        )

    async def connected(self, request: web.Request) -> web.WebSocketResponse:
        self.socket = web.WebSocketResponse()
        await self.socket.prepare(request)
        await self.socket.send_json({"type": "hello", "num_connections": 1})
        self.ready.set()
        async for message in self.socket:
            if message.type is WSMsgType.TEXT:
                answer = json.loads(message.data)
                if answer.get("envelope_id") in self.waiting:
                    self.answers.append(answer.get("payload") or {})
                    self.waiting.pop(answer["envelope_id"]).set_result(None)
        return self.socket

    async def command(self, text: str) -> float:
        """Sends one command; the seconds until its answer was here."""
        self.sent += 1
        envelope = f"e{self.sent}"
        done = self.waiting[envelope] = asyncio.get_running_loop().create_future()
        payload = {
            "command": "/involve", "text": text, "team_id": "T1", "user_id": f"U{self.sent % PEOPLE}",
            "channel_id": "C1", "trigger_id": f"t{self.sent}", "response_url": f"{self.url}/response",
            "api_app_id": "A1",
        }  # fmt: skip
        assert self.socket is not None
        began = time.perf_counter()
        await self.socket.send_json(
            {"type": "slash_commands", "envelope_id": envelope, "accepts_response_payload": True, "payload": payload}
        )
        await done
        return time.perf_counter() - began


@asynccontextmanager
async def wired() -> AsyncIterator[Wire]:
    wire = Wire()
    server = web.Application()
    server.router.add_post("/api/apps.connections.open", wire.open)
    server.router.add_post("/api/{method}", wire.other)
    server.router.add_get("/socket", wire.connected)
    runner = web.AppRunner(server)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    wire.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield wire
    finally:
        await runner.cleanup()


@asynccontextmanager
async def bare(_: str) -> AsyncIterator[Wire]:
    """A Bolt handler that answers with the same number of words and does nothing."""
    async with wired() as wire:
        client = AsyncWebClient(token="xoxb-bare", base_url=f"{wire.url}/api/")
        app = AsyncApp(client=client, process_before_response=True)

        @app.command("/involve")
        async def answer(ack: Any) -> None:
            await ack(response_type="ephemeral", text="Logged. Your share goes from 41 % to 43 %.")

        handler = AsyncSocketModeHandler(app, "xapp-bare")
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await wire.ready.wait()
        yield wire
        await handler.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def writing(folder: str) -> AsyncIterator[Wire]:
    """A Bolt handler that writes one row in one transaction and nothing else: what a kept promise costs at least."""
    async with wired() as wire, database(f"sqlite://{folder}/writing.db"):
        app = AsyncApp(client=AsyncWebClient(token="xoxb-w", base_url=f"{wire.url}/api/"), process_before_response=True)
        now = datetime.now(UTC)
        workspace = await members.workspace_of("T1", now=now)

        @app.command("/involve")
        async def answer(ack: Any, body: dict[str, Any]) -> None:
            async def one_row(connection: Any) -> None:
                await connection.execute_query(
                    "INSERT INTO receipt (workspace_id, key, at) VALUES (?, ?, ?)",
                    [workspace.id, body["trigger_id"], now.isoformat(" ")],
                )

            await run_tx(one_row)
            await ack(response_type="ephemeral", text="Logged. Your share goes from 41 % to 43 %.")

        handler = AsyncSocketModeHandler(app, "xapp-w")
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await wire.ready.wait()
        yield wire
        await handler.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def involve(folder: str) -> AsyncIterator[Wire]:
    """The bot as it runs, on SQLite, with people who have joined."""
    async with wired() as wire:
        settings = read(
            {
                "SLACK_BOT_TOKEN": "xoxb-bench",
                "SLACK_APP_TOKEN": "xapp-bench",
                "SLACK_API_URL": f"{wire.url}/api/",
                "DATABASE_URL": f"sqlite://{folder}/bench.db",
            }
        )
        async with program.running(settings):
            await wire.ready.wait()
            now = datetime.now(UTC)
            workspace = await members.workspace_of("T1", now=now)
            for number in range(PEOPLE):
                member = await members.member_of(workspace, f"U{number}")
                await members.seen(member, Person(member.slack_id, "T1", f"person {number}"), now=now)
                await members.join(member, appears=Appears.BY_NAME, now=now)
                await ingest.record(member, history(number, now), origin=Origin.POLLED, now=now)
            yield wire


def history(number: int, now: datetime) -> list[Entry]:
    """A comment a day in threads of others."""
    them = Party("other", "other")
    return [
        Entry(
            network="forum", native_id=f"{number}-{day}", kind=Kind.REPLY, at=now - timedelta(days=day),
            author=Party("me"),
            url=f"https://forum.example/{number}/{day}", text=f"What worked on day {day} was a second seal below it.",
            thread=f"t{number}-{day}", root=them, parent=them,
        )
        for day in range(1, HISTORY + 1)
    ]  # fmt: skip


async def latency(wire: Wire, text: str) -> list[float]:
    return [await wire.command(text.format(n=wire.sent)) for _ in range(LATENCY_ROUNDS)]


async def rate(wire: Wire, text: str) -> tuple[float, float]:
    """Commands a second, and the processor's microseconds each took: steadier than a rate where others work too."""
    gate = asyncio.Semaphore(WINDOW)

    async def one(number: int) -> None:
        async with gate:
            await wire.command(text.format(n=f"{wire.sent}-{number}"))

    began, worked = time.perf_counter(), time.process_time()
    await asyncio.gather(*(one(number) for number in range(RATE_ROUNDS)))
    passed, spent = time.perf_counter() - began, time.process_time() - worked
    return RATE_ROUNDS / passed, spent / RATE_ROUNDS * 1e6


TEXT = "log https://forum.example/t/thread/{n} asked how they seal the lens and told them what worked for us"


async def measured() -> None:
    rows: dict[str, list[tuple[float, ...]]] = {"bare": [], "one write": [], "involve": []}
    for _ in range(TURNS):
        for name in rows:
            with tempfile.TemporaryDirectory() as folder:
                async with {"bare": bare, "one write": writing, "involve": involve}[name](folder) as wire:
                    rows[name].append(await one_turn(wire))
    print(f"{'handler':<10} {'p50 ms':>8} {'p99 ms':>8} {'a second':>9} {'CPU us':>7}   (Socket Mode, SQLite)")
    middle = {name: [statistics.median(column) for column in zip(*of, strict=True)] for name, of in rows.items()}
    for name, (p50, p99, per_second, processor) in middle.items():
        print(f"{name:<10} {p50 * 1000:8.2f} {p99 * 1000:8.2f} {per_second:9.0f} {processor:7.0f}")
    above = middle["involve"][0] - middle["bare"][0]
    print(f"p50 above bare: {above * 1000:.2f} ms (to reach: 2)")
    for name in ("involve", "one write"):
        ratio = statistics.median(mine[2] / bare[2] for mine, bare in zip(rows[name], rows["bare"], strict=True))
        cost = middle["bare"][3] / middle[name][3]
        print(f"rate of {name}: {ratio:.2f} of bare, {cost:.2f} by processor time (to reach: .5)")


async def one_turn(wire: Wire) -> tuple[float, ...]:
    """p50, p99, commands a second, processor microseconds each."""
    await latency(wire, TEXT)  # warm
    times = sorted(await latency(wire, TEXT))
    figures = (statistics.median(times), times[int(len(times) * 0.99)], *await rate(wire, TEXT))
    assert all("Logged" in str(answer.get("text")) for answer in wire.answers), "not every answer was a log"
    return figures


def run(data: Path | None) -> None:
    """Prints the table; needs no data."""
    asyncio.run(measured())
