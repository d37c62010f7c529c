"""Letting Involve read a Mastodon account as its owner sees it: the owner allows it on their server and brings a code.

Any server will do, none has to know Involve before, and Involve needs no address of its own: the server shows the code
to the person instead of sending it anywhere (RFC 8252's out-of-band way, which Mastodon, GoToSocial and Pleroma keep).
"""

import json
from collections import OrderedDict
from urllib.parse import urlencode, urlsplit

from bot.domain.entry import clean
from bot.errors import Garbled, NeedsCredential, NoPage
from bot.sources.answer import Answer
from bot.sources.base import Checked, Identity, SignIn
from bot.sources.http import Http
from bot.sources.mastodon_read import Json

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
SCOPES = "read:accounts read:favourites read:notifications read:statuses"
COARSE = "read"  # for servers that know no finer ones
KEPT = 200  # servers with which Involve has registered itself since it started


class Signing:
    """Registers Involve with servers, and changes codes for tokens."""

    def __init__(self, http: Http) -> None:
        self._http = http
        self._apps: OrderedDict[str, dict[str, str]] = OrderedDict()

    async def page(self, who: Identity) -> SignIn:
        """Where `who` allows it, and what is needed to change the code they bring for a token."""
        app = self._apps.get(who.server) or await self._register(who.server)
        self._apps[who.server] = app
        while len(self._apps) > KEPT:
            self._apps.popitem(last=False)
        asked = {
            "response_type": "code", "client_id": app["id"], "redirect_uri": OUT_OF_BAND, "scope": app["scopes"],
            "force_login": "false",
        }  # fmt: skip
        return SignIn(f"{who.server}/oauth/authorize?{urlencode(asked)}", json.dumps(app))

    async def token(self, who: Identity, state: str, code: str) -> str:
        """The token for a code. Raises NeedsCredential where the server does not take it."""
        app = json.loads(state)
        form = {
            "grant_type": "authorization_code", "code": code, "client_id": app["id"], "client_secret": app["secret"],
            "redirect_uri": OUT_OF_BAND, "scope": app["scopes"],
        }  # fmt: skip
        answer = await self._http.post(f"{who.server}/oauth/token", form=form, tolerate=[400, 401, 403, 422])
        if answer.status != 200:
            raise NeedsCredential(
                "{host} does not take this code: each is good once and for a few minutes. Open the page again for "
                "a new one.",
                host=_host(who),
            )
        return _text(_object(answer, who), "access_token", who)

    async def check(self, who: Identity, token: str) -> Checked:
        """Whether the server takes `token` and says that it is `who`'s. Such tokens do not end by themselves."""
        answer = await self._http.get(
            f"{who.server}/api/v1/accounts/verify_credentials",
            headers={"authorization": f"Bearer {token}"},
            tolerate=[401, 403, 422],
        )
        if answer.status != 200:
            raise NeedsCredential("{host} does not take it any more. Allow Involve there once more.", host=_host(who))
        account = _object(answer, who)
        name = clean(str(account.get("username") or ""), 100)
        if name.casefold() != who.handle.strip("@").partition("@")[0].casefold():
            raise NeedsCredential(
                "You are signed in as @{name} at {host}, and want to connect {handle}. Sign in there as the one "
                "you want to connect.",
                name=name,
                host=_host(who),
                handle=who.handle,
            )
        return Checked(token)

    async def _register(self, server: str) -> dict[str, str]:
        for scopes in (SCOPES, COARSE):
            form = {"client_name": "Involve", "redirect_uris": OUT_OF_BAND, "scopes": scopes}
            answer = await self._http.post(f"{server}/api/v1/apps", form=form, tolerate=[400, 403, 404, 405, 422])
            if answer.status == 200:
                said = answer.json()
                if isinstance(said, dict) and said.get("client_id") and said.get("client_secret"):
                    return {"id": str(said["client_id"]), "secret": str(said["client_secret"]), "scopes": scopes}
                break
        raise NoPage(
            "{host} does not let Involve ask for your consent. What is public is read all the same.",
            host=urlsplit(server).netloc,
        )


def _object(answer: Answer, who: Identity) -> Json:
    said = answer.json()
    if not isinstance(said, dict):
        raise Garbled("{host} does not answer as Mastodon does. Check that it is a Mastodon server.", host=_host(who))
    return said


def _text(said: Json, name: str, who: Identity) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= 1000:
        raise Garbled("{host} gave no token for the code. Open the page again for a new code.", host=_host(who))
    return value


def _host(who: Identity) -> str:
    return urlsplit(who.server).netloc
