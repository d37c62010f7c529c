"""How a workspace stands, for its admins: who takes part as far as they agreed to it, and how its sources answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.crowd import CROWD
from bot.domain.kinds import Appears, DeliveryKind, DeliveryState
from models import Account, Delivery, Member, Workspace

LOOKS_BACK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class TakingPart:
    """Who joined: by name who agreed to it, the others as a number, and only where it tells on nobody."""

    named: tuple[str, ...]
    others: int | None  # None: too few for a number


@dataclass(frozen=True, slots=True)
class Network:
    """How the accounts of one network are read: numbers alone, for an error may tell whose it is.

    Fewer than CROWD accounts are not counted out, as on the Home: a number that small would point at somebody.
    """

    network: str
    accounts: int | None  # None: fewer than CROWD
    troubled: int  # where `accounts` is None, 1 = some cannot be read
    read_at: datetime | None  # the last time any was read


@dataclass(frozen=True, slots=True)
class Standing:
    """What an admin may have to look after."""

    networks: tuple[Network, ...]
    last_digest: Delivery | None
    undelivered: int  # messages of the last week nobody got


async def taking_part(workspace: Workspace) -> TakingPart:
    """Who joined and is still here."""
    joined = await Member.of(workspace).filter(joined_at__not_isnull=True, gone_at=None).order_by("name")
    may_be_named = workspace.names_allowed
    named = tuple(each.name for each in joined if may_be_named and each.appears is Appears.BY_NAME and each.name)
    others = len(joined) - len(named)
    return TakingPart(named, others if others == 0 or others >= CROWD else None)


async def standing(workspace: Workspace, *, now: datetime) -> Standing:
    """How everything stands now."""
    read = await Account.of(workspace).filter(due_at__not_isnull=True).order_by("network")
    by_network: dict[str, list[Account]] = {}
    for account in read:
        by_network.setdefault(account.network, []).append(account)
    digests = Delivery.of(workspace).filter(kind=DeliveryKind.DIGEST, state=DeliveryState.SENT)
    lost = Delivery.of(workspace).filter(
        state__in=[DeliveryState.DEAD, DeliveryState.UNKNOWN], created_at__gte=now - LOOKS_BACK
    )
    return Standing(
        tuple(_network(name, accounts) for name, accounts in by_network.items()),
        await digests.order_by("-sent_at").first(),
        await lost.count(),
    )


def _network(name: str, accounts: Sequence[Account]) -> Network:
    times = [each.polled_at for each in accounts if each.polled_at]
    few = len(accounts) < CROWD
    troubled = sum(bool(each.last_error) for each in accounts)
    return Network(
        name, None if few else len(accounts), min(troubled, 1) if few else troubled, max(times, default=None)
    )
