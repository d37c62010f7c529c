"""What Slack refuses of blocks and views is refused here: at each limit, and wherever its published types say no."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.playground.blockkit.elements import ELEMENTS, IMAGE
from bot.playground.refusal import Refusal
from bot.playground.rules import check_message, check_view, problems_of_blocks, problems_of_view
from tests.playground.payloads import (
    BUTTON,
    CHARTS,
    INPUT_ELEMENTS,
    MESSAGE_BLOCKS,
    MODAL_BLOCKS,
    OTHER_ELEMENTS,
    RICH_TEXT,
    home,
    input_block,
    modal,
    mrkdwn,
    option,
    plain,
)

SCHEMA = json.loads((Path(__file__).parent.parent / "slack" / "view.schema.json").read_text())


def published(definition: str) -> jsonschema.Draft7Validator:
    return jsonschema.Draft7Validator({"definitions": SCHEMA["definitions"], "$ref": f"#/definitions/{definition}"})


DIVIDER = {"type": "divider"}
APART = {*ELEMENTS, "image", "rich_text"}
MODAL_SCHEMA, HOME_SCHEMA = published("ModalView"), published("HomeView")


def schema_of(part: dict) -> jsonschema.Draft7Validator:
    """The published type of this very kind of block or element: much quicker than trying all of them."""
    for name, definition in SCHEMA["definitions"].items():
        for variant in definition.get("anyOf", [definition]):
            if variant.get("properties", {}).get("type", {}).get("const") == part["type"] and "Option" not in name:
                return published(name)
    raise LookupError(part["type"])


def message_problems(*blocks: Any) -> list[str]:
    return list(problems_of_blocks(list(blocks), "message", "/blocks"))


def modal_problems(*blocks: Any) -> list[str]:
    return list(problems_of_blocks(list(blocks), "modal", "/blocks"))


def named(blocks: list[dict]) -> list[Any]:
    """The blocks as parameters, each under its kind."""
    return [pytest.param(block, id=f"{number}-{kind_of(block)}") for number, block in enumerate(blocks)]


def kind_of(block: dict) -> str:
    element = block.get("element")
    return f"{block['type']}-{element['type']}" if element else str(block["type"])


# -- against the published types -------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", named([*MESSAGE_BLOCKS, *CHARTS]))
def test_a_good_block_is_taken_in_a_message(block: dict):
    assert message_problems(block) == []


@pytest.mark.parametrize("block", named(MODAL_BLOCKS))
def test_a_good_block_is_taken_in_a_modal(block: dict):
    assert modal_problems(block) == []


@pytest.mark.parametrize("block", named([*MESSAGE_BLOCKS, *MODAL_BLOCKS]))
def test_what_is_taken_here_is_taken_by_the_published_types(block: dict):
    assert list(schema_of(block).iter_errors(block)) == []


def broken(payload: dict) -> Iterator[tuple[str, dict]]:
    """The payload with one thing wrong, for every thing that can be: a field lost, a field too many, another type."""
    for path, part in list(own_parts(payload)):
        for name in part if isinstance(part, dict) else ():
            yield f"{path}/{name} lost", changed(payload, path, lambda it, name=name: it.pop(name))
            yield f"{path}/{name} odd", changed(payload, path, lambda it, name=name: it.update({name: {"odd": [1]}}))
        if isinstance(part, dict):
            yield f"{path} with more", changed(payload, path, lambda it: it.update({"surprise": 1}))


def own_parts(payload: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The payload and what it is made of; elements and rich text inside it are looked at on their own."""
    yield path, payload
    inner = payload.items() if isinstance(payload, dict) else enumerate(payload) if isinstance(payload, list) else ()
    for name, part in inner:
        if not (isinstance(part, dict) and part.get("type") in APART):
            yield from own_parts(part, f"{path}/{name}")


def changed(payload: dict, path: str, change: Any) -> dict:
    whole = copy.deepcopy(payload)
    part: Any = whole
    for name in path.split("/")[1:]:
        part = part[int(name)] if isinstance(part, list) else part[name]
    change(part)
    return whole


def slipped_through(payload: dict, schema: jsonschema.Draft7Validator, problems: Any) -> list[str]:
    """What the published types refuse of it, broken, and the rules here take."""
    tried = [(what, wrong) for what, wrong in broken(payload) if not schema.is_valid(wrong)]
    assert tried
    return [what for what, wrong in tried if not list(problems(wrong))]


@pytest.mark.parametrize("block", named([*MESSAGE_BLOCKS, MODAL_BLOCKS[0], MODAL_BLOCKS[-1]]))
def test_what_the_published_types_refuse_of_a_block_is_refused_here(block: dict):
    problems = message_problems if block in MESSAGE_BLOCKS else modal_problems
    assert slipped_through(block, schema_of(block), problems) == []


