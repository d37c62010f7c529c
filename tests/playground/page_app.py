"""A tiny app that shows the page one of everything: a digest of all blocks, a form, a Home."""

from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.playground import Playground
from tests.playground.tiny_app import new_app

Block = dict[str, Any]

HOSTILE = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
SMALL_PRINT = ["## Small print", "- **strong** and [a link](https://example.org/b)", "- [not one](javascript:alert(1))"]
NEW_YEAR = 1767225600  # 2026-01-01T00:00:00Z


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str) -> Block:
    return {"text": plain(text), "value": value}


def button(text: str, action_id: str, **more: Any) -> Block:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def field(block_id: str, label: str, element: Block, **more: Any) -> Block:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": "it", **element},
        **more,
    }


def section_of(*pieces: Block) -> Block:
    return {"type": "rich_text_section", "elements": list(pieces)}


def said(text: str, **style: bool) -> Block:
    return {"type": "text", "text": text, "style": style} if style else {"type": "text", "text": text}


TWO = [option("One day", "1d"), option("One week", "1w")]


def digest() -> list[Block]:
    """Every block and element a message may hold, the way a digest holds them."""
    ask_first = {"title": plain("Hide it?"), "text": plain("For all."), "confirm": plain("Hide"), "deny": plain("Keep")}
    first = {
        "type": "rich_text_list",
        "style": "ordered",
        "elements": [section_of(said("first")), section_of(said("second"))],
    }
    deeper = {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [section_of(said("deeper"))]}
    third = {"type": "rich_text_list", "style": "ordered", "elements": [section_of(said("third"))]}
    pieces = section_of(
        said("bold", bold=True),
        said(HOSTILE),
        {"type": "link", "url": "https://example.org/a", "text": "a link"},
        {"type": "emoji", "name": "tada", "unicode": "1f389"},
        {"type": "user", "user_id": "U0BEN"},
        {"type": "channel", "channel_id": "C0TEAM"},
        {"type": "broadcast", "range": "here"},
        {"type": "date", "timestamp": NEW_YEAR, "format": "{date_num} {time}", "fallback": "new year"},
        {"type": "color", "value": "#336699"},
    )
    words = [
        f"*Sixty* per cent, <!date^{NEW_YEAR}^{{date_num}} at {{time}}|then>",
        "<javascript:alert(1)|press me>",
        "&lt;b&gt; :wave:",
    ]
    return [
        {"type": "header", "text": plain("The week out there")},
        {"type": "section", "text": mrkdwn("\n".join(words)), "accessory": button("Why?", "why")},
        {"type": "section", "fields": [mrkdwn("*Joined*\n23"), plain("Answered 11")]},
        {"type": "divider"},
        {"type": "rich_text", "elements": [
            pieces, first, deeper, third,
            {"type": "rich_text_quote", "elements": [said("their words")]},
            {"type": "rich_text_preformatted", "elements": [said("low  12:40")]},
        ]},
        {"type": "table", "rows": [
            [{"type": "raw_text", "text": "Member"}, {"type": "raw_text", "text": "Out there"}],
            [{"type": "raw_text", "text": HOSTILE}, {"type": "rich_text", "elements": [section_of(said("72 %"))]}],
        ], "column_settings": [{}, {"align": "right"}]},
        {"type": "markdown", "text": "\n".join(SMALL_PRINT)},
        {"type": "actions", "elements": [
            button("I'll take it", "take", style="primary", value="17"),
            button("Hide", "hide", style="danger", confirm=ask_first),
            button("Open", "open", url="https://example.org/q"),
            {"type": "static_select", "action_id": "snooze", "placeholder": plain("Snooze"), "options": TWO},
            {"type": "overflow", "action_id": "more", "options": TWO},
            {"type": "datepicker", "action_id": "until", "placeholder": plain("Until")},
            {"type": "timepicker", "action_id": "at"},
            {"type": "checkboxes", "action_id": "ticks", "options": TWO},
            {"type": "radio_buttons", "action_id": "one", "options": TWO},
            {"type": "users_select", "action_id": "who", "placeholder": plain("Who")},
            {"type": "channels_select", "action_id": "where", "placeholder": plain("Where")},
            {"type": "conversations_select", "action_id": "talk", "placeholder": plain("Talk")},
        ]},
        {"type": "image", "image_url": "https://example.org/chart.png", "alt_text": "Forums 12, blogs 7"},
        {"type": "carousel", "elements": [{"type": "card", "title": mrkdwn("A card")}]},
        {"type": "context", "elements": [mrkdwn("counted on _your_ machine")]},
    ]  # fmt: skip


def form() -> Block:
    """One of each field."""
    blocks = [
        field("url", "Where was it?", {"type": "url_text_input"}, hint=plain("The address of the comment")),
        field("note", "What did you do?", {"type": "plain_text_input", "multiline": True}),
        field("kind", "What was it?", {"type": "static_select", "options": TWO, "initial_option": TWO[1]}),
        field("topics", "Topics", {"type": "multi_static_select", "options": TWO}, optional=True),
        field("people", "With whom", {"type": "multi_users_select"}, optional=True),
        field("day", "When", {"type": "datepicker", "initial_date": "2026-01-02"}),
        field("clock", "At", {"type": "timepicker", "initial_time": "09:30"}),
        field("ticks", "And", {"type": "checkboxes", "options": TWO, "initial_options": [TWO[0]]}, optional=True),
        field("seen", "Seen by", {"type": "radio_buttons", "options": TWO, "initial_option": TWO[0]}),
        field("mail", "E-mail", {"type": "email_text_input"}, optional=True),
        field("minutes", "Minutes", {"type": "number_input", "is_decimal_allowed": False}, optional=True),
        field("tell", "Tell", {"type": "conversations_select"}, optional=True),
    ]
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Log activity"),
        "submit": plain("Log it"),
        "blocks": blocks,
    }


def page_app(slack: Playground, heard: list[Any]) -> AsyncApp:
    """The app; what a member did through the page ends up in `heard`."""
    app = new_app(slack)

    @app.command("/involve")
    async def command(ack: Any, body: Any, client: Any) -> None:
        heard.append(body["text"])
        if body["text"].startswith("log"):
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=form())
        else:
            await ack(response_type="ephemeral", text=f"You asked for *{body['text']}*")

    @app.action("why")
    @app.shortcut("log_message")
    async def open_form(ack: Any, body: Any, client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=form())

    @app.action("take")
    async def take(ack: Any, body: Any, client: Any) -> None:
        await ack()
        heard.append(body["actions"][0]["value"])
        await client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text="Taken by Ana")

    @app.action("snooze")
    @app.action("nudges")
    async def choose(ack: Any, body: Any) -> None:
        await ack()
        heard.append(body["actions"][0]["selected_option"]["value"])

    @app.view("form")
    async def submitted(ack: Any, body: Any) -> None:
        values = body["view"]["state"]["values"]
        if "broadcast" in values["note"]["it"]["value"]:
            await ack(response_action="errors", errors={"note": "Whose conversation was it?"})
            return
        heard.append(values)
        await ack()

    @app.event("app_home_opened")
    async def home(event: Any, client: Any) -> None:
        often = {"type": "radio_buttons", "action_id": "nudges", "options": TWO, "initial_option": TWO[0]}
        blocks = [
            {"type": "header", "text": plain(f"Good morning, {event['user']}")},
            {"type": "actions", "block_id": "often", "elements": [often]},
        ]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    return app
