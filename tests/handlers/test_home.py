"""The Home tab: what it shows of oneself, what can be set there, and that it keeps up with what happens."""

from datetime import timedelta

import pytest

from bot.domain.kinds import Appears, Origin
from bot.playground.messages import elements_in
from bot.services import ingest
from models import Account, Activity, Member, Workspace
from tests.bot import House, a_house
from tests.services.people import a_post, a_reply, an_account


@pytest.fixture
async def house(sqlite_url):
    async with a_house(sqlite_url) as house:
        for user in ("U0ANA", "U0BEN"):
            await house.types(user, "help")
            await house.joins(user)
        yield house


async def opened(house: House, user: str = "U0ANA"):
    await house.slack.open_home(user)
    await house.settle()
    return house.slack.home(user)


def reads(view) -> str:
    return " ".join(view.reads.split())


async def did(house: House, slack_id: str, *entries, network: str = "forum") -> Account:
    member = await Member.get(slack_id=slack_id)
    account = await an_account(member, network, due_at=house.clock() + timedelta(days=300))
    await ingest.record(member, entries, origin=Origin.POLLED, now=house.clock(), account=account)
    return account


async def test_the_first_visit_shows_three_steps_and_asks(sqlite_url):
    async with a_house(sqlite_url) as house:
        view = await opened(house, "U0CHI")
        for step in ("1. Say yes.", "2. Connect.", "3. Read."):
            assert step in reads(view)
        await house.slack.press("U0CHI", view, "join")
        await house.settle()
        assert "open_settings" in house.slack.home("U0CHI").action_ids


async def test_share_interval_trend_and_three_numbers_per_network(house: House):
    joined = [a_reply(f"j{day}", days=day) for day in range(1, 25)]
    await did(house, "U0ANA", *joined, *[a_post(f"p{day}", days=day) for day in range(20, 40)])
    await did(house, "U0ANA", a_reply("m1", network="other"), network="other")
    shown = reads(await opened(house))
    assert "out there" in shown
    assert "nine times in ten the true share lies between" in shown
    assert "Trend: rising, over 3 weeks:" in shown
    assert shown.count("→") >= 3
    assert "forum: " in shown
    assert "other: " in shown
    assert "conversations came back" in shown


async def test_it_follows_a_log_an_undo_and_a_choice_without_being_opened_again(house: House):
    await opened(house)
    await house.types("U0ANA", "log https://forum.example/t/moorings/1 a word about moorings")
    view = house.slack.home("U0ANA")
    assert "moorings" in reads(view)
    assert {"edit_log", "delete_item"} <= set(view.action_ids)
    await house.slack.press("U0ANA", view, "delete_item")
    await house.settle()
    assert "moorings" not in reads(house.slack.home("U0ANA"))
    await house.types("U0ANA", "hide")
    assert "tells nothing of you" in reads(house.slack.home("U0ANA"))


async def test_what_is_asked_on_it_is_answered_over_it_and_goes_on_there(house: House):
    await did(house, "U0ANA", *[a_reply(f"j{day}", days=day) for day in range(1, 25)])
    before = len(house.slack.dms("U0ANA"))
    await house.slack.press("U0ANA", await opened(house), "show_why")
    await house.settle()
    over = house.slack.modal("U0ANA")
    assert "Items 1–8 of 24, newest first. Only you see this." in reads(over)
    await house.slack.press("U0ANA", over, "why_page_older")
    await house.settle()
    assert "Items 9–16 of 24, newest first." in reads(house.slack.modal("U0ANA"))
    assert len(house.slack.dms("U0ANA")) == before


async def test_where_it_is_too_late_for_a_dialog_the_answer_comes_as_a_message(house: House):
    view = await opened(house)
    house.slack.fail("views.open", "expired_trigger_id")
    await house.slack.press("U0ANA", view, "show_why")
    await house.settle()
    assert house.slack.modal("U0ANA") is None
    assert "How I count" in house.slack.dms("U0ANA")[-1].reads


async def test_it_follows_what_the_clock_brings_while_it_was_opened_lately(house: House):
    await opened(house)
    await did(house, "U0ANA", a_reply("brought", text="What a poll brought about moorings."))
    await house.tick()
    assert "about moorings" in reads(house.slack.home("U0ANA"))
    calls = sum(call.method == "views.publish" for call in house.slack.calls)
    await house.tick()  # nothing has changed: nothing is published
    assert sum(call.method == "views.publish" for call in house.slack.calls) == calls


async def test_whose_page_was_never_opened_is_published_to_nobody(house: House):
    await house.types("U0BEN", "log https://forum.example/t/moorings/1 a word about moorings")
    await house.tick()
    assert [call for call in house.slack.calls if call.method == "views.publish"] == []


async def test_five_hundred_entries_and_twenty_accounts_fit_and_can_be_paged_to_the_end(house: House):
    entries = [
        (a_reply if number % 2 else a_post)(f"n{number}", days=number / 8, text=f"Words of number {number} here.")
        for number in range(1, 501)
    ]
    await did(house, "U0ANA", *entries[:50])
    member = await Member.get(slack_id="U0ANA")
    for number in range(19):
        await an_account(member, f"network{number}", due_at=house.clock() + timedelta(days=300))
    view = await opened(house)
    assert len(view.blocks) <= 100
    pages, seen = 0, set()
    while True:
        seen |= {number for number in range(1, 51) if f"number {number} here" in reads(view)}
        pages += 1
        if "home_older" not in view.action_ids:
            break
        await house.slack.press("U0ANA", view, "home_older")
        await house.settle()
        view = house.slack.home("U0ANA")
        assert len(view.blocks) <= 100
    assert seen == set(range(1, 51))
    assert pages == 9
    await house.slack.press("U0ANA", view, "home_newer")
    await house.settle()
    assert "Page 8 of 9" in reads(house.slack.home("U0ANA"))
    await did(house, "U0ANA", *entries[50:])
    view = await opened(house)
    assert len(view.blocks) <= 100
    assert "Page 1 of 84" in reads(view)


