"""The demo as a newcomer meets it: the real command, the real page in a real browser."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
from playwright.async_api import Page, async_playwright, expect

from bot import demo as staged
from tests.playground.test_page import FLAGS
from tests.postgres import free_port

READY_WITHIN = 60  # seconds; generous, because machines are


@asynccontextmanager
async def demo(tmp_path: object) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    """`involve demo` on a free port."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--port", str(port),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    try:
        async with asyncio.timeout(READY_WITHIN):
            assert process.stdout is not None
            while True:
                line = (await process.stdout.readline()).decode()
                assert line, "the demo ended before it was ready"
                found = re.search(r"http://\S+", line)
                if found:
                    break
        yield found[0], process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


@asynccontextmanager
async def a_page(chromium: str, url: str) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = await browser.new_page(viewport={"width": 1200, "height": 1400})
        page.set_default_timeout(20_000)
        await page.goto(url)
        yield page
        await browser.close()


async def types(page: Page, text: str) -> None:
    composer = page.get_by_test_id("composer").get_by_role("textbox")
    await composer.fill(text)
    await composer.press("Escape")
    await composer.press("Enter")


async def test_a_newcomer_reads_the_digest_logs_undoes_opens_a_form_and_the_home(chromium, tmp_path):
    async with demo(tmp_path) as (url, process), a_page(chromium, url) as page:
        digest = page.get_by_test_id("message").filter(has_text="Taking part").last
        for words in ("Participating", "Noor", "In content-factory mode", "Mira", "Not judged, and why", "Okke"):
            await expect(digest).to_contain_text(words)
        await expect(digest.get_by_role("button", name="I'll take it")).to_have_count(3)

        await types(page, "/involve join")
        await page.get_by_role("button", name="Join", exact=True).last.click()
        await expect(page.get_by_text("You are in.").last).to_be_visible()

        await types(page, "/involve log https://forum.example/t/lens/12 how we seal the lens yesterday")
        logged = page.get_by_test_id("message").filter(has_text="Logged a conversation").last
        await expect(logged).to_contain_text("Your share goes from 67 % to")
        await logged.get_by_role("button", name="Undo").click()
        await expect(page.get_by_text("Taken back: it counts no more.").last).to_be_visible()

        await types(page, "/involve log")
        modal = page.get_by_test_id("modal")
        await expect(modal).to_contain_text("What did you do?")
        await modal.get_by_role("textbox").first.fill("not an address")
        await modal.get_by_test_id("submit").click()
        await expect(modal.get_by_test_id("field-error").first).to_be_visible()
        await page.keyboard.press("Escape")

        await page.get_by_test_id("nav-item").filter(has_text="Home").click()
        await expect(page.get_by_test_id("home")).to_contain_text("Your report")

        await page.get_by_test_id("nav-item").filter(has_text="team").click()
        await page.get_by_test_id("clock-digest").click()
        await expect(page.get_by_test_id("message").filter(has_text="Taking part")).to_have_count(2)

        await page.get_by_test_id("member").select_option(label="Noor Sample · Deutsch")
        await page.get_by_test_id("nav-item").filter(has_text="Home").click()
        home = page.get_by_test_id("home")
        for words in ("Dein Bericht", "Hier lohnt es sich", re.compile(r"gegeben am (\w+tag|Mittwoch), \d+\. \w+ 20")):
            await expect(home).to_contain_text(words)

        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 25) == 0


async def test_a_port_that_is_taken_is_one_sentence(tmp_path):
    async with demo(tmp_path) as (url, _):
        port = url.rstrip("/").rpartition(":")[2]
        second = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "demo",
            "--port",
            port,
            stderr=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        _, told = await second.communicate()
        assert second.returncode == 2
        assert (
            told.decode().strip()
            == f"involve: Port {port} is taken. Choose another one: involve demo --port {int(port) + 1}."
        )


async def test_pushing_the_clock_again_while_a_digest_is_made_loses_none(tmp_path):
    """A week of pushes, none of which waits for the one before it; the week's picture is drawn among them."""
    async with staged.playground(0, str(tmp_path / "demo.db")) as slack, httpx.AsyncClient() as visitor:
        before = len([each for each in slack.messages(staged.CHANNEL) if not each.is_reply])
        push = f"{slack.url}page/clock"
        answers = await asyncio.gather(*(visitor.post(push, json={"to": "digest"}, timeout=60) for _ in range(5)))
        assert {answer.status_code for answer in answers} == {200}
        assert len([each for each in slack.messages(staged.CHANNEL) if not each.is_reply]) == before + 5
