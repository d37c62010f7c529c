"""The environment, read once, into a frozen value."""

import os
from collections.abc import Mapping
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import BadSetting
from bot.keyring import Keyring

SLACK_API = "https://slack.com/api/"
_PREFIX = "INVOLVE_"


class Mode(StrEnum):
    """How Slack reaches the bot."""

    SOCKET = "socket mode"  # one workspace; the bot calls Slack, so no public address is needed
    HTTP = "http"  # many workspaces; Slack calls the bot, and anybody may install it


class Settings(BaseSettings):
    """What a person running Involve may set. Names are those of `.env.example`."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_file=".env", env_ignore_empty=True)

    bot_token: SecretStr = Field(SecretStr(""), alias="SLACK_BOT_TOKEN")
    app_token: SecretStr = Field(SecretStr(""), alias="SLACK_APP_TOKEN")
    client_id: str = Field("", alias="SLACK_CLIENT_ID")
    client_secret: SecretStr = Field(SecretStr(""), alias="SLACK_CLIENT_SECRET")
    signing_secret: SecretStr = Field(SecretStr(""), alias="SLACK_SIGNING_SECRET")
    public_url: str = Field("", alias="INVOLVE_PUBLIC_URL")
    secret_keys: SecretStr = Field(SecretStr(""), alias="INVOLVE_SECRET_KEYS")
    extra_scopes: str = Field("", alias="INVOLVE_EXTRA_SCOPES")
    slack_api_url: str = Field(SLACK_API, alias="SLACK_API_URL")
    database_url: SecretStr = Field(SecretStr("sqlite://involve.db"), alias="DATABASE_URL")
    host: str = Field("127.0.0.1", alias="HOST")
    port: int = Field(3000, alias="PORT", ge=0, le=65535)
    log_level: str = Field("INFO", alias="INVOLVE_LOG_LEVEL")
    allowed_hosts: str = Field("", alias="INVOLVE_ALLOWED_HOSTS")

    @field_validator("slack_api_url")
    @classmethod
    def _ends_in_a_slash(cls, url: str) -> str:
        if urlsplit(url).scheme not in {"http", "https"}:
            raise ValueError("must be an http(s) address")
        return url.rstrip("/") + "/"

    @field_validator("public_url")
    @classmethod
    def _is_public(cls, url: str) -> str:
        if url and not is_public(url):
            raise ValueError("must be an https address, like https://involve.example.org")
        return url.rstrip("/")

    @field_validator("log_level")
    @classmethod
    def _is_a_level(cls, level: str) -> str:
        if level.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("must be one of DEBUG, INFO, WARNING, ERROR")
        return level.upper()

    @property
    def private_hosts(self) -> frozenset[str]:
        """The `host:port` entries that lift the rule against private addresses."""
        return frozenset(entry.strip() for entry in self.allowed_hosts.split(",") if entry.strip())

    @property
    def extras(self) -> tuple[str, ...]:
        """What Involve may ask Slack for beyond the least it needs: names of `bot.manifest.EXTRAS`."""
        return tuple(name.strip() for name in self.extra_scopes.split(",") if name.strip())

    @property
    def mode(self) -> Mode:
        """What is set decides: an app-level token Socket Mode, else a client id HTTP. Raises BadSetting for neither."""
        if self.app_token.get_secret_value():
            return Mode.SOCKET
        if self.client_id:
            return Mode.HTTP
        if self.bot_token.get_secret_value():
            raise BadSetting(_NO_APP_TOKEN)
        raise BadSetting(
            "Nothing says how to reach Slack: set SLACK_BOT_TOKEN and SLACK_APP_TOKEN for one workspace, or "
            "SLACK_CLIENT_ID for many; or run `involve demo` to try Involve without Slack."
        )

    @property
    def listens_at(self) -> str:
        """The address of this machine to listen at: everywhere where a platform gave the port, else only here."""
        given = self.model_fields_set
        return "0.0.0.0" if "port" in given and "host" not in given else self.host

    def for_slack(self) -> "Settings":
        """These settings, checked for what the bot needs to talk to Slack."""
        for is_there, otherwise in self._needed():
            if not is_there:
                raise BadSetting(otherwise)
        if self.mode is Mode.HTTP:
            self.keyring()
        _ = self.keys
        return self

    @property
    def keys(self) -> Keyring | None:
        """The same, None where there is none: then members can hand over nothing. Raises BadSetting for a bad one."""
        return self.keyring() if self.secret_keys.get_secret_value() else None

    def keyring(self) -> Keyring:
        """What tokens are locked with. Raises BadSetting where there is no key, or one that is none."""
        return Keyring(self.secret_keys.get_secret_value())

    def _needed(self) -> tuple[tuple[object, str], ...]:
        if self.mode is Mode.SOCKET:
            return (
                (self.bot_token.get_secret_value().startswith("xoxb-"), _NO_BOT_TOKEN),
                (self.app_token.get_secret_value().startswith("xapp-"), _NO_APP_TOKEN),
            )
        return (
            (self.client_secret.get_secret_value(), _NO_CLIENT_SECRET),
            (self.signing_secret.get_secret_value(), _NO_SIGNING_SECRET),
            (self.public_url, _NO_PUBLIC_URL),
        )


_NO_BOT_TOKEN = (
    "SLACK_BOT_TOKEN is missing or is no bot token: copy the one that starts with xoxb- from your app's "
    "“OAuth & Permissions” page into .env, or run `involve demo` to try Involve without Slack."
)
_NO_APP_TOKEN = (
    "SLACK_APP_TOKEN is missing or is no app-level token: make one with the scope connections:write on "
    "your app's “Basic Information” page; it starts with xapp-."
)
_NO_CLIENT_SECRET = (
    "SLACK_CLIENT_SECRET is missing: copy it from your app's “Basic Information” page, beside the client id."
)
_NO_SIGNING_SECRET = (
    "SLACK_SIGNING_SECRET is missing: copy it from your app's “Basic Information” page. Without it nobody could "
    "tell a request of Slack's from a forged one."
)
_NO_PUBLIC_URL = (
    "INVOLVE_PUBLIC_URL is missing: the https address under which Slack and browsers reach this bot, like "
    "https://involve.example.org."
)


def read(environment: Mapping[str, object] | None = None) -> Settings:
    """The settings of this process; `environment` (by alias) wins over the real one.

    Raises BadSetting in one sentence.
    """
    try:
        return Settings(**(environment or {}))  # type: ignore[arg-type]  # aliases are only known at run time
    except ValidationError as error:
        wrong = "; ".join(
            f"{problem['loc'][0]}: {problem['msg'].removeprefix('Value error, ')}" for problem in error.errors()
        )
        raise BadSetting(f"A setting is wrong — {wrong}. See .env.example for what each one takes.") from error


def environment() -> Mapping[str, str]:
    """The environment of this process over what stands in `.env`."""
    written = {name: value for name, value in dotenv_values(".env").items() if value}
    return {**written, **os.environ}


def of_source(environ: Mapping[str, str], source: str, known: Mapping[str, str]) -> dict[str, str]:
    """What is set for one network: INVOLVE_BLUESKY_APPVIEW -> {"appview": …}, for the names in `known`.

    `known`: names with their defaults. Where the default is an address, what is set must be one too; anything else, a
    key or a limit, is taken as it stands. Raises BadSetting.
    """
    found = {}
    for name, default in known.items():
        variable = f"{_PREFIX}{source}_{name}".upper()
        value = environ.get(variable, "").strip()
        if not value:
            continue
        if default.startswith(("http://", "https://")):
            if urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).netloc:
                raise BadSetting(f"{variable} must be an http(s) address, like https://host.example.")
            value = value.rstrip("/")
        found[name] = value
    return found


def is_public(url: str) -> bool:
    """Whether Slack and browsers may be told to come to this address."""
    # What is sent back there is worth a token: it must not cross a network in the clear.
    parts = urlsplit(url)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname))
    return bool(parts.hostname) and is_safe and not parts.query and not parts.fragment


def _is_here(host: str | None) -> bool:
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False


def sqlite_file(url: str) -> Path | None:
    """The file behind a SQLite address, None for PostgreSQL or a database in memory."""
    if not url.startswith("sqlite:"):
        return None
    path = url.removeprefix("sqlite:").removeprefix("//").partition("?")[0].partition("#")[0]
    return None if path in {"", ":memory:"} else Path(path)
