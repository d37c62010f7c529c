"""One valid payload of every block and element, to be broken one field at a time."""

from typing import Any

Payload = dict[str, Any]


def plain(text: str = "words") -> Payload:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str = "*words*") -> Payload:
    return {"type": "mrkdwn", "text": text, "verbatim": False}


def option(value: str = "a") -> Payload:
    return {"text": plain("Option"), "value": value, "description": plain("more")}


CONFIRM = {
    "title": plain("Sure?"),
    "text": mrkdwn("Really?"),
    "confirm": plain("Yes"),
    "deny": plain("No"),
    "style": "danger",
}
IMAGE = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a picture"}
MENU = {"action_id": "m", "placeholder": plain("Choose"), "confirm": CONFIRM, "focus_on_load": False}
TYPED = {
    "action_id": "t",
    "placeholder": plain("Type"),
    "focus_on_load": False,
    "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
}
STYLED = {"type": "text", "text": "hi", "style": {"bold": True}}
SECTION_TEXT = {"type": "rich_text_section", "elements": [STYLED]}
INLINE: list[Payload] = [
    {"type": "link", "url": "https://example.com", "text": "there"},
    {"type": "user", "user_id": "U0ANA"},
    {"type": "channel", "channel_id": "C0TEAM"},
    {"type": "emoji", "name": "tada"},
    {"type": "broadcast", "range": "here"},
    {"type": "date", "timestamp": 1_795_000_000, "format": "{date}", "fallback": "some day"},
]


def rich(*elements: Payload) -> Payload:
    return {"type": "rich_text", "block_id": "rich", "elements": list(elements)}


RICH_TEXT = rich(SECTION_TEXT)
RICH_TEXTS: list[Payload] = [
    RICH_TEXT,
    *(rich({"type": "rich_text_section", "elements": [inline]}) for inline in INLINE),
    rich({"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": [SECTION_TEXT]}),
    rich({"type": "rich_text_quote", "elements": [STYLED]}),
    rich({"type": "rich_text_preformatted", "border": 0, "elements": [STYLED]}),
]

BUTTON = {
    "type": "button",
    "text": plain("Log"),
    "action_id": "b",
    "value": "1",
    "url": "https://example.com",
    "style": "primary",
    "confirm": CONFIRM,
    "accessibility_label": "Log it",
}

INPUT_ELEMENTS: list[Payload] = [
    {"type": "plain_text_input", **TYPED, "initial_value": "x", "multiline": True, "min_length": 1, "max_length": 9},
    {"type": "email_text_input", **TYPED, "initial_value": "a@example.com"},
    {"type": "url_text_input", **TYPED, "initial_value": "https://example.com"},
    {"type": "number_input", **TYPED, "is_decimal_allowed": False, "initial_value": "3", "min_value": "1"},
    {"type": "rich_text_input", **TYPED, "initial_value": RICH_TEXT},
    {"type": "file_input", "action_id": "f", "filetypes": ["csv"], "max_files": 1},
    {"type": "checkboxes", "action_id": "c", "options": [option("a"), option("b")], "initial_options": [option("a")]},
    {"type": "radio_buttons", "action_id": "r", "options": [option("a")], "initial_option": option("a")},
    {"type": "static_select", **MENU, "options": [option("a")], "initial_option": option("a")},
    {"type": "static_select", **MENU, "option_groups": [{"label": plain("G"), "options": [option("a")]}]},
    {"type": "multi_static_select", **MENU, "options": [option("a")], "max_selected_items": 1},
    {"type": "external_select", **MENU, "min_query_length": 1},
    {"type": "multi_external_select", **MENU, "min_query_length": 1, "max_selected_items": 2},
    {"type": "users_select", **MENU, "initial_user": "U0ANA"},
    {"type": "multi_users_select", **MENU, "initial_users": ["U0ANA"], "max_selected_items": 2},
    {"type": "conversations_select", **MENU, "filter": {"include": ["public"]}, "initial_conversation": "C0TEAM"},
    {"type": "multi_conversations_select", **MENU, "default_to_current_conversation": True},
    {"type": "channels_select", **MENU, "initial_channel": "C0TEAM"},
    {"type": "multi_channels_select", **MENU, "initial_channels": ["C0TEAM"]},
    {"type": "datepicker", **MENU, "initial_date": "2026-11-22"},
    {"type": "timepicker", **MENU, "initial_time": "09:30", "timezone": "Europe/Lisbon"},
    {"type": "datetimepicker", "action_id": "d", "initial_date_time": 1_795_000_000, "focus_on_load": False},
]

