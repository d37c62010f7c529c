"""Modals and Home tabs under a real Bolt app: opened with a trigger, filled in, sent off, kept in step."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Playground, View
from bot.playground.filling import REQUIRED
from bot.playground.manifest import DEFAULT_MANIFEST
from tests.playground.payloads import home, input_block, modal, option, plain
from tests.playground.tiny_app import connected, new_app, refused, web_client

LINK = {
    "type": "input",
    "block_id": "link",
    "label": plain("Link"),
    "element": {"type": "url_text_input", "action_id": "url"},
}
NOTE = {
    "type": "input",
    "block_id": "note",
    "label": plain("Note"),
    "optional": True,
    "element": {"type": "plain_text_input", "action_id": "text", "max_length": 10},
}
WORDS = {"type": "section", "block_id": "words", "text": plain("Well done")}
Take = Callable[..., Awaitable[None]]


def opening(app: AsyncApp, view: dict) -> None:
    """/involve opens the view."""

    @app.command("/involve")
    async def ask(ack: Any, body: dict, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=view)


async def opened(slack: Playground, user: str = "U0ANA") -> View:
    await slack.command(user, "/involve", "log", channel="C0TEAM")
    view = slack.modal(user)
    assert view is not None
    return view


# -- sending off -----------------------------------------------------------------------------------------------------


async def test_a_modal_is_filled_in_and_sent_off(slack: Playground):
    app = new_app(slack)
    opening(app, modal(LINK, NOTE, private_metadata="m1"))
    got: list[dict] = []

    @app.view("log")
    async def log(ack: Any, body: dict) -> None:
        got.append(body)
        await ack()

    async with connected(slack, app):
        view = await opened(slack)
        done = await slack.submit("U0ANA", view, {"link": "https://example.com/post", "note/text": "hi"})

    assert (done.errors, done.view, slack.modal("U0ANA")) == ({}, None, None)
    values = got[0]["view"]["state"]["values"]
    assert values["link"]["url"] == {"type": "url_text_input", "value": "https://example.com/post"}
    assert values["note"]["text"] == {"type": "plain_text_input", "value": "hi"}
    assert got[0]["view"]["private_metadata"] == "m1"
    assert got[0]["user"]["id"] == "U0ANA"
    assert slack.violations == []


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({}, {"link": REQUIRED}),
        ({"link": "no address"}, {"link": "Please enter a valid URL."}),
        ({"link": "https://e.org/", "note": "x" * 11}, {"note": "Please enter no more than 10 characters."}),
    ],
)
async def test_the_client_refuses_what_the_app_never_sees(slack: Playground, values: dict, errors: dict):
    app = new_app(slack)
    opening(app, modal(LINK, NOTE))
    async with connected(slack, app):
        view = await opened(slack)
        done = await slack.submit("U0ANA", view, values)

    assert done.errors == errors
    assert done.view is view is slack.modal("U0ANA")


@pytest.mark.parametrize(
    ("element", "bad", "good"),
    [
        ({"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "9"}, "0", "9"),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "2"),
        ({"type": "number_input", "is_decimal_allowed": True}, "many", "1.5"),
        ({"type": "email_text_input"}, "ana", "ana@example.com"),
        ({"type": "plain_text_input", "min_length": 3}, "ab", "abc"),
        ({"type": "checkboxes", "options": [option("a")]}, [], ["a"]),
        ({"type": "multi_users_select", "max_selected_items": 1}, ["U0ANA", "U0BEN"], ["U0BEN"]),
        ({"type": "static_select", "options": [option("a")]}, None, "a"),
    ],
)
async def test_each_kind_of_field_is_looked_at_by_the_client(slack: Playground, element: dict, bad: Any, good: Any):
    app = new_app(slack)
    opening(app, modal(input_block({**element, "action_id": "it"})))
    app.view("log")(acknowledge)
    async with connected(slack, app):
        view = await opened(slack)
        first = await slack.submit("U0ANA", view, {"it": bad})
        second = await slack.submit("U0ANA", view, {"it": good})

    assert set(first.errors) == {"i"}
    assert second.errors == {}
    assert slack.modal("U0ANA") is None


async def acknowledge(ack: Any) -> None:
    await ack()


async def test_the_app_may_send_it_back_with_errors_and_nothing_is_lost(slack: Playground):
    app = new_app(slack)
    opening(app, modal(LINK, NOTE))

    @app.view("log")
    async def send_back(ack: Any) -> None:
        await ack(response_action="errors", errors={"link": "Nobody is there."})

    async with connected(slack, app):
        view = await opened(slack)
        done = await slack.submit("U0ANA", view, {"link": "https://e.org/", "note": "hi"})

    assert done.errors == view.errors == {"link": "Nobody is there."}
    assert view.values["note"]["text"]["value"] == "hi"
    assert slack.violations == []


async def test_errors_must_name_input_blocks(slack: Playground):
    app = new_app(slack)
    opening(app, modal(LINK, WORDS))

    @app.view("log")
    async def send_back(ack: Any) -> None:
        await ack(response_action="errors", errors={"words": "Odd."})

    async with connected(slack, app):
        view = await opened(slack)
        done = await slack.submit("U0ANA", view, {"link": "https://e.org/"})

    assert done.error == "We had some trouble connecting. Try again?"
    assert "invalid_errors" in slack.violations[0]


async def test_the_app_may_show_something_else_in_its_place(slack: Playground):
    app = new_app(slack)
    opening(app, modal(LINK))

    @app.view("log")
    async def thank(ack: Any) -> None:
        await ack(response_action="update", view=modal(WORDS, title=plain("Thanks")))

    async with connected(slack, app):
        view = await opened(slack)
        done = await slack.submit("U0ANA", view, {"link": "https://e.org/"})

    assert done.view is slack.modal("U0ANA")
    assert done.view.id == view.id
    assert done.view.reads == "Thanks\nWell done"
    assert slack.violations == []


async def test_the_app_may_put_another_on_top_and_clear_all(slack: Playground):
    app = new_app(slack)
    opening(app, modal(LINK))

    @app.view("log")
    async def ask_more(ack: Any) -> None:
        await ack(response_action="push", view=modal(NOTE, callback_id="more"))

    @app.view("more")
    async def clear(ack: Any) -> None:
        await ack(response_action="clear")

    async with connected(slack, app):
        first = await opened(slack)
        second = (await slack.submit("U0ANA", first, {"link": "https://e.org/"})).view
        assert (second.previous_view_id, second.root_view_id) == (first.id, first.id)
        done = await slack.submit("U0ANA", second)

    assert done.view is None
    assert slack.violations == []


async def test_sending_off_the_top_one_shows_the_one_below(slack: Playground):
    app = new_app(slack)
    opening(app, modal(LINK))

    @app.view("log")
    async def ask_more(ack: Any) -> None:
        await ack(response_action="push", view=modal(NOTE, callback_id="more"))

    app.view("more")(acknowledge)
    async with connected(slack, app):
        first = await opened(slack)
        second = (await slack.submit("U0ANA", first, {"link": "https://e.org/"})).view
        done = await slack.submit("U0ANA", second)

    assert done.view is first


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "push", "view": home(WORDS)},
        {"text": "Thanks"},
    ],
)
async def test_a_broken_answer_to_a_submission_is_trouble(slack: Playground, answer: dict):
    app = new_app(slack)
    opening(app, modal(LINK))

    @app.view("log")
    async def break_it(ack: Any) -> None:
        await ack(answer)

    async with connected(slack, app):
        view = await opened(slack)
        done = await slack.submit("U0ANA", view, {"link": "https://e.org/"})

    assert done.error == "We had some trouble connecting. Try again?"
    assert slack.modal("U0ANA") is view
    assert len(slack.violations) == 1


async def test_a_late_answer_to_a_submission_leaves_it_open():
    async with Playground(ack_seconds=0.1) as slack:
        app = new_app(slack)
        opening(app, modal(LINK))
        waiting = asyncio.Event()

        @app.view("log")
        async def dawdle(ack: Any) -> None:
            await waiting.wait()
            await ack()

        async with connected(slack, app):
            view = await opened(slack)
            done = await slack.submit("U0ANA", view, {"link": "https://e.org/"})
            waiting.set()
            await slack.settle()

    assert done.error == "We had some trouble connecting. Try again?"
    assert slack.modal("U0ANA") is view
    assert slack.violations == ["the submission of log was not acknowledged within 0.1 s"]


async def test_a_modal_with_a_menu_for_a_channel_comes_with_an_address_to_answer_at(slack: Playground):
    app = new_app(slack)
    menu = {"type": "conversations_select", "action_id": "where", "response_url_enabled": True}
    opening(app, modal(input_block(menu)))

    @app.view("log")
    async def answer(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="told you", response_type="in_channel")

    async with connected(slack, app):
        view = await opened(slack)
        await slack.submit("U0ANA", view, {"where": "C0TEAM"})
        await slack.settle()

    assert [message.text for message in slack.messages("C0TEAM")] == ["told you"]


# -- closing ---------------------------------------------------------------------------------------------------------


async def test_closing_is_told_if_the_view_asks_for_it(slack: Playground):
    app = new_app(slack)
    opening(app, modal(LINK, notify_on_close=True))
    told: list[bool] = []

    @app.view_closed("log")
    async def closed(ack: Any, body: dict) -> None:
        told.append(body["is_cleared"])
        await ack()

    async with connected(slack, app):
        await slack.close_view("U0ANA", await opened(slack))
        await slack.close_view("U0ANA", await opened(slack), everything=True)

    assert told == [False, True]
    assert slack.modal("U0ANA") is None
    assert slack.violations == []


async def test_closing_is_not_told_otherwise(slack: Playground):
    app = new_app(slack)
    opening(app, modal(LINK, notify_on_close=False))
    async with connected(slack, app):
        await slack.close_view("U0ANA", await opened(slack))

    assert slack.violations == []


# -- triggers --------------------------------------------------------------------------------------------------------


async def trigger(slack: Playground) -> str:
    return slack.registry.tickets.trigger("U0ANA", slack.team_id)


async def test_a_trigger_opens_one_window(slack: Playground, client: AsyncWebClient):
    once = await trigger(slack)
    await client.views_open(trigger_id=once, view=modal())

    assert await refused(client.views_open(trigger_id=once, view=modal())) == "exchanged_trigger_id"
    assert await refused(client.views_open(trigger_id="1.2.forged", view=modal())) == "invalid_trigger_id"
    assert await refused(client.api_call("views.open", json={"view": modal()})) == "invalid_arguments"


async def test_a_refused_view_does_not_use_the_trigger_up(slack: Playground, client: AsyncWebClient):
    once = await trigger(slack)

    assert await refused(client.views_open(trigger_id=once, view=modal(title=plain("x" * 25)))) == "invalid_arguments"
    await client.views_open(trigger_id=once, view=modal())


async def test_a_trigger_lasts_three_seconds():
    seconds = 0.0
    async with Playground(monotonic=lambda: seconds) as slack:
        client = web_client(slack)
        early, late = await trigger(slack), await trigger(slack)
        seconds = 3.0
        await client.views_open(trigger_id=early, view=modal())
        seconds = 3.1

        assert await refused(client.views_open(trigger_id=late, view=modal())) == "expired_trigger_id"


async def test_a_view_is_pushed_only_onto_another_and_three_high(slack: Playground):
    app = new_app(slack)
    button = {"type": "button", "action_id": "more", "text": plain("More")}
    view = modal({"type": "actions", "elements": [button]})
    opening(app, view)
    errors: list[str] = []

    @app.action("more")
    async def push(ack: Any, body: dict, client: AsyncWebClient) -> None:
        await ack()
        answer = client.views_push(trigger_id=body["trigger_id"], view=view)
        errors.append(await refused(answer)) if len(slack.workspace.modals["U0ANA"]) == 3 else await answer

    async with connected(slack, app):
        await opened(slack)
        for _ in range(3):
            await slack.press("U0ANA", slack.modal("U0ANA"), "more")
        await slack.settle()
        outside = app.client.views_push(trigger_id=await trigger(slack), view=view)
        assert await refused(outside) == "not_found"

    assert errors == ["push_limit_reached"]
    assert len(slack.workspace.modals["U0ANA"]) == 3


# -- changing --------------------------------------------------------------------------------------------------------


async def test_an_element_of_a_modal_tells_at_once_and_what_was_typed_stays(slack: Playground):
    app = new_app(slack)
    kinds = {"type": "static_select", "action_id": "kind", "options": [option("reply"), option("post")]}
    pick = {"type": "section", "block_id": "kinds", "text": plain("Kind"), "accessory": kinds}
    opening(app, modal(LINK, pick))
    seen: list[dict] = []

    @app.action("kind")
    async def switch(ack: Any, body: dict, client: AsyncWebClient) -> None:
        await ack()
        seen.append(body["view"]["state"]["values"])
        await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=modal(LINK, pick, NOTE))

    async with connected(slack, app):
        view = await opened(slack)
        view.values["link"]["url"]["value"] = "https://half.ty"
        await slack.press("U0ANA", view, "kind", "reply")
        await slack.settle()

    assert seen[0]["kinds"]["kind"]["selected_option"]["value"] == "reply"
    assert view.values["link"]["url"]["value"] == "https://half.ty"
    assert view.values["kinds"]["kind"]["selected_option"]["value"] == "reply"
    assert view.values["note"]["text"] == {"type": "plain_text_input", "value": None}
    assert slack.violations == []


async def test_a_view_that_changed_meanwhile_is_not_overwritten(slack: Playground, client: AsyncWebClient):
    first = await client.views_open(trigger_id=await trigger(slack), view=modal(external_id="mine"))
    view_id, old_hash = first["view"]["id"], first["view"]["hash"]
    await client.views_update(external_id="mine", view=modal(WORDS))

    late = client.views_update(view_id=view_id, hash=old_hash, view=modal(LINK))
    assert await refused(late) == "hash_conflict"
    assert await refused(client.views_update(view_id="V0NONE", view=modal(LINK))) == "not_found"
    assert await refused(client.api_call("views.update", json={"view": modal(LINK)})) == "invalid_arguments"
    twin = client.views_open(trigger_id=await trigger(slack), view=modal(external_id="mine"))
    assert await refused(twin) == "duplicate_external_id"


async def test_a_closed_view_is_gone(slack: Playground, client: AsyncWebClient):
    shown = await client.views_open(trigger_id=await trigger(slack), view=modal(notify_on_close=False))
    await slack.close_view("U0ANA", slack.modal("U0ANA"))

    assert await refused(client.views_update(view_id=shown["view"]["id"], view=modal(LINK))) == "not_found"


async def test_initial_values_stand_in_the_fields(slack: Playground, client: AsyncWebClient):
    menu = {"type": "static_select", "action_id": "kind", "options": [option("a")], "initial_option": option("a")}
    text = {"type": "plain_text_input", "action_id": "text", "initial_value": "before"}
    blocks = [{**input_block(menu), "block_id": "k"}, {**input_block(text), "block_id": "t"}]
    await client.views_open(trigger_id=await trigger(slack), view=modal(*blocks))

    values = slack.modal("U0ANA").values
    assert values["k"]["kind"]["selected_option"] == option("a")
    assert values["t"]["text"]["value"] == "before"


# -- Home ------------------------------------------------------------------------------------------------------------


async def test_a_home_is_published_for_one_person_and_kept_in_step(slack: Playground, client: AsyncWebClient):
    first = await client.views_publish(user_id="U0ANA", view=home(WORDS))
    second = await client.views_publish(
        user_id="U0ANA", hash=first["view"]["hash"], view=home(WORDS, {"type": "divider"})
    )

    assert first["view"]["id"] == second["view"]["id"]
    assert len(slack.home("U0ANA").blocks) == 2
    assert slack.home("U0BEN") is None
    stale = client.views_publish(user_id="U0ANA", hash=first["view"]["hash"], view=home(WORDS))
    assert await refused(stale) == "hash_conflict"


async def test_a_home_is_refused_like_any_view(slack: Playground, client: AsyncWebClient):
    assert await refused(client.views_publish(user_id="U0ANA", view=modal())) == "invalid_arguments"
    assert await refused(client.views_publish(user_id="U0NOBODY", view=home(WORDS))) == "invalid_arguments"


async def test_an_app_without_a_home_tab_has_none():
    features = {**DEFAULT_MANIFEST["features"], "app_home": {"home_tab_enabled": False, "messages_tab_enabled": False}}
    async with Playground(manifest={**DEFAULT_MANIFEST, "features": features}) as slack:
        client = web_client(slack)

        assert await refused(client.views_publish(user_id="U0ANA", view=home(WORDS))) == "not_enabled"
        assert await refused(client.chat_postMessage(channel="U0ANA", text="psst")) == "messages_tab_disabled"


async def test_a_button_of_the_home_knows_its_home(slack: Playground):
    app = new_app(slack)
    button = {"type": "button", "action_id": "refresh", "text": plain("Refresh"), "value": "1"}

    @app.event("app_home_opened")
    async def show(event: dict, client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view=home({"type": "actions", "elements": [button]}))

    @app.action("refresh")
    async def refresh(ack: Any, body: dict, client: AsyncWebClient) -> None:
        await ack()
        await client.views_publish(user_id=body["user"]["id"], hash=body["view"]["hash"], view=home(WORDS))

    async with connected(slack, app):
        view = await slack.open_home("U0CHI")
        await slack.press("U0CHI", view, "refresh")
        await slack.settle()

    assert slack.home("U0CHI").reads == "Well done"
    assert slack.violations == []


# -- shortcuts -------------------------------------------------------------------------------------------------------


async def test_shortcuts_open_windows_from_anywhere_and_from_a_message(slack: Playground):
    app = new_app(slack)
    got: list[dict] = []

    @app.shortcut("log_activity")
    @app.shortcut("log_message")
    async def log(ack: Any, body: dict, client: AsyncWebClient) -> None:
        got.append(body)
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal(LINK))

    async with connected(slack, app):
        message = await slack.say("U0BEN", "C0TEAM", "look: https://example.com/thread @ana")
        await slack.global_shortcut("U0ANA", "log_activity")
        assert slack.modal("U0ANA").callback_id == "log"
        await slack.message_shortcut("U0CHI", message, "log_message")
        assert slack.modal("U0CHI") is not None

    assert [each["type"] for each in got] == ["shortcut", "message_action"]
    assert got[1]["message"]["text"] == "look: <https://example.com/thread> <@U0ANA>"
    kinds = [element["type"] for element in got[1]["message"]["blocks"][0]["elements"][0]["elements"]]
    assert kinds == ["text", "link", "text", "user"]
    assert got[1]["channel"] == {"id": "C0TEAM", "name": "team"}
    with pytest.raises(LookupError, match="no global shortcut"):
        await slack.global_shortcut("U0ANA", "log_message")
    assert slack.violations == []
