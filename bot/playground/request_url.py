"""HTTP mode: Slack posts signed payloads to the app's request URL; the body of the answer is the acknowledgement."""

import hashlib
import hmac
import json
import secrets
import time
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.playground.deliveries.common import VERIFICATION_TOKEN
from bot.playground.deliveries.post import ACK_SECONDS, NO_APP, TIMEOUT, Ack, Retry
from bot.playground.registry import Registry

OK_STATUS = 200


class RequestUrl:
    """The address the app listens at."""

    def __init__(self, registry: Registry, url: str) -> None:
        self._registry = registry
        self.url = url
        self._session: aiohttp.ClientSession | None = None

    async def carry(self, kind: str, payload: dict[str, Any], retry: Retry | None, seconds: float) -> Ack:
        body, content_type = encoded(kind, payload)
        headers = {"Content-Type": content_type, **signature(self._registry.signing_secret, body)}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry.number), "X-Slack-Retry-Reason": retry.reason}
        started = self._registry.monotonic()
        if self._session is None:
            self._session = aiohttp.ClientSession()
        try:
            async with self._session.post(
                self.url, data=body, headers=headers, timeout=aiohttp.ClientTimeout(total=seconds)
            ) as answer:
                text = await answer.text()
                seconds_taken = self._registry.monotonic() - started
                no_retry = answer.headers.get("X-Slack-No-Retry") == "1"
                if answer.status != OK_STATUS:
                    error = "http_service_error" if answer.status >= 500 else "http_client_error"
                    return Ack(None, seconds_taken, error, no_retry)
                return Ack(_read(text, answer.content_type), seconds_taken)
        except TimeoutError:
            return Ack(None, self._registry.monotonic() - started, TIMEOUT)
        except aiohttp.ClientError:
            return Ack(None, self._registry.monotonic() - started, NO_APP)

    async def verify(self) -> bool:
        """Whether the app gives a challenge back."""
        challenge = secrets.token_hex(20)
        payload = {"type": "url_verification", "token": VERIFICATION_TOKEN, "challenge": challenge}
        ack = await self.carry("events_api", payload, None, ACK_SECONDS)
        return isinstance(ack.body, dict) and challenge in (ack.body.get("challenge"), ack.body.get("text"))

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def encoded(kind: str, payload: dict[str, Any]) -> tuple[bytes, str]:
    """Commands as form fields, interactions as JSON in one form field, events as JSON."""
    if kind == "slash_commands":
        return urlencode(payload).encode(), "application/x-www-form-urlencoded"
    if kind == "interactive":
        return urlencode({"payload": json.dumps(payload)}).encode(), "application/x-www-form-urlencoded"
    return json.dumps(payload).encode(), "application/json"


def signature(secret: str, body: bytes) -> dict[str, str]:
    """https://docs.slack.dev/authentication/verifying-requests-from-slack"""
    timestamp = str(int(time.time()))
    signed = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256)
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={signed.hexdigest()}"}


def _read(text: str, content_type: str) -> Any:
    if not text:
        return None
    return json.loads(text) if content_type == "application/json" else {"text": text}
