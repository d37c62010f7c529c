"""Dialogs: what can be typed in one line, as fields. What each has to remember is handed in as its `metadata`."""

from collections.abc import Sequence

from bot.domain.entry import Entry
from bot.domain.kinds import Appears, Result
from bot.services import typed
from bot.services.setup import DAYS
from handlers.views import private, tell
from handlers.views.blocks import Block, choice, code, entry_field, field, lines, modal
from handlers.views.words import _, quoted, weekday
from models import Lesson, Promise, Workspace
from models import Result as Outcome

LOG, SETUP, CORRECT, RESULT = "log_form", "setup_form", "correct_form", "result_form"
JOIN, OWN_UP, LEARNED, GOAL, FORGET = "join_form", "own_up_form", "learned_form", "goal_form", "forget_form"
ANSWER = "answer"


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


def log(metadata: str, *, url: str = "", note: str = "") -> Block:
    """Log something."""
    return _log(metadata, _("Log something"), _("Log it"), url=url, note=note)


def edit(metadata: str, entry: Entry, when: str) -> Block:
    """What was logged, to be changed; `when` as the member would type it."""
    what = typed.WORDS.get(entry.kind, "infer")
    return _log(metadata, _("Change it"), _("Save"), url=entry.url, note=entry.text, what=what, when=when)


def _log(metadata: str, title: str, submit: str, *, url: str, note: str, what: str = "infer", when: str = "") -> Block:
    options = kinds()
    chosen = next(option for option in options if option["value"] == what)
    select: Block = {"type": "static_select", "action_id": "what", "options": options, "initial_option": chosen}
    return modal(
        title,
        [
            field(_("Where? The address of it"), "url", entry_field("url", initial=url, placeholder="https://…"), optional=True, hint=_("Leave it empty for a talk in person.")),
            field(_("What did you do?"), "what", select),
            field(_("In a few words"), "note", entry_field("note", initial=note, multiline=True, most=500), optional=True),
            field(_("When?"), "when", entry_field("when", initial=when, placeholder=_("now, yesterday, last Friday 3pm, 2026-11-20"), most=60), optional=True, hint=_("Empty means now.")),
        ],
        callback=LOG,
        submit=submit,
        close=_("Cancel"),
        metadata=metadata,
    )  # fmt: skip


def result(metadata: str, *, url: str = "", of: Outcome | None = None) -> Block:
    """What came of it? `of`: one told before, to be changed."""
    options = [choice(str(kind), tell.result(kind)) for kind in Result]
    kind: Block = {"type": "radio_buttons", "action_id": "kind", "options": options}
    if of is not None:
        kind["initial_option"] = next(option for option in options if option["value"] == str(of.kind))
    return modal(
        _("What came of it?"),
        [
            field(_("It was"), "kind", kind),
            field(_("In a few words"), "words", entry_field("words", initial=of.words if of else "", multiline=True, most=300)),
            field(_("The conversation it came of"), "url", entry_field("url", initial=of.url if of else url, placeholder="https://…", most=2000), optional=True, hint=_("Its address, if it has one.")),
        ],
        callback=RESULT,
        submit=_("Save") if of else _("Keep it"),
        close=_("Cancel"),
        metadata=metadata,
    )  # fmt: skip


def own_up(metadata: str, *, of: Promise | None = None) -> Block:
    """Hands up."""
    return modal(
        _("Hands up"),
        [
            lines(_("Only you see it. In two weeks I measure again and tell you whether it shows.")),
            field(_("What went wrong?"), "words", entry_field("words", initial=of.words if of else "", placeholder=_("I only posted links"), multiline=True, most=300)),
            field(_("What will you do differently?"), "will", entry_field("will", initial=of.will if of else "", placeholder=_("Answer one thread a day"), multiline=True, most=300), optional=True),
        ],
        callback=OWN_UP,
        submit=_("Save") if of else _("Keep it"),
        close=_("Cancel"),
        metadata=metadata,
    )  # fmt: skip


