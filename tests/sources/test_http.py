"""The one way out: what it asks, what it refuses to swallow, and the sentence each fault becomes."""

import asyncio
import datetime as dt
import gzip
import json
import ssl
import tracemalloc
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.errors import (
    Garbled,
    Gone,
    NeedsCredential,
    NotFound,
    Private,
    RateLimited,
    Refused,
    SourceError,
    Unreachable,
)
from bot.sources import answer as answer_module
from bot.sources.answer import BODY_CAP, STEP, Collected, TooLarge, pause_asked
from bot.sources.http import HOSTS_KEPT, Answer, Http
from tests.sources.serve import JSON, Asked, Reply, serve, serve_raw

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DATE = {"date": format_datetime(NOW, usegmt=True)}


def said(status: int = 200, body: bytes = b"", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, "https://example.org/x", {**DATE, **named}, body)


# --- what is asked ---


async def test_an_answer_has_its_json_its_headers_and_its_address() -> None:
    async with serve({"/a": (200, {**JSON, "X-Some": "thing"}, {"x": ["ü"]})}) as server, server.http() as http:
        answer = await http.get(server.url + "/a", params={"q": "a b&c=ü", "n": 2})
    assert answer.json() == {"x": ["ü"]}
    assert answer.headers["x-some"] == "thing"
    assert answer.url.startswith(server.url + "/a?q=")
    assert server.asked[0].query == {"q": "a b&c=ü", "n": "2"}


async def test_every_question_names_the_project_and_takes_gzip_only() -> None:
    async with serve({"/": {}}) as server, server.http() as http:
        await http.get(server.url, accept="application/rss+xml")
    headers = server.asked[0].headers
    assert headers["user-agent"].startswith("Involve/")
    assert headers["accept-encoding"] == "gzip"
    assert headers["accept"] == "application/rss+xml"


async def test_parameters_are_added_to_those_in_the_address() -> None:
    async with serve({"/": {}}) as server, server.http() as http:
        await http.get(server.url + "/?feed=rss2", params={"paged": 2})
    assert server.asked[0].query == {"feed": "rss2", "paged": "2"}


async def test_what_has_not_changed_is_not_sent_again() -> None:
    def page(asked: Asked) -> Reply:
        known = asked.headers.get("if-none-match") == 'W/"7"' and "if-modified-since" in asked.headers
        headers = {**JSON, "etag": 'W/"7"', "last-modified": "Sun, 22 Nov 2026 10:00:00 GMT"}
        return (304, headers, b"") if known else (200, headers, {"new": True})

    async with serve({"/": page}) as server, server.http() as http:
        first = await http.get(server.url)
        kept = json.loads(json.dumps(first.validators))
        second = await http.get(server.url, validators=kept)
    assert not first.not_modified
    assert second.not_modified
    assert second.body == b""
    assert second.validators == first.validators


def test_a_validator_that_cannot_be_sent_back_is_not_kept() -> None:
    assert said(etag='"é"').validators == {}
    assert said(etag="x" * 501, last_modified="today").validators == {"last_modified": "today"}


async def test_a_post_carries_json_or_a_form() -> None:
    async with serve({"/": {}}) as server, server.http() as http:
        await http.post(server.url, json={"a": 1}, headers={"Authorization": "Bearer t"})
        await http.post(server.url, form={"a": "1 2"})
    one, two = server.asked
    assert (one.method, json.loads(one.body), one.headers["authorization"]) == ("POST", {"a": 1}, "Bearer t")
    assert one.headers["content-type"] == "application/json"
    assert (two.body, two.headers["content-type"]) == (b"a=1+2", "application/x-www-form-urlencoded")


async def test_cookies_are_not_kept() -> None:
    async with serve({"/": (200, {"set-cookie": "who=me; Path=/"}, b"")}) as server, server.http() as http:
        await http.get(server.url)
        await http.get(server.url)
    assert all("cookie" not in asked.headers for asked in server.asked)


