"""Installing the app: somebody says yes to its scopes, and gets a code that is worth a token once."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from bot.playground.refusal import Refusal

CODE_SECONDS = 10 * 60.0


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody agreed to."""

    team_id: str
    user: str
    scopes: frozenset[str]
    redirect_uri: str
    given: float


class Consents:
    """The codes that are out."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._codes: dict[str, Consent] = {}

    def give(self, team_id: str, user: str, asked: Mapping[str, str], offered: frozenset[str], client_id: str) -> str:
        """Says yes to what an authorize link asks for; answers the address the browser is sent back to."""
        scopes = frozenset(filter(None, asked.get("scope", "").split(",")))
        if asked.get("client_id") != client_id:
            raise Refusal("invalid_client_id")
        if not scopes or not scopes <= offered:
            raise Refusal("invalid_scope", ",".join(sorted(scopes - offered)))
        code = f"{secrets.token_hex(6)}.{secrets.token_hex(12)}"
        redirect_uri = asked.get("redirect_uri", "")
        self._codes[code] = Consent(team_id, user, scopes, redirect_uri, self._monotonic())
        return f"{redirect_uri}?{urlencode({'code': code, 'state': asked.get('state', '')})}"

    def redeem(self, code: str, redirect_uri: str) -> Consent:
        consent = self._codes.pop(code, None)
        if consent is None or self._monotonic() - consent.given > CODE_SECONDS:
            raise Refusal("invalid_code")
        if consent.redirect_uri != redirect_uri:
            raise Refusal("bad_redirect_uri")
        return consent
