"""Over HTTP only what Slack signed comes in, and whoever looks sees whether the bot can work."""

import hashlib
import hmac
import json
import shutil
import time
from datetime import timedelta

import aiohttp
import pytest
from tortoise import connections

from bot import app as program
from bot.errors import Busy
from models import Receipt, Result
from tests.over_http import FORM, a_public_house, http_settings

# How slack_sdk 3.47 sends the app's secret (2026-11).
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")

RIGHT = "v0=" + "a" * 64
MALFORMED = [
    {},
    {"X-Slack-Signature": RIGHT},
    {"X-Slack-Request-Timestamp": "{now}"},
    *({"X-Slack-Request-Timestamp": wrong, "X-Slack-Signature": RIGHT} for wrong in (
        "", "abc", "1e9", "-1", "+1", "0x10", "1_0", " ", "1.5", "9" * 13, "9" * 5000, "١٢٣", "nan", "{now}x",
    )),
    *({"X-Slack-Request-Timestamp": "{now}", "X-Slack-Signature": wrong} for wrong in (
        "", "v0=", "v0=" + "a" * 63, "v0=" + "a" * 65, "v0=" + "A" * 64, "v1=" + "a" * 64, "v0=" + "é" * 64,
        "v0=" + "g" * 64, RIGHT, "ü", "a" * 64,
    )),
]  # fmt: skip


async def test_nothing_comes_in_unsigned_however_its_headers_look(sqlite_url, caplog, capsys):
    async with a_public_house(sqlite_url) as house:
        await house.with_ana()
        before = await Receipt.all().count()
        body = house.typed("U0ANA", "result sale of ten lamps")
        async with aiohttp.ClientSession() as session:
            for headers in MALFORMED:
                filled = {name: value.replace("{now}", str(int(time.time()))) for name, value in headers.items()}
                status, text = await house.posts(session, body, {"Content-Type": FORM, **filled})
                assert (status, text) == (401, ""), headers
        assert await Receipt.all().count() == before
        assert await Result.all().count() == 0
        told = caplog.text + "".join(capsys.readouterr())
        assert "Traceback" not in told
        assert "broken" not in told


async def test_a_signature_is_good_for_these_bytes_this_secret_and_five_minutes(sqlite_url):
    async with a_public_house(sqlite_url) as house:
        await house.with_ana()
        body = house.typed("U0ANA", "result sale of ten lamps")
        secret = house.slack.signing_secret
        for what, by, at in (
            (body + b"&x=1", secret, 0),
            (body, "another secret", 0),
            (body, secret, -301),
            (body, secret, 301),
        ):
            assert (await house.sends(body, {"Content-Type": FORM, **signed_at(what, by, at)}))[0] == 401
        assert await Result.all().count() == 0
        assert (await house.sends(body, {"Content-Type": FORM, **signed_at(body, secret, -290)}))[0] == 200
        assert await Result.all().count() == 1


def signed_at(body: bytes, secret: str, seconds: int) -> dict[str, str]:
    timestamp = str(int(time.time()) + seconds)
    made = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={made}"}


async def test_what_is_too_large_is_not_read(sqlite_url):
    async with a_public_house(sqlite_url) as house:
        large = b"{" + b" " * 1024 * 1024 + b"}"
        assert (await house.sends(large, house.signed(large)))[0] == 413
        assert (await house.sends(large, {}))[0] == 401


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\xff\xfe\x00", FORM),
        (b"text=\xff", f"{FORM}; charset=utf-16"),
        (b"{}", "application/json; charset=no-such"),
        (b'{"type": "event_callback"}', "application/json"),
        (b"payload={}", FORM),
        (b"", "application/json"),
    ],
)
async def test_nonsense_with_a_good_signature_breaks_nothing(sqlite_url, body, content_type):
    async with a_public_house(sqlite_url) as house:
        status, _ = await house.sends(body, house.signed(body, content_type))
        assert status in {200, 401, 404}


async def test_slack_may_verify_the_address_and_its_certificate(sqlite_url):
    async with a_public_house(sqlite_url) as house:
        assert await house.slack.verify_request_url()
        browser = house.browser()
        assert (await browser.open("/slack/events?ssl_check=1")).status == 200
        assert (await browser.open("/slack/events")).status == 405
        assert (await browser.open("/elsewhere")).status == 404


async def test_it_is_ready_while_the_database_answers_and_the_clock_ticks(database_url):
    async with a_public_house(database_url) as house:
        browser = house.browser()

        async def because() -> tuple[int, list[str]]:
            page = await browser.open("/readyz")
            return page.status, json.loads(page.text)["because"]

        assert await because() == (200, [])
        house.clock.forward(timedelta(seconds=90))
        assert await because() == (503, ["the clock stands still"])
        await house.tick()
        assert await because() == (200, [])
        connection = connections.get("default")
        await connection.execute_script("DELETE FROM tortoise_migrations WHERE name LIKE '0002%'")
        assert await because() == (503, ["the database is not up to date"])
        await connection.execute_script("DROP TABLE tortoise_migrations")
        assert await because() == (503, ["the database does not answer"])
        assert json.loads((await browser.open("/healthz")).text) == {"alive": True}


async def test_a_port_that_is_taken_is_said_so(sqlite_url, sqlite_template, tmp_path):
    shutil.copy(sqlite_template, tmp_path / "other.db")
    async with a_public_house(sqlite_url) as house:
        taken = house.settings.model_copy(update={"database_url": http_settings(
            house.slack, f"sqlite://{tmp_path}/other.db", house.url
        ).database_url})  # fmt: skip
        with pytest.raises(Busy, match="is taken"):
            async with program.running(taken, clock=house.clock):
                raise AssertionError("started")
