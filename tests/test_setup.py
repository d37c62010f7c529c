"""What surrounds the code agrees with it: the Slack manifest, the pins, the settings, the Makefile."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from copy import deepcopy
from inspect import signature
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jsonschema
import pytest
import yaml
from packaging.requirements import Requirement

import handlers.register
from bot.settings import Settings
from bot.sources import known

ROOT = Path(__file__).parents[1]
LOCKS = ("run", "build", "test", "dev", "peers")
# user_change comes with users:read, which names people and tells their time zones
EVENTS_OF_OUR_SCOPES = {"app_home_opened", "app_uninstalled", "tokens_revoked", "user_change"}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yaml").read_text())
    return parsed


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads((ROOT / "tests/slack/manifest.schema.json").read_text())
    return parsed


def test_slack_accepts_the_manifest(manifest: dict[str, Any], schema: dict[str, Any]) -> None:
    jsonschema.validate(manifest, schema)


@pytest.mark.parametrize(
    ("where", "wrong"),
    [
        (("features", "slash_commands", 0, "command"), "involve"),
        (("display_information", "name"), "Involve " * 5),
        (("display_information", "long_description"), "Short."),
        (("features", "shortcuts", 0, "type"), "anywhere"),
        (("settings", "socket_mode"), True),
    ],
)
def test_slack_refuses_a_manifest_with_a_mistake(
    where: tuple[str | int, ...], wrong: object, manifest: dict[str, Any], schema: dict[str, Any]
) -> None:
    broken: Any = deepcopy(manifest)
    inner = broken
    for step in where[:-1]:
        inner = inner[step]
    inner[where[-1]] = wrong
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, schema)


def test_involve_asks_slack_for_no_message_of_anybody(manifest: dict[str, Any]) -> None:
    scopes = set(manifest["oauth_config"]["scopes"]["bot"])
    assert not {scope for scope in scopes if scope.endswith(":history") or scope.startswith("files:")}
    assert "user" not in manifest["oauth_config"]["scopes"]
    # Slack refuses an event whose scope is not asked for.
    assert set(manifest["settings"]["event_subscriptions"]["bot_events"]) <= EVENTS_OF_OUR_SCOPES


class Listened:
    """Stands where the Bolt app stands while listeners are registered, and notes what they listen to."""

    def __init__(self) -> None:
        self.to: dict[str, set[str]] = {}

    def __getattr__(self, kind: str) -> Callable[..., Any]:
        def listener(what: object = None, *_: object, **__: object) -> Callable[[object], object]:
            if isinstance(what, str):
                self.to.setdefault(kind, set()).add(what)
            return lambda function: function

        return listener


def test_the_manifest_offers_what_the_bot_listens_to(manifest: dict[str, Any]) -> None:
    app = Listened()
    handlers.register.all_of(app, SimpleNamespace(later=None))
    features = manifest["features"]
    assert app.to["command"] == {command["command"] for command in features["slash_commands"]}
    assert app.to["shortcut"] == {shortcut["callback_id"] for shortcut in features["shortcuts"]}


def _pins(lock: str) -> dict[str, str]:
    """Every pinned requirement of a lock file, with all that belongs to it."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / f"requirements/{lock}.txt").read_text(), flags=re.MULTILINE)
    pins = text.replace("\\\n", " ").splitlines()
    return {pin.partition("==")[0]: pin for pin in pins}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_to_the_byte(lock: str) -> None:
    pins = _pins(lock)
    assert pins
    assert [
        pin for pin in pins.values() if not re.match(r"[\w.-]+==[\w.]+ (; .*? )? *--hash=sha256:[0-9a-f]{64}", pin)
    ] == []


def test_the_pins_agree_with_each_other() -> None:
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, pin in _pins(lock).items():
            versions.setdefault(name, set()).add(pin.split()[0])
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_what_the_project_asks_for_is_what_is_pinned() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    pins = _pins("run")
    unmet = []
    for requirement in map(Requirement, asked):
        version = pins[requirement.name.lower()].split()[0].partition("==")[2]
        if not requirement.specifier.contains(version):
            unmet.append(f"{requirement} but {version}")
    assert unmet == []


def test_no_file_of_the_set_up_names_a_package_registry() -> None:
    files = [ROOT / "Makefile", ROOT / "pyproject.toml", *ROOT.glob("requirements*"), *ROOT.glob("requirements/*")]
    assert [
        str(file)
        for file in files
        if file.is_file() and re.search(r"https?://|--(extra-)?index-url|--find-links", file.read_text())
    ] == []


def test_the_example_names_every_setting_and_its_default() -> None:
    example = dict(
        line.split("=", 1) for line in (ROOT / ".env.example").read_text().splitlines() if line and line[0] != "#"
    )
    for name, field in Settings.model_fields.items():
        assert field.alias in example, name
        default = getattr(field.default, "get_secret_value", lambda default=field.default: default)()
        assert example[field.alias] == str(default), name


def test_the_example_shows_where_every_network_is_asked() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    shown = {line.partition("=")[2] for line in lines if line.startswith("INVOLVE_")}
    for source in known.classes():
        parameters = signature(source).parameters
        assert {parameters[name].default for name in parameters.keys() - {"http"}} <= shown, source.name


def test_every_line_of_the_example_says_why() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    assert [line for before, line in pairwise(lines) if "=" in line and before[:1] != "#"] == []


def test_make_alone_lists_every_target() -> None:
    targets = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert targets
    listed = _make(ROOT)
    assert listed.returncode == 0, listed.stderr
    assert [line.split()[1] for line in listed.stdout.splitlines()] == targets[1].split()


def test_make_says_so_when_python_is_too_old(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text(
        f'#!/bin/sh\nexec {sys.executable} -c "import sys; sys.version_info = (3, 9); exec(sys.argv[2])" "$@"\n'
    )
    old.chmod(0o755)
    assert "needs Python 3.11 or newer" in _make_venv(tmp_path, PYTHON=str(old))
    assert f"{old} is 3.9" in _make_venv(tmp_path, PYTHON=str(old))


def test_make_says_so_when_there_is_no_python(tmp_path: Path) -> None:
    assert "'no-python' is not there" in _make_venv(tmp_path, PYTHON="no-python")


def _make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # These tests may run below `make test`, whose own variables would be taken for ours.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def _make_venv(folder: Path, **variables: str) -> str:
    """What make complains about when it cannot make the environment."""
    shutil.copy(ROOT / "Makefile", folder)
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(ROOT / "requirements", folder / "requirements", dirs_exist_ok=True)
    made = _make(folder, ".venv/bin/python", *(f"{name}={value}" for name, value in variables.items()))
    assert made.returncode != 0
    assert not (folder / ".venv").exists()
    return made.stderr
