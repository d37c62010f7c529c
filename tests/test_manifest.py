"""What Slack is asked for is the least, is written for the way chosen, and is explained."""

import ast
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from slack_sdk.web.async_client import AsyncWebClient
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


# Bolt's and slack_sdk's names for what is called through them; what one call stands for.
STANDS_FOR = {
    "files_upload_v2": ("files.getUploadURLExternal", "files.completeUploadExternal"),
    "oauth_v2_access": ("oauth.v2.access",),
}
# A method that any of several scopes opens, each for its kind of conversation: which kinds Involve has to do with.
KINDS = {
    "conversations.info": {"channels:read"},
    "conversations.open": {"im:write"},
    "conversations.history": {"channels:history", "groups:history", "im:history"},
    "conversations.replies": {"channels:history", "groups:history", "im:history"},
}


@cache
def called() -> set[str]:
    """Every method of the Web API the code calls."""
    names = {name for name in dir(AsyncWebClient) if "_" in name.strip("_") and not name.startswith("_")} - {"api_call"}
    found: set[str] = set()
    for file in (*(ROOT / "bot").rglob("*.py"), *(ROOT / "handlers").rglob("*.py")):
        if "playground" not in file.parts:
            tree = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            found |= {node.attr for node in tree if isinstance(node, ast.Attribute) and node.attr in names}
    return {each for name in found for each in STANDS_FOR.get(name, (name.replace("_", ".", 1),))}


def test_every_method_that_is_called_is_opened_by_a_scope_and_every_scope_but_for_events_opens_one():
    published = json.loads((ROOT / "tests/slack/methods.json").read_text(encoding="utf-8"))
    needed: dict[str, set[str]] = {}
    for method in called():
        opened_by = KINDS.get(method, set(published[method]["scopes"]))
        assert opened_by <= set(published[method]["scopes"]), method
        for scope in opened_by:
            needed.setdefault(scope, set()).add(method)
    assert {"chat.postMessage", "views.open", "users.info", "conversations.info"} <= called()
    assert set(needed) | {"commands"} == set(scopes(EXTRAS))
    assert set(needed) - set(SCOPES) == {
        "files:read",
        "files:write",
        "channels:history",
        "groups:history",
        "im:history",
    }


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
