"""What looks like a key, a token or a password, so that it is not repeated and not taken where others may read it."""

import re

_BEGINNINGS = re.compile(
    r"(ghp_|gho_|ghu_|ghs_|github_pat_|xox[a-z]-|xapp-|EAA[A-Za-z0-9]|THAA|IGAA|AIza|ya29\.|eyJ[A-Za-z0-9_-]{8}|Bearer\b|"
    r"(?:pass(?:word)?|token|key|secret)[=:]\S)",
    re.IGNORECASE,
)
_IN_AN_ADDRESS = re.compile(r"[?&#](?:feed|access_token|token|key|api_key|code|client_secret|sig)=[A-Za-z0-9._-]{12,}")
_LONGEST_NAME = 32  # longer, of letters and digits mixed: nobody's name on any network


def is_in(text: str) -> bool:
    """Whether a word of `text` is likely to be something that opens a door."""
    return any(_is_secret(word.strip("<>`\"'")) for word in text.split())


def _is_secret(word: str) -> bool:
    if _BEGINNINGS.match(word) or _IN_AN_ADDRESS.search(word):
        return True
    if len(word) <= _LONGEST_NAME or not re.fullmatch(r"[A-Za-z0-9_+=-]+", word):
        return False
    return bool(re.search(r"\d", word) and re.search(r"[A-Za-z]", word))
