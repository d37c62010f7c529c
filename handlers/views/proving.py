"""Whose an account is: how to show it, what a look at the profile found, and accounts that name each other."""

from collections.abc import Sequence

from bot.services.proof import Looked
from handlers.answer import Answer
from handlers.views import tell
from handlers.views.blocks import Block, actions, bold, button, code, foreign, lines, link
from handlers.views.words import _
from models import Account, Relative

PROVE, LOOK, YES, NO = "prove_it", "look_at_profile", "relative_yes", "relative_no"


def prove_it(account: Account) -> Block:
    """The way there."""
    return button(_("Prove it"), f"{PROVE}_{account.id}", str(account.id))


def how(account: Account, own_code: str) -> Answer:
    """The two ways, and the button that looks."""
    text = _("To show that {handle} is yours, put this anywhere in its profile: {code}").format(
        handle=foreign(account.handle, 80), code=own_code
    )
    return Answer(
        text,
        (
            lines([_("To show that {handle} is yours, put this anywhere in its profile: ").format(handle=foreign(account.handle, 80)), code(own_code)]),
            lines(_where(account)),
            lines(_("Or let it and an account of yours that is proven already link to each other. Once I have seen it, you can take it out again.")),
            actions(button(_("I have done so: look"), f"{LOOK}_{account.id}", str(account.id), style="primary")),
        ),
    )  # fmt: skip


def _where(account: Account) -> str:
    if account.network == "blog":
        return _(
            "On a blog that is its title or its tagline, a meta tag of the page, or a link with rel=me; not a comment, which anybody can write."
        )
    return _("The text about you, a field, or your website's address will do.")


def looked(of: Looked, own_code: str) -> Answer:
    """What the look found."""
    handle = foreign(of.account.handle, 80)
    if of.proof is None:
        text = _(
            "I see neither the code nor links both ways on {handle} yet. Some networks take a few minutes to show a change."
        ).format(handle=handle)
        again = button(_("Look again"), f"{LOOK}_{of.account.id}", str(of.account.id))
        return Answer(text, (lines([text, " ", code(own_code)]), actions(again)))
    text = _("{handle} is proven yours. You can take the code out again.").format(handle=handle)
    return Answer(text, (lines([bold(text)]),))


def offer(found: Sequence[Relative]) -> Answer:
    """Accounts that name each other, each with a yes and a no."""
    text = _("These name {handle} and are named by it. Are they yours, too?").format(
        handle=foreign(found[0].named_by, 80)
    )
    blocks = [lines(text)]
    for each in found:
        name = link(each.url, each.handle) if each.url else foreign(each.handle, 80)
        blocks.append(lines([bold(tell.network(each.network)), " ", name]))
        blocks.append(
            actions(
                button(_("Mine: connect it"), f"{YES}_{each.id}", str(each.id), style="primary"),
                button(_("No"), f"{NO}_{each.id}", str(each.id)),
            )
        )
    return Answer(text, tuple(blocks))


def rejected(of: Relative) -> Answer:
    """Remembered."""
    text = _("Noted: I will not offer {handle} again.").format(handle=foreign(of.handle, 80))
    return Answer(text, (lines(text),))


def taken_over(of: Account) -> Answer:
    """To whoever had it by their own word."""
    text = _(
        "Somebody here has shown that {handle} on {network} is theirs. It is disconnected from you, and what I read of it is erased."
    ).format(handle=foreign(of.handle, 80), network=tell.network(of.network))
    return Answer(text, (lines(text),))
