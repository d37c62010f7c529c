"""Before anything else: did Slack send this, and just now?"""

import hmac
import re
from collections.abc import Mapping
from hashlib import sha256

GOOD_FOR = 300  # seconds; Slack's own rule

_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


def looks_signed(headers: Mapping[str, str]) -> bool:
    """Whether both headers have the one shape Slack gives them; the body need not be read for those that have not.

    Bolt turns a timestamp that is no number, or a signature that is not ASCII, into an error of ours (2026-11).
    """
    timestamp, signature = _both(headers)
    return bool(_TIMESTAMP.fullmatch(timestamp) and _SIGNATURE.fullmatch(signature))


def is_signed(headers: Mapping[str, str], body: bytes, secret: str, *, now: float) -> bool:
    """Whether `body` is signed with our secret, not more than five minutes from `now` (unix seconds)."""
    if not looks_signed(headers):
        return False
    timestamp, signature = _both(headers)
    if abs(now - int(timestamp)) > GOOD_FOR:
        return False
    made = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, sha256).hexdigest()
    return hmac.compare_digest(f"v0={made}", signature)


def _both(headers: Mapping[str, str]) -> tuple[str, str]:
    return headers.get("X-Slack-Request-Timestamp", ""), headers.get("X-Slack-Signature", "")
