"""The texts, in the language of the one who reads them."""

import gettext
from contextvars import ContextVar

_ENGLISH = gettext.NullTranslations()
_language: ContextVar[gettext.NullTranslations | None] = ContextVar("language", default=None)


def _(text: str) -> str:
    """`text` in the reader's language."""
    return (_language.get() or _ENGLISH).gettext(text)


def plural(one: str, many: str, count: int) -> str:
    """`one` or `many` by the reader's plural rules, with {n} filled in."""
    return (_language.get() or _ENGLISH).ngettext(one, many, count).format(n=count)
