"""The environment, read once, into a frozen value."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import BadSetting

SLACK_API = "https://slack.com/api/"
_PREFIX = "INVOLVE_"


class Settings(BaseSettings):
    """What a person running Involve may set. Names are those of `.env.example`."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_file=".env", env_ignore_empty=True)

    bot_token: SecretStr = Field(SecretStr(""), alias="SLACK_BOT_TOKEN")
    app_token: SecretStr = Field(SecretStr(""), alias="SLACK_APP_TOKEN")
    signing_secret: SecretStr = Field(SecretStr(""), alias="SLACK_SIGNING_SECRET")
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

    def for_slack(self) -> "Settings":
        """These settings, checked for what the bot needs to talk to Slack."""
        if not self.bot_token.get_secret_value().startswith("xoxb-"):
            raise BadSetting(
                "SLACK_BOT_TOKEN is missing or is no bot token: copy the one that starts with xoxb- from your app's "
                "“OAuth & Permissions” page into .env, or run `involve demo` to try Involve without Slack."
            )
        if not self.app_token.get_secret_value().startswith("xapp-"):
            raise BadSetting(
                "SLACK_APP_TOKEN is missing or is no app-level token: make one with the scope connections:write on "
                "your app's “Basic Information” page; it starts with xapp-."
            )
        return self


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


def addresses(environ: Mapping[str, str], source: str, known: frozenset[str]) -> dict[str, str]:
    """The base addresses set for one network: INVOLVE_BLUESKY_APPVIEW -> {"appview": ...}, for the names in `known`."""
    found = {}
    for name in known:
        value = environ.get(f"{_PREFIX}{source}_{name}".upper(), "").strip()
        if not value:
            continue
        if urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).netloc:
            raise BadSetting(
                f"{_PREFIX}{source}_{name}".upper() + " must be an http(s) address, like https://host.example."
            )
        found[name] = value.rstrip("/")
    return found


def sqlite_file(url: str) -> Path | None:
    """The file behind a SQLite address, None for PostgreSQL or a database in memory."""
    if not url.startswith("sqlite:"):
        return None
    path = url.removeprefix("sqlite:").removeprefix("//").partition("?")[0]
    return None if path in {"", ":memory:"} else Path(path)
