"""From what was typed to what is read: who that is, whether what they hand over is theirs, and then it is connected."""

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, cast

from bot.errors import BadInput, NeedsCredential
from bot.keyring import Keyring, WrongKeyError
from bot.phrase import Phrase
from bot.services import accounts, budget, credentials
from bot.services.accounts import Connected
from bot.sources.base import Handle, Source, Wanted
from models import Account, Member

NEVER_TYPED = Phrase(
    "A token or a key is never typed in a command: it would stay in this field's history. Take it back where you made "
    "it, then type `/involve connect` alone: the dialog takes it, and keeps it encrypted."
)


@dataclass(frozen=True, slots=True)
class Page:
    """Where a member allows Involve to read their account, and what changes the code they bring for a credential."""

    url: str
    sealed: str = field(repr=False)  # locked with our keys: it goes to Slack and back


def wanted(source: Source) -> Wanted | None:
    """The credential that `source` takes, None where it takes none."""
    wants: Wanted | None = getattr(source, "wants", None)
    return wants


def has_page(source: Source) -> bool:
    """Whether the network has a page of its own where its members allow it."""
    return hasattr(source, "sign_in")


def handle_of(account: Account, source: Source) -> Handle:
    """How an account that is connected would be typed."""
    typed = (account.url, account.handle, f"{account.network}:{account.handle}")
    found = next((handle for text in typed if text and (handle := source.recognise(text))), None)
    return found or Handle(account.network, account.handle, account.server)


async def page(member: Member, source: Source, handle: Handle, keys: Keyring | None) -> Page:
    """The page where the owner of `handle` allows it. Raises what keeps it from being there."""
    keys = credentials.needed(keys)
    who = await source.resolve(handle)
    asked = await cast(Any, source).sign_in(who)
    sealed = {"member": member.id, "handle": asdict(handle), "state": asked.state}
    return Page(asked.url, keys.lock(json.dumps(sealed)))


async def connect(
    member: Member,
    source: Source,
    handle: Handle,
    *,
    credential: str = "",
    sealed: str = "",
    keys: Keyring | None,
    now: datetime,
) -> Connected:
    """Connects, with what was handed over where something was. With `sealed`, `credential` is the code of a page.

    Raises what a network says against it, BadInput where the account is somebody else's, BadSetting without a key.
    """
    wants = wanted(source)
    if wants is not None and wants.needed and not credential:
        raise NeedsCredential(
            "{title} shows nothing without it. {where}", title=source.title, where=Phrase(wants.where)
        )
    state = _state(member, handle, sealed, credentials.needed(keys)) if credential and sealed else ""
    try:
        who = await source.resolve(handle)
    finally:
        await budget.settle(source, now=now)
    if not credential:
        return await accounts.connect(member, source, who, now=now)
    asking = cast(Any, source)
    await accounts.check_free(member, who, can_show=True)
    if state:
        credential = await asking.signed_in(who, state, credential)
    checked = await asking.check(who, credential, now=now)
    told = checked.who or who
    if not checked.proves:
        await accounts.check_free(member, told)
    taken_from = await accounts.take_over(member, who) or await accounts.take_over(member, told)
    await accounts.rename(member, who, told)
    done = await accounts.connect(member, source, told, now=now)
    await credentials.keep(done.account, checked, credentials.needed(keys), now=now)
    return replace(done, taken_from=taken_from)


def _state(member: Member, handle: Handle, sealed: str, keys: Keyring) -> str:
    try:
        said = json.loads(keys.open(sealed))
    except (WrongKeyError, ValueError) as error:
        raise BadInput("This page is too old. Type `/involve connect` once more.") from error
    if said["member"] != member.id or said["handle"] != asdict(handle):
        raise BadInput("This page was made for another account. Type `/involve connect` once more.")
    return str(said["state"])
