"""What the detectors see in a member's activity: builds the scene they look at, and hands back what they say."""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.crowd import CROWD
from bot.domain.detectors.base import Comment, Deed, Detector, FeedItem, Finding, Said, Scene
from bot.domain.detectors.known import all_detectors
from bot.domain.entry import Party
from bot.domain.kinds import Coverage, HouseKind, Kind
from bot.services import accounts
from bot.services.judge import Judge
from bot.services.poll import entry_of
from models import Activity, House, Member, Received, Workspace

REACHES_BACK = timedelta(days=60)
ECHO_WITHIN = timedelta(days=4)  # a text of several teammates is compared over the last days only
_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Noticed:
    """A finding and the detector that can say it."""

    detector: Detector
    finding: Finding

    @property
    def sentence(self) -> str:
        """One kind sentence."""
        return self.detector.coaching(self.finding)


async def of_member(member: Member, judge: Judge, *, now: datetime) -> tuple[Noticed, ...]:
    """Everything the detectors see now, surest first, praise last."""
    return _noticed(await _scene(member, judge, now))


def _noticed(scene: Scene) -> tuple[Noticed, ...]:
    noticed = [Noticed(each, finding) for each in all_detectors() for finding in each.find(scene)]
    return tuple(sorted(noticed, key=lambda one: (one.finding.is_praise, -one.finding.confidence, one.detector.NAME)))


@dataclass(frozen=True, slots=True)
class InChannel:
    """What a channel may read of a finding: which sign, whose, how much, and where to look; nobody's words."""

    detector: str
    sign: str  # which of the detector's sentences fits; "" = the usual one
    member_id: int | None  # None: several of the team, and nobody is named
    name: str  # "" where nobody is named
    numbers: Mapping[str, float]  # "n" and what else is a number
    network: str  # "" where it is not about one
    links: tuple[str, ...]  # to the member's own public items; none where they would name somebody
    confidence: float
    at: datetime  # of the last thing it rests on
    is_praise: bool


async def for_channel(
    workspace: Workspace, judge: Judge, *, now: datetime, of: Collection[int] | None = None
) -> tuple[InChannel, ...]:
    """The findings of a workspace that a channel may read, praise first, then the latest.

    `of`: ids of the members looked at, where there is no room to show everybody's.

    Only of members who agreed to be named where the workspace names anybody, only of detectors that are precise enough,
    nothing that is for the member alone. That several posted one text is said once, of the most, and names nobody; who
    is not named is counted among those only where CROWD of them did.
    """
    shared: list[InChannel] = []
    echoes: list[InChannel] = []
    joined = await Member.of(workspace).filter(joined_at__not_isnull=True).order_by("id")
    named = [each for each in joined if each.named and workspace.names_allowed]
    ids = frozenset(each.id for each in named)
    for member in named:
        if (of is not None and member.id not in of) or await accounts.is_being_read(member):
            continue
        scene = await _scene(member, judge, now)
        for one in _noticed(scene):
            if one.finding.private_only or not one.detector.CHANNEL:
                continue
            if one.detector.NAMES_NOBODY:
                echoes += [_in_channel(each, None) for each in _of_several(one, scene, ids)]
            else:
                shared.append(_in_channel(one.finding, member))
        await asyncio.sleep(0)  # a big team leaves room for those who type meanwhile
    shared += _the_most(echoes)
    return tuple(sorted(shared, key=lambda one: (not one.is_praise, -one.at.timestamp(), one.detector, one.name)))


def _of_several(one: Noticed, scene: Scene, named: Collection[int]) -> list[Finding]:
    """The same as a channel may count it: without those who are not named, unless so many that it is nobody of them."""
    among_named = one.detector.find(replace(scene, said=tuple(each for each in scene.said if each.member in named)))
    least = one.detector.MINIMUM - 1  # as many named people may have done it without a finding
    unnamed = int(one.finding.numbers["n"]) - max((int(each.numbers["n"]) for each in among_named), default=least)
    return [one.finding] if unnamed >= CROWD else list(among_named)


def _in_channel(finding: Finding, member: Member | None) -> InChannel:
    return InChannel(
        detector=finding.detector,
        sign=finding.sign,
        member_id=member.id if member else None,
        name=(member.name or member.slack_id) if member else "",
        numbers={name: number for name, number in finding.numbers.items() if not isinstance(number, str)},
        network=str(finding.numbers.get("network", "")),
        links=tuple(dict.fromkeys(each.url for each in finding.evidence if each.url)) if member else (),
        confidence=finding.confidence,
        at=max(each.at for each in finding.evidence),
        is_praise=finding.is_praise,
    )


def _the_most(echoes: Iterable[InChannel]) -> list[InChannel]:
    """Each of those who posted one text finds it: of every sign the one that counts the most people."""
    most: dict[str, InChannel] = {}
    for each in sorted(echoes, key=lambda one: (one.numbers.get("n", 0), one.at)):
        most[each.detector] = each
    return list(most.values())


def counted(noticed: tuple[Noticed, ...]) -> dict[str, int]:
    """How many findings of each detector; what a promise is measured by."""
    found: dict[str, int] = {}
    for one in noticed:
        if not one.finding.is_praise:
            found[one.detector.NAME] = found.get(one.detector.NAME, 0) + 1
    return found


async def _scene(member: Member, judge: Judge, now: datetime) -> Scene:
    workspace = await Workspace.get(id=member.workspace_id)
    weighing = await judge.weighing(member, workspace, now=now)
    items = [item for item in weighing.ledger.items if item.entry.at >= now - REACHES_BACK]
    networks = {account.id: account.network for account in weighing.accounts}
    received = await Received.filter(member_id=member.id, at__gte=now - REACHES_BACK).limit(_MOST)
    house = await House.of(member.workspace_id)
    return Scene(
        now=now,
        deeds=tuple(Deed(item.key, item.entry, item.classified, item.origin) for item in items[-_MOST:]),
        ground=weighing.ground,
        comments=tuple(_comment(one, networks[one.account_id]) for one in received if one.account_id in networks),
        said=await _said_by_others(member, now),
        feed=tuple(
            FeedItem(item.entry.title, item.entry.url, item.entry.at) for item in items if item.entry.network == "blog"
        ),
        terms=frozenset(row.what.partition(".")[0] for row in house if row.kind is HouseKind.DOMAIN),
        listened=weighing.listened,
        only_posts=frozenset(each.network for each in weighing.accounts if each.coverage is Coverage.OWN_POSTS_ONLY),
    )


def _comment(one: Received, network: str) -> Comment:
    return Comment(
        network=network,
        on=one.on,
        author=Party(one.author_id, one.author_name, one.is_bot),
        at=one.at,
        text=one.text,
        native_id=one.key,
        url=one.url,
        answered_at=one.answered_at,
        liked=one.liked,
    )


async def _said_by_others(member: Member, now: datetime) -> tuple[Said, ...]:
    rows = Activity.of(member.workspace_id).filter(kind=Kind.POST, at__gte=now - ECHO_WITHIN, member_id__not=member.id)
    return tuple(Said(row.member_id, entry_of(row).text, row.at) for row in await rows.limit(_MOST))
