"""Involve: what the bot hears, thinks and does."""

import sys

__version__ = "0.1.0"

# httpx loads a command line of its own wherever rich is installed: a fifth of a second nobody here has a use for.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # None = "there is none", says the import system
