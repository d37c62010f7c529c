"""The dialog that connects an account, and takes what its network wants for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.sources.base import Source, Wanted
from handlers.views import tell
from handlers.views.blocks import Block, bold, choice, entry_field, field, foreign, lines, link, modal, small
from handlers.views.words import _

CONNECT = "connect_form"
NETWORK, HANDLE, CREDENTIAL = "network", "handle", "credential"
CHOSEN, HAND_OVER = "connect_network", "hand_over"  # actions: a network is chosen; a credential is to be handed over
ANY = "any"


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands in the dialog: the choice of an account, or, once that is known, what its network wants for it."""

    network: str = ""  # chosen
    typed: str = ""
    handle: str = ""  # known: it is not asked for any more
    wants: Wanted | None = None
    page: str = ""  # where it is allowed
    trouble: str = ""
    trouble_at: str = HANDLE
    waiting: bool = False
    metadata: str = ""


def form(sources: Iterable[Source], shown: Shown) -> Block:
    """Which account, and with what."""
    blocks = _known(shown) if shown.handle else _asked(tuple(sources), shown)
    if shown.wants is not None:
        blocks += _credential(shown, shown.wants)
    if shown.waiting:
        network = tell.network(shown.network)
        blocks.append(lines([bold(_("Asking {network} …").format(network=network) if network else _("Looking …"))]))
    return modal(
        _("Connect an account"),
        blocks,
        callback=CONNECT,
        submit=_("Connect"),
        close=_("Cancel"),
        metadata=shown.metadata,
    )


def done(blocks: Iterable[Block]) -> Block:
    """It is connected: the dialog tells how."""
    return modal(_("Connect an account"), list(blocks), callback=f"{CONNECT}_done", close=_("Close"))


def _asked(sources: tuple[Source, ...], shown: Shown) -> list[Block]:
    options = [choice(ANY, _("Tell it from what I type")), *(choice(each.name, _(each.title)) for each in sources)]
    chosen = next((option for option in options if option["value"] == shown.network), options[0])
    select: Block = {
        "type": "static_select", "action_id": CHOSEN, "options": options, "initial_option": chosen,
    }  # fmt: skip
    source = next((each for each in sources if each.name == shown.network), None)
    examples = source.examples if source else ("@me@mastodon.example", "me.bsky.social", "https://my-blog.example")
    return [
        lines(_("I read what is public there, never direct messages, and tell you how much of it is taking part.")),
        field(_("Network"), NETWORK, select) | {"dispatch_action": True},
        field(_("Handle, or the address of the profile"), HANDLE, entry_field(HANDLE, initial=shown.typed, placeholder=examples[0], most=500), hint=_("For example {examples}").format(examples=", ".join(examples))),
        *_trouble(shown, HANDLE),
    ]  # fmt: skip


def _known(shown: Shown) -> list[Block]:
    network = tell.network(shown.network)
    return [
        lines([_("{handle} on {network}").format(handle=foreign(shown.handle, 100), network=network)]),
        *_trouble(shown, HANDLE),
    ]


def _credential(shown: Shown, wants: Wanted) -> list[Block]:
    blocks = []
    if shown.page:
        label = _("Open the page of {network}").format(network=tell.network(shown.network))
        blocks.append(lines([link(shown.page, label)]))
    box = entry_field(CREDENTIAL, most=2000)
    blocks.append(field(_(wants.label), CREDENTIAL, box, hint=_(wants.where), optional=not wants.needed))
    blocks += _trouble(shown, CREDENTIAL)
    without = (
        _("Without it nothing can be read there.") if wants.needed else _("Leave it empty, and I read what is public.")
    )
    blocks.append(
        small(
            f"{without} " + _("With it I see {adds}. It is kept encrypted, shown to nobody, and gone when you disconnect.").format(adds=_(wants.adds))
        )
    )  # fmt: skip
    return blocks


def _trouble(shown: Shown, at: str) -> list[Block]:
    """Below the field it is about: what a network answers comes too late for Slack's own marks."""
    return [lines([bold(f"⚠ {foreign(shown.trouble, 400)}")])] if shown.trouble and shown.trouble_at == at else []
