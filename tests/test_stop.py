"""The bot as a process: it starts with what is in the environment, and when told to stop it ends well and in time."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import logs
from bot.__main__ import main
from bot.playground import Playground
from bot.settings import Settings
from tests.bot import CHANNELS, TEAM, Clock, settings
from tests.over_http import NOW, Browser, a_workspace_over_http, http_settings

ROOT = Path(__file__).parents[1]
IN_TIME = 25.0  # platforms kill after thirty seconds

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")


class Told:
    """What the process writes to its log, line by line."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.lines: list[str] = []

    async def until(self, event: str) -> dict[str, object]:
        assert self.process.stderr is not None
        while line := (await self.process.stderr.readline()).decode():
            self.lines.append(line)
            if line.startswith("{") and json.loads(line)["event"] == event:
                found: dict[str, object] = json.loads(line)
                return found
        raise AssertionError("".join(self.lines))

    async def ends(self) -> int:
        out, rest = await asyncio.wait_for(self.process.communicate(), IN_TIME)
        self.lines += [out.decode(), rest.decode()]
        assert self.process.returncode is not None
        return self.process.returncode


@asynccontextmanager
async def a_process(chosen: Settings, folder: Path, **more: str) -> AsyncIterator[Told]:
    """`involve run`, with these settings in its environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "INVOLVE_"))}
    values = {field.alias: getattr(chosen, name) for name, field in Settings.model_fields.items()}
    written = {
        str(name): str(getattr(value, "get_secret_value", lambda value=value: value)())
        for name, value in values.items()
    }
    environment = {**kept, **written, "PYTHONPATH": str(ROOT), "INVOLVE_LOG_LEVEL": "DEBUG", **more}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=folder, env=environment, stdout=PIPE, stderr=PIPE
    )
    try:
        yield Told(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_in_socket_mode_it_ends_well_whatever_else_is_in_the_environment(sqlite_url, tmp_path: Path):
    async with Playground(members=TEAM, channels=CHANNELS) as slack:
        chosen = settings(slack, sqlite_url)
        # with these two Bolt would take it for an app of many workspaces, and find no token for this one
        async with a_process(chosen, tmp_path, SLACK_CLIENT_ID="1.2", SLACK_CLIENT_SECRET="canary") as told:
            assert (await told.until("running"))["mode"] == "socket mode"
            await slack.connected()
            reply = await slack.command("U0ANA", "/involve", "help", channel="C0TEAM")
            await slack.until(lambda: "Take part" in reply.reads)
            told.process.send_signal(signal.SIGTERM)
            assert await told.ends() == 0
        assert slack.violations == []
        log = "".join(told.lines)
        assert not [secret for secret in (slack.bot_token, slack.app_token, "canary") if secret in log]
        assert "Traceback" not in log


async def test_over_http_it_ends_well_though_a_post_hangs(sqlite_url, tmp_path: Path):
    clock = Clock(NOW)
    async with a_workspace_over_http(clock) as (slack, url):
        chosen = http_settings(slack, sqlite_url, url)
        async with a_process(chosen, tmp_path, SLACK_BOT_TOKEN="xoxb-canary") as told:
            assert (await told.until("running"))["mode"] == "http"
            slack.fail("chat.postMessage", "stored_then_hang", times=9)
            browser = Browser(url)
            address = slack.consent("U0ANA", (await browser.open("/slack/install")).link("Add to Slack"))
            assert (await browser.open(address)).status == 200
            await slack.until(lambda: slack.dms("U0ANA"))  # the greeting is there, and its answer never comes
            assert (await browser.open("/healthz")).status == 200
            told.process.send_signal(signal.SIGTERM)
            assert await told.ends() == 0
        assert slack.violations == []
        log = "".join(told.lines)
        secrets = [slack.bot_token, slack.client_secret, slack.signing_secret, chosen.secret_keys.get_secret_value()]
        assert not [secret for secret in (*secrets, "canary", address.partition("?")[2]) if secret in log]
        assert "Traceback" not in log


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({}, "Nothing says how to reach Slack"),
        ({"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "canary"}, "SLACK_SIGNING_SECRET is missing"),
        ({"PORT": "x"}, "PORT: Input should be a valid integer"),
    ],
)
def test_what_is_missing_or_wrong_is_one_sentence_and_exit_code_2(environment, says, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.alias), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(logs, "set_up", lambda _: None)
    monkeypatch.setattr(sys, "argv", ["involve", "run"])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert says in told
    assert len(told.strip().splitlines()) == 1
    assert "canary" not in told