async def test_recorded_answers_can_stand_in_for_a_network() -> None:
    def network(host: str) -> httpx.MockTransport:
        return httpx.MockTransport(lambda request: httpx.Response(200, json={"host": host}))

    async with Http(transport=network) as http:
        assert (await http.get("https://api.example/x")).json() == {"host": "api.example"}


# --- redirects ---


async def test_a_redirect_is_followed_and_the_answer_says_where_it_is_from() -> None:
    async with serve({"/old": (301, {"location": "/new?x=1"}, b""), "/new": {"x": 1}}) as server, server.http() as http:
        answer = await http.get(server.url + "/old")
    assert answer.url == server.url + "/new?x=1"


async def test_three_redirects_are_followed_and_a_fourth_is_not() -> None:
    routes: dict[str, Any] = {f"/{n}": (302, {"location": f"/{n + 1}"}, b"") for n in range(4)}
    async with serve({**routes, "/4": {}}) as server, server.http() as http:
        assert (await http.get(server.url + "/1")).status == 200
        server.asked.clear()
        with pytest.raises(Garbled, match=r"127\.0\.0\.1 sends Involve in circles\. Give"):
            await http.get(server.url + "/0")
        assert server.paths() == ["/0", "/1", "/2", "/3"]


async def test_a_redirect_to_itself_ends() -> None:
    async with serve({"*": (302, {"location": "/loop"}, b"")}) as server, server.http() as http:
        with pytest.raises(Garbled):
            await http.get(server.url + "/loop")
        assert len(server.asked) == 4


@pytest.mark.parametrize(
    "location", ["http://[::zz]/", "http://x:y/", "ftp://example.org/x", "http://user:pass@example.org/"]
)
async def test_a_redirect_to_nowhere_we_go_is_refused(location: str) -> None:
    async with serve({"/": (302, {"location": location}, b"")}) as server, server.http() as http:
        with pytest.raises(SourceError, match=r"127\.0\.0\.1|https|password"):
            await http.get(server.url)
        assert server.paths() == ["/"]


async def test_a_key_is_not_carried_to_another_server() -> None:
    async with serve({"/": {}}) as other, serve({}) as server:
        server.routes["/"] = (302, {"location": other.url + "/"}, b"")
        async with Http(allowed=[server.place, other.place]) as http:
            await http.get(server.url, headers={"Authorization": "Bearer secret", "X-Api-Key": "secret"})
    assert server.asked[0].headers["authorization"] == "Bearer secret"
    assert "secret" not in str(other.asked[0].headers)


async def test_what_is_posted_is_not_posted_elsewhere() -> None:
    async with serve({"/": (307, {"location": "/elsewhere"}, b"")}) as server, server.http() as http:
        with pytest.raises(Garbled):
            await http.post(server.url, json={"secret": 1})
        assert server.paths() == ["/"]


@pytest.mark.parametrize(
    "url", ["", "nothing", "http://", "mailto:a@example.org", "http://ex\nample", "https://x" * 900]
)
async def test_what_is_no_address_is_refused_with_a_sentence(url: str) -> None:
    async with Http() as http:
        with pytest.raises(Refused, match=r"\.$"):
            await http.get(url)


# --- what a status means ---


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Garbled), (401, NeedsCredential), (402, Private), (403, Private), (404, NotFound), (405, Garbled),
        (410, Gone), (422, Garbled), (451, Private), (500, Unreachable), (502, Unreachable), (503, Unreachable),
        (599, Unreachable), (300, Garbled), (302, Garbled),
    ],
)  # fmt: skip
async def test_a_status_becomes_our_word_for_it_and_says_what_to_do(status: int, kind: type[SourceError]) -> None:
    async with serve({"*": (status, {}, b"<html>" + b"x" * 100)}) as server, server.http() as http:
        with pytest.raises(kind) as caught:
            await http.get(server.url)
    assert type(caught.value) is kind
    sentence = str(caught.value)
    assert "127.0.0.1" in sentence
    assert str(status) in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


