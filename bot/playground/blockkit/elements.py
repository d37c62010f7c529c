"""Texts, options and elements of Block Kit: what Slack takes, with its limits.

Read from https://docs.slack.dev/reference/block-kit/ (block-elements, composition-objects), 2026-11.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.playground.blockkit.grammar import (
    Rule,
    any_of,
    array,
    boolean,
    by_type,
    choice,
    complaint,
    every,
    integer,
    one_of,
    shape,
    string,
)
from bot.playground.blockkit.richtext import RICH_TEXT

ACTION_ID = string(255)
URL = string(3000, pattern=r"(?s)(https?|slack|mailto):.*")
IMAGE_URL = string(3000, pattern=r"(?s)https?://.*")
A_DATE = string(10, pattern=r"\d{4}-\d{2}-\d{2}")
A_TIME = string(5, pattern=r"([01]\d|2[0-3]):[0-5]\d")
AN_ID = string(255)


def plain(most: int) -> Rule:
    return shape({"type": choice("plain_text"), "text": string(most)}, {"emoji": boolean})


def text(most: int) -> Rule:
    """plain_text or mrkdwn."""
    mrkdwn = shape({"type": choice("mrkdwn"), "text": string(most)}, {"verbatim": boolean})
    return by_type({"plain_text": plain(most), "mrkdwn": mrkdwn})


def mrkdwn(most: int) -> Rule:
    return shape({"type": choice("mrkdwn"), "text": string(most)}, {"verbatim": boolean})


CONFIRM = shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": choice("primary", "danger")},
)


def option(words: Rule, *, with_url: bool = False) -> Rule:
    optional: dict[str, Rule] = {"description": plain(75)}
    if with_url:
        optional["url"] = URL
    return shape({"text": words, "value": string(150)}, optional)


PLAIN_OPTION = option(plain(75))
RICH_OPTION = option(text(75))
OPTION_GROUP = shape({"label": plain(75), "options": array(PLAIN_OPTION, 100)})
SLACK_FILE = shape({}, {"id": AN_ID, "url": IMAGE_URL}, one_of("id", "url"))

_DISPATCH = shape(
    {"trigger_actions_on": array(choice("on_enter_pressed", "on_character_entered"), 2)},
)
_FOCUS: dict[str, Rule] = {"action_id": ACTION_ID, "focus_on_load": boolean}
_MENU: dict[str, Rule] = {**_FOCUS, "placeholder": plain(150), "confirm": CONFIRM}
_SEVERAL: dict[str, Rule] = {**_MENU, "max_selected_items": integer(1, 1000)}
_TYPED: dict[str, Rule] = {**_FOCUS, "placeholder": plain(150), "dispatch_action_config": _DISPATCH}
_FILTER = shape(
    {},
    {
        "include": array(choice("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    any_of("include", "exclude_external_shared_channels", "exclude_bot_users"),
)


def _element(kind: str, required: Mapping[str, Rule], optional: Mapping[str, Rule], also: Rule | None = None) -> Rule:
    return shape({"type": choice(kind), **required}, optional, also)


def _initial_is_offered(value: Any, path: str) -> Iterator[str]:
    """What is chosen at first must be one of the options, to the letter."""
    offered = list(value.get("options", []))
    for group in value.get("option_groups", []):
        offered += group["options"]
    chosen = value.get("initial_options", [])
    if "initial_option" in value:
        chosen = [*chosen, value["initial_option"]]
    for each in chosen:
        if each not in offered:
            yield complaint("initial option is not among the options", path)


def _values_are_distinct(value: Any, path: str) -> Iterator[str]:
    values = [each["value"] for each in value.get("options", [])]
    if len(values) != len(set(values)):
        yield complaint("option values must be unique", f"{path}/options")


def _lengths_fit(value: Any, path: str) -> Iterator[str]:
    if value.get("min_length", 0) > value.get("max_length", 3000):
        yield complaint("min_length must not exceed max_length", path)


_CHOSEN = every(one_of("options", "option_groups"), _initial_is_offered, _values_are_distinct)
_TICKED = every(_initial_is_offered, _values_are_distinct)
_GROUPS: dict[str, Rule] = {"options": array(PLAIN_OPTION, 100), "option_groups": array(OPTION_GROUP, 100)}
_OF_CONVERSATIONS: dict[str, Rule] = {"default_to_current_conversation": boolean, "filter": _FILTER}
_FEEDBACK = shape({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})
_WORKFLOW = shape(
    {
        "trigger": shape(
            {"url": URL},
            {"customizable_input_parameters": array(shape({"name": string(255), "value": string(3000)}), 100)},
        )
    }
)
_BUTTON: dict[str, Rule] = {
    "action_id": ACTION_ID,
    "style": choice("primary", "danger"),
    "confirm": CONFIRM,
    "accessibility_label": string(75),
}

IMAGE = _element(
    "image",
    {"alt_text": string(2000)},
    {"image_url": IMAGE_URL, "slack_file": SLACK_FILE},
    one_of("image_url", "slack_file"),
)

ELEMENTS: dict[str, Rule] = {
    "button": _element("button", {"text": plain(75)}, {**_BUTTON, "url": URL, "value": string(2000)}),
    "workflow_button": _element("workflow_button", {"text": plain(75), "workflow": _WORKFLOW}, _BUTTON),
    "overflow": _element(
        "overflow",
        {"options": array(option(plain(75), with_url=True), 5)},
        {"action_id": ACTION_ID, "confirm": CONFIRM},
        _values_are_distinct,
    ),
    "checkboxes": _element(
        "checkboxes",
        {"options": array(RICH_OPTION, 10)},
        {**_FOCUS, "confirm": CONFIRM, "initial_options": array(RICH_OPTION, 10)},
        _TICKED,
    ),
    "radio_buttons": _element(
        "radio_buttons",
        {"options": array(RICH_OPTION, 10)},
        {**_FOCUS, "confirm": CONFIRM, "initial_option": RICH_OPTION},
        _TICKED,
    ),
    "static_select": _element("static_select", {}, {**_MENU, **_GROUPS, "initial_option": PLAIN_OPTION}, _CHOSEN),
    "multi_static_select": _element(
        "multi_static_select", {}, {**_SEVERAL, **_GROUPS, "initial_options": array(PLAIN_OPTION, 100)}, _CHOSEN
    ),
    "external_select": _element(
        "external_select", {}, {**_MENU, "min_query_length": integer(0, 1000), "initial_option": PLAIN_OPTION}
    ),
    "multi_external_select": _element(
        "multi_external_select",
        {},
        {**_SEVERAL, "min_query_length": integer(0, 1000), "initial_options": array(PLAIN_OPTION, 100)},
    ),
    "users_select": _element("users_select", {}, {**_MENU, "initial_user": AN_ID}),
    "multi_users_select": _element("multi_users_select", {}, {**_SEVERAL, "initial_users": array(AN_ID, 1000)}),
    "conversations_select": _element(
        "conversations_select",
        {},
        {**_MENU, **_OF_CONVERSATIONS, "initial_conversation": AN_ID, "response_url_enabled": boolean},
    ),
    "multi_conversations_select": _element(
        "multi_conversations_select", {}, {**_SEVERAL, **_OF_CONVERSATIONS, "initial_conversations": array(AN_ID, 1000)}
    ),
    "channels_select": _element(
        "channels_select", {}, {**_MENU, "initial_channel": AN_ID, "response_url_enabled": boolean}
    ),
    "multi_channels_select": _element(
        "multi_channels_select", {}, {**_SEVERAL, "initial_channels": array(AN_ID, 1000)}
    ),
    "datepicker": _element("datepicker", {}, {**_MENU, "initial_date": A_DATE}),
    "timepicker": _element("timepicker", {}, {**_MENU, "initial_time": A_TIME, "timezone": string(255)}),
    "datetimepicker": _element(
        "datetimepicker",
        {},
        {**_FOCUS, "confirm": CONFIRM, "initial_date_time": integer(1_000_000_000, 9_999_999_999)},
    ),
    "plain_text_input": _element(
        "plain_text_input",
        {},
        {
            **_TYPED,
            "initial_value": string(3000, 0),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
        _lengths_fit,
    ),
    "email_text_input": _element("email_text_input", {}, {**_TYPED, "initial_value": string(3000, 0)}),
    "url_text_input": _element("url_text_input", {}, {**_TYPED, "initial_value": string(3000, 0)}),
    "number_input": _element(
        "number_input",
        {"is_decimal_allowed": boolean},
        {**_TYPED, "initial_value": string(50), "min_value": string(50), "max_value": string(50)},
    ),
    "rich_text_input": _element(
        "rich_text_input",
        {},
        {**_TYPED, "initial_value": RICH_TEXT, "min_lines": integer(1, 100), "max_lines": integer(1, 100)},
    ),
    "file_input": _element(
        "file_input",
        {},
        {"action_id": ACTION_ID, "filetypes": array(string(20), 100), "max_files": integer(1, 10)},
    ),
    "feedback_buttons": _element(
        "feedback_buttons", {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, {"action_id": ACTION_ID}
    ),
    "icon_button": _element(
        "icon_button",
        {"icon": choice("trash"), "text": plain(75)},
        {**_BUTTON, "value": string(2000), "visible_to_user_ids": array(AN_ID, 100)},
    ),
}


def elements(*kinds: str) -> Rule:
    return by_type({kind: {**ELEMENTS, "image": IMAGE}[kind] for kind in kinds})


SELECTS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
MULTI_SELECTS = tuple(f"multi_{kind}" for kind in SELECTS)
TICKS = ("checkboxes", "radio_buttons")
PICKERS = ("datepicker", "timepicker")
