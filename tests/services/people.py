"""A workspace with people and what they did, straight in the database."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from bot.domain.entry import Entry, Party
from bot.domain.kinds import Appears, Coverage, Kind, Origin
from bot.services import members
from models import Account, Activity, Member, Workspace

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
OLGA = Party("olga", "Olga")
_NUMBERS = count(1)


async def a_workspace() -> Workspace:
    return await members.workspace_of(f"T{next(_NUMBERS)}", now=NOW)


async def a_member(workspace: Workspace | None = None, *, joined: bool = True) -> Member:
    number = next(_NUMBERS)
    member = await members.member_of(workspace or await a_workspace(), f"U{number}")
    await members.seen(member, members.Person(member.slack_id, "T", f"person {number}"), now=NOW)
    if joined:
        await members.join(member, appears=Appears.BY_NAME, now=NOW - timedelta(days=60))
    return member


async def an_account(member: Member, network: str = "forum", **more: Any) -> Account:
    name = more.pop("native_id", f"name{next(_NUMBERS)}")
    return await Account.create(
        workspace_id=member.workspace_id, member_id=member.id, key=f"{member.workspace_id}:{network}:{name}",
        network=network, native_id=name, handle=more.pop("handle", f"@{name}"),
        coverage=more.pop("coverage", Coverage.FULL), created_at=NOW, due_at=more.pop("due_at", NOW), **more,
    )  # fmt: skip


def a_reply(
    native_id: str, *, days: float = 1, text: str = "What worked for us was a second seal.", **more: Any
) -> Entry:
    """A comment below something of Olga's."""
    thread = more.pop("thread", f"thread-{native_id}")
    return Entry(
        network=more.pop("network", "forum"), native_id=native_id, kind=more.pop("kind", Kind.REPLY),
        at=more.pop("at", NOW - timedelta(days=days)), author=more.pop("author", Party("me", "me")),
        url=more.pop("url", f"https://forum.example/t/{thread}/{native_id}"), text=text, thread=thread,
        root=more.pop("root", OLGA), parent=more.pop("parent", OLGA), **more,
    )  # fmt: skip


def a_post(native_id: str, *, days: float = 1, **more: Any) -> Entry:
    """Something of one's own."""
    nobody = Party()
    return a_reply(native_id, days=days, kind=Kind.POST, thread="", root=nobody, parent=nobody, **more)


async def rows(member: Member, **where: Any) -> set[str]:
    """What is recorded of somebody, as the last part of its key."""
    found = Activity.filter(member_id=member.id, **where)
    return {key.rpartition(":")[2] for key in await found.values_list("key", flat=True)}


POLLED, IMPORTED, LOGGED = Origin.POLLED, Origin.IMPORTED, Origin.LOGGED
