"""Involve: what the bot hears, thinks and does."""

__version__ = "0.1.0"