async def test_a_tolerated_status_is_handed_back_with_its_body() -> None:
    async with serve({"*": (400, JSON, {"error": "AccountTakedown"})}) as server, server.http() as http:
        answer = await http.get(server.url, tolerate=[400])
    assert (answer.status, answer.json()["error"]) == (400, "AccountTakedown")


async def test_a_huge_error_page_is_still_what_its_status_says() -> None:
    async with serve({"*": (404, {}, b"x" * 2_100_000)}) as server, server.http() as http:
        with pytest.raises(NotFound):
            await http.get(server.url)


# --- too many questions ---

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry_after": "120"}, timedelta(minutes=2)),
        ({"retry_after": " 90 "}, timedelta(seconds=90)),
        ({"retry_after": "90.5"}, timedelta(seconds=90.5)),
        ({"retry_after": format_datetime(NOW + HOUR, usegmt=True)}, HOUR),
        ({"retry_after": "Sunday, 22-Nov-26 13:00:00 GMT"}, HOUR),  # the date of RFC 850
        ({"retry_after": format_datetime(NOW - HOUR, usegmt=True)}, timedelta(minutes=1)),
        ({"retry_after": "0"}, timedelta(minutes=1)),
        ({"retry_after": "3"}, timedelta(minutes=1)),
        ({"retry_after": "999999999"}, timedelta(hours=24)),
        ({"retry_after": "9" * 400}, timedelta(minutes=5)),
        ({"retry_after": "-5"}, timedelta(minutes=5)),
        ({"retry_after": "soon"}, timedelta(minutes=5)),
        ({"retry_after": "nan"}, timedelta(minutes=5)),
        ({"retry_after": "Fri, 31 Dec 99999 23:59:59 GMT"}, timedelta(minutes=5)),
        ({}, timedelta(minutes=5)),
        ({"x_ratelimit_reset": "2026-11-22T13:00:00.374878Z"}, HOUR + timedelta(microseconds=374878)),
        ({"x_ratelimit_reset": str(int((NOW + HOUR).timestamp()))}, HOUR),
        ({"x_ratelimit_reset": str(int((NOW + HOUR).timestamp() * 1000))}, HOUR),
        ({"x_ratelimit_reset": "300"}, timedelta(minutes=5)),
        ({"x_ratelimit_reset": "120", "retry_after": "180"}, timedelta(minutes=3)),
        ({"x_ratelimit_reset": "120", "retry_after": "soon"}, timedelta(minutes=2)),
        ({"ratelimit_reset": "120"}, timedelta(minutes=2)),
        ({"x_rate_limit_reset": "120"}, timedelta(minutes=2)),
        ({"x_ratelimit_reset": "2001-01-01T00:00:00Z"}, timedelta(minutes=1)),
    ],
)
def test_the_time_to_come_back_is_read_in_every_form(headers: dict[str, str], wait: timedelta) -> None:
    assert pause_asked(said(429, **headers)) == wait


@pytest.mark.parametrize(
    ("answer", "asked"),
    [
        (said(503, retry_after="120"), timedelta(minutes=2)),
        (said(503), None),
        (said(403, retry_after="120"), timedelta(minutes=2)),
        (said(403, x_ratelimit_remaining="0", x_ratelimit_reset="120"), timedelta(minutes=2)),
        (said(403, x_ratelimit_remaining="0"), timedelta(minutes=5)),
        (said(403, x_ratelimit_remaining="7", x_ratelimit_reset="120"), None),
        (said(420), timedelta(minutes=5)),
        (said(200, x_ratelimit_remaining="0", x_ratelimit_reset="2"), timedelta(seconds=2)),
        (said(200, x_ratelimit_remaining="0.0", x_ratelimit_reset="600"), timedelta(minutes=10)),
        (said(304, ratelimit_remaining="0, 0;w=60", ratelimit_reset="600"), timedelta(minutes=10)),
        (said(200, x_ratelimit_remaining="0"), None),
        (said(200, x_ratelimit_remaining="0", x_ratelimit_reset="0"), None),
        (said(200, x_ratelimit_remaining="10", x_ratelimit_reset="600"), None),
        (said(200, retry_after="600"), None),
        (said(404, x_ratelimit_remaining="12", x_ratelimit_reset="600"), None),
    ],
)
def test_a_server_asks_to_be_left_alone_in_these_ways_and_no_others(answer: Answer, asked: timedelta | None) -> None:
    assert pause_asked(answer) == asked


