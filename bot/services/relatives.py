"""Accounts that one of a member's own names and that name it back: offered once, connected only with a yes."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.entry import clean, storable
from bot.errors import BadInput, SourceError
from bot.services import accounts, budget, profiles, proof, unique
from bot.services.accounts import Connected
from bot.sources.base import Identity, Source
from bot.sources.known import Sources
from models import Account, Member, Relative

LOOKED_AT = 6  # accounts a profile names; each costs its network a question or two


async def find(member: Member, account: Account, sources: Sources, *, now: datetime) -> list[Relative]:
    """The accounts that `account` names and that name it back, and which were never offered. Raises nothing."""
    source = sources.get(account.network)
    if source is None or not profiles.can_be_read(source):
        return []
    try:
        named = proof.named_in((await proof.profile_of(account, source)).text, sources)
    except SourceError:
        return []
    found: list[Relative] = []
    asked = [each for each in named if _may_be_asked(sources[each.network])]
    for handle in asked[:LOOKED_AT]:
        try:
            who = await sources[handle.network].resolve(handle)
            if await _is_news(member, account, who) and await _names_back(account, who, sources):
                found += await _offered(member, account, who, now)
        except SourceError:
            continue
    return found


def _may_be_asked(source: Source) -> bool:
    """Nobody asked for this look: it costs no money."""
    return profiles.can_be_read(source) and budget.cap_of(source) is None


async def accept(member: Member, id_: int, sources: Sources, *, now: datetime) -> Connected:
    """Connects one. Raises BadInput where it is gone, or somebody else's by now."""
    row = await _of(member, id_)
    who = Identity(row.network, row.native_id, row.handle, row.url, row.server, row.name)
    return await accounts.connect(member, sources[row.network], who, now=now)


async def reject(member: Member, id_: int, *, now: datetime) -> Relative:
    """It is not offered again."""
    row = await _of(member, id_)
    await Relative.filter(id=row.id).update(rejected_at=now)
    return row


async def _of(member: Member, id_: int) -> Relative:
    row = await Relative.get_or_none(id=id_, member_id=member.id)
    if row is None:
        raise BadInput("That offer is gone. `/involve connect` connects it all the same.")
    return row


async def _is_news(member: Member, account: Account, who: Identity) -> bool:
    if (who.network, storable(who.native_id)) == (account.network, account.native_id):
        return False
    if await Account.filter(key=unique.account_key(member.workspace_id, who.network, storable(who.native_id))).exists():
        return False
    return not await Relative.filter(key=_key(member, who)).exists()


async def _names_back(account: Account, who: Identity, sources: Sources) -> bool:
    profile = await profiles.of(who, sources[who.network])
    return proof.is_named(account, sources[account.network], proof.named_in(profile.text, sources))


async def _offered(member: Member, account: Account, who: Identity, now: datetime) -> Sequence[Relative]:
    key = _key(member, who)
    row = Relative(
        workspace_id=member.workspace_id, key=key, member_id=member.id, network=who.network,
        native_id=storable(who.native_id)[:512], handle=clean(who.handle, 300), url=storable(who.url)[:1000],
        server=storable(who.server)[:300], name=clean(who.name, 200), named_by=account.handle, found_at=now,
    )  # fmt: skip
    await Relative.bulk_create([row], ignore_conflicts=True)
    return await Relative.filter(key=key, member_id=member.id)


def _key(member: Member, who: Identity) -> str:
    return f"{member.workspace_id}:{member.id}:{who.network}:{storable(who.native_id)}"[:600]
