"""Tokens at rest: encrypted with the first key, read with any, and encrypted anew when the keys change."""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.errors import BadSetting


class WrongKeyError(Exception):
    """None of the keys opens it."""


class Keyring:
    """The keys of INVOLVE_SECRET_KEYS, newest first."""

    def __init__(self, keys: str) -> None:
        """`keys` as they are set: Fernet keys with commas between. Raises BadSetting without telling any of them."""
        single = [key.strip() for key in keys.split(",") if key.strip()]
        if not single:
            raise BadSetting(
                "INVOLVE_SECRET_KEYS is missing: tokens are kept encrypted only. Make a key with `involve keys new`."
            )
        self._all = MultiFernet([_fernet(key, place) for place, key in enumerate(single, 1)])
        self._first = _fernet(single[0], 1)

    def lock(self, secret: str) -> str:
        """`secret`, encrypted with the first key; "" stays "", there is nothing to hide."""
        return self._first.encrypt(secret.encode()).decode() if secret else ""

    def open(self, locked: str) -> str:
        """What was locked. Raises WrongKeyError."""
        try:
            return self._all.decrypt(locked.encode()).decode() if locked else ""
        except InvalidToken as error:
            raise WrongKeyError from error

    def is_newest(self, locked: str) -> bool:
        """Whether it was locked with the first key, so that the others are not needed for it."""
        try:
            return not locked or bool(self._first.decrypt(locked.encode()))
        except InvalidToken:
            return False


def new_key() -> str:
    """A key to put in front of the others."""
    return Fernet.generate_key().decode()


def _fernet(key: str, place: int) -> Fernet:
    try:
        return Fernet(key)
    except ValueError as error:
        raise BadSetting(
            "Key number {place} in INVOLVE_SECRET_KEYS is no key: make one with `involve keys new`.", place=place
        ) from error