def test_a_network_with_headers_of_its_own_is_understood() -> None:
    answer = said(200, x_app_remaining="0", x_app_reset="600")
    assert pause_asked(answer) is None
    assert pause_asked(answer, "X-App") == timedelta(minutes=10)


async def test_a_server_that_asked_for_peace_is_left_in_peace() -> None:
    async with serve({"*": (429, {"retry-after": "600"}, b"")}) as server, server.http() as http:
        for _ in range(3):
            with pytest.raises(RateLimited, match=r"127\.0\.0\.1 wants .* again in 10 minutes\.") as caught:
                await http.get(server.url)
            assert timedelta(minutes=9) < caught.value.wait <= timedelta(minutes=10)
        assert len(server.asked) == 1


async def test_a_used_up_quota_is_noticed_before_the_server_says_no() -> None:
    def last_one(asked: Asked) -> Reply:
        return 200, {**JSON, "x-ratelimit-remaining": "0", "x-ratelimit-reset": "900"}, {"n": 1}

    async with serve({"*": last_one}) as server, server.http() as http:
        assert (await http.get(server.url)).json() == {"n": 1}
        with pytest.raises(RateLimited):
            await http.get(server.url)
        assert len(server.asked) == 1


async def test_a_quota_that_is_renewed_in_a_moment_is_waited_for() -> None:
    headers = {**JSON, "x-ratelimit-remaining": "0", "x-ratelimit-reset": "0.05"}
    async with serve({"*": (200, headers, {})}) as server, server.http() as http:
        await http.get(server.url)
        await http.get(server.url)
        assert len(server.asked) == 2


async def test_one_key_used_up_does_not_stop_another() -> None:
    def per_key(asked: Asked) -> Reply:
        return (429, {}, b"") if asked.headers["authorization"] == "Bearer a" else (200, JSON, {})

    async with serve({"*": per_key}) as server, server.http() as http:
        for _ in range(2):
            with pytest.raises(RateLimited):
                await http.get(server.url, headers={"authorization": "Bearer a"})
        assert (await http.get(server.url, headers={"authorization": "Bearer b"})).status == 200
        assert len(server.asked) == 2


# --- what is not swallowed ---


