"""Whether the networks can be read, for admins: counts of accounts, never whose they are."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.crowd import CROWD
from models import Account, Workspace


@dataclass(frozen=True, slots=True)
class Health:
    """One network. Fewer than five accounts are not counted out: a number that small would point at somebody."""

    network: str
    accounts: int | None  # None: fewer than CROWD
    failing: int  # 0 = all can be read; where `accounts` is None, 1 = some cannot
    since: datetime | None  # the last time one of the failing ones could be read


async def of_workspace(workspace: Workspace) -> Sequence[Health]:
    """Every network with accounts that are being read, by name."""
    on: dict[str, list[Account]] = defaultdict(list)
    for account in await Account.of(workspace).filter(due_at__not_isnull=True):
        on[account.network].append(account)
    return tuple(_health(network, some) for network, some in sorted(on.items()))


def _health(network: str, accounts: list[Account]) -> Health:
    failing = [each for each in accounts if each.errors > 0]
    since = min((each.polled_at or each.created_at for each in failing), default=None)
    few = len(accounts) < CROWD
    return Health(network, None if few else len(accounts), min(len(failing), 1) if few else len(failing), since)
