"""What admins read of the whole: who takes part, and how Involve stands here."""

from collections.abc import Mapping
from datetime import datetime

from bot.services.overview import Network, Standing, TakingPart
from bot.sources.base import Source
from handlers.answer import Answer
from handlers.views import admin, tell
from handlers.views.blocks import Block, Piece, bold, bullets, code, foreign, header, lines, moment, small
from handlers.views.words import _, plural
from models import Workspace

NAMES = 60  # more make a list nobody reads


def who(of: TakingPart) -> Answer:
    """Who takes part, and how to ask others."""
    named = plural("{n} person takes part by name.", "{n} people take part by name.", len(of.named))
    text = named if of.named else _("Nobody takes part by name yet.")
    blocks: list[Block] = [lines([bold(text)])]
    if of.named:
        more = len(of.named) - NAMES
        listed = [foreign(name, 60) for name in of.named[:NAMES]]
        blocks.append(bullets([*listed, plural("and {n} more", "and {n} more", more)] if more > 0 else listed))
    if of.others:
        blocks.append(lines(plural("{n} person more wants no name.", "{n} people more want no name.", of.others)))
    if of.others is None:
        blocks.append(
            lines(_("How many more want no name is told once it is five or more, so that it tells on nobody."))
        )
    blocks.append(lines([_("Ask somebody: "), code("/involve invite @name")]))
    blocks.append(small(_("You see what the channel may see, and no more: not who was asked, nor who said no.")))
    return Answer(text, tuple(blocks))


def status(
    workspace: Workspace,
    of: Standing,
    next_due: datetime | None,
    now: datetime,
    *,
    sources: Mapping[str, Source],
) -> Answer:
    """The digest, the sources, what did not arrive."""
    text = _in_short(of)
    blocks: list[Block] = [header(_("How Involve stands here")), *admin.set_up(workspace, next_due).blocks]
    if of.last_digest is not None and of.last_digest.sent_at is not None:
        blocks.append(
            lines(
                [_("The last digest was posted "), moment(of.last_digest.sent_at, "{date_short_pretty}, {time}"), "."]
            )
        )
    if workspace.channel_told:
        blocks.append(lines(_("Something stands in the way of the channel; whoever set it up was told what.")))
    if of.undelivered:
        blocks.append(
            lines(
                plural(
                    "{n} message of the last week did not arrive; the log says why.",
                    "{n} messages of the last week did not arrive; the log says why.",
                    of.undelivered,
                )
            )
        )
    blocks.append(lines([bold(_("Accounts that are read"))]))
    blocks.append(bullets([_row(each, now, sources) for each in of.networks] or [_("None yet: /involve connect.")]))
    blocks.append(
        lines(
            [
                bold(_("When Involve is removed: ")),
                plural(
                    "everything is erased after {n} day.", "everything is erased after {n} days.", workspace.grace_days
                ),
            ]
        )
    )
    blocks.append(
        small(_("Whose account cannot be read is told to its owner, not to you. /involve accounts shows your own."))
    )
    return Answer(text, tuple(blocks))


def _in_short(of: Standing) -> str:
    troubled = [each for each in of.networks if each.troubled]
    if not troubled:
        return _("All is well.")
    if any(each.accounts is None for each in troubled):
        return _("Not every account can be read.")
    return plural(
        "{n} account cannot be read.", "{n} accounts cannot be read.", sum(each.troubled for each in troubled)
    )


def _row(of: Network, now: datetime, sources: Mapping[str, Source]) -> list[str | Piece]:
    name = _(sources[of.network].title) if of.network in sources else tell.network(of.network)
    few = of.accounts is None
    count = _("fewer than five accounts") if of.accounts is None else plural("{n} account", "{n} accounts", of.accounts)
    pieces: list[str | Piece] = [bold(name), ": ", count]
    if of.read_at is not None:
        pieces.append(_(", read {ago}").format(ago=tell.ago(of.read_at, now)))
    if of.troubled and few:
        pieces.append(_(", not all can be read"))
    elif of.troubled:
        pieces.append(plural(", {n} of them cannot be read", ", {n} of them cannot be read", of.troubled))
    return pieces
