"""What the detectors see reaches its member, and of it what may be read in a channel reaches the channel."""

from datetime import timedelta
from typing import Any

import pytest

from bot.db import database
from bot.domain.detectors.known import all_detectors
from bot.domain.kinds import Appears
from bot.services import findings, ingest
from bot.services.judge import Judge
from models import House, Member, Workspace
from tests.services.people import NOW, POLLED, a_member, a_post, a_reply, a_workspace, an_account

GROUP = "Potters of the North"
BLOG = "New on our blog: seven glazes that survive the winter https://ours.example/glazes"
ECHO = "Our kiln festival opens its doors on Saturday, bring the children and something to glaze"


async def a_house(workspace: Workspace) -> None:
    await House.create(
        workspace_id=workspace.id, key=f"{workspace.id}:domain:ours.example", kind="domain", what="ours.example",
        added_at=NOW,
    )  # fmt: skip


async def did(member: Member, *entries: Any) -> None:
    account = await an_account(member, backfilled_at=NOW)
    await ingest.record(member, entries, origin=POLLED, now=NOW, account=account)


async def dumped(member: Member) -> None:
    """A link left in a group, ten days ago, and not another word there."""
    await did(member, a_post(f"d{member.id}", days=10, text=BLOG, links=("https://ours.example/glazes",), venue=GROUP))


async def told(workspace: Workspace) -> tuple[findings.InChannel, ...]:
    return await findings.for_channel(workspace, Judge({}), now=NOW)


async def test_a_channel_reads_whose_which_and_where_but_nobodys_words(sqlite_url: str) -> None:
    async with database(sqlite_url):
        workspace = await a_workspace()
        await a_house(workspace)
        member = await a_member(workspace)
        await dumped(member)
        [one] = await told(workspace)
        assert (one.detector, one.member_id, one.name) == ("link_dump", member.id, member.name)
        assert one.links == (f"https://forum.example/t//d{member.id}",)
        assert one.at == NOW - timedelta(days=10)
        assert one.numbers == {"n": 1}
        assert GROUP not in repr(one)
        assert "glazes that" not in repr(one)


async def test_who_did_not_agree_to_be_named_is_told_alone(sqlite_url: str) -> None:
    async with database(sqlite_url):
        workspace = await a_workspace()
        await a_house(workspace)
        member = await a_member(workspace)
        await dumped(member)
        await Member.filter(id=member.id).update(appears=Appears.IN_TOTALS)
        assert await told(workspace) == ()
        assert [one.finding.detector for one in await findings.of_member(member, Judge({}), now=NOW)] == ["link_dump"]


async def test_a_workspace_that_names_nobody_reads_of_nobody(sqlite_url: str) -> None:
    async with database(sqlite_url):
        workspace = await a_workspace()
        await a_house(workspace)
        await dumped(await a_member(workspace))
        await Workspace.filter(id=workspace.id).update(names_allowed=False)
        assert await told(await Workspace.get(id=workspace.id)) == ()


async def test_nothing_is_told_of_somebody_who_is_still_being_read(sqlite_url: str) -> None:
    async with database(sqlite_url):
        workspace = await a_workspace()
        await a_house(workspace)
        member = await a_member(workspace)
        await dumped(member)
        await an_account(member, "pond")
        assert await told(workspace) == ()


async def test_one_team_never_reads_of_another(sqlite_url: str) -> None:
    async with database(sqlite_url):
        workspace = await a_workspace()
        await a_house(workspace)
        await dumped(await a_member(workspace))
        assert await told(await a_workspace()) == ()


async def test_one_text_from_several_of_the_team_is_said_once_and_names_nobody(sqlite_url: str) -> None:
    async with database(sqlite_url):
        workspace = await a_workspace()
        people = [await a_member(workspace) for _ in range(4)]
        for number, member in enumerate(people):
            await did(member, a_post(f"e{member.id}", days=1 + number / 24, text=ECHO))
        [one] = await told(workspace)
        assert (one.detector, one.numbers) == ("team_echo", {"n": 4})
        assert (one.member_id, one.name, one.links) == (None, "", ())
        assert not any(member.name in repr(one) for member in people)


@pytest.mark.parametrize(
    ("named", "unnamed", "counted"),
    [(0, 3, None), (2, 4, None), (3, 1, 3), (3, 4, 3), (3, 5, 8), (2, 5, 7), (2, 6, 8)],
)
async def test_an_echo_counts_who_is_not_named_only_where_that_is_nobody_among_five(
    sqlite_url: str, named: int, unnamed: int, counted: int | None
) -> None:
    async with database(sqlite_url):
        workspace = await a_workspace()
        for number in range(named + unnamed):
            member = await a_member(workspace)
            await did(member, a_post(f"e{member.id}", days=1 + number / 24, text=ECHO))
            if number >= named:
                await Member.filter(id=member.id).update(appears=Appears.IN_TOTALS)
        assert [one.numbers["n"] for one in await told(workspace)] == ([] if counted is None else [counted])


async def test_what_is_private_is_never_read_in_a_channel(sqlite_url: str) -> None:
    """Love-back and adverts are seen, and told to nobody else."""
    async with database(sqlite_url):
        workspace = await a_workspace()
        await a_house(workspace)
        member = await a_member(workspace)
        await did(
            member,
            a_post("ad", days=2, text="20% off with code MIRA20, today only! #ad https://shop.example/kiln?tag=mira-21",
                   links=("https://shop.example/kiln?tag=mira-21",)),
        )  # fmt: skip
        seen = await findings.of_member(member, Judge({}), now=NOW)
        assert [one.finding.detector for one in seen] == ["ad_in_a_post"]
        assert await told(workspace) == ()


async def test_praise_comes_first(sqlite_url: str) -> None:
    async with database(sqlite_url):
        workspace = await a_workspace()
        await a_house(workspace)
        await dumped(await a_member(workspace))
        ben = await a_member(workspace)
        talks = [
            a_reply(f"j{number}", days=14 - 3 * number, venue="Glazers", text="The second firing ran colder than ours")
            for number in range(3)
        ]
        link = a_post("own", days=1, text=BLOG, links=("https://ours.example/glazes",), venue="Glazers")
        await did(ben, *talks, link)
        assert [(one.detector, one.is_praise) for one in await told(workspace)] == [
            ("listened_first", True),
            ("link_dump", False),
        ]


def test_only_an_echo_is_about_several() -> None:
    assert [each.NAME for each in all_detectors() if each.NAMES_NOBODY] == ["team_echo"]
