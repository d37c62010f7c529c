"""Direct messages: for one person, never for the channel."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.domain.digest import Line
from bot.domain.entry import shorten
from bot.domain.kinds import Appears
from bot.domain.report import Report
from bot.services.nudge import STEP, Card, Nudge
from bot.services.suggest import Suggested
from handlers.answer import Answer
from handlers.views import digest as digest_view
from handlers.views import report as report_view
from handlers.views import tell
from handlers.views.admin import days as weekdays
from handlers.views.blocks import (
    BUTTON_VALUE,
    Block,
    Piece,
    actions,
    bold,
    bullets,
    button,
    choice,
    code,
    confirm,
    faint,
    fill,
    foreign,
    header,
    lines,
    link,
    person,
    plain_text,
    quote,
    small,
)
from handlers.views.words import _, listed, plural, quoted
from models import Conversation, Member, Received


def invitation(by: str, *, known: bool = False, typed: str = "") -> Answer:
    """Before anything is read: what Involve reads, what it shows where, and how to stop. `typed`: what has to wait for it.

    How far one appears, and whether one wants private notes, is asked; nobody is asked twice by a tick set beforehand.
    """
    text = _("Would you like to take part in Involve?")
    return Answer(
        text,
        (
            header(text),
            lines([person(by), " ", _("asks whether you want to take part.")] if by and not known else [_("Good to have you here.")]),
            what_it_means(),
            {
                "type": "actions",
                "block_id": "consent",
                "elements": [
                    appears_radio(Appears.BY_NAME, "appears"),
                    {
                        "type": "checkboxes",
                        "action_id": "wants_nudges",
                        "options": [wants_notes()],
                    },
                    button(_("Join"), "join", typed if len(typed) <= BUTTON_VALUE else "", style="primary"),
                    button(_("No, thank you"), "decline"),
                ],
            },
            *([_then(_("Nothing is lost. Once you have joined, I ask whether to do this: {typed}"), typed)] if typed else []),
        ),
    )  # fmt: skip


def _then(sentence: str, typed: str) -> Block:
    """What somebody typed before they could be answered; where a button cannot hold it, it can be copied."""
    return lines(fill(sentence, typed=code(foreign(f"/involve {typed}", 2900))))


def what_it_means() -> Block:
    """What is read, what is shown where, and how to stop."""
    return bullets([
        [bold(_("What I read: ")), _("the public posts, answers and likes of accounts you connect yourself. Never direct messages, never followers-only posts.")],
        [bold(_("What I show you: ")), _("how much of it happens in other people's conversations, what came back, and conversations worth joining. Privately.")],
        [bold(_("What the channel may see: ")), _("as much as you choose. By name: one line in the daily digest with your numbers. Before it ever says that somebody mostly broadcasts, that person hears it a day earlier and can hide their name.")],
        [bold(_("How to stop: ")), code("/involve disconnect"), ", ", code("/involve hide"), _(" or "), code("/involve forget me"), _(", at any moment; on my Home tab there is a button for each.")],
    ])  # fmt: skip


def wants_notes() -> Block:
    """A box nobody ticked beforehand."""
    return choice("nudges", _("Send me a private note at most once a week"))


def appears_radio(chosen: Appears, action: str) -> Block:
    """How far one appears in the channel: three levels, each with what it means."""
    options = [
        choice(str(Appears.BY_NAME), _("By name")) | {"description": plain_text(_("your line, your results, what you learned"))},
        choice(str(Appears.WITHOUT_NAME), _("Without a name")) | {"description": plain_text(_("in totals of five or more; a result as “one of us”"))},
        choice(str(Appears.IN_TOTALS), _("Only in totals")) | {"description": plain_text(_("a number among five or more, nothing else"))},
    ]  # fmt: skip
    return {
        "type": "radio_buttons",
        "action_id": action,
        "options": options,
        "initial_option": next(one for one in options if one["value"] == str(chosen)),
    }


def appearing(how: Appears) -> str:
    """The level somebody chose, in a sentence."""
    return {
        Appears.BY_NAME: _("The digest may call you by name."),
        Appears.WITHOUT_NAME: _("The digest does not name you: you count in totals of at least five people, and a result of yours may be told as “one of us”."),
        Appears.IN_TOTALS: _("The digest tells nothing of you: you are a number in totals of at least five people."),
    }[how]  # fmt: skip


def welcome(member: Member, typed: str = "") -> Answer:
    """After Join; `typed`: what they had wanted before."""
    text = _("You are in. Connect an account next: /involve connect me.bsky.social")
    notes = how_often(member) if member.nudges else no_notes()
    return Answer(
        text,
        (
            lines([bold(_("You are in.")), " ", appearing(member.appears)], [notes]),
            lines([_("Next, connect where you talk: "), code("/involve connect @me@server.example"), _(" or "), code("me.bsky.social"), ", ", code("hn:name"), _(", or your blog's address.")]),
            *([_then(_("You had typed {typed}. Shall I do it now?"), typed)] if typed else []),
            actions(
                button(_("Yes, do that"), "run_command", typed, style="primary") if typed else None,
                button(_("Settings"), "open_settings"),
            ),
        ),
    )  # fmt: skip


def no_notes() -> str:
    """Whoever did not ask for any."""
    return _("I write you no private notes; you can ask for them any time.")


def stop_button() -> Block:
    """Takes the yes back, after asking once more."""
    sure = confirm(
        _("Stop taking part?"),
        _("From now on I read, judge and name you no more. What I read before stays until you ask to be forgotten."),
        _("Stop"), _("Go on"),
    )  # fmt: skip
    return button(_("Stop taking part"), "stop_taking_part", confirm=sure)


def stopped() -> Answer:
    """After "Stop taking part"."""
    return _short(
        _(
            "I read, judge and name you no more. /involve forget me erases what I read before; /involve join begins again."
        )
    )


def declined() -> Answer:
    """After No."""
    return Answer(
        _("Fine. I read nothing of you. /involve join is there if you ever change your mind."),
        (lines(_("Fine. I read nothing of you. /involve join is there if you ever change your mind.")),),
    )


def first_judgement(report: Report, handles: Sequence[str], now: datetime) -> Answer:
    """The back-fill is done."""
    names = listed(dict.fromkeys(foreign(handle, 60) for handle in handles))
    text = _("I have read 90 days of {names}.").format(names=names)
    rest = report_view.mine(report, now)
    return Answer(f"{text} {rest.text}", (lines([bold(text)]), *rest.blocks[1:]))


def trouble(handle: str, error: str) -> Answer:
    """An account that cannot be read any more."""
    text = _("I cannot read {handle} any more.").format(handle=foreign(handle, 80))
    return Answer(
        f"{text} {foreign(error, 300)}",
        (
            lines([bold(text), " ", foreign(error, 300)]),
            lines(
                [
                    _("What I read before stays. "),
                    code(shorten(f"/involve disconnect {foreign(handle, 80)}", 120)),
                    _(" if it is over."),
                ]
            ),
        ),
    )


def forewarning(name: str, line: Line, since: date) -> Answer:
    """To the member it concerns, a day before the channel reads it."""
    text = _("Before anybody else reads it: the digest would list you under “content-factory mode” from tomorrow.")
    pieces: list[str | Piece] = [
        _("Lately you {did}. Your share out there is {share}.").format(
            did=tell.did(line.counts), share=tell.percent(line.share)
        )
    ]
    if line.joins_to_clear:
        pieces += [
            " ",
            plural(
                "{n} conversation joined would change it.",
                "{n} conversations joined, one a day, would change it.",
                line.joins_to_clear,
            ),
        ]
    return Answer(
        text,
        (
            lines([bold(text)]),
            lines(pieces),
            lines(
                _(
                    "That is no verdict on you: it is what the last weeks look like from outside. If I counted something wrong, tell me and it is recounted at once."
                )
            ),
            actions(
                button(_("Why?"), "show_why"),
                button(_("This is wrong"), "show_why_wrong"),
                button(_("Suggest a conversation"), "show_suggestions"),
                button(_("Hide my name"), "hide_name"),
            ),
        ),
    )


def nudge(what: Nudge, now: datetime, member: Member) -> Answer:
    """A private word: what was seen, one conversation, what would change, and ways to have fewer of these."""
    seen = _seen(what)
    blocks: list[Block] = [lines([bold(seen)])]
    if what.waiting:
        blocks.append(bullets([waiting(one, now) for one in what.waiting]))
    if what.suggestion is not None:
        blocks.append(lines([bold(_("One conversation for you"))]))
        blocks += suggestion(what.suggestion, now)
    if what.card is Card.MOSTLY_POSTS:
        blocks.append(
            lines(
                _("{n} conversations joined, one a day, would bring your share from {before} to {after}.").format(
                    n=STEP, before=tell.percent(what.share), after=tell.percent(what.share_after)
                )
            )
        )
    blocks.append(
        actions(
            button(_("Done"), "nudge_done"),
            _snooze(),
            {
                "type": "datepicker",
                "action_id": "nudge_until",
                "placeholder": {"type": "plain_text", "text": _("Snooze until …")},
            },
            button(_("Less often"), "nudge_less"),
            button(_("Mute"), "nudge_mute"),
            button(_("Why am I seeing this?"), "why_nudge", str(what.day)),
        )
    )
    blocks.append(small(_("Only you see this."), how_often(member)))
    return Answer(seen, tuple(blocks))


def how_often(member: Member) -> str:
    """What they chose, in a sentence."""
    return plural(
        "I write at most once a day, {days}, between {start} and {end} o’clock ({zone}).",
        "I write at most once in {n} days, {days}, between {start} and {end} o’clock ({zone}).",
        member.nudge_days,
        days=weekdays(member.nudge_weekdays),
        start=member.nudge_from,
        end=member.nudge_to,
        zone=member.zone,
    )


def waiting(one: Received, now: datetime) -> list[str | Piece]:
    """Somebody's words that wait for an answer."""
    words = quoted(foreign(one.text, 90))
    return [
        link(one.url, words) if one.url else words,
        _(" — {who}, {ago}").format(who=foreign(one.author_name, 40), ago=tell.ago(one.at, now)),
    ]