@pytest.mark.parametrize("element", named([*INPUT_ELEMENTS, *OTHER_ELEMENTS]))
def test_what_the_published_types_refuse_of_an_element_is_refused_here(element: dict):
    schema, rule = schema_of(element), {**ELEMENTS, "image": IMAGE}[element["type"]]
    assert list(rule(element, "")) == []
    assert schema.is_valid(element)
    assert slipped_through(element, schema, lambda wrong: rule(wrong, "")) == []


@pytest.mark.parametrize(
    ("view", "schema"), [(modal(DIVIDER), MODAL_SCHEMA), (home(DIVIDER), HOME_SCHEMA)], ids=["modal", "home"]
)
def test_views_are_held_against_the_published_types_too(view: dict, schema: jsonschema.Draft7Validator):
    assert list(problems_of_view(view)) == []
    assert schema.is_valid(view)
    assert slipped_through(view, schema, problems_of_view) == []


# -- limits the types do not know ------------------------------------------------------------------------------------


def section(text: str) -> dict:
    return {"type": "section", "text": mrkdwn(text)}


def fields(*texts: dict) -> dict:
    return {"type": "section", "fields": list(texts)}


def context(*elements: dict) -> dict:
    return {"type": "context", "elements": list(elements)}


def typed(**fields: Any) -> dict:
    return input_block({**INPUT_ELEMENTS[0], **fields})


def actions(*elements: dict) -> dict:
    return {"type": "actions", "elements": list(elements)}


def buttons(count: int) -> list[dict]:
    return [{"type": "button", "text": plain("b"), "action_id": f"b{number}"} for number in range(count)]


def menu(count: int) -> dict:
    return {"type": "static_select", "action_id": "m", "options": [option(f"v{number}") for number in range(count)]}


def ticks(kind: str, count: int) -> dict:
    return {"type": kind, "action_id": "m", "options": [option(f"v{number}") for number in range(count)]}


def table(rows: int, columns: int, text: str = "x") -> dict:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": text}] * columns] * rows}


def data_table(rows: int) -> dict:
    return {**table(rows, 2), "type": "data_table", "caption": "c"}


def pie(parts: int) -> dict:
    segments = [{"label": f"s{number}", "value": 1} for number in range(parts)]
    return {"type": "data_visualization", "title": "t", "chart": {"type": "pie", "segments": segments}}


def button(**fields: Any) -> dict:
    return actions({"type": "button", "text": plain("b"), "action_id": "b", **fields})


