"""What is set decides how Slack is reached, and what is missing is said in one sentence."""

import os

import pytest

from bot.errors import BadSetting
from bot.keyring import new_key
from bot.settings import Mode, Settings, read

SOCKET = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
HTTP = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "invented",
    "SLACK_SIGNING_SECRET": "invented",
    "INVOLVE_PUBLIC_URL": "https://involve.example",
    "INVOLVE_SECRET_KEYS": new_key(),
}


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields.values():
        monkeypatch.delenv(str(name.alias), raising=False)


@pytest.mark.parametrize(
    ("environment", "mode"), [(SOCKET, Mode.SOCKET), (HTTP, Mode.HTTP), (SOCKET | HTTP, Mode.SOCKET)]
)
def test_an_app_level_token_chooses_socket_mode_and_else_a_client_id_http(environment, mode):
    assert read(environment).for_slack().mode is mode


@pytest.mark.parametrize(
    ("environment", "missing"),
    [
        ({}, "SLACK_BOT_TOKEN and SLACK_APP_TOKEN for one workspace, or SLACK_CLIENT_ID for many"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN is missing"),
        ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN is missing"),
        (SOCKET | {"SLACK_BOT_TOKEN": "xoxp-1"}, "SLACK_BOT_TOKEN is missing or is no bot token"),
        (SOCKET | {"SLACK_APP_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN is missing or is no app-level token"),
        *((HTTP | {name: ""}, f"{name} is missing") for name in HTTP if name != "SLACK_CLIENT_ID"),
    ],
)
def test_what_is_missing_is_named(environment, missing):
    with pytest.raises(BadSetting, match=missing):
        read(environment).for_slack()


@pytest.mark.parametrize("url", ["https://bot.example/", "https://bot.example/involve", "http://127.0.0.1:3000", ""])
def test_a_public_address_may_be_https_or_this_machine(url):
    assert read({"INVOLVE_PUBLIC_URL": url}).public_url == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "http://bot.example",
        "bot.example",
        "https://",
        "ftp://bot.example",
        "https://bot.example?x=1",
        "http://10.0.0.1",
    ],
)
def test_no_other_address_gets_what_is_worth_a_token(url):
    with pytest.raises(BadSetting, match="INVOLVE_PUBLIC_URL: must be an https address"):
        read({"INVOLVE_PUBLIC_URL": url})


def test_a_port_given_by_a_platform_opens_the_bot_to_the_outside(monkeypatch):
    assert read().listens_at == "127.0.0.1"
    monkeypatch.setenv("PORT", "5000")
    assert read().listens_at == "0.0.0.0"
    monkeypatch.setenv("HOST", "127.0.0.1")
    assert read().listens_at == "127.0.0.1"


def test_no_secret_shows_when_settings_are_printed():
    secrets = {name: f"canary-{name}" for name in (*SOCKET, *HTTP) if "ID" not in name and "URL" not in name}
    assert "canary" not in repr(read(secrets))
    assert os.environ.get("SLACK_CLIENT_SECRET") is None
