"""The windows of an app: modals with what was typed into them, and Home tabs."""

import copy
from dataclasses import dataclass, field
from typing import Any

from bot.playground.messages import elements_in, words_in

# What an element holds in `state.values`, and the field of the element that fills it at first.
HELD = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", ""),
}

Values = dict[str, dict[str, dict[str, Any]]]


@dataclass(slots=True, kw_only=True)
class View:
    """A modal or a Home tab of one person."""

    id: str
    user: str
    team_id: str
    app_id: str
    bot_id: str
    payload: dict[str, Any]  # as the app sent it, with the missing ids filled in
    hash: str
    root_view_id: str
    previous_view_id: str | None = None
    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    external_id: str = ""

    @property
    def type(self) -> str:
        return str(self.payload["type"])

    @property
    def blocks(self) -> list[dict[str, Any]]:
        return list(self.payload["blocks"])

    @property
    def title(self) -> str:
        return str(self.payload.get("title", {}).get("text", ""))

    @property
    def callback_id(self) -> str:
        return str(self.payload.get("callback_id", ""))

    @property
    def private_metadata(self) -> str:
        return str(self.payload.get("private_metadata", ""))

    @property
    def reads(self) -> str:
        """Everything a person can read in it."""
        return "\n".join([self.title, *words_in(self.blocks)]).strip()

    @property
    def action_ids(self) -> list[str]:
        return [element["action_id"] for _, element in elements_in(self.blocks)]

    def to_slack(self) -> dict[str, Any]:
        """The `view` object of a payload or an answer."""
        payload = self.payload
        view: dict[str, Any] = {
            "id": self.id,
            "team_id": self.team_id,
            "type": self.type,
            "blocks": payload["blocks"],
            "private_metadata": self.private_metadata,
            "callback_id": self.callback_id,
            "state": {"values": copy.deepcopy(self.values)},
            "hash": self.hash,
            "clear_on_close": payload.get("clear_on_close", False),
            "notify_on_close": payload.get("notify_on_close", False),
            "previous_view_id": self.previous_view_id,
            "root_view_id": self.root_view_id,
            "app_id": self.app_id,
            "external_id": self.external_id,
            "app_installed_team_id": self.team_id,
            "bot_id": self.bot_id,
        }
        if self.type == "modal":
            view |= {
                "title": payload["title"],
                "close": payload.get("close"),
                "submit": payload.get("submit"),
            }
        return view


def first_values(blocks: list[dict[str, Any]], kept: Values | None = None) -> Values:
    """What the elements hold when the view appears; what was typed under the same ids stays."""
    values: Values = {}
    for block, element in elements_in(blocks):
        if element["type"] not in HELD:
            continue
        held, initial = HELD[element["type"]]
        block_id, action_id = block["block_id"], element["action_id"]
        before = (kept or {}).get(block_id, {}).get(action_id)
        if before is not None and before["type"] == element["type"]:
            values.setdefault(block_id, {})[action_id] = before
            continue
        empty: Any = [] if held.endswith("s") else None
        value = element.get(initial, empty) if initial else empty
        values.setdefault(block_id, {})[action_id] = {"type": element["type"], held: value}
    return values
