"""Connecting through the dialog: what the network wants is taken and kept, and errors stand where they belong."""

import json
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.keyring import new_key
from bot.playground.messages import elements_in
from bot.services import credentials
from models import Account, Member
from tests.bot import House, a_house
from tests.sources.mastodon_consent import Consent
from tests.sources.mastodon_world import mastodon
from tests.sources.serve import Asked, serve


@asynccontextmanager
async def a_home(url: str, *places: str, **environment: str):
    more = {"INVOLVE_ALLOWED_HOSTS": ",".join(places), "INVOLVE_SECRET_KEYS": new_key(), **environment}
    async with a_house(url, environment=more) as house:
        await house.types("U0ANA", "help")
        await house.types("U0BEN", "help")
        await house.joins("U0ANA")
        await house.joins("U0BEN")
        yield house
        await house.tick()  # whatever a test began comes to its end before the bot stops


@pytest.fixture
async def there():
    """A Mastodon server where ana and ben have accounts and may let apps in."""
    async with mastodon() as (world, _):
        world.join("ana")
        world.join("ben")
        yield Consent(world)


@pytest.fixture
async def home(sqlite_url, there: Consent):
    async with a_home(sqlite_url, there.world.served.place) as house:
        yield house


async def opens(home: House, user: str = "U0ANA"):
    await home.types(user, "connect")
    view = home.slack.modal(user)
    assert view is not None
    return view


async def sends(home: House, user: str, view, **values):
    done = await home.slack.submit(user, view, values)
    await home.settle()
    return done


def at(there: Consent, name: str) -> str:
    return f"{there.world.served.url}/@{name}"


def link_in(view) -> str:
    found = json.dumps(view.blocks)
    return next(part for part in json.loads(found)[1]["elements"][0]["elements"] if part["type"] == "link")["url"]


async def test_the_bare_command_opens_a_dialog_with_every_network(home: House):
    view = await opens(home)
    (select,) = [element for _, element in elements_in(view.blocks) if element["action_id"] == "connect_network"]
    offered = {option["value"] for option in select["options"]}
    assert {"any", *home.bot.wiring.sources} == offered


async def test_what_is_no_handle_is_told_at_its_field_and_stays_typed(home: House):
    view = await opens(home)
    done = await sends(home, "U0ANA", view, handle="no handle at all")
    assert "no handle I know" in done.errors["handle"]
    assert await Account.all().count() == 0


async def test_a_network_chosen_makes_a_bare_name_enough(home: House):
    view = await opens(home)
    await home.slack.press("U0ANA", view, "connect_network", "hackernews")
    await home.settle()
    view = home.slack.modal("U0ANA")
    assert "hn:" in view.reads
    done = await sends(home, "U0ANA", view, handle="not a name!")
    assert "no account on Hacker News" in done.errors["handle"]


async def test_mastodon_is_connected_with_a_code_from_the_members_own_server(home: House, there: Consent, capfd):
    view = await opens(home)
    await sends(home, "U0ANA", view, handle=at(there, "ana"))
    view = home.slack.modal("U0ANA")
    assert "your likes" in view.reads
    assert "secret of client" not in json.dumps(view.payload)
    code = there.allow(link_in(view), "ana")
    await sends(home, "U0ANA", view, credential=code)
    assert "Connected" in home.slack.modal("U0ANA").reads

    account = await Account.get(network="mastodon")
    (token,) = there.tokens
    assert credentials.opened(account, home.bot.wiring.keys) == token
    reads = await home.types("U0ANA", "accounts")
    assert "proven yours by what you handed over" in reads
    assert "kept encrypted" in reads
    said = reads + json.dumps([call.arguments for call in home.slack.calls], default=str) + "".join(capfd.readouterr())
    assert token not in said


async def test_without_the_code_what_is_public_is_connected(home: House, there: Consent):
    await sends(home, "U0ANA", await opens(home), handle=at(there, "ana"))
    await sends(home, "U0ANA", home.slack.modal("U0ANA"))
    assert (await Account.get(network="mastodon")).credential == ""
    reads = await home.types("U0ANA", "accounts")
    assert "I also see your likes" in reads
    assert "by your own word" in reads


