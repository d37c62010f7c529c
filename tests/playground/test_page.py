"""The page of the local workspace, read and used in a real browser, against the real server and a real Bolt app."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from bot.playground import Playground
from tests.playground.page_app import HOSTILE, digest, page_app
from tests.playground.tiny_app import connected, web_client

pytestmark = pytest.mark.asyncio(loop_scope="module")

STRUCTURE = (Path(__file__).parent / "structure.js").read_text()
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
COMPLETIONS = [
    ("/involve help", "what there is"),
    ("/involve log <url>", "log something"),
    ("/involve me", "my report"),
]


@dataclass
class Desk:
    """A workspace with the tiny app, and a browser page open on it."""

    slack: Playground
    page: Page
    heard: list[Any] = field(default_factory=list)
    pushes: list[Any] = field(default_factory=list)

    async def open(self, address: str) -> None:
        await self.page.goto(f"{self.slack.url}#{address}")
        await expect(self.page.locator("main .pane")).to_be_visible()

    async def post(self, **message: Any) -> str:
        posted = await web_client(self.slack).chat_postMessage(channel="C0TEAM", **message)
        return str(posted["ts"])

    def message(self, ts: str) -> Locator:
        return self.page.locator(f'[data-testid="message"][data-ts="{ts}"]')

    @property
    def composer(self) -> Locator:
        return self.page.get_by_test_id("composer").get_by_role("textbox")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def desk(browser: Browser) -> AsyncIterator[Desk]:
    pushes: list[Any] = []

    async def push(to: str | int) -> None:
        pushes.append(to)

    heard: list[Any] = []
    async with Playground(completions=COMPLETIONS, on_push=push) as slack, connected(slack, page_app(slack, heard)):
        context = await browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
        page = await context.new_page()
        page.set_default_timeout(8000)
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        yield Desk(slack, page, heard, pushes)
        await context.close()
        assert troubles == []


async def test_a_digest_is_read_with_every_block_in_it(desk: Desk) -> None:
    ts = await desk.post(text="61 % out there", blocks=digest())
    await desk.open("U0ANA/C0TEAM")
    message = desk.message(ts)
    kinds = await message.get_by_test_id("block").evaluate_all("all => all.map(block => block.dataset.block)")
    assert kinds == [block["type"] for block in digest()]
    await expect(message.get_by_role("heading", name="The week out there")).to_be_visible()
    await expect(message.locator("strong", has_text="Sixty")).to_be_visible()
    await expect(message.get_by_text("2026-01-01 at 00:00")).to_be_visible()
    await expect(message.locator("ol").first.locator(":scope > li")).to_have_count(3)
    await expect(message.locator("ol li ul li")).to_have_text("deeper")
    await expect(message.get_by_text("@Ben Oduya")).to_be_visible()
    await expect(message.get_by_role("columnheader", name="Out there")).to_have_attribute("data-align", "right")
    await expect(message.get_by_role("link", name="a link").last).to_have_attribute("href", "https://example.org/b")
    await expect(message.get_by_test_id("unsupported")).to_contain_text("carousel")
    await expect(message.get_by_text("App", exact=True)).to_be_visible()


async def test_hostile_text_stays_text_and_nothing_is_fetched_from_elsewhere_unasked(desk: Desk) -> None:
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url))
    ts = await desk.post(text="x", blocks=digest())
    await desk.open("U0ANA/C0TEAM")
    await desk.composer.fill(HOSTILE)
    await desk.composer.press("Enter")
    await expect(desk.page.get_by_test_id("message").last).to_contain_text(HOSTILE)
    await expect(desk.message(ts).get_by_text("<javascript:alert(1)|press me>")).to_be_visible()
    await expect(desk.message(ts).get_by_text("<b> ")).to_be_visible()
    assert await desk.page.locator("main img, main script").count() == 0
    addresses = await desk.page.locator("main a").evaluate_all("all => all.map(link => link.protocol)")
    assert set(addresses) == {"http:", "https:"}
    assert await desk.page.evaluate("window.hacked") is None
    await expect(desk.message(ts).get_by_role("button", name="Forums 12, blogs 7")).to_be_visible()
    assert {url for url in asked if not url.startswith((desk.slack.url, "data:"))} == set()


async def test_a_command_is_completed_and_sent_by_keyboard_alone(desk: Desk) -> None:
    await desk.open("U0ANA/C0TEAM")
    await desk.composer.focus()
    await desk.page.keyboard.type("/inv")
    options = desk.page.get_by_test_id("completions").get_by_role("option")
    await expect(options).to_have_count(4)
    await desk.page.keyboard.type("olve h")
    await expect(options).to_have_count(1)
    await desk.page.keyboard.press("ArrowDown")
    assert await desk.composer.get_attribute("aria-activedescendant") == await options.first.get_attribute("id")
    await desk.page.keyboard.press("Enter")
    await expect(desk.composer).to_have_value("/involve help")
    await desk.page.keyboard.press("Enter")
    answer = desk.page.get_by_test_id("message").last
    await expect(answer).to_contain_text("Only visible to you")
    await expect(answer.locator("strong")).to_have_text("help")
    await expect(desk.composer).to_have_value("")
    await desk.composer.press("ArrowUp")
    await expect(desk.composer).to_have_value("/involve help")
    assert desk.heard == ["help"]


async def test_what_could_not_be_sent_is_kept_and_said(desk: Desk) -> None:
    await desk.open("U0ANA/C0TEAM")
    await desk.composer.fill("/nothing of the kind")
    await desk.composer.press("Enter")
    await expect(desk.page.get_by_test_id("send-error")).to_contain_text("/nothing is not a valid command")
    await expect(desk.composer).to_have_value("/nothing of the kind")


async def test_a_pressed_button_reaches_the_app_and_its_answer_is_seen(desk: Desk) -> None:
    ts = await desk.post(text="x", blocks=digest())
    await desk.open("U0ANA/C0TEAM")
    await desk.message(ts).get_by_role("combobox", name="Snooze").select_option("One week")
    await desk.slack.until(lambda: desk.heard == ["1w"])
    await desk.message(ts).get_by_role("button", name="I'll take it").click()
    await expect(desk.message(ts)).to_contain_text("Taken by Ana (edited)")
    assert desk.heard == ["1w", "17"]
    assert desk.slack.violations == []


async def test_a_dangerous_button_asks_first_and_takes_no_for_an_answer(desk: Desk) -> None:
    ts = await desk.post(text="x", blocks=digest())
    await desk.open("U0ANA/C0TEAM")
    hide = desk.message(ts).get_by_role("button", name="Hide")
    await hide.click()
    await expect(desk.page.get_by_test_id("confirm").get_by_role("button", name="Keep")).to_be_focused()
    await desk.page.keyboard.press("Escape")
    await expect(desk.page.get_by_test_id("confirm")).to_have_count(0)
    await expect(hide).to_be_focused()
    assert not [call for call in desk.slack.calls if call.method == "views.open"]


async def test_a_modal_says_what_is_wrong_at_the_field_and_loses_nothing(desk: Desk) -> None:
    await desk.open("U0ANA/C0TEAM")
    await desk.composer.fill("/involve log")
    await desk.composer.press("Enter")
    modal = desk.page.get_by_test_id("modal")
    where, what = modal.get_by_label("Where was it?"), modal.get_by_label("What did you do?")
    await expect(where).to_be_focused()
    await where.fill("not an address")
    await what.fill("a broadcast")
    await modal.get_by_test_id("submit").click()
    await expect(modal.get_by_test_id("field-error").first).to_contain_text("https://")
    await expect(where).to_be_focused()
    await where.fill("https://example.org/c/1")
    await modal.get_by_test_id("submit").click()
    await expect(modal.get_by_text("Whose conversation was it?")).to_be_visible()
    await expect(what).to_have_attribute("aria-invalid", "true")
    await expect(what).to_have_value("a broadcast")
    await what.fill("an answer")
    await modal.get_by_role("combobox", name="Topics").press("ArrowDown")
    await desk.page.keyboard.press("Enter")
    await modal.get_by_test_id("submit").click()
    await expect(modal).to_have_count(0)
    await expect(desk.composer).to_be_focused()
    values = {block_id: held["it"] for block_id, held in desk.heard[-1].items()}
    assert values["url"]["value"] == "https://example.org/c/1"
    assert values["note"]["value"] == "an answer"
    assert values["kind"]["selected_option"]["value"] == "1w"
    assert [option["value"] for option in values["topics"]["selected_options"]] == ["1d"]
    assert values["day"]["selected_date"] == "2026-01-02"
    assert values["clock"]["selected_time"] == "09:30"
    assert [option["value"] for option in values["ticks"]["selected_options"]] == ["1d"]
    assert desk.slack.violations == []


async def test_a_message_shortcut_is_found_and_used_by_keyboard(desk: Desk) -> None:
    message = await desk.slack.say("U0BEN", "C0TEAM", "worth logging")
    await desk.open("U0ANA/C0TEAM")
    await desk.message(message.ts).focus()
    await desk.page.keyboard.press("Tab")
    await desk.page.keyboard.press("Tab")
    await desk.page.keyboard.press("ArrowDown")
    await expect(desk.page.get_by_role("menuitem", name="Log this to Involve")).to_be_focused()
    await desk.page.keyboard.press("Enter")
    await expect(desk.page.get_by_test_id("modal")).to_be_visible()
    await desk.page.keyboard.press("Escape")
    await expect(desk.page.get_by_test_id("modal")).to_have_count(0)


async def test_the_home_opens_for_each_member_and_hears_their_choice(desk: Desk) -> None:
    await desk.open("U0ANA/C0TEAM")
    await desk.page.get_by_test_id("nav-item").filter(has_text="Home").click()
    home = desk.page.get_by_test_id("home")
    await expect(home.get_by_role("heading", name="Good morning, U0ANA")).to_be_visible()
    await home.get_by_label("One week").check()
    await desk.slack.until(lambda: "1w" in desk.heard)
    await desk.page.get_by_test_id("member").select_option("U0BEN")
    await expect(home.get_by_role("heading", name="Good morning, U0BEN")).to_be_visible()


async def test_another_member_reads_it_in_their_own_zone_and_sees_no_whispers(desk: Desk) -> None:
    ts = await desk.post(text="<!date^1767225600^{date_num} {time}|then>")
    await desk.open("U0ANA/C0TEAM")
    await desk.composer.fill("/involve me")
    await desk.composer.press("Enter")
    await expect(desk.page.get_by_test_id("message")).to_have_count(2)
    await expect(desk.message(ts)).to_contain_text("2026-01-01 00:00")
    await desk.page.get_by_test_id("member").select_option("U0CHI")
    await expect(desk.message(ts)).to_contain_text("2026-01-01 09:00")
    await expect(desk.page.get_by_test_id("message")).to_have_count(1)


async def test_what_happens_elsewhere_is_marked_and_what_happens_here_is_announced(desk: Desk) -> None:
    await desk.open("U0ANA/C0GENERAL")
    team = desk.page.locator('[data-testid="nav-item"][data-id="C0TEAM"]')
    await desk.slack.say("U0BEN", "C0TEAM", "over there")
    await expect(team).to_contain_text(", 1 unread")
    await desk.slack.say("U0BEN", "C0GENERAL", "right here")
    await expect(desk.page.locator("#announcer")).to_contain_text("Ben Oduya: right here")
    await team.click()
    await expect(desk.page.get_by_test_id("conversation")).to_contain_text("over there")
    await expect(team).not_to_contain_text("unread")


async def test_a_thread_opens_beside_takes_an_answer_and_gives_the_focus_back(desk: Desk) -> None:
    message = await desk.slack.say("U0BEN", "C0TEAM", "what came back?")
    await desk.open("U0ANA/C0TEAM")
    await desk.message(message.ts).hover()
    await desk.message(message.ts).get_by_role("button", name="Reply in thread").click()
    thread = desk.page.get_by_test_id("thread")
    await thread.get_by_role("textbox").fill("a thank you")
    await thread.get_by_role("textbox").press("Enter")
    await expect(thread.get_by_test_id("message")).to_have_count(2)
    await expect(desk.message(message.ts).first).to_contain_text("1 reply")
    await desk.page.keyboard.press("Escape")
    await expect(thread).to_have_count(0)
    await expect(desk.message(message.ts)).to_be_focused()


async def test_a_file_is_chosen_sent_and_shown(desk: Desk) -> None:
    dm = desk.slack.dm_channel("U0ANA")
    await desk.open(f"U0ANA/{dm}")
    await desk.page.get_by_test_id("file").set_input_files(
        {"name": "archive.zip", "mimeType": "application/zip", "buffer": b"PK" * 1000}
    )
    await expect(desk.page.get_by_test_id("shared-file")).to_have_text("archive.zip2 kB")
    (message,) = desk.slack.messages(dm)
    assert desk.slack.workspace.files[message.files[0]["id"]].content == b"PK" * 1000


async def test_the_clock_is_pushed_and_the_hint_fills_the_composer_once(desk: Desk) -> None:
    await desk.open("U0ANA/C0TEAM")
    for step in ("clock-digest", "clock-hour", "clock-day"):
        await desk.page.get_by_test_id(step).click()
    await desk.slack.until(lambda: desk.pushes == ["digest", 3600, 86400])
    hint = desk.page.get_by_test_id("first-hint")
    await hint.get_by_role("button", name="/involve connect").click()
    await expect(desk.composer).to_have_value("/involve connect ")
    await hint.get_by_role("button", name="Do not show this again").click()
    await desk.page.reload()
    await expect(desk.composer).to_be_visible()
    await expect(hint).to_have_count(0)


async def test_everything_has_a_name_a_place_and_contrast(desk: Desk) -> None:
    await desk.post(text="x", blocks=digest())
    looks: list[tuple[Literal["light", "dark"], int]] = [("light", 1280), ("dark", 390)]
    for scheme, width in looks:
        await desk.page.emulate_media(color_scheme=scheme)
        await desk.page.set_viewport_size({"width": width, "height": 844})
        await desk.open("U0ANA/C0TEAM")
        await expect(desk.page.get_by_test_id("message")).to_have_count(1)
        assert await desk.page.evaluate(STRUCTURE) == []
        await desk.page.get_by_role("button", name="Why?").click()
        await desk.page.get_by_test_id("submit").click()
        await expect(desk.page.get_by_test_id("field-error").first).to_be_visible()
        assert await desk.page.evaluate(STRUCTURE) == []
        await desk.page.keyboard.press("Escape")
        await desk.open("U0ANA/home")
        await expect(desk.page.get_by_test_id("home").get_by_role("heading", level=3)).to_be_visible()
        assert await desk.page.evaluate(STRUCTURE) == []
        assert await desk.page.evaluate("document.documentElement.scrollWidth") <= width