LIMITS = [
    ("section text 3000", section("x" * 3000), section("x" * 3001)),
    ("section text not empty", section("x"), section("")),
    (
        "field 2000",
        {"type": "section", "fields": [plain("x" * 2000)]},
        {"type": "section", "fields": [plain("x" * 2001)]},
    ),
    ("10 fields", {"type": "section", "fields": [plain()] * 10}, {"type": "section", "fields": [plain()] * 11}),
    ("header 150", {"type": "header", "text": plain("x" * 150)}, {"type": "header", "text": plain("x" * 151)}),
    ("header is plain", {"type": "header", "text": plain()}, {"type": "header", "text": mrkdwn()}),
    (
        "10 in a context",
        {"type": "context", "elements": [plain()] * 10},
        {"type": "context", "elements": [plain()] * 11},
    ),
    ("25 actions", actions(*buttons(25)), actions(*buttons(26))),
    ("block_id 255", {"type": "divider", "block_id": "x" * 255}, {"type": "divider", "block_id": "x" * 256}),
    ("action_id 255", button(action_id="x" * 255), button(action_id="x" * 256)),
    ("button text 75", button(text=plain("x" * 75)), button(text=plain("x" * 76))),
    ("button text is plain", button(text=plain()), button(text=mrkdwn())),
    ("button value 2000", button(value="x" * 2000), button(value="x" * 2001)),
    ("button url 3000", button(url="https://" + "x" * 2992), button(url="https://" + "x" * 2993)),
    ("button url is a url", button(url="https://e.org"), button(url="javascript:alert(1)")),
    ("button style", button(style="danger"), button(style="default")),
    ("100 options", actions(menu(100)), actions(menu(101))),
    ("10 checkboxes", actions(ticks("checkboxes", 10)), actions(ticks("checkboxes", 11))),
    ("10 radio buttons", actions(ticks("radio_buttons", 10)), actions(ticks("radio_buttons", 11))),
    ("5 in an overflow", actions(ticks("overflow", 5)), actions(ticks("overflow", 6))),
    (
        "option text 75",
        actions({**menu(1), "options": [{"text": plain("x" * 75), "value": "a"}]}),
        actions({**menu(1), "options": [{"text": plain("x" * 76), "value": "a"}]}),
    ),
    (
        "option value 150",
        actions({**menu(1), "options": [{"text": plain(), "value": "x" * 150}]}),
        actions({**menu(1), "options": [{"text": plain(), "value": "x" * 151}]}),
    ),
    (
        "option values differ",
        actions({**menu(2)}),
        actions({**menu(1), "options": [option("a"), option("a")]}),
    ),
    (
        "what is chosen at first is offered",
        actions({**menu(2), "initial_option": option("v1")}),
        actions({**menu(2), "initial_option": option("v2")}),
    ),
    (
        "placeholder 150",
        actions({**menu(1), "placeholder": plain("x" * 150)}),
        actions({**menu(1), "placeholder": plain("x" * 151)}),
    ),
    (
        "image description 2000",
        {"type": "image", "image_url": "https://e.org/a", "alt_text": "x" * 2000},
        {"type": "image", "image_url": "https://e.org/a", "alt_text": "x" * 2001},
    ),
    (
        "an image has one source",
        {"type": "image", "image_url": "https://e.org/a", "alt_text": "a"},
        {"type": "image", "image_url": "https://e.org/a", "slack_file": {"id": "F1"}, "alt_text": "a"},
    ),
    ("100 rows", table(100, 2), table(101, 2)),
    ("20 columns", table(2, 20), table(2, 21)),
    ("cells 10000", table(10, 10, "x" * 100), table(10, 10, "x" * 101)),
    (
        "rows as long as each other",
        table(2, 2),
        {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}] * 2, [{"type": "raw_text", "text": "a"}]]},
    ),
    ("a header and a row", data_table(2), data_table(1)),
    ("data table 101 rows", data_table(101), data_table(102)),
    (
        "a plain header",
        data_table(2),
        {**data_table(2), "rows": [[RICH_TEXT, RICH_TEXT], *data_table(2)["rows"]]},
    ),
    ("6 slices", pie(6), pie(7)),
    ("chart title 50", {**pie(1), "title": "x" * 50}, {**pie(1), "title": "x" * 51}),
    (
        "labels are the categories",
        CHARTS[0],
        {**CHARTS[0], "chart": {**CHARTS[0]["chart"], "axis_config": {"categories": ["Mon"]}}},
    ),
    ("markdown 12000", {"type": "markdown", "text": "x" * 12_000}, {"type": "markdown", "text": "x" * 12_001}),
    (
        "rich text is not empty",
        {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": [{"type": "text", "text": "x"}]}]},
        {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": [{"type": "text", "text": ""}]}]},
    ),
    (
        "confirmation title 100",
        button(confirm={"title": plain("x" * 100), "text": plain(), "confirm": plain(), "deny": plain()}),
        button(confirm={"title": plain("x" * 101), "text": plain(), "confirm": plain(), "deny": plain()}),
    ),
    (
        "confirmation text 300",
        button(confirm={"title": plain(), "text": plain("x" * 300), "confirm": plain(), "deny": plain()}),
        button(confirm={"title": plain(), "text": plain("x" * 301), "confirm": plain(), "deny": plain()}),
    ),
    (
        "confirmation button 30",
        button(confirm={"title": plain(), "text": plain(), "confirm": plain("x" * 30), "deny": plain()}),
        button(confirm={"title": plain(), "text": plain(), "confirm": plain("x" * 31), "deny": plain()}),
    ),
]


@pytest.mark.parametrize(("good", "bad"), [limit[1:] for limit in LIMITS], ids=[limit[0] for limit in LIMITS])
def test_a_limit_is_reached_but_not_passed(good: dict, bad: dict):
    assert message_problems(good) == []
    assert message_problems(bad) != []


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (
            input_block({**INPUT_ELEMENTS[0], "max_length": 3000}),
            input_block({**INPUT_ELEMENTS[0], "max_length": 3001}),
        ),
        (input_block({**INPUT_ELEMENTS[0], "min_length": 9}), input_block({**INPUT_ELEMENTS[0], "min_length": 10})),
        ({**input_block(INPUT_ELEMENTS[0]), "label": plain("x" * 2000)}, input_block({**BUTTON})),
        (
            {**input_block(INPUT_ELEMENTS[0]), "hint": plain("x" * 2000)},
            {**input_block(INPUT_ELEMENTS[0]), "hint": plain("x" * 2001)},
        ),
        (
            input_block({"type": "datepicker", "action_id": "d", "initial_date": "2026-11-22"}),
            input_block({"type": "datepicker", "action_id": "d", "initial_date": "22.11.2026"}),
        ),
        (
            input_block({"type": "timepicker", "action_id": "d", "initial_time": "23:59"}),
            input_block({"type": "timepicker", "action_id": "d", "initial_time": "24:00"}),
        ),
    ],
)
def test_inputs_have_their_limits(good: dict, bad: dict):
    assert modal_problems(good) == []
    assert modal_problems(bad) != []


