"""Bringing a code from one's own Mastodon server: what the server may answer, and who may use what was sealed."""

from dataclasses import replace

import pytest

from bot.errors import Garbled, NeedsCredential, SourceError
from bot.sources.base import Identity
from bot.sources.mastodon_signing import Signing
from tests.sources.mastodon_consent import Consent
from tests.sources.mastodon_world import mastodon
from tests.sources.serve import Served, serve

HTML = (200, {"content-type": "text/html"}, "<!doctype html><title>Welcome</title>")
STATE = '{"id": "1", "secret": "s", "scopes": "read"}'


def ana(served: Served) -> Identity:
    return Identity("mastodon", f"{served.url}/users/ana", "@ana@here", f"{served.url}/@ana", served.url)


@pytest.mark.parametrize(
    "answer", [HTML, (200, {}, []), (200, {}, {"id": 1}), (403, {}, {"error": "no apps"}), (500, {}, "oops")]
)
async def test_a_server_that_registers_nobody_is_told_in_a_sentence(answer):
    async with serve({"/api/v1/apps": answer}) as served, served.http() as http:
        with pytest.raises(SourceError) as said:
            await Signing(http).page(ana(served))
    assert str(said.value).endswith(".")


@pytest.mark.parametrize(
    "answer", [HTML, (200, {}, []), (200, {}, {"access_token": 5}), (200, {}, {"access_token": ""})]
)
async def test_an_answer_without_a_token_is_no_token(answer):
    async with serve({"/oauth/token": answer}) as served, served.http() as http:
        with pytest.raises(Garbled):
            await Signing(http).token(ana(served), STATE, "code")


@pytest.mark.parametrize("answer", [(401, {}, {}), (403, {}, {}), (200, {}, {"username": "ben"}), (200, {}, {})])
async def test_a_token_of_nobody_or_of_somebody_else_is_refused(answer):
    async with serve({"/api/v1/accounts/verify_credentials": answer}) as served, served.http() as http:
        with pytest.raises(NeedsCredential) as said:
            await Signing(http).check(ana(served), "tok-secret")
    assert "tok-secret" not in str(said.value)


async def test_a_code_is_good_once_and_the_token_is_its_owners():
    async with mastodon() as (world, source):
        world.join("ana")
        consent = Consent(world)
        handle = source.recognise(f"{world.served.url}/@ana")
        assert handle is not None
        who = await source.resolve(handle)
        page = await source.sign_in(who)
        code = consent.allow(page.url, "ana")
        token = await source.signed_in(who, page.state, code)
        assert (await source.check(who, token, now=None)).credential == token
        with pytest.raises(NeedsCredential, match="good once"):
            await source.signed_in(who, page.state, code)
        with pytest.raises(NeedsCredential):
            await source.check(replace(who, handle="@ben@here"), token, now=None)
