"""What was sealed for one member and one account opens nothing for another."""

from collections.abc import AsyncIterator

import pytest

from bot.db import database
from bot.errors import BadInput
from bot.keyring import Keyring, new_key
from bot.services import connecting
from models import Account
from tests.services.people import NOW, a_member
from tests.sources.mastodon_consent import Consent
from tests.sources.mastodon_world import mastodon


@pytest.fixture
async def base(sqlite_url) -> AsyncIterator[None]:
    async with database(sqlite_url):
        yield


@pytest.mark.usefixtures("base")
async def test_a_page_is_for_the_member_and_the_account_it_was_made_for():
    keys, member, other = Keyring(new_key()), await a_member(), await a_member()
    async with mastodon() as (world, source):
        world.join("ana")
        world.join("ben")
        consent = Consent(world)
        ana, ben = (source.recognise(f"{world.served.url}/@{name}") for name in ("ana", "ben"))
        assert ana is not None
        assert ben is not None
        page = await connecting.page(member, source, ana, keys)
        code = consent.allow(page.url, "ana")
        assert "secret" not in page.sealed
        for whose, handle, opened in ((other, ana, keys), (member, ben, keys), (member, ana, Keyring(new_key()))):
            with pytest.raises(BadInput, match="once more"):
                await connecting.connect(
                    whose, source, handle, credential=code, sealed=page.sealed, keys=opened, now=NOW
                )
        assert await Account.all().count() == 0
        done = await connecting.connect(member, source, ana, credential=code, sealed=page.sealed, keys=keys, now=NOW)
        assert done.account.credential
