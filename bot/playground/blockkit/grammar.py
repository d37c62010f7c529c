"""The words Slack's payload rules are written in: a rule looks at a value and tells what is wrong with it, and where.

A rule is a function `(value, path) -> complaints`; the functions here make rules out of rules, so that
blocks.py and elements.py can say what a block is the way the documentation does.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Rule = Callable[[Any, str], Iterator[str]]


def complaint(what: str, path: str) -> str:
    return f"[ERROR] {what} [json-pointer:{path}]"


def string(most: int, least: int = 1, pattern: str = "") -> Rule:
    form = re.compile(pattern) if pattern else None

    def rule(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield complaint("must provide a string", path)
        elif len(value) > most:
            yield complaint(f"must be less than {most + 1} characters", path)
        elif len(value) < least:
            yield complaint(f"must be more than {least - 1} characters", path)
        elif form is not None and not form.fullmatch(value):
            yield complaint(f"must match {pattern}", path)

    return rule


def boolean(value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield complaint("must provide a boolean", path)


def number(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield complaint("must provide a number", path)


def integer(least: int, most: int) -> Rule:
    def rule(value: Any, path: str) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield complaint("must provide an integer", path)
        elif not least <= value <= most:
            yield complaint(f"must be between {least} and {most}", path)

    return rule


def choice(*allowed: Any) -> Rule:
    def rule(value: Any, path: str) -> Iterator[str]:
        if not any(value is each or (value == each and type(value) is type(each)) for each in allowed):
            yield complaint(f"must be one of {', '.join(map(str, allowed))}", path)

    return rule


def array(each: Rule, most: int, least: int = 1) -> Rule:
    def rule(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield complaint("must provide an array", path)
            return
        if len(value) > most:
            yield complaint(f"no more than {most} items allowed", path)
        if len(value) < least:
            yield complaint(f"no fewer than {least} items allowed", path)
        for index, item in enumerate(value):
            yield from each(item, f"{path}/{index}")

    return rule


def shape(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None, also: Rule | None = None) -> Rule:
    """An object: fields that must be there, fields that may, nothing else; `also` looks at the whole."""
    known = {**required, **(optional or {})}

    def rule(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield complaint("must provide an object", path)
            return
        for name in required:
            if name not in value:
                yield complaint(f"missing required field: {name}", path)
        broken = False
        for name, content in value.items():
            if name not in known:
                yield complaint(f"invalid additional property: {name}", path)
                continue
            for found in known[name](content, f"{path}/{name}"):
                broken = True
                yield found
        if also is not None and not broken and all(name in value for name in required):
            yield from also(value, path)

    return rule


def by_type(rules: Mapping[str, Rule]) -> Rule:
    """One of several objects, told apart by `type`."""

    def rule(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield complaint("must provide an object", path)
        elif "type" not in value:
            yield complaint("missing required field: type", path)
        elif not isinstance(value["type"], str) or value["type"] not in rules:
            yield complaint(f"unsupported type: {value['type']}", f"{path}/type")
        else:
            yield from rules[value["type"]](value, path)

    return rule


def one_of(*names: str) -> Rule:
    """Exactly one of these fields."""

    def rule(value: Any, path: str) -> Iterator[str]:
        if sum(name in value for name in names) != 1:
            yield complaint(f"must provide exactly one of {', '.join(names)}", path)

    return rule


def any_of(*names: str) -> Rule:
    """At least one of these fields."""

    def rule(value: Any, path: str) -> Iterator[str]:
        if not any(name in value for name in names):
            yield complaint(f"must provide one of {', '.join(names)}", path)

    return rule


def every(*rules: Rule) -> Rule:
    def rule(value: Any, path: str) -> Iterator[str]:
        for each in rules:
            yield from each(value, path)

    return rule