def test_a_message_has_fifty_blocks_and_a_view_a_hundred():
    divider = DIVIDER
    assert message_problems(*[divider] * 50) == []
    assert message_problems(*[divider] * 51) != []
    assert list(problems_of_view(modal(*[divider] * 100))) == []
    assert list(problems_of_view(modal(*[divider] * 101))) != []
    assert list(problems_of_view(home(*[divider] * 101))) != []


def test_ids_are_unique_where_slack_wants_them_so():
    twice = [{"type": "divider", "block_id": "d"}] * 2
    assert message_problems(*twice) == ["[ERROR] block_id already exists: d [json-pointer:/blocks]"]
    assert message_problems(actions(*[BUTTON] * 2)) != []
    assert message_problems(actions(BUTTON), actions(BUTTON)) == []


def test_one_table_and_two_charts_a_message():
    assert message_problems(table(1, 1), table(1, 1)) != []
    assert message_problems(pie(1), pie(1)) == []
    assert message_problems(pie(1), pie(1), pie(1)) != []


def test_markdown_is_counted_over_the_whole_message():
    half = {"type": "markdown", "text": "x" * 6001}
    assert message_problems(half, half) != []


@pytest.mark.parametrize(
    ("block", "surfaces"),
    [
        (MODAL_BLOCKS[-1], {"modal"}),
        (table(1, 1), {"message", "home"}),
        (data_table(2), {"message", "home"}),
        (pie(1), {"message", "home"}),
        ({"type": "markdown", "text": "m"}, {"message"}),
        ({"type": "carousel", "elements": [{"type": "card", "title": mrkdwn()}]}, {"message", "home"}),
        ({"type": "card", "title": mrkdwn()}, {"message", "modal", "home"}),
        ({"type": "container", "title": plain(), "child_blocks": [{"type": "divider"}]}, {"message"}),
        (input_block({"type": "file_input", "action_id": "f"}), {"modal"}),
        (section("everywhere"), {"message", "modal", "home"}),
    ],
)
def test_some_blocks_have_their_own_places(block: dict, surfaces: set[str]):
    taken = {each for each in ("message", "modal", "home") if not list(problems_of_blocks([block], each, "/blocks"))}
    assert taken == surfaces


def test_only_one_element_takes_the_focus():
    first = {"type": "plain_text_input", "action_id": "a", "focus_on_load": True}
    blocks = [{**input_block(first), "block_id": str(number)} for number in range(2)]
    assert modal_problems(blocks[0]) == []
    assert modal_problems(*blocks) != []


# -- views -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"title": plain("x" * 25)},
        {"title": mrkdwn("Log")},
        {"submit": plain("x" * 25)},
        {"close": plain("x" * 25)},
        {"private_metadata": "x" * 3001},
        {"callback_id": "x" * 256},
        {"external_id": "x" * 256},
        {"blocks": "none"},
        {"blocks": []},
        {"type": "window"},
        {"notify_on_close": "yes"},
        {"sumbit": plain("Log")},
    ],
)
def test_a_broken_view_is_an_invalid_argument(fields: dict):
    with pytest.raises(Refusal) as caught:
        check_view(modal() | fields)

    assert caught.value.code == "invalid_arguments"
    assert all(message.startswith("[ERROR] ") for message in caught.value.messages)


def test_a_view_as_large_as_allowed_is_taken():
    limits = {
        "title": plain("x" * 24),
        "submit": plain("x" * 24),
        "close": plain("x" * 24),
        "private_metadata": "x" * 3000,
        "callback_id": "x" * 255,
    }
    check_view(modal(**limits), "modal")


def test_a_view_with_inputs_can_be_sent_off():
    view = modal()
    del view["submit"]
    assert [problem for problem in problems_of_view(view) if "submit" in problem]
    assert list(problems_of_view({**view, "blocks": [section("only words")]})) == []


def test_a_view_has_the_type_that_is_wanted():
    with pytest.raises(Refusal):
        check_view(modal(), "home")


def test_a_view_weighs_no_more_than_250_kb():
    with pytest.raises(Refusal) as caught:
        check_view(modal(*[section("x" * 3000)] * 90))

    assert caught.value.code == "view_too_large"


# -- attachments -----------------------------------------------------------------------------------------------------


def test_attachments_have_their_limits():
    check_message("t", [], [{"color": "#fff", "blocks": [section("inside")]}], most_text=100)
    for attachments, code in (
        ([{"text": "x"}] * 101, "too_many_attachments"),
        ([{"blocks": [section("")]}], "invalid_attachments"),
        ([{"blocks": "none"}], "invalid_attachments"),
        (["words"], "invalid_attachments"),
    ):
        with pytest.raises(Refusal) as caught:
            check_message("t", [], attachments, most_text=100)
        assert caught.value.code == code