async def test_a_wrong_code_is_told_where_it_was_typed_and_the_page_is_still_there(home: House, there: Consent):
    await sends(home, "U0ANA", await opens(home), handle=at(there, "ana"))
    view = home.slack.modal("U0ANA")
    page = link_in(view)
    await sends(home, "U0ANA", view, credential="never given")
    view = home.slack.modal("U0ANA")
    assert "does not take this code" in view.reads
    assert await Account.all().count() == 0
    assert link_in(view) == page
    await sends(home, "U0ANA", view, credential=there.allow(page, "ana"))
    assert await Account.all().count() == 1


async def test_a_code_of_somebody_elses_account_proves_nothing(home: House, there: Consent):
    await sends(home, "U0ANA", await opens(home), handle=at(there, "ana"))
    view = home.slack.modal("U0ANA")
    await sends(home, "U0ANA", view, credential=there.allow(link_in(view), "ben"))
    assert "signed in as @ben" in home.slack.modal("U0ANA").reads
    assert await Account.all().count() == 0


async def test_one_account_belongs_to_one_member_also_in_the_dialog(home: House, there: Consent):
    await home.types("U0BEN", f"connect {at(there, 'ana')}")
    await sends(home, "U0ANA", await opens(home), handle=at(there, "ana"))
    await sends(home, "U0ANA", home.slack.modal("U0ANA"))
    view = home.slack.modal("U0ANA")
    assert "somebody else here" in view.reads
    assert at(there, "ana") in json.dumps(view.payload)  # what was typed is still there


async def test_who_shows_that_an_account_is_theirs_has_it_and_who_had_it_is_told(home: House, there: Consent):
    await home.types("U0BEN", f"connect {at(there, 'ana')}")
    await sends(home, "U0ANA", await opens(home), handle=at(there, "ana"))
    view = home.slack.modal("U0ANA")
    await sends(home, "U0ANA", view, credential=there.allow(link_in(view), "ana"))
    account = await Account.get()
    assert (await Member.get(id=account.member_id)).slack_id == "U0ANA"
    await home.tick()
    assert "is theirs" in home.slack.dms("U0BEN")[-1].reads
    # proven, it is nobody else's to take, whatever they hold
    await sends(home, "U0BEN", await opens(home, "U0BEN"), handle=at(there, "ana"))
    view = home.slack.modal("U0BEN")
    await sends(home, "U0BEN", view, credential=there.allow(link_in(view), "ana"))
    assert "somebody else here" in home.slack.modal("U0BEN").reads
    assert (await Account.get()).member_id == account.member_id


async def test_a_server_that_knows_only_coarse_scopes_is_asked_for_those(home: House, there: Consent):
    there.knows = ("read",)
    await sends(home, "U0ANA", await opens(home), handle=at(there, "ana"))
    there.allow(link_in(home.slack.modal("U0ANA")), "ana")
    assert [app["scopes"] for app in there.apps.values()] == ["read"]


async def test_a_server_that_lets_nobody_ask_is_read_as_far_as_it_is_public(home: House, there: Consent):
    del there.world.served.routes["/api/v1/apps"]
    await sends(home, "U0ANA", await opens(home), handle=at(there, "ana"))
    view = home.slack.modal("U0ANA")
    assert "does not let Involve ask for your consent. What is public is read all the same." in view.reads
    await sends(home, "U0ANA", view)
    assert "Connected" in home.slack.modal("U0ANA").reads
    assert (await Account.get()).credential == ""


async def test_two_accounts_of_one_server_need_one_registration(home: House, there: Consent):
    for user, name in (("U0ANA", "ana"), ("U0BEN", "ben")):
        await sends(home, user, await opens(home, user), handle=at(there, name))
    assert len(there.apps) == 1


async def test_what_was_connected_by_typing_can_be_given_more_later(home: House, there: Consent):
    reply = await home.slack.command("U0ANA", "/involve", f"connect {at(there, 'ana')}", channel="C0TEAM")
    await home.settle()
    account = await Account.get()
    reply = await home.slack.command("U0ANA", "/involve", "accounts", channel="C0TEAM")
    await home.slack.press("U0ANA", reply.messages[-1], f"hand_over_{account.id}")
    await home.settle()
    view = home.slack.modal("U0ANA")
    await sends(home, "U0ANA", view, credential=there.allow(link_in(view), "ana"))
    assert (await Account.get()).credential
    assert await Account.all().count() == 1


async def test_a_dialog_closed_meanwhile_is_answered_where_it_was_opened(home: House, there: Consent):
    await sends(home, "U0ANA", await opens(home), handle=at(there, "ana"))
    view = home.slack.modal("U0ANA")
    done = home.slack.submit("U0ANA", view, {})
    await done
    await home.slack.close_view("U0ANA", home.slack.modal("U0ANA"), everything=True)
    await home.settle()
    assert await Account.all().count() == 1


