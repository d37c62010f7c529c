"""Rich text: the one carrier in which foreign words can do no harm; what Slack takes of it."""

from bot.playground.blockkit.grammar import Rule, array, boolean, by_type, choice, integer, number, shape, string

_STYLE = shape({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline"), boolean))


def _inline(kind: str, required: dict[str, Rule], optional: dict[str, Rule] | None = None) -> Rule:
    return shape({"type": choice(kind), **required}, {"style": _STYLE, **(optional or {})})


_ANY_TEXT = string(40_000)
_LINK = _inline("link", {"url": string(3000)}, {"text": _ANY_TEXT, "unsafe": boolean})
_TEXT = _inline("text", {"text": _ANY_TEXT})
_INLINE = by_type(
    {
        "text": _TEXT,
        "link": _LINK,
        "user": _inline("user", {"user_id": string(255)}),
        "channel": _inline("channel", {"channel_id": string(255)}),
        "usergroup": _inline("usergroup", {"usergroup_id": string(255)}),
        "team": _inline("team", {"team_id": string(255)}),
        "emoji": _inline("emoji", {"name": string(255)}, {"unicode": string(255), "url": string(3000)}),
        "broadcast": _inline("broadcast", {"range": choice("here", "channel", "everyone")}),
        "color": _inline("color", {"value": string(20)}),
        "date": _inline(
            "date", {"timestamp": number, "format": string(255)}, {"url": string(3000), "fallback": string(255)}
        ),
    }
)
_BORDER: dict[str, Rule] = {"border": choice(0, 1)}
_SECTION = shape({"type": choice("rich_text_section"), "elements": array(_INLINE, 1000)})

RICH_TEXT = shape(
    {
        "type": choice("rich_text"),
        "elements": array(
            by_type(
                {
                    "rich_text_section": _SECTION,
                    "rich_text_list": shape(
                        {
                            "type": choice("rich_text_list"),
                            "style": choice("bullet", "ordered"),
                            "elements": array(_SECTION, 1000),
                        },
                        {**_BORDER, "indent": integer(0, 8), "offset": integer(0, 10_000)},
                    ),
                    "rich_text_quote": shape(
                        {"type": choice("rich_text_quote"), "elements": array(_INLINE, 1000)}, _BORDER
                    ),
                    "rich_text_preformatted": shape(
                        {
                            "type": choice("rich_text_preformatted"),
                            "elements": array(by_type({"text": _TEXT, "link": _LINK}), 1000),
                        },
                        {**_BORDER, "language": string(255)},
                    ),
                }
            ),
            1000,
        ),
    },
    {"block_id": string(255)},
)