def packed(size: int) -> bytes:
    """`size` zeros, gzipped, without ever holding them."""
    packer, zeros = zlib.compressobj(9, zlib.DEFLATED, 31), bytes(1_000_000)
    return b"".join(packer.compress(zeros) for _ in range(size // len(zeros))) + packer.flush()


async def test_a_gzip_bomb_is_put_down_before_it_grows() -> None:
    bomb, held = packed(100_000_000), []

    class Watched(Collected):
        def _keep(self, part: bytes) -> None:
            held.append(len(part))
            super()._keep(part)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.sources.http.Collected", Watched)
        async with serve({"*": (200, {"content-encoding": "gzip"}, bomb)}) as server, server.http() as http:
            tracemalloc.start()
            try:
                with pytest.raises(Garbled, match="more than Involve reads at once"):
                    await http.get(server.url)
                _, peak = tracemalloc.get_traced_memory()
            finally:
                tracemalloc.stop()
    assert len(bomb) < 200_000
    assert BODY_CAP < sum(held) <= BODY_CAP + STEP  # so the cap was reached, and nothing was inflated behind it
    assert peak < 15_000_000


async def test_what_unpacks_to_less_than_the_cap_arrives_whole() -> None:
    text = json.dumps([f"word {n}" for n in range(50_000)]).encode()
    reply = (200, {**JSON, "content-encoding": "gzip"}, gzip.compress(text, mtime=0))
    async with serve({"*": reply}) as server, server.http() as http:
        assert (await http.get(server.url)).body == text


@pytest.mark.parametrize("size", [0, 1, STEP - 1, STEP, STEP + 1, 3 * STEP])
@pytest.mark.parametrize("cut", [1, 7, 1_000_000])
def test_inflating_in_steps_loses_no_byte(size: int, cut: int) -> None:
    text = bytes(n % 251 for n in range(size))
    wire, body = gzip.compress(text, 1, mtime=0), Collected("gzip")
    for at in range(0, len(wire), cut):
        body.add(wire[at : at + cut])
    assert body.whole() == text


def test_more_than_two_megabytes_on_the_wire_are_too_much() -> None:
    body = Collected("")
    body.add(bytes(2_000_000))
    with pytest.raises(TooLarge):
        body.add(b"x")


async def test_a_body_said_to_be_huge_is_not_begun() -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n"
    async with serve_raw(head) as server, Http(allowed=[server.place]) as http:
        with pytest.raises(Garbled, match="more than Involve reads at once"):
            await http.get(server.url)


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "compress"])
async def test_a_packing_nobody_asked_for_is_not_unpacked(coding: str) -> None:
    async with serve({"*": (200, {"content-encoding": coding}, b"\x1f\x8b")}) as server, server.http() as http:
        with pytest.raises(Garbled, match="does not unpack"):
            await http.get(server.url)


@pytest.mark.parametrize(
    "wire", [gzip.compress(b"x" * 1000, mtime=0)[:-12], b"no gzip at all", gzip.compress(b"x", mtime=0)[:5]]
)
async def test_a_packed_answer_that_breaks_off_is_garbled(wire: bytes) -> None:
    async with serve({"*": (200, {"content-encoding": "gzip"}, wire)}) as server, server.http() as http:
        with pytest.raises(Garbled, match="does not unpack"):
            await http.get(server.url)


async def test_a_body_shorter_than_said_is_a_broken_connection() -> None:
    short = b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{}"
    async with serve_raw(short) as server, Http(allowed=[server.place]) as http:
        with pytest.raises(Unreachable, match="breaks off"):
            await http.get(server.url)


async def test_a_body_longer_than_said_is_nothing_to_rely_on() -> None:
    long = b'HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n{"a": 1, "b": 2}'
    async with serve_raw(long) as server, Http(allowed=[server.place]) as http:
        with pytest.raises(Unreachable, match="breaks off"):
            await http.get(server.url)


@pytest.mark.parametrize(
    "talk",
    [
        b"", b"\x00\x01\x02", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 abc OK\r\n\r\n", b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", b"HTTP/1.1 200 OK\r\nx: " + b"y" * 200_000,
    ],
)  # fmt: skip
async def test_what_is_not_http_is_a_server_that_does_not_answer(talk: bytes) -> None:
    async with serve_raw(talk) as server, Http(allowed=[server.place]) as http:
        with pytest.raises(Unreachable, match=r"127\.0\.0\.1 does not answer, or breaks off\."):
            await http.get(server.url)