async def test_a_token_the_network_takes_no_more_is_told_with_the_way_to_the_next(home: House, there: Consent):
    await sends(home, "U0ANA", await opens(home), handle=at(there, "ana"))
    view = home.slack.modal("U0ANA")
    await sends(home, "U0ANA", view, credential=there.allow(link_in(view), "ana"))
    await home.tick()
    there.world.errors = {path: (401, {}, {"error": "revoked"}) for path in set(there.world.served.paths())}
    home.clock.forward(timedelta(days=2))
    await home.tick()
    await home.tick()
    account = await Account.get()
    told = [message for message in home.slack.dms("U0ANA") if f"hand_over_{account.id}" in message.action_ids]
    assert len(told) == 1
    assert "cannot read" in told[0].reads


async def test_where_nothing_is_public_the_typed_handle_opens_the_dialog_with_its_field(sqlite_url, monkeypatch):
    async with serve({"*": lambda asked: threads(asked)}) as served:
        monkeypatch.setenv("INVOLVE_THREADS_API", served.url)
        async with a_home(sqlite_url, served.place) as home:
            await home.types("U0ANA", "connect threads:@ana")
            view = home.slack.modal("U0ANA")
            assert "Access token" in view.reads
            assert "nothing can be read" in view.reads
            assert (await sends(home, "U0ANA", view)).errors  # Slack itself wants the field filled in
            await sends(home, "U0ANA", view, credential="TH-of-ben-secret")
            view = home.slack.modal("U0ANA")
            assert "belongs to @ben" in view.reads
            await sends(home, "U0ANA", view, credential="TH-of-ana-secret")
            account = await Account.get(network="threads")
            assert "secret" not in account.credential
            assert account.proven_at is not None


def threads(asked: Asked):
    """Of Threads' API what `check` asks: whose the token is. It renews none."""
    if not asked.path.endswith("/me"):
        return 400, {}, {"error": {"message": "Not yet", "type": "OAuthException", "code": 1}}
    token = asked.query.get("access_token") or asked.headers.get("authorization", "")
    name = "ana" if "ana" in token else "ben"
    return 200, {}, {"id": "7700000001" if name == "ana" else "7700000002", "username": name}


@pytest.mark.parametrize(
    "typed",
    [
        "connect @ana@mastodon.example ghp_0123456789abcdefghijABCDEFGHIJ012345",
        "connect ghp_0123456789abcdefghijABCDEFGHIJ012345",
        "connect https://old.reddit.example/user/ana.rss?feed=0123456789abcdef0123&user=ana",
        "connect hn:ana token=abc",
        "connect @ana@mastodon.example Xk39fjw0qpalx83ndjf92ksla0dkfj38s0dkf93k",
    ],
)
async def test_a_token_is_never_taken_in_a_typed_command_nor_repeated(home: House, typed: str):
    reads = await home.types("U0ANA", typed)
    assert "never typed in a command" in reads
    assert typed.split()[-1] not in reads
    assert await Account.all().count() == 0


async def test_without_a_key_who_runs_involve_reads_what_to_do(sqlite_url, there: Consent):
    async with a_home(sqlite_url, there.world.served.place, INVOLVE_SECRET_KEYS="") as home:
        await sends(home, "U0ANA", await opens(home), handle=at(there, "ana"))
        assert await Account.all().count() == 1  # what is public needs none
        assert "involve keys new" in await home.types("U0ANA", "accounts")


async def test_a_credential_that_ends_is_told_of_once_with_a_button_for_the_next(home: House, there: Consent):
    await home.types("U0ANA", f"connect {at(there, 'ana')}")
    ends = home.clock() + timedelta(days=20)
    await Account.all().update(credential_ends=ends, credential="locked")
    home.clock.forward(timedelta(days=12))
    await home.tick()
    assert not [message for message in home.slack.dms("U0ANA") if "ends on" in message.reads]
    home.clock.forward(timedelta(days=1))
    await home.tick()
    await home.tick()
    told = [message for message in home.slack.dms("U0ANA") if "ends on" in message.reads]
    assert len(told) == 1
    await home.slack.press("U0ANA", told[0], f"hand_over_{(await Account.get()).id}")
    await home.settle()
    assert home.slack.modal("U0ANA") is not None
