"""`involve keys rotate` reaches everything that is locked: the tokens of workspaces and what members handed over."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.db import database
from bot.keyring import Keyring, new_key
from bot.services import credentials
from bot.sources.base import Checked
from models import Account
from tests.services.people import NOW, a_member, an_account

T = TypeVar("T")


def done(url: str, do: Callable[[], Awaitable[T]]) -> T:
    async def opened() -> T:
        async with database(url):
            return await do()

    return asyncio.run(opened())


def test_rotating_locks_what_members_handed_over_with_the_first_key(sqlite_url, monkeypatch):
    old, new = new_key(), new_key()

    async def handed_over() -> None:
        account = await an_account(await a_member())
        await credentials.keep(account, Checked("tok-1"), Keyring(old), now=NOW)

    async def read() -> str:
        return credentials.opened(await Account.get(), Keyring(new))

    done(sqlite_url, handed_over)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("INVOLVE_SECRET_KEYS", f"{new},{old}")
    said = CliRunner().invoke(app, ["keys", "rotate"])
    assert said.exit_code == 0
    assert "Tokens locked anew: 1." in said.output
    assert done(sqlite_url, read) == "tok-1"


def test_rotating_without_the_old_key_changes_nothing_and_says_so(sqlite_url, monkeypatch):
    old = new_key()

    async def handed_over() -> None:
        account = await an_account(await a_member())
        await credentials.keep(account, Checked("tok-1"), Keyring(old), now=NOW)

    async def read() -> str:
        return credentials.opened(await Account.get(), Keyring(old))

    done(sqlite_url, handed_over)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("INVOLVE_SECRET_KEYS", new_key())
    with pytest.raises(Exception, match="lacks a key"):
        CliRunner().invoke(app, ["keys", "rotate"], catch_exceptions=False)
    assert done(sqlite_url, read) == "tok-1"
