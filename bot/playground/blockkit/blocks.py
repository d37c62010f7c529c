"""Blocks of Block Kit: what Slack takes, with its limits, and on which surfaces.

Read from https://docs.slack.dev/reference/block-kit/blocks and https://docs.slack.dev/blocks.json, 2026-11. Where
copies of the documentation disagree, the smaller limit stands here: what passes passes either way.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.playground.blockkit.elements import (
    IMAGE,
    IMAGE_URL,
    MULTI_SELECTS,
    PICKERS,
    SELECTS,
    SLACK_FILE,
    TICKS,
    URL,
    elements,
    mrkdwn,
    plain,
    text,
)
from bot.playground.blockkit.grammar import (
    Rule,
    any_of,
    array,
    boolean,
    by_type,
    choice,
    complaint,
    integer,
    number,
    one_of,
    shape,
    string,
)
from bot.playground.blockkit.richtext import RICH_TEXT

TABLE_TEXT = 10_000  # characters in all cells of one table
TABLE_ROWS, TABLE_COLUMNS = 100, 20
CHART_PARTS, CHART_CATEGORIES = 6, 20
MARKDOWN_TEXT = 12_000

ALL = frozenset(["message", "modal", "home"])


def _block(
    kind: str, required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None, also: Rule | None = None
) -> Rule:
    return shape({"type": choice(kind), **required}, {"block_id": string(255), **(optional or {})}, also)


_RAW_TEXT = shape({"type": choice("raw_text"), "text": string(3000)})
_RAW_NUMBER = shape({"type": choice("raw_number"), "text": string(255), "value": number})
_CELL = by_type({"raw_text": _RAW_TEXT, "raw_number": _RAW_NUMBER, "rich_text": RICH_TEXT})
_COLUMN = shape({}, {"align": choice("left", "center", "right"), "is_wrapped": boolean})


def _columns_match(value: Any, path: str) -> Iterator[str]:
    widths = {len(row) for row in value["rows"]}
    if len(widths) > 1:
        yield complaint("all rows must have the same number of cells", f"{path}/rows")
    if sum(len(word) for row in value["rows"] for cell in row for word in _cell_words(cell)) > TABLE_TEXT:
        yield complaint(f"no more than {TABLE_TEXT} characters in all cells", f"{path}/rows")
    if value["type"] == "data_table" and any(cell["type"] == "rich_text" for cell in value["rows"][0]):
        yield complaint("rich_text is not allowed in the header row", f"{path}/rows/0")


def _cell_words(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("text"), str):
            yield part["text"]
        for inner in part.get("elements", []):
            yield from _cell_words(inner)


_POINT = shape({"label": string(20), "value": number})
_AXIS = shape({"categories": array(string(20), CHART_CATEGORIES)}, {"x_label": string(50), "y_label": string(50)})
_SERIES = shape({"name": string(20), "data": array(_POINT, CHART_CATEGORIES)})


def _points_match_categories(value: Any, path: str) -> Iterator[str]:
    categories = value["axis_config"]["categories"]
    names = [each["name"] for each in value["series"]]
    if len(names) != len(set(names)):
        yield complaint("series names must be unique", f"{path}/series")
    for index, series in enumerate(value["series"]):
        if sorted(point["label"] for point in series["data"]) != sorted(categories):
            yield complaint("labels must match the categories of the axis", f"{path}/series/{index}/data")


def _slices_are_positive(value: Any, path: str) -> Iterator[str]:
    if any(each["value"] <= 0 for each in value["segments"]):
        yield complaint("values must be more than 0", f"{path}/segments")


def _xy_chart(kind: str) -> Rule:
    required = {"type": choice(kind), "series": array(_SERIES, CHART_PARTS), "axis_config": _AXIS}
    return shape(required, None, _points_match_categories)


_CHART = by_type(
    {
        "line": _xy_chart("line"),
        "bar": _xy_chart("bar"),
        "area": _xy_chart("area"),
        "pie": shape({"type": choice("pie"), "segments": array(_POINT, CHART_PARTS)}, None, _slices_are_positive),
    }
)
_CARD = _block(
    "card",
    {},
    {
        "icon": IMAGE,
        "hero_image": IMAGE,
        "title": mrkdwn(150),
        "subtitle": mrkdwn(150),
        "body": mrkdwn(200),
        "actions": array(elements("button"), 5),
    },
    any_of("hero_image", "title", "actions", "body"),
)
_TASK = _block(
    "task_card",
    {"task_id": string(255), "title": string(255), "status": choice("pending", "in_progress", "complete", "error")},
    {
        "details": RICH_TEXT,
        "output": RICH_TEXT,
        "sources": array(shape({"type": choice("url"), "url": URL, "text": string(255)}), 100),
    },
)
_ACCESSORIES = ("button", "workflow_button", "overflow", "image", *TICKS, *PICKERS, *SELECTS, *MULTI_SELECTS)
_ACTIONS = (*(kind for kind in _ACCESSORIES if kind != "image"), "datetimepicker", "rich_text_input")
_INPUTS = (
    "plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input",
    "datetimepicker", *TICKS, *PICKERS, *SELECTS, *MULTI_SELECTS,
)  # fmt: skip

BLOCKS: dict[str, Rule] = {
    "section": _block(
        "section",
        {},
        {
            "text": text(3000),
            "fields": array(text(2000), 10),
            "accessory": elements(*_ACCESSORIES),
            "expand": boolean,
        },
        any_of("text", "fields"),
    ),
    "header": _block("header", {"text": plain(150)}),
    "divider": _block("divider", {}),
    "context": _block(
        "context",
        {"elements": array(by_type({"plain_text": plain(3000), "mrkdwn": mrkdwn(3000), "image": IMAGE}), 10)},
    ),
    "actions": _block("actions", {"elements": array(elements(*_ACTIONS), 25)}),
    "image": _block(
        "image",
        {"alt_text": string(2000)},
        {"image_url": IMAGE_URL, "slack_file": SLACK_FILE, "title": plain(2000)},
        one_of("image_url", "slack_file"),
    ),
    "input": _block(
        "input",
        {"label": plain(2000), "element": elements(*_INPUTS)},
        {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "markdown": _block("markdown", {"text": string(MARKDOWN_TEXT)}),
    "rich_text": RICH_TEXT,
    "table": _block(
        "table",
        {"rows": array(array(_CELL, TABLE_COLUMNS), TABLE_ROWS)},
        {"column_settings": array(_COLUMN, TABLE_COLUMNS)},
        _columns_match,
    ),
    "data_table": _block(
        "data_table",
        {"caption": string(255), "rows": array(array(_CELL, TABLE_COLUMNS), TABLE_ROWS + 1, 2)},
        {"page_size": integer(1, 100), "row_header_column_index": integer(0, TABLE_COLUMNS - 1)},
        _columns_match,
    ),
    "data_visualization": _block("data_visualization", {"title": string(50), "chart": _CHART}),
    "video": _block(
        "video",
        {"alt_text": string(2000), "title": plain(200), "thumbnail_url": IMAGE_URL, "video_url": IMAGE_URL},
        {
            "author_name": string(50),
            "description": plain(200),
            "provider_icon_url": IMAGE_URL,
            "provider_name": string(50),
            "title_url": IMAGE_URL,
        },
    ),
    "alert": _block(
        "alert",
        {"text": text(3000)},
        {"level": choice("default", "info", "warning", "error", "success")},
    ),
    "card": _CARD,
    "carousel": _block("carousel", {"elements": array(by_type({"card": _CARD}), 10)}),
    "context_actions": _block("context_actions", {"elements": array(elements("feedback_buttons", "icon_button"), 5)}),
    "task_card": _TASK,
    "plan": _block("plan", {"title": string(255)}, {"tasks": array(by_type({"task_card": _TASK}), 50)}),
}
_HELD = ("actions", "context", "divider", "header", "image", "input", "rich_text", "section", "table", "video")
BLOCKS["container"] = _block(
    "container",
    {"child_blocks": array(by_type({kind: BLOCKS[kind] for kind in _HELD}), 10)},
    {
        "title": plain(150),
        "rich_text_title": RICH_TEXT,
        "subtitle": text(150),
        "icon": IMAGE,
        "width": choice("narrow", "standard", "wide", "full"),
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "has_header_divider": boolean,
    },
    one_of("title", "rich_text_title"),
)

MESSAGE_ONLY = frozenset(["message"])
SURFACES: dict[str, frozenset[str]] = {
    "alert": frozenset(["modal"]),
    "carousel": frozenset(["message", "home"]),
    "container": MESSAGE_ONLY,
    "context_actions": MESSAGE_ONLY,
    "markdown": MESSAGE_ONLY,
    "plan": MESSAGE_ONLY,
    "task_card": MESSAGE_ONLY,
    "table": frozenset(["message", "home"]),
    "data_table": frozenset(["message", "home"]),
    "data_visualization": frozenset(["message", "home"]),
}
MODAL_ONLY_ELEMENTS = frozenset(["file_input"])
MESSAGE_ONLY_ELEMENTS = frozenset(["workflow_button", "feedback_buttons", "icon_button"])
MOST_A_MESSAGE = {"table": 1, "data_table": 1, "data_visualization": 2}
