"""Whose ground is what for one member: their own identities, the team's places, and the teammates."""

from collections import defaultdict
from urllib.parse import urlsplit

from bot.domain.ground import Ground, Holding, Teammate
from bot.domain.kinds import HouseKind
from models import Account, House, Member, Workspace

# Networks that tell of other people's names alone, though an account may be known here by its number.
_OTHERS_BY_NAME = frozenset({"instagram", "threads"})


async def ground_of(member: Member) -> Ground:
    """The registry this member's activity is held against, as it stands now."""
    grounds = await grounds_of([member], member.workspace_id)
    return grounds[member.id]


async def grounds_of(members: list[Member], workspace: "Workspace | int") -> dict[int, Ground]:
    """The same for several members of one workspace, in two queries."""
    accounts: dict[int, list[Account]] = defaultdict(list)
    for account in await Account.of(workspace):
        accounts[account.member_id].append(account)
    registered = await House.of(workspace)
    house = _house(registered)
    teammates = tuple(Teammate(_registered(row)) for row in registered if row.kind is HouseKind.TEAMMATE)
    identities = {
        id: frozenset(known for each in theirs for known in _known_as(each)) for id, theirs in accounts.items()
    }
    return {
        member.id: Ground(
            mine=_mine(accounts[member.id]),
            house=house,
            team=(*(Teammate(found) for id, found in identities.items() if id != member.id), *teammates),
        )
        for member in members
    }


def _known_as(account: Account) -> tuple[tuple[str, str], ...]:
    """By its id, and by its name: what is typed about an address tells no more than that."""
    return *_seen_as(account), _called(account.network, account.handle)


def _seen_as(account: Account) -> tuple[tuple[str, str], ...]:
    """What its network calls it where others speak of it."""
    name = account.handle.removeprefix("@").casefold()
    names = (name, f"@{name}") if account.network in _OTHERS_BY_NAME else ()
    return tuple((account.network, known) for known in (account.native_id, *names))


def _called(network: str, handle: str) -> tuple[str, str]:
    return network, f"{network}:{handle}"


def _registered(row: House) -> frozenset[tuple[str, str]]:
    network, _, native_id = row.what.partition(":")
    return frozenset({(network, native_id)} | ({_called(network, row.label)} if row.label else set()))


def _mine(accounts: list[Account]) -> Holding:
    return Holding(
        accounts=frozenset(known for account in accounts for known in _seen_as(account)),
        domains=frozenset(_site(account.url) for account in accounts if account.network == "blog" and account.url),
        # everything below somebody's own name is their own ground there
        venues=frozenset((each.network, f"{each.handle}/") for each in accounts if each.network == "github"),
    )


def _site(url: str) -> str:
    """A blog's own ground: its host, and below which path where it shares the host with others."""
    parts = urlsplit(url)
    return parts.netloc + parts.path.rstrip("/")


def _house(rows: list[House]) -> Holding:
    def pairs(kind: HouseKind) -> frozenset[tuple[str, str]]:
        return frozenset((row.what.partition(":")[0], row.what.partition(":")[2]) for row in rows if row.kind is kind)

    return Holding(
        accounts=frozenset(known for row in rows if row.kind is HouseKind.ACCOUNT for known in _registered(row)),
        domains=frozenset(row.what for row in rows if row.kind is HouseKind.DOMAIN),
        # a registered site may be the team's own forum, which is a venue there
        venues=pairs(HouseKind.VENUE)
        | frozenset(("discourse", row.what) for row in rows if row.kind is HouseKind.DOMAIN),
    )