async def test_a_connection_that_is_reset_is_a_server_that_does_not_answer() -> None:
    async def reset(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc")
        await writer.drain()
        writer.transport.abort()

    async with serve_raw(reset) as server, Http(allowed=[server.place]) as http:
        with pytest.raises(Unreachable):
            await http.get(server.url)


async def test_a_port_where_nobody_listens_is_a_server_that_does_not_answer() -> None:
    async with serve() as server:
        place = server.place
    async with Http(allowed=[place]) as http:
        with pytest.raises(Unreachable, match="does not answer"):
            await http.get(f"http://{place}/")


async def test_a_server_that_drips_is_given_up_when_the_time_is_up() -> None:
    done = asyncio.Event()

    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while not done.is_set():
            writer.write(b" ")
            await writer.drain()
            with suppress(TimeoutError):
                await asyncio.wait_for(done.wait(), 0.02)

    async with serve_raw(drip) as server, Http(allowed=[server.place], budget=timedelta(milliseconds=200)) as http:
        with pytest.raises(Unreachable, match=r"127\.0\.0\.1 takes too long to answer\."):
            await http.get(server.url)
        done.set()


async def test_a_certificate_nobody_vouches_for_is_not_trusted(tmp_path: Path) -> None:
    context = self_signed(tmp_path)
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0, ssl=context)
    place = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)  # the server's half of the handshake
    async with server, Http(allowed=[place]) as http:
        with pytest.raises(Unreachable, match=r"127\.0\.0\.1 has no certificate to be trusted\. Ask whoever runs it"):
            await http.get(f"https://{place}/")


async def test_a_certificate_is_good_for_its_own_name_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
        writer.close()

    async def here(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    context = self_signed(tmp_path, "tls.example")
    trusting = ssl.create_default_context(cafile=str(tmp_path / "server.pem"))
    monkeypatch.setattr(httpx, "create_ssl_context", lambda **_: trusting)
    server = await asyncio.start_server(greet, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)  # the server's half of the handshake
    names = ["tls.example", "other.example"]
    async with server, Http(allowed=[f"{name}:{port}" for name in names], resolver=here) as http:
        assert (await http.get(f"https://tls.example:{port}/")).json() == {}
        with pytest.raises(Unreachable, match=r"other\.example has no certificate to be trusted\."):
            await http.get(f"https://other.example:{port}/")


def self_signed(folder: Path, name: str = "127.0.0.1") -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    known_as = x509.SubjectAlternativeName([x509.DNSName(name)])
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = dt.datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .add_extension(known_as, critical=False)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


# --- reading an answer ---


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<!doctype html><html>", "a web page instead of an answer"),
        (b"\n  <html>", "a web page instead of an answer"),
        (b'{"a": 1', "an answer nobody can read"),
        (b"", "an answer nobody can read"),
        (b"\xff\xfe\xfd", "an answer nobody can read"),
        (b"[" * 100_000, "an answer nobody can read"),
        (b"1" * 5_000, "an answer nobody can read"),
    ],
)
def test_what_is_not_json_is_said_to_be_so(body: bytes, kind: str) -> None:
    with pytest.raises(Garbled, match=rf"example\.org sent {kind}\. Check"):
        said(200, body).json()


def test_a_page_is_recognised_by_what_it_says_it_is() -> None:
    with pytest.raises(Garbled, match="a web page"):
        said(200, b"Just a moment", content_type="text/html; charset=utf-8").json()


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ("grün".encode(), "", "grün"),
        ("grün".encode("utf-8-sig"), "text/plain", "grün"),
        ("grün".encode("utf-8-sig"), "text/plain; charset=UTF-8", "grün"),
        ("grün".encode("latin-1"), "text/plain; charset=ISO-8859-1", "grün"),
        ("grün".encode("latin-1"), "text/plain", "grün"),
        ("grün".encode("latin-1"), "text/plain; charset=utf-8", "grün"),
        ("зима".encode("koi8-r"), 'text/html; charset="KOI8-R"', "зима"),
        ("grün".encode("utf-16"), "text/plain; charset=utf-16", "grün"),
        (b"plain", "text/plain; charset=nonsense", "plain"),
        (b"eJwDAAAAAAE=", "text/plain; charset=base64", "eJwDAAAAAAE="),
        (b"a" * 100, "text/plain; charset=punycode", "a" * 100),
        (b"\x81\x8d\x8f", "text/plain", "\ufffd\ufffd\ufffd"),
    ],
)
def test_a_text_is_read_by_its_charset(body: bytes, kind: str, text: str) -> None:
    assert said(200, body, content_type=kind).text() == text