def _seen(what: Nudge) -> str:
    if what.card is Card.UNANSWERED:
        return plural(
            "{n} person wrote to you and is still waiting.",
            "{n} people wrote to you and are still waiting.",
            len({one.author_id for one in what.waiting}),
        )
    if what.card is Card.PRAISE:
        return plural(
            "You joined {n} conversation in two weeks. That is what taking part looks like.",
            "You joined {n} conversations in two weeks. That is what taking part looks like.",
            what.counts.joined,
        )
    return _("In the last two weeks {posts} of the {all} things you said were posts of your own.").format(
        posts=what.counts.posted, all=what.counts.spoken
    )


def _snooze() -> Block:
    return {
        "type": "static_select",
        "action_id": "nudge_snooze",
        "placeholder": {"type": "plain_text", "text": _("Snooze")},
        "options": [choice("1", _("for a day")), choice("7", _("for a week"))],
    }


def suggestions(found: tuple[Suggested, ...], waiting: int, now: datetime) -> Answer:
    """`/involve suggest`."""
    if not found:
        text = _(
            "I have no open conversation for you right now. I look again several times a day, near the people you met."
        )
        return Answer(text, (lines(text),))
    text = plural("{n} conversation for you.", "{n} conversations for you.", len(found))
    blocks: list[Block] = [header(_("Worth joining"))]
    for one in found:
        blocks += suggestion(one, now)
    if waiting:
        blocks.append(
            lines(
                [
                    plural(
                        "{n} comment on your own things still waits for an answer: ",
                        "{n} comments on your own things still wait for an answer: ",
                        waiting,
                    ),
                    code("/involve why"),
                    ".",
                ]
            )
        )
    blocks.append(small(_("I never write for you. Only you see this.")))
    return Answer(text, tuple(blocks))


