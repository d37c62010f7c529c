"""The import contracts hold, and break when somebody breaks them."""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.sources import known

ROOT = Path(__file__).parents[1]

BREAKS = {
    "a service calls a handler": ("Each floor", {"bot/services/planted.py": "import handlers"}),
    "a model calls a service": ("Each floor", {"models/planted.py": "import bot.services"}),
    "a model asks a network": ("Each floor", {"models/planted.py": "import bot.sources.base"}),
    "a network stores": ("A source is handed", {"bot/sources/planted.py": "import models"}),
    "a network reads the settings": ("A source is handed", {"bot/sources/planted.py": "from bot import settings"}),
    "the domain fetches": ("The domain knows nobody", {"bot/domain/planted.py": "import httpx"}),
    "the domain opens a socket": ("The domain knows nobody", {"bot/domain/planted.py": "import socket"}),
    "the domain raises our errors": (
        "The domain knows nobody",
        {"bot/domain/planted.py": "from bot.errors import BadInput"},
    ),
    "the domain stores by a detour": (
        "The domain knows nobody",
        {"bot/domain/planted.py": "import bot.detour", "bot/detour.py": "import tortoise"},
    ),
    "what networks share knows a network": (
        "Networks do not know",
        {"bot/sources/base.py": "import bot.sources.blog"},
    ),
    "a service speaks Slack": (
        "speak Slack",
        {"bot/services/planted.py": "from slack_sdk.errors import SlackApiError"},
    ),
    "the app plays": ("Only the command line knows", {"bot/app.py": "import bot.playground"}),
    "a handler plays": ("Only the command line knows", {"handlers/planted.py": "import bot.playground"}),
    "the playground peeks": ("The playground knows Slack's side", {"bot/playground/planted.py": "import bot.services"}),
}


def _lint(tree: Path, planted: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    for package in ("bot", "handlers", "models"):
        shutil.copytree(ROOT / package, tree / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tree)
    for file, text in planted.items():
        with (tree / file).open("a") as source:
            source.write(f"\n{text}\n")
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=tree,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_contracts_hold(tmp_path: Path) -> None:
    linted = _lint(tmp_path, {"bot/domain/planted.py": "import dataclasses"})
    assert linted.returncode == 0, linted.stdout
    assert "BROKEN" not in linted.stdout


@pytest.mark.parametrize(("contract", "planted"), BREAKS.values(), ids=BREAKS.keys())
def test_a_contract_breaks_when(contract: str, planted: Mapping[str, str], tmp_path: Path) -> None:
    linted = _lint(tmp_path, planted)
    assert linted.returncode == 1, linted.stdout
    assert any(contract in line and "BROKEN" in line for line in linted.stdout.splitlines()), linted.stdout


def test_every_network_is_under_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    named = next(contract["modules"] for contract in contracts if contract["id"] == "networks")
    assert named == sorted({source.__module__ for source in known.classes()})
