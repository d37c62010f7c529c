"""Whatever goes to the log, no secret goes with it; what one needs to find a fault does."""

import json
import subprocess
import sys

import pytest

from bot.logs import without_secrets

SECRETS = (
    "xoxb-1-canary", "xoxe.xoxb-1-canary", "xoxe-1-canary", "xapp-1-canary", "Bearer canary-canary",
    "Basic Y2FuYXJ5Y2FuYXJ5",
    "https://x.example/?access_token=canary&a=1", "client_secret=canary", "?code=canary&state=canary",
    '{"access_token": "canary", "refresh_token": "canary"}', "{'client_secret': 'canary'}", "signature=canary",
    "https://hooks.slack.com/commands/T1/2/canary", "ghp_canarycanarycanary",
    "github_pat_canarycanarycanary", "EAAcanarycanarycanary", "pina_canarycanarycanary",
    "eyJcanarycanary.canary.canary", "https://fb.example/?feed=canary",
)  # fmt: skip


@pytest.mark.parametrize("text", SECRETS)
def test_a_secret_in_a_text_is_blanked_out(text: str):
    told = without_secrets(f"before {text} after")
    assert "canary" not in told.casefold()
    assert "Y2Fu" not in told
    assert told.startswith("before ")


@pytest.mark.parametrize(
    "text",
    [
        "error code: 404",
        "state pending",
        "token not refreshed",
        "https://x.example/a?b=c",
        "tokens: 2",
        "EAA is short",
        "it eyJects",
        "Basic idea",
    ],
)
def test_what_is_no_secret_stays(text: str):
    assert without_secrets(text) == text


SCRIPT = """
import logging, sys, structlog
from bot import logs
logs.set_up("DEBUG")
log = structlog.get_logger("involve")
secrets = sys.argv[1:]
for secret in secrets:
    log.info(secret, url=secret, deep={"a": [secret, (secret,)]}, odd=ValueError(secret))
    logging.getLogger("elsewhere").warning("Unhandled %s", {"payload": secret})
    for name in ("httpx", "slack_sdk", "slack"):
        logging.getLogger(name).info("GET %s", secret)
    try:
        raise RuntimeError(secret)
    except RuntimeError as error:
        log.error("broken", exc_info=error, size=3)
        logging.getLogger("slack").exception("also")
"""


def test_every_channel_of_the_log_is_masked():
    done = subprocess.run([sys.executable, "-c", SCRIPT, *SECRETS], capture_output=True, text=True, check=True)
    told = done.stdout + done.stderr
    assert "canary" not in told.casefold()
    assert "Y2Fu" not in told
    lines = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{") and '"event"' in line]
    assert len(lines) == 2 * len(SECRETS)
    assert {line["size"] for line in lines if line["event"] == "broken"} == {3}
    assert all("RuntimeError" in line["exception"] for line in lines if line["event"] == "broken")
