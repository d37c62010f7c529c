"""The part of a Mastodon server where its members let an app read their account, out of band (RFC 8252)."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.sources.mastodon_world import HEADERS, World
from tests.sources.serve import Asked, Reply

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"


@dataclass(slots=True)
class Consent:
    """Apps, codes and tokens of one server. A code is good once."""

    world: World
    knows: tuple[str, ...] = ("read", "read:accounts", "read:favourites", "read:notifications", "read:statuses")
    apps: dict[str, dict[str, str]] = field(default_factory=dict)  # by client id
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)  # code -> client id, who allowed it
    tokens: dict[str, str] = field(default_factory=dict)  # token -> whose

    def __post_init__(self) -> None:
        self.world.served.routes |= {
            "/api/v1/apps": self._register,
            "/oauth/token": self._token,
            "/api/v1/accounts/verify_credentials": self._verify,
        }

    def allow(self, page: str, acct: str) -> str:
        """What a person does on the page they were sent to: they allow it, and are shown a code."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(page).query).items()}
        assert asked["response_type"] == "code"
        app = self.apps[asked["client_id"]]
        assert asked["redirect_uri"] == app["redirect_uris"]
        assert set(asked["scope"].split()) <= set(app["scopes"].split())
        code = f"code{len(self.codes)}"
        self.codes[code] = (asked["client_id"], acct)
        return code

    def _register(self, asked: Asked) -> Reply:
        form = _form(asked)
        if asked.method != "POST" or not set(form["scopes"].split()) <= set(self.knows):
            return 422, HEADERS, {"error": "Validation failed: Scopes doesn't match configured on the server."}
        number = f"client{len(self.apps)}"
        self.apps[number] = {**form, "client_secret": f"secret of {number}"}
        return 200, HEADERS, {"id": "1", "name": form["client_name"], "client_id": number, **self.apps[number]}

    def _token(self, asked: Asked) -> Reply:
        form = _form(asked)
        client, acct = self.codes.pop(form["code"], ("", ""))
        app = self.apps.get(client)
        if app is None or (form["client_id"], form["client_secret"]) != (client, app["client_secret"]):
            return 400, HEADERS, {"error": "invalid_grant", "error_description": "The authorization code has expired."}
        assert form["redirect_uri"] == OUT_OF_BAND
        token = f"token-of-{acct}-{len(self.tokens)}-secret"
        self.tokens[token] = acct
        return 200, HEADERS, {"access_token": token, "token_type": "Bearer", "scope": form["scope"], "created_at": 1}

    def _verify(self, asked: Asked) -> Reply:
        acct = self.tokens.get(asked.headers.get("authorization", "").removeprefix("Bearer "))
        if acct is None:
            return 401, HEADERS, {"error": "The access token is invalid"}
        return 200, HEADERS, {**self.world.accounts[acct], "source": {"privacy": "public"}}


def _form(asked: Asked) -> dict[str, Any]:
    if asked.headers.get("content-type", "").startswith("application/json"):
        return dict(json.loads(asked.body))
    return {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
