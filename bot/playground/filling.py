"""What a person puts into an element, and what Slack's own client refuses before the app hears of it."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from bot.playground import spelling
from bot.playground.messages import elements_in
from bot.playground.modals import HELD, Values

REQUIRED = "Please complete this required field."
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://\S+\.\S+|https?://localhost\S*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def options_of(element: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from element.get("options", [])
    for group in element.get("option_groups", []):
        yield from group["options"]


def filled(element: dict[str, Any], value: Any) -> dict[str, Any]:
    """The state of an element after somebody put `value` into it; LookupError if it offers no such choice."""
    kind = element["type"]
    held, _ = HELD[kind]
    if held == "selected_option":
        return {"type": kind, held: None if value is None else _option(element, value)}
    if held == "selected_options":
        return {"type": kind, held: [_option(element, each) for each in value or []]}
    if held == "rich_text_value" and isinstance(value, str):
        value = spelling.rich_text(spelling.plain(value))
    if (kind == "datepicker" and value and not _DATE.fullmatch(value)) or (
        kind == "timepicker" and value and not _TIME.fullmatch(value)
    ):
        raise LookupError(f"a {kind} cannot be set to {value!r}")
    if held == "value" and value is not None:
        value = str(value) or None
    return {"type": kind, held: value}


def _option(element: dict[str, Any], value: Any) -> dict[str, Any]:
    return one_with(options_of(element), value, element["action_id"])


def one_with(choices: Iterable[dict[str, Any]], value: Any, action_id: str) -> dict[str, Any]:
    """The choice with this value (or that is this choice itself)."""
    if isinstance(value, dict):
        value = value.get("value")
    known = list(choices)
    for choice in known:
        if choice.get("value") == value:
            return choice
    raise LookupError(f"{action_id} offers no {value!r}, only {[each.get('value') for each in known]}")


def restated(blocks: list[dict[str, Any]], values: Values) -> Values:
    """What a client says stands in the fields now, kept only where there is such a field with such a choice."""
    states: Values = {}
    for block, element in elements_in(blocks):
        state = values.get(block["block_id"], {}).get(element["action_id"])
        if element["type"] in HELD and state is not None:
            held, _ = HELD[element["type"]]
            states.setdefault(block["block_id"], {})[element["action_id"]] = filled(element, state.get(held))
    return states


def refused(block: dict[str, Any], state: dict[str, Any]) -> str:
    """What the client says at an input block before sending it; empty if nothing is wrong."""
    element = block["element"]
    held, _ = HELD[element["type"]]
    value = state.get(held)
    if value in (None, "", []):
        return "" if block.get("optional") else REQUIRED
    match element["type"]:
        case "plain_text_input":
            return _length(element, str(value))
        case "number_input":
            return _range(element, str(value))
        case "email_text_input":
            return "" if _EMAIL.fullmatch(str(value)) else "Please enter a valid email address."
        case "url_text_input":
            return "" if _URL.fullmatch(str(value)) else "Please enter a valid URL."
        case _:
            most = element.get("max_selected_items")
            return f"Please choose no more than {most}." if most and len(value) > most else ""


def _length(element: dict[str, Any], value: str) -> str:
    if len(value) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    most = element.get("max_length", 3000)
    return f"Please enter no more than {most} characters." if len(value) > most else ""


def _range(element: dict[str, Any], value: str) -> str:
    try:
        number = float(value)
    except ValueError:
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and not number.is_integer():
        return "Please enter a whole number."
    low, high = element.get("min_value"), element.get("max_value")
    if low is not None and number < float(low):
        return f"Please enter a number of at least {low}."
    return f"Please enter a number of at most {high}." if high is not None and number > float(high) else ""
