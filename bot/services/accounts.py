"""A member's identities on the networks: connected by them, polled until they say stop."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tortoise.backends.base.client import BaseDBAsyncClient

from bot.db import run_tx
from bot.domain.entry import clean, storable
from bot.domain.kinds import Coverage, Origin
from bot.errors import BadInput
from bot.services import revisions, unique
from bot.sources.base import Identity, Source
from models import Account, Activity, Member, Received

MOST_A_MEMBER = 20  # accounts


@dataclass(frozen=True, slots=True)
class Connected:
    """What became of connecting."""

    account: Account
    new: bool  # False: it was connected already
    taken_from: Account | None = None  # as somebody else had it, who never showed that it is theirs


async def connect(member: Member, source: Source, who: Identity, *, now: datetime) -> Connected:
    """Connects `who` to `member` and has it polled at once. Raises BadInput where it is another's."""
    account = await check_free(member, who)
    key = unique.account_key(member.workspace_id, who.network, storable(who.native_id))
    if account is not None and account.due_at is not None:
        return Connected(await _read_again(account, who, now=now), new=False)
    if await Account.filter(member_id=member.id).count() >= MOST_A_MEMBER:
        raise BadInput(
            "You have {n} accounts connected, the most there can be: `/involve disconnect` one first.",
            n=MOST_A_MEMBER,
        )

    async def work(connection: BaseDBAsyncClient) -> None:
        known = _called(who)
        if account is not None:
            more = {"coverage": source.coverage} if source.coverage is Coverage.FULL else {}  # than an archive shows
            known_row = Account.filter(id=account.id).using_db(connection)
            await known_row.update(due_at=now, errors=0, last_error="", **known, **more)
        else:
            row = Account(
                workspace_id=member.workspace_id, key=key, member_id=member.id, network=who.network,
                native_id=storable(who.native_id)[:512],
                coverage=who.coverage or source.coverage, created_at=now, due_at=now, **known,
            )  # fmt: skip
            await Account.bulk_create([row], ignore_conflicts=True, using_db=connection)
            await revisions.touch_team(connection, member.workspace_id)  # what teammates said to it was said at home
        await revisions.touch(connection, member.id)

    await run_tx(work)
    return Connected(await Account.get(key=key), new=True)


async def _read_again(account: Account, who: Identity, *, now: datetime) -> Account:
    """An account that is connected already: by the name it has now, and at once where it could not be read."""
    changed = {name: value for name, value in _called(who).items() if getattr(account, name) != value}
    due = {"due_at": now} if account.errors else {}
    if changed or due:
        await Account.filter(id=account.id, due_at__not_isnull=True).update(**changed, **due)
    return await Account.get(id=account.id)


async def check_free(member: Member, who: Identity, *, can_show: bool = False) -> Account | None:
    """The account if `who` is connected. One account belongs to one member: BadInput for another's.

    `can_show`: the member shows that it is theirs, so that of somebody who never did is no hindrance.
    """
    key = unique.account_key(member.workspace_id, who.network, storable(who.native_id))
    account = await Account.get_or_none(key=key)
    is_anothers = account is not None and account.member_id != member.id
    if account is not None and is_anothers and not (can_show and account.proven_at is None):
        raise BadInput(
            "{handle} is already connected by somebody else here. If it is yours, ask them to `/involve "
            "disconnect` it, then connect it again.",
            handle=who.handle,
        )
    return account


async def take_over(member: Member, who: Identity) -> Account | None:
    """Takes `who` from somebody who had it by their own word alone, with all that was read. None: nobody had it."""
    account = await check_free(member, who, can_show=True)
    if account is None or account.member_id == member.id:
        return None
    await disconnect(account, erase=True)
    return account


async def rename(member: Member, before: Identity, after: Identity) -> None:
    """The member's own account, known as `before`, is known as `after` from now on: what was read of it stays its.

    A name is all that is known of some accounts until a credential tells the number that survives new names.
    """
    old, key = (
        unique.account_key(member.workspace_id, who.network, storable(who.native_id)) for who in (before, after)
    )

    async def work(connection: BaseDBAsyncClient) -> None:
        await Account.filter(key=key, member_id=member.id).using_db(connection).update(**_called(after))
        if old == key or await Account.filter(key=key).using_db(connection).exists():
            return
        known = Account.filter(key=old, member_id=member.id).using_db(connection)
        if await known.update(key=key, native_id=storable(after.native_id)[:512], **_called(after)):
            await revisions.touch_team(connection, member.workspace_id)
            await revisions.touch(connection, member.id)

    await run_tx(work)


async def disconnect(account: Account, *, erase: bool) -> int:
    """Stops polling, and what was handed over for it goes.

    `erase`: everything read from it goes too; the number of activities erased.
    """

    async def work(connection: BaseDBAsyncClient) -> int:
        if not erase:
            kept = Account.filter(id=account.id).using_db(connection)
            await kept.update(due_at=None, lease_until=0, credential="", credential_ends=None)
            return 0
        erased = await Activity.filter(account_id=account.id, origin__not=Origin.LOGGED).using_db(connection).delete()
        await Activity.filter(account_id=account.id).using_db(connection).update(account_id=None)
        await Received.filter(account_id=account.id).using_db(connection).delete()
        await Account.filter(id=account.id).using_db(connection).delete()
        await revisions.touch_team(connection, account.workspace_id)
        await revisions.touch(connection, account.member_id)
        return erased

    return await run_tx(work)


async def log_what_i_do(account: Account, *, now: datetime, on: bool) -> None:
    """ "I log what I do there": from now on a source that shows only posts counts as `manual`.

    `on=False` takes it back.
    """

    async def work(connection: BaseDBAsyncClient) -> None:
        await Account.filter(id=account.id).using_db(connection).update(manual_since=now if on else None)
        await revisions.touch(connection, account.member_id)

    if account.coverage is Coverage.OWN_POSTS_ONLY:
        await run_tx(work)


async def of_member(member: Member) -> Sequence[Account]:
    """All accounts of a member, first connected first."""
    return await Account.filter(member_id=member.id).order_by("id")


async def is_being_read(member: Member) -> bool:
    """Whether an account of theirs is still in its first back-fill: half a picture is none."""
    return await Account.filter(member_id=member.id, due_at__not_isnull=True, backfilled_at=None, errors=0).exists()


def _called(who: Identity) -> dict[str, str]:
    """What may change of an account without its becoming another."""
    return {
        "handle": clean(who.handle, 300), "url": storable(who.url)[:1000], "server": storable(who.server)[:300],
        "name": clean(who.name, 200),
    }  # fmt: skip


def matching(accounts: Sequence[Account], typed: str) -> Sequence[Account]:
    """The accounts somebody may mean by `typed`: a handle, a network, or both. People are called the same on several.

    Of these only those that are still read, where any is.
    """
    wanted = _plain(typed)
    ways: tuple[Callable[[Account], bool], ...] = (
        lambda each: wanted in {_plain(f"{each.network}:{_plain(each.handle)}"), _plain(each.url)},
        lambda each: wanted in {_plain(each.handle), _plain(each.native_id)},
        # by a short name of the network: "hn:name"
        lambda each: _plain(wanted.partition(":")[2]) == _plain(each.handle),
        lambda each: wanted == each.network,
    )
    found = next((same for way in ways if (same := [each for each in accounts if way(each)])), [])
    return [each for each in found if each.due_at is not None] or found


def _plain(name: str) -> str:
    return name.strip().lstrip("@").casefold()
