"""What the clock does: one tick that asks the database what is due. Twice is the same as once."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.errors import InvolveError
from bot.services import (
    budget,
    consents,
    credentials,
    daily,
    deliver,
    departures,
    installations,
    look_up,
    nudge,
    poll,
    privacy,
    promises,
    receipts,
    relatives,
    retention,
    talks,
)
from bot.services.poll import Polled
from handlers import home, notices, posting, rewriting, troubles
from handlers.rollcall import RollCall
from handlers.wiring import Wiring
from models import Account, Delivery, Member, Workspace

EVERY = timedelta(seconds=30)
PER_NETWORK = 8  # polls of one network at once: a slow one only ever fills its own places
OWING = 4  # workspaces whose messages are made at once
LOOKED_UP = 8  # addresses a tick
POLL_BUDGET = timedelta(seconds=120)

log = structlog.get_logger("involve")


class Jobs:
    """The bot's own work, between what people ask for."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._roll = RollCall(wiring)
        self._polling = dict.fromkeys(wiring.sources, 0)
        self._silent = nudge.Silent()
        self._owing: set[int] = set()
        self._room = asyncio.Semaphore(OWING)
        self._ticking = asyncio.Lock()
        self._rung = asyncio.Event()
        self._stopped = False
        self.last_tick = wiring.clock()

    def scheduler(self) -> AsyncIOScheduler:
        """APScheduler as a plain ticker in UTC: what is due is decided by the database, not by it."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        scheduler.add_job(
            self.ring, IntervalTrigger(seconds=int(EVERY.total_seconds()), timezone="UTC"),
            coalesce=True, max_instances=1, misfire_grace_time=None,
        )  # fmt: skip
        return scheduler

    def stop(self) -> None:
        """Nothing new is begun from now on."""
        self._stopped = True
        self._rung.set()

    def ring(self) -> None:
        """Asks for a tick now; rung during one, another follows."""
        self._rung.set()

    @property
    def is_resting(self) -> bool:
        """Whether no tick is under way, and none was asked for."""
        return self._stopped or not (self._rung.is_set() or self._ticking.locked())

    async def run(self) -> None:
        """Ticks whenever it is rung for, until stopped. Errors are told and do not end it."""
        while not self._stopped:
            await self._rung.wait()
            self._rung.clear()
            try:
                await self.tick()
            except Exception as error:
                troubles.noted(error)

    async def tick(self) -> None:
        """Begins every poll there is room for, writes down what is owed, and posts it."""
        if self._stopped:
            return
        async with self._ticking:
            self._wiring.later(self._wiring.refresh_tokens())  # Slack may be slow: nothing else waits for it
            await self._begin_polls()
            await self._begin_looking_up()
            await self._begin_owing()
            await self._warn_of_endings()
            await self._post()
            self._wiring.later(self._roll.call())
            self._wiring.later(home.refresh(self._wiring))
            await self._tidy()
            self.last_tick = self._wiring.clock()

    async def _begin_polls(self) -> None:
        for network in self._wiring.sources:
            await self._begin(network)

    async def _begin(self, network: str) -> None:
        charges = budget.cap_of(self._wiring.sources[network]) is not None  # one at a time keeps within the cap
        room = (1 if charges else PER_NETWORK) - self._polling[network]
        for account in await poll.claim_due(network, now=self._wiring.clock(), limit=room):
            self._polling[network] += 1
            self._wiring.later(self._poll(account))

    async def _begin_looking_up(self) -> None:
        now = self._wiring.clock()
        for address in await look_up.claim_due(now=now, limit=LOOKED_UP):
            self._wiring.later(look_up.look_up(address, self._wiring.sources.pages, now=now))

    async def _poll(self, account: Account) -> None:
        now = self._wiring.clock()
        try:
            async with asyncio.timeout(POLL_BUDGET.total_seconds()):
                source = self._wiring.sources[account.network]
                polled = await poll.poll(account, source, keys=self._wiring.keys, now=now)
            await self._polled(polled)
        except TimeoutError:
            await poll.release(account, now=now, error=InvolveError("took too long"))
        except Exception:
            await poll.release(account, now=now, error=InvolveError("broke"))
            raise
        finally:
            self._polling[account.network] -= 1
            self.ring()  # there is room for the next one, and perhaps something to tell

    async def _polled(self, polled: Polled) -> None:
        member = await Member.get(id=polled.account.member_id).select_related("workspace")
        now = self._wiring.clock()
        if polled.first:
            await daily.look_again(member.workspace)
            await daily.forewarn(member.workspace, member, self._wiring.judge, now=now, views=notices.DIGEST)

            self._wiring.later(self._relatives(member, polled.account))
            await notices.owe_first_judgement(member, polled, self._wiring.judge, now=now)
        elif polled.tell:
            await notices.owe_trouble(member, polled, now=now)

    async def _relatives(self, member: Member, account: Account) -> None:
        now = self._wiring.clock()
        found = await relatives.find(member, account, self._wiring.sources, now=now)
        if found:
            await notices.owe_offer(member, found, now=now)
            self.ring()

    async def _begin_owing(self) -> None:
        """Beside the tick: a big team's digest takes a while, and keeps nobody else's post or poll waiting."""
        for workspace in await Workspace.filter(removed_at=None):
            if workspace.id not in self._owing:
                self._owing.add(workspace.id)
                self._wiring.later(self._owe(workspace.id))

    async def _owe(self, workspace_id: int) -> None:
        try:
            async with self._room:
                before = await _owed(workspace_id)
                workspace = await Workspace.get_or_none(id=workspace_id, removed_at=None)
                if workspace is not None and not self._stopped:
                    await self._owe_in(workspace)
                if await _owed(workspace_id) != before:
                    self.ring()  # there is something to post
        finally:
            self._owing.discard(workspace_id)

    async def _owe_in(self, workspace: Workspace) -> None:
        now, judge = self._wiring.clock(), self._wiring.judge
        await daily.owe_if_due(workspace, judge, now=now, views=notices.DIGEST)
        await daily.revise(workspace, judge, now=now, views=notices.DIGEST)
        await promises.review_due(workspace, judge, now=now, view=notices.review)
        await nudge.owe_if_due(workspace, judge, now=now, view=notices.nudge, silent=self._silent)

    async def _warn_of_endings(self) -> None:
        now = self._wiring.clock()
        for account in await credentials.ending(now=now):
            await notices.owe_ending(account, now=now)
            await credentials.told(account, now=now)

    async def _post(self) -> None:
        post, find = posting.poster(self._wiring), posting.finder(self._wiring)
        await deliver.run_due(post, find, now=self._wiring.clock(), told=notices.came)
        self._wiring.later(rewriting.rewrite(self._wiring))

    async def _tidy(self) -> None:
        now = self._wiring.clock()
        await talks.drop_stale(now=now)
        await receipts.drop_old(now=now)
        await consents.drop_old(now=now)
        await retention.drop_old(now=now)
        for member in await departures.left_for_good(now=now):
            await privacy.forget(member)
        await _each(_erase, await installations.left_for_good(now=now))


async def _owed(workspace_id: int) -> tuple[int, bool]:
    """The last message written down, and whether one is to be rewritten."""
    last = await Delivery.of(workspace_id).order_by("-id").first()
    return last.id if last else 0, await Delivery.of(workspace_id).filter(to_rewrite=True).exists()


async def _erase(workspace: Workspace) -> None:
    if await installations.erase(workspace):
        log.info("erased", workspace=workspace.team_id)


async def _each(do: Callable[[Workspace], Awaitable[None]], workspaces: Iterable[Workspace]) -> None:
    """One workspace's trouble is told, and is not another's."""
    for workspace in workspaces:
        try:
            await do(workspace)
        except Exception as error:
            troubles.noted(error)
