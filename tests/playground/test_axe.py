"""What axe-core finds wrong, for people who hear the page or see it badly, with what Involve shows: nothing serious."""

from collections.abc import AsyncIterator
from importlib.resources import files
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright, expect

from bot.demo import playground
from bot.playground import Playground
from tests.playground.test_page import FLAGS

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")  # axe-core itself, MPL 2.0
SIZES = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 390, "height": 800}}
SERIOUS = {"serious", "critical"}


@pytest.fixture
async def pages(chromium: str, tmp_path) -> AsyncIterator[tuple[Playground, dict[str, Page]]]:
    """The demo, and a browser window of each size and colour on it."""
    async with playground(0, f"{tmp_path}/demo.db") as slack, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        found = {}
        for size, viewport in SIZES.items():
            for scheme in ("light", "dark"):
                context = await browser.new_context(
                    viewport=viewport, color_scheme=scheme, locale="en-GB", bypass_csp=True, reduced_motion="reduce"
                )  # axe is put into the page by hand, which its policy forbids everybody
                page = await context.new_page()
                page.set_default_timeout(20_000)
                await page.add_init_script(AXE)
                found[f"{size} {scheme}"] = page
        yield slack, found
        await browser.close()


async def wrong(page: Page) -> list[str]:
    result: dict[str, Any] = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']} ({each['impact']}): {node['html'][:200]}"
        for each in result["violations"]
        if each["impact"] in SERIOUS
        for node in each["nodes"]
    ]


async def types(page: Page, command: str) -> None:
    box = page.get_by_test_id("composer").get_by_role("textbox")
    await box.fill(command)
    await box.press("Enter")


@pytest.mark.timeout(240)
async def test_axe_finds_nothing_serious_in_digest_messages_home_and_dialog(pages):
    slack, windows = pages
    for name, page in windows.items():
        for place in ("C0TEAM", slack.dm_channel("U0MIRA"), "home"):
            await page.goto(f"{slack.url}#U0MIRA/{place}")
            await expect(page.get_by_test_id("block").first).to_be_attached()
            assert await wrong(page) == [], f"{place}, {name}"
        await page.goto(f"{slack.url}#U0MIRA/C0TEAM")
        await expect(page.get_by_test_id("message").filter(has_text="Taking part").last).to_be_attached()
        await types(page, "/involve log")
        await expect(page.get_by_test_id("modal")).to_be_visible()
        assert await wrong(page) == [], f"the dialog, {name}"
        await page.keyboard.press("Escape")
        await expect(page.get_by_test_id("modal")).to_be_hidden()
    await page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    assert any(each.startswith("label ") for each in await wrong(page))  # it does look