# --- many at once ---


async def test_ten_are_asked_at_once_and_the_rest_wait_their_turn() -> None:
    inside, most, go = 0, 0, asyncio.Event()

    async def busy(asked: Asked) -> Reply:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        if inside == 10:
            go.set()
        await go.wait()
        inside -= 1
        return 200, JSON, {}

    async with serve({"*": busy}) as server, server.http() as http:
        answers = await asyncio.gather(*(http.get(f"{server.url}/{n}") for n in range(35)))
    assert most == 10
    assert len(answers) == 35


async def test_waiting_for_a_turn_is_not_held_against_a_server() -> None:
    """The budget begins with one's turn: of thirty in line, none is lost because the line was long."""
    async with serve({"*": {}}) as server, server.http(at_once=1, budget=timedelta(seconds=5)) as http:
        answers = await asyncio.gather(*(http.get(f"{server.url}/{n}") for n in range(30)))
    assert [answer.status for answer in answers] == [200] * 30


async def test_connections_of_hosts_long_not_asked_are_closed() -> None:
    closed: list[str] = []

    class Transport(httpx.AsyncBaseTransport):
        def __init__(self, host: str) -> None:
            self.host = host

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            return httpx.Response(200, json={})

        async def aclose(self) -> None:
            closed.append(self.host)

    async with Http(transport=Transport) as http:
        for n in range(HOSTS_KEPT + 3):
            await http.get(f"https://h{n}.example/")
            await http.get("https://h0.example/")
        assert closed == ["h1.example", "h2.example", "h3.example"]
    assert len(closed) == len(set(closed)) == HOSTS_KEPT + 3


async def test_the_authorities_are_read_once_and_beside_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    loop, made = asyncio.get_running_loop(), []
    genuine: Callable[..., ssl.SSLContext] = httpx.create_ssl_context

    def create(**options: Any) -> ssl.SSLContext:
        with pytest.raises(RuntimeError):
            asyncio.get_running_loop()
        made.append(loop)
        return genuine(**options)

    monkeypatch.setattr(httpx, "create_ssl_context", create)

    async def nobody(host: str, port: int) -> list[str]:
        return []

    async with Http(resolver=nobody) as http:
        answers = await asyncio.gather(*(http.get(f"https://h{n}.example/") for n in range(5)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [Unreachable] * 5
    assert len(made) == 1


async def test_a_key_with_impossible_characters_is_said_so() -> None:
    async with serve({"*": {}}) as server, server.http() as http:
        for key in ("tökén", "a\nb"):
            with pytest.raises(NeedsCredential, match=r"The key for 127\.0\.0\.1 has characters no key has\."):
                await http.get(server.url, headers={"authorization": f"Bearer {key}"})


def test_a_moment_is_read_by_the_clock_of_the_server() -> None:
    """Where a server's clock is a day off, so is what it says, and the difference stays right."""
    off = {"date": format_datetime(NOW + timedelta(days=1), usegmt=True)}
    reset = str(int((NOW + timedelta(days=1, minutes=10)).timestamp()))
    assert pause_asked(Answer(429, "https://example.org/", {**off, "x-ratelimit-reset": reset}, b"")) == timedelta(
        minutes=10
    )


def test_without_a_date_our_own_clock_serves() -> None:
    reset = str(int((datetime.now(UTC) + HOUR).timestamp()))
    wait = pause_asked(Answer(429, "https://example.org/", {"x-ratelimit-reset": reset}, b""))
    assert wait is not None
    assert abs(wait - HOUR) < timedelta(minutes=1)
    assert wait > answer_module.WAIT_LEAST
