"""Dialogs: what can be typed in one line, as fields."""

from bot.domain.kinds import Result
from bot.services.setup import DAYS
from handlers.views import tell
from handlers.views.blocks import Block, choice, entry_field, field, lines, modal
from handlers.views.words import _
from models import Workspace

LOG, SETUP, CORRECT, RESULT = "log_form", "setup_form", "correct_form", "result_form"


def kinds() -> list[Block]:
    """What somebody can have done; the first is told from the address."""
    return [
        choice("infer", _("Tell it from the address")),
        choice("commented", _("Commented or answered")),
        choice("talked", _("Talked in person, by phone or mail")),
        choice("quoted", _("Passed on with words of my own")),
        choice("posted", _("Posted something myself")),
        choice("boosted", _("Passed on as it was")),
        choice("liked", _("Liked")),
        choice("read", _("Read or listened")),
    ]


def log(channel: str, *, url: str = "", note: str = "") -> Block:
    """Log something."""
    options = kinds()
    what: Block = {"type": "static_select", "action_id": "what", "options": options, "initial_option": options[0]}
    return modal(
        _("Log something"),
        [
            field(_("Where? The address of it"), "url", entry_field("url", initial=url, placeholder="https://…"), optional=True, hint=_("Leave it empty for a talk in person.")),
            field(_("What did you do?"), "what", what),
            field(_("In a few words"), "note", entry_field("note", initial=note, multiline=True, most=500), optional=True),
            field(_("When?"), "when", entry_field("when", placeholder=_("now, yesterday, last Friday 3pm, 2026-11-20"), most=60), optional=True),
        ],
        callback=LOG,
        submit=_("Log it"),
        close=_("Cancel"),
        metadata=channel,
    )  # fmt: skip


def result(url: str) -> Block:
    """What came of it?"""
    options = [choice(str(kind), tell.result(kind)) for kind in Result]
    return modal(
        _("What came of it?"),
        [
            field(_("It was"), "kind", {"type": "radio_buttons", "action_id": "kind", "options": options}),
            field(_("In a few words"), "words", entry_field("words", multiline=True, most=300)),
        ],
        callback=RESULT,
        submit=_("Keep it"),
        close=_("Cancel"),
        metadata=url,
    )


def setup(workspace: Workspace) -> Block:
    """Channel, time, days and zone of the digest."""
    channel: Block = {
        "type": "conversations_select",
        "action_id": "channel",
        "filter": {
            "include": ["public", "private"],
            "exclude_external_shared_channels": False,
            "exclude_bot_users": True,
        },
    }
    if workspace.digest_channel:
        channel["initial_conversation"] = workspace.digest_channel
    options = [choice(str(number), name.capitalize()) for number, name in enumerate(DAYS)]
    chosen = [option for option in options if option["value"] in workspace.digest_days.split(",")]
    days: Block = {"type": "checkboxes", "action_id": "days", "options": options}
    if chosen:
        days["initial_options"] = chosen
    return modal(
        _("The daily digest"),
        [
            lines(_("One message a day that says who takes part, and where to join in. Nothing to say: no message.")),
            field(_("Channel"), "channel", channel, hint=_("I have to be in it: /invite @Involve there.")),
            field(_("Time"), "at", {"type": "timepicker", "action_id": "at", "initial_time": workspace.digest_at}),
            field(_("Days"), "days", days),
            field(
                _("Zone"),
                "zone",
                entry_field("zone", initial=workspace.zone, most=64),
                hint=_("A city's, like Europe/Berlin."),
            ),
        ],
        callback=SETUP,
        submit=_("Save"),
        close=_("Cancel"),
    )


def correct(key: str, words: str, because: str) -> Block:
    """What was it really?"""
    options = [
        choice("join", _("A conversation out there, with somebody else")),
        choice("host", _("An answer to somebody on my own ground")),
        choice("post", _("A post of my own")),
        choice("inside", _("Among ourselves: leave it out")),
    ]
    return modal(
        _("What was it really?"),
        [
            lines([f"“{words}”"], [because]),
            field(_("It was"), "meaning", {"type": "radio_buttons", "action_id": "meaning", "options": options}),
        ],
        callback=CORRECT,
        submit=_("Put it right"),
        close=_("Cancel"),
        metadata=key,
    )
