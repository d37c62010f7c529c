"""What Slack is asked for is the least, is written for the way chosen, and is explained."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from typer.testing import CliRunner

from bot.__main__ import app
from bot.errors import BadInput
from bot.manifest import EVENTS, EXTRAS, SCOPES, manifest, scopes

ROOT = Path(__file__).parents[1]
URL = "https://involve.example"
WAYS = [("", ()), (URL, ()), ("", ("history",)), (URL, ("files",)), (URL, ("history", "files"))]


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads((ROOT / "tests/slack/manifest.schema.json").read_text())
    return parsed


@pytest.mark.parametrize(("url", "extras"), WAYS)
def test_slack_accepts_every_manifest(url, extras, schema):
    jsonschema.validate(yaml.safe_load(manifest(url, extras)), schema)


def test_the_manifest_that_lies_here_is_the_one_for_socket_mode():
    assert (ROOT / "manifest.yaml").read_text() == manifest()


def test_over_http_slack_is_told_one_door_for_everything():
    wanted = yaml.safe_load(manifest(f"{URL}/"))
    door = f"{URL}/slack/events"
    settings = wanted["settings"]
    assert [each["url"] for each in wanted["features"]["slash_commands"]] == [door]
    assert settings["event_subscriptions"]["request_url"] == door
    assert settings["interactivity"]["request_url"] == door
    assert wanted["oauth_config"]["redirect_urls"] == [f"{URL}/slack/oauth_redirect"]
    assert (settings["socket_mode_enabled"], settings["token_rotation_enabled"]) == (False, True)


def test_in_socket_mode_there_is_no_address():
    assert "url" not in re.sub(r"#.*|<url>", "", manifest())


def test_the_least_reads_no_messages_and_no_files():
    assert not [scope for scope in SCOPES if "history" in scope or "files" in scope]
    assert set(scopes()) == set(SCOPES)


@pytest.mark.parametrize("name", EXTRAS)
def test_an_extra_adds_its_own_scopes_and_nothing_else(name):
    assert set(scopes([name])) == set(SCOPES) | set(EXTRAS[name].scopes)
    events = yaml.safe_load(manifest(URL, [name]))["settings"]["event_subscriptions"]["bot_events"]
    assert set(events) == set(EVENTS) | set(EXTRAS[name].events)


def test_the_direct_message_takes_text_only_where_archives_are_wanted():
    for extras, expected in ((), True), (("history",), True), (("files",), False):
        home = yaml.safe_load(manifest("", extras))["features"]["app_home"]
        assert home["messages_tab_read_only_enabled"] is expected


def test_every_scope_and_event_is_explained_and_no_other():
    page = (ROOT / "docs/scopes.md").read_text()
    named = set(re.findall(r"`([a-z_]+[:.][a-z.:]+|app_\w+|tokens_\w+|user_\w+|commands)`", page))
    asked = set(SCOPES) | set(EVENTS)
    for extra in EXTRAS.values():
        asked |= {*extra.scopes, *extra.events}
    assert named == asked
    for scope, why in SCOPES.items():
        assert f"| `{scope}` | {why} |" in page


@pytest.mark.parametrize("url", ["http://involve.example", "involve.example", "https://", "https://x.example/?a=b"])
def test_an_address_slack_would_not_call_is_refused(url):
    with pytest.raises(BadInput, match="no address Slack would call"):
        manifest(url)


def test_an_unknown_extra_is_refused_with_what_there_is():
    with pytest.raises(BadInput, match="no extra called everything; there are history, files"):
        manifest(URL, ["everything"])


def test_the_command_line_writes_the_same(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)  # no .env of the one who runs the tests
    run = CliRunner().invoke
    assert run(app, ["manifest"]).output == manifest()
    assert run(app, ["manifest", "--url", URL, "--with", "history"]).output == manifest(URL, ["history"])
    monkeypatch.setenv("INVOLVE_EXTRA_SCOPES", "files, history")
    assert run(app, ["manifest", "--url", URL]).output == manifest(URL, ["files", "history"])
