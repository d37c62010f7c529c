"""A workspace of its own for each test."""

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Playground
from tests.playground.tiny_app import web_client


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    async with Playground() as slack:
        yield slack


@pytest.fixture
async def client(slack: Playground) -> AsyncWebClient:
    return web_client(slack)