OVERFLOW = {"type": "overflow", "action_id": "o", "options": [{**option(), "url": "https://example.org"}]}
FEEDBACK = {
    "type": "feedback_buttons",
    "action_id": "fb",
    "positive_button": {"text": plain("Good"), "value": "1"},
    "negative_button": {"text": plain("Bad"), "value": "0"},
}
AWAY = {"type": "icon_button", "action_id": "ib", "icon": "trash", "text": plain("Away"), "value": "x"}
WORKFLOW = {
    "type": "workflow_button",
    "action_id": "w",
    "text": plain("Start"),
    "workflow": {
        "trigger": {
            "url": "https://slack.com/shortcuts/Ft0/x",
            "customizable_input_parameters": [{"name": "n", "value": "v"}],
        }
    },
}
OTHER_ELEMENTS: list[Payload] = [BUTTON, OVERFLOW, FEEDBACK, AWAY, WORKFLOW, IMAGE]

MESSAGE_BLOCKS: list[Payload] = [
    {"type": "section", "block_id": "s", "text": mrkdwn(), "accessory": BUTTON, "expand": True},
    {"type": "section", "fields": [plain(), mrkdwn()], "accessory": IMAGE},
    {"type": "header", "block_id": "h", "text": plain()},
    {"type": "divider", "block_id": "d"},
    {"type": "context", "elements": [mrkdwn(), IMAGE]},
    {"type": "actions", "elements": [BUTTON, OVERFLOW]},
    {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a picture", "title": plain()},
    {"type": "markdown", "text": "**bold**"},
    *RICH_TEXTS,
    {
        "type": "table",
        "column_settings": [{"align": "left", "is_wrapped": True}],
        "rows": [[{"type": "raw_text", "text": "who"}], [{"type": "raw_text", "text": "Ana"}]],
    },
    {
        "type": "data_table",
        "caption": "Shares",
        "page_size": 5,
        "row_header_column_index": 0,
        "rows": [
            [{"type": "raw_text", "text": "who"}, {"type": "raw_text", "text": "share"}],
            [{"type": "raw_text", "text": "Ana"}, {"type": "raw_number", "text": "0.67", "value": 0.67}],
        ],
    },
    {
        "type": "card",
        "title": mrkdwn("Title"),
        "subtitle": mrkdwn("Sub"),
        "body": mrkdwn("Body"),
        "icon": IMAGE,
        "actions": [BUTTON],
    },
    {"type": "carousel", "elements": [{"type": "card", "title": mrkdwn("Title")}]},
    {
        "type": "video",
        "alt_text": "a film",
        "title": plain("A film"),
        "thumbnail_url": "https://example.com/a.png",
        "video_url": "https://example.com/embed/a",
        "author_name": "Ana",
    },
    {"type": "context_actions", "elements": [FEEDBACK, AWAY]},
    {"type": "task_card", "task_id": "t1", "title": "Reading", "status": "in_progress"},
    {
        "type": "plan",
        "title": "Plan",
        "tasks": [{"type": "task_card", "task_id": "t", "title": "T", "status": "error"}],
    },
    {"type": "container", "title": plain("Box"), "child_blocks": [{"type": "divider"}], "width": "wide"},
]
CHARTS: list[Payload] = [  # too young for the schema
    {
        "type": "data_visualization",
        "title": "Shares",
        "chart": {
            "type": kind,
            "series": [
                {"name": "Ana", "data": [{"label": "Mon", "value": 1}, {"label": "Tue", "value": 2}]},
                {"name": "Ben", "data": [{"label": "Mon", "value": 3}, {"label": "Tue", "value": 4}]},
            ],
            "axis_config": {"categories": ["Mon", "Tue"], "x_label": "day", "y_label": "share"},
        },
    }
    for kind in ("line", "bar", "area")
] + [
    {
        "type": "data_visualization",
        "title": "Kinds",
        "chart": {"type": "pie", "segments": [{"label": "replies", "value": 2}, {"label": "posts", "value": 1}]},
    }
]


def input_block(element: Payload) -> Payload:
    return {"type": "input", "block_id": "i", "label": plain("Field"), "hint": plain("Hint"), "element": element}


MODAL_BLOCKS: list[Payload] = [
    *(input_block(element) for element in INPUT_ELEMENTS),
    {"type": "alert", "text": mrkdwn("Careful"), "level": "warning"},
]


def modal(*blocks: Payload, **fields: Any) -> Payload:
    return {
        "type": "modal",
        "callback_id": "log",
        "title": plain("Log"),
        "submit": plain("Log it"),
        "close": plain("Cancel"),
        "private_metadata": "{}",
        "clear_on_close": False,
        "notify_on_close": True,
        "blocks": list(blocks) or [input_block(INPUT_ELEMENTS[0])],
        **fields,
    }


def home(*blocks: Payload) -> Payload:
    return {"type": "home", "callback_id": "home", "private_metadata": "", "blocks": list(blocks)}