async def settings_of(house: House, user: str = "U0ANA"):
    await house.slack.press(user, await opened(house, user), "open_settings")
    await house.settle()
    return house.slack.modal(user)


async def test_everything_about_oneself_is_chosen_in_one_dialog(house: House):
    view = await settings_of(house)
    values = {
        "appears": "without a name", "often": "14", "from": "8", "to": "12", "days": ["0", "2"], "away": "2026-12-24",
    }  # fmt: skip
    done = await house.slack.submit("U0ANA", view, values)
    await house.settle()
    assert not done.errors
    ana = await Member.get(slack_id="U0ANA")
    assert (ana.appears, ana.nudges, ana.nudge_days) == (Appears.WITHOUT_NAME, True, 14)
    assert (ana.nudge_from, ana.nudge_to, ana.nudge_weekdays, str(ana.away_until)) == (8, 12, "0,2", "2026-12-24")
    shown = reads(house.slack.home("U0ANA"))
    assert "at most once in 14 days, Mon, Wed, between 8 and 12 o’clock (Europe/Lisbon)" in shown
    assert "one of us" in shown


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"often": "7", "from": "12", "to": "9"}, "to"),
        ({"often": "7", "days": []}, "days"),
        ({"away": "2025-01-01"}, "away"),
    ],
)
async def test_what_makes_no_sense_is_told_at_its_field(house: House, values, field):
    done = await house.slack.submit("U0ANA", await settings_of(house), values)
    assert list(done.errors) == [field]
    assert not (await Member.get(slack_id="U0ANA")).nudges


async def test_no_private_notes_are_chosen_beforehand(house: House):
    view = await settings_of(house)
    (often,) = [element for _, element in elements_in(view.blocks) if element["action_id"] == "often"]
    assert often["initial_option"]["value"] == "0"


async def test_admins_read_once_where_and_when_the_digest_goes(house: House):
    await house.types("U0ANA", "setup #team 08:15 Mon Europe/Berlin")
    shown = reads(await opened(house))
    assert shown.count("The digest goes") == 1
    assert "08:15 (Europe/Berlin), Mon" in shown[shown.index("For admins") :]


async def test_admins_see_the_workspace_and_of_members_nothing_but_counts(house: House):
    for number, user in enumerate(("U0ANA", "U0BEN")):
        account = await did(house, user)
        account.errors, account.last_error = number, "Ben's server is down"
        await account.save()
    for number in range(5):
        account = await an_account(await Member.get(slack_id="U0ANA"), "elsewhere", due_at=house.clock())
        account.errors, account.due_at = number % 2, house.clock() + timedelta(days=300)
        await account.save()
    await house.types("U0ANA", "house add harbour.example")
    shown = reads(await opened(house))
    admins = shown[shown.index("For admins") :]
    assert "harbour.example" in admins
    assert "forum, fewer than five accounts, not all can be read since" in admins
    assert "elsewhere, 5 accounts, 2 cannot be read since" in admins
    assert "name" not in admins.replace("named", "").replace("Names", "").replace(
        "names", ""
    )  # handles are name1, name2
    assert "Ben" not in admins
    assert "For admins" not in reads(await opened(house, "U0BEN"))


async def test_admins_make_it_stricter_and_choose_how_long_things_are_kept(house: House):
    await house.slack.press("U0ANA", await opened(house), "open_admin_settings")
    await house.settle()
    view = house.slack.modal("U0ANA")
    await house.slack.submit("U0ANA", view, {"names": [], "grace": "30", "keep": "365"})
    await house.settle()
    workspace = await house.workspace()
    assert (workspace.names_allowed, workspace.grace_days, workspace.keep_days) == (False, 30, 365)
    assert "Nobody is named in the digest" in reads(house.slack.home("U0ANA"))
    await did(house, "U0ANA", a_reply("old", days=370), a_reply("young", days=360))
    await house.tick()
    assert {row.key.rpartition(":")[2] for row in await Activity.all()} == {"young"}


async def test_only_admins_may(house: House):
    await house.slack.press("U0ANA", await opened(house), "open_admin_settings")
    await house.settle()
    view = house.slack.modal("U0ANA")
    await Member.filter(slack_id="U0ANA").update(is_admin=False)
    done = await house.slack.submit("U0ANA", view, {"names": []})
    assert "Only the person who installed Involve" in str(done.errors)
    assert (await Workspace.get(team_id=house.slack.team_id)).names_allowed


async def test_taking_the_yes_back_stops_everything_and_shows_the_first_page(house: House):
    await did(house, "U0ANA", a_reply("one"))
    await house.slack.press("U0ANA", await opened(house), "stop_taking_part")
    await house.settle()
    assert "1. Say yes." in reads(house.slack.home("U0ANA"))
    assert await Account.filter(due_at__not_isnull=True).count() == 0
    assert "Would you like to take part" in await house.types("U0ANA", "me")


async def test_forgotten_from_the_page_it_shows_nothing_any_more(house: House):
    await did(house, "U0ANA", a_reply("one", text="Something about moorings here."))
    await house.slack.press("U0ANA", await opened(house), "open_forget")
    await house.settle()
    await house.slack.submit("U0ANA", house.slack.modal("U0ANA"), {"word": "forget me"})
    await house.settle()
    shown = reads(house.slack.home("U0ANA"))
    assert "moorings" not in shown
    assert "1. Say yes." in shown