def learned(metadata: str, *, of: Lesson | None = None) -> Block:
    """What one learned out there."""
    box = entry_field(
        "words",
        initial=of.words if of else "",
        placeholder=_("Nobody reads our changelog, everybody asks for pictures"),
        multiline=True,
        most=300,
    )
    return modal(
        _("What did you learn?"),
        [field(_("In a few words"), "words", box)],
        callback=LEARNED,
        submit=_("Save") if of else _("Keep it"),
        close=_("Cancel"),
        metadata=metadata,
    )


def goal(metadata: str, words: str) -> Block:
    """What the team wants to reach."""
    box = entry_field(
        "words",
        initial=words,
        placeholder=_("Every question about our lights answered within a day"),
        multiline=True,
        most=300,
    )
    return modal(
        _("The team's goal"),
        [field(_("The digest prints it every day"), "words", box, hint=_("Empty: no goal."), optional=True)],
        callback=GOAL,
        submit=_("Save"),
        close=_("Cancel"),
        metadata=metadata,
    )


def forget_word() -> str:
    """What has to be typed so that somebody is forgotten."""
    return _("forget me")


def forget(metadata: str) -> Block:
    """There is no way back, so a word is typed, not a button pressed."""
    word = forget_word()
    return modal(
        _("Forget me"),
        [
            lines(
                _("Everything goes: accounts, what I read and what you logged, judgements, suggestions, what you learned and promised. Digests already posted lose your name."),
                [_("There is no way back. If you want to keep something, close this and type "), code("/involve export"), _(" first.")],
            ),
            field(_("To be sure, type: {word}").format(word=word), "word", entry_field("word", placeholder=word, most=60)),
        ],
        callback=FORGET,
        submit=_("Erase everything"),
        close=_("Keep me"),
        metadata=metadata,
    )  # fmt: skip


def forgotten() -> Block:
    """In place of the dialog that asked."""
    return said(_("Forgotten"), _("Done. I know nothing about you any more. Digests already posted are being rewritten now. If you ever type /involve again, we meet as strangers."))  # fmt: skip


def join(metadata: str) -> Block:
    """What is read and shown, and a yes, on the way to another form."""
    boxes: Block = {"type": "checkboxes", "action_id": "nudges", "options": [private.wants_notes()]}
    return modal(
        _("Take part?"),
        [
            lines(_("Before I keep anything of you, please read what I read and show.")),
            private.what_it_means(),
            field(_("In the team's channel"), "appears", private.appears_radio(Appears.BY_NAME, "appears")),
            field(_("Private notes from me"), "nudges", boxes, optional=True),
        ],
        callback=JOIN,
        submit=_("Join"),
        close=_("No, thank you"),
        metadata=metadata,
    )


def answer(text: str, blocks: Sequence[Block]) -> Block:
    """An answer to a press on the Home tab, over it."""
    return modal("Involve", list(blocks) or [lines(text)], callback=ANSWER, close=_("Close"))


def said(title: str, text: str) -> Block:
    """A dialog that only says something, in place of one that asked."""
    return modal(title, [lines(text)], callback="said", close=_("Close"))


def setup(workspace: Workspace, metadata: str = "", *, days_off: str = "") -> Block:
    """Channel, time, days and zone of the digest, and the days off as they would be typed."""
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
    options = [choice(str(number), weekday(number)) for number in range(len(DAYS))]
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
            field(
                _("Days off"),
                "off",
                entry_field(
                    "off",
                    initial=days_off,
                    placeholder="2026-12-24 – 2026-12-27, 2027-01-01",
                    multiline=True,
                    most=3000,
                ),
                hint=_("No digest on these days, such as holidays."),
                optional=True,
            ),
        ],
        callback=SETUP,
        submit=_("Save"),
        close=_("Cancel"),
        metadata=metadata,
    )


def correct(metadata: str, words: str, because: str) -> Block:
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
            lines([quoted(words)], [because]),
            field(_("It was"), "meaning", {"type": "radio_buttons", "action_id": "meaning", "options": options}),
        ],
        callback=CORRECT,
        submit=_("Put it right"),
        close=_("Cancel"),
        metadata=metadata,
    )
