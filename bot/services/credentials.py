"""What members hand over for their accounts: locked at rest, opened for one question at a time, told before it ends."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tortoise.backends.base.client import BaseDBAsyncClient

from bot.db import run_tx
from bot.domain.kinds import Proof
from bot.errors import BadSetting, NeedsCredential
from bot.keyring import Keyring, WrongKeyError
from bot.phrase import Phrase
from bot.services import ingest, revisions
from bot.sources.base import Checked
from models import Account

TOLD_BEFORE = timedelta(days=7)
NO_KEY = Phrase(
    "A credential is kept encrypted only, and there is no key to encrypt it with. Whoever runs Involve: make one with "
    "`involve keys new`, set it as INVOLVE_SECRET_KEYS and start Involve again."
)


def needed(keys: Keyring | None) -> Keyring:
    """The keys. Raises BadSetting with what whoever runs Involve must do where there are none."""
    if keys is None:
        raise BadSetting(NO_KEY)
    return keys


async def keep(account: Account, checked: Checked, keys: Keyring | None, *, now: datetime) -> None:
    """Keeps a credential the network took, in place of any before it, and has the account polled at once.

    Where the network says whose it is, the account is proven by it. Raises BadSetting where there is no key.
    """
    locked = needed(keys).lock(checked.credential)

    async def work(connection: BaseDBAsyncClient) -> None:
        row = Account.filter(id=account.id).using_db(connection)
        await row.update(
            credential=locked, credential_ends=checked.ends, credential_told_at=None,
            due_at=now, errors=0, last_error="", told_error="",
        )  # fmt: skip
        if checked.proves:
            await row.filter(proven_at=None).update(proven_at=now, proven_by=Proof.CREDENTIAL)
        await revisions.touch(connection, account.member_id)

    await run_tx(work)
    await account.refresh_from_db()


async def drop(account: Account) -> None:
    """Takes it back: gone from the database, and the account is read as far as that goes without."""
    await Account.filter(id=account.id).update(credential="", credential_ends=None, credential_told_at=None)
    await account.refresh_from_db()


def opened(account: Account, keys: Keyring | None) -> str:
    """The credential in the clear, "" where there is none. Raises NeedsCredential where our keys do not open it."""
    if not account.credential:
        return ""
    try:
        return needed(keys).open(account.credential)
    except (WrongKeyError, BadSetting) as error:
        raise NeedsCredential(
            "What you handed over for it is locked with a key that is not here any more: hand it over once more, "
            "or ask whoever runs Involve to put the key back into INVOLVE_SECRET_KEYS."
        ) from error


def renewed(account: Account, checked: Checked, keys: Keyring | None) -> ingest.Renewed:
    """What takes the place of an account's credential."""
    return ingest.Renewed(account.credential, needed(keys).lock(checked.credential), checked.ends)


async def ending(*, now: datetime) -> Sequence[Account]:
    """The accounts whose credential ends within TOLD_BEFORE and whose member was not told."""
    return await Account.filter(  # every workspace's: each member is told of their own
        credential_ends__lte=now + TOLD_BEFORE,
        credential_told_at=None,
        due_at__not_isnull=True,
        workspace__removed_at=None,
    )


async def told(account: Account, *, now: datetime) -> None:
    """The member knows that it ends."""
    await Account.filter(id=account.id, credential_ends=account.credential_ends).update(credential_told_at=now)


async def check(keys: Keyring) -> None:
    """Raises BadSetting where `keys` do not open every credential."""
    shut = 0
    for account in await _with_credential():
        try:
            opened(account, keys)
        except NeedsCredential:
            shut += 1
    if shut:
        raise BadSetting(
            "INVOLVE_SECRET_KEYS lacks a key: what members handed over for {n} accounts is locked with one that "
            "is not in it. Put that key back, behind the others; `involve keys rotate` frees you of it.",
            n=shut,
        )


async def relock(keys: Keyring) -> int:
    """Locks every credential with the first key; how many were locked with another. Harmless beside a running bot."""
    changed = 0
    for account in await _with_credential():
        while account.credential and not keys.is_newest(account.credential):
            before = account.credential
            after = keys.lock(opened(account, keys))
            if await Account.filter(id=account.id, credential=before).update(credential=after):
                changed += 1
                break
            again = await Account.get_or_none(id=account.id)  # renewed, or gone, while we looked
            if again is None:
                break
            account = again
    return changed


async def _with_credential() -> Sequence[Account]:
    return await Account.exclude(credential="")