def suggestion(one: Suggested, now: datetime) -> list[Block]:
    """One conversation with its reason and what to do with it."""
    shown = one.invitation
    key = str(one.conversation.id)
    return [
        lines([link(shown.url, foreign(shown.title, 120) or _("a conversation"))], [faint(reason(one, now))]),
        actions(
            button(_("I'll take it"), "take_conversation", key, style="primary"),
            button(_("Not for me"), "pass_conversation", key),
            block_id=f"suggestion-{key}",
        ),
    ]


def reason(one: Suggested, now: datetime) -> str:
    """Every term of the ranking that speaks for it, in words."""
    parts = [digest_view.reason(one.invitation, now)]
    if one.met:
        parts.append(plural("you have spoken with them {n} time", "you have spoken with them {n} times", one.met))
    if one.ranked.shared:
        parts.append(_("about {words}, like much of what you say").format(words=listed(one.ranked.shared)))
    return " · ".join(parts)


def taken(conversation: Conversation) -> Answer:
    """Claimed: what they ask, and nobody else is sent there."""
    text = _("Yours. I send nobody else there, and see by myself when you have joined.")
    title = foreign(conversation.title or conversation.text, 120)
    blocks: list[Block] = [lines([bold(text)], [link(conversation.url, title)])]
    # Where a network has no titles, the first words are the title: they are not said twice.
    rest = foreign(conversation.text, 1000).removeprefix(title.rstrip("…")).strip()
    if rest:
        blocks.append(quote(rest))
    blocks.append(actions(button(_("Give it back"), "give_conversation_back", str(conversation.id))))
    return Answer(text, tuple(blocks))


def given_back() -> Answer:
    """Somebody else may have it."""
    return _short(_("It is free again."))


def passed() -> Answer:
    """Never offered to them again."""
    return _short(_("Noted: I will not offer you that one again."))


def less_often(member: Member, *, before: int) -> Answer:
    """In place of the nudge; `before`: the days between two until now."""
    text = how_often(member)
    return Answer(text, (lines(text), actions(button(_("Undo"), "undo_less", str(before)))))


def nudge_answered(text: str) -> Answer:
    """In place of the nudge."""
    return _short(text)


def _short(text: str) -> Answer:
    return Answer(text, (lines(text),))
