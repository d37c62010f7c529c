"""The command line `involve`."""

import asyncio
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import __version__
from bot.errors import InvolveError

app = typer.Typer(
    name="involve",
    help="Involve turns a team from broadcasting into taking part: a Slack bot that coaches, with evidence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
db = typer.Typer(help="Look after the database.", no_args_is_help=True)
app.add_typer(db, name="db")
keys = typer.Typer(help="The keys that tokens and members' credentials are locked with.", no_args_is_help=True)
app.add_typer(keys, name="keys")


@app.callback(invoke_without_command=True)
def _options(version: Annotated[bool, typer.Option("--version", help="Say which version this is.")] = False) -> None:
    if version:
        typer.echo(f"involve {__version__}")
        raise typer.Exit


@app.command()
def run() -> None:
    """Run the bot with the settings in the environment or in .env."""
    from bot import app as program  # `involve --version` need not load everything
    from bot import logs, settings

    chosen = settings.read()
    logs.set_up(chosen.log_level)
    _do(program.run(chosen.for_slack()))


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Where the page is served.")] = 8765,
) -> None:
    """Try Involve with an invented team in a local workspace, without Slack or any token."""
    from bot import demo as playing

    _do(playing.play(port=port))


@app.command()
def check(
    handles: Annotated[
        list[str], typer.Argument(help="bluesky:alice.bsky.social, mastodon:@me@server, hn:name, https://blog.example")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Judge somebody by their public accounts: no Slack, no database; 90 days are read, the last 28 shown."""
    from bot import check as checking

    raise typer.Exit(_do(checking.check(handles, as_json=as_json)))


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="The archive a network gave you: a zip, or a single file of it.")],
    member: Annotated[str, typer.Option(help="The Slack id of whose archive it is: U0…")],
    network: Annotated[str, typer.Option(help="Whose archive it is, where the file does not tell.")] = "",
    team: Annotated[str, typer.Option(help="The Slack workspace's id, where the database holds several.")] = "",
) -> None:
    """Import a personal archive (LinkedIn, X, Facebook, Instagram, YouTube, Reddit, Mastodon, Bluesky, Pinterest)."""
    from bot import importing

    _do(importing.import_archive(file, member, network=network, team=team))


@app.command()
def export(
    member: Annotated[str, typer.Option(help="The Slack id of who wants to know: U0…")],
    team: Annotated[str, typer.Option(help="The Slack workspace's id, where the database holds several.")] = "",
    to: Annotated[Path | None, typer.Option(help="A folder or a file name; without it, the folder you are in.")] = None,
) -> None:
    """Write a copy of everything about one member, for them: what they did in the open format, and every other row."""
    from bot import exporting

    _do(exporting.export(member, team=team, to=to))


@db.command()
def upgrade() -> None:
    """Bring the database up to date; run it before the bot where several processes share one."""
    from bot import settings
    from bot.db import database, only_process
    from bot.db import upgrade as bring_up_to_date

    url = settings.read().database_url.get_secret_value()

    async def do() -> list[str]:
        with only_process(url):
            async with database(url, upgraded=False):
                return await bring_up_to_date()

    done = _do(do())
    typer.echo(f"Applied: {', '.join(done)}." if done else "The database is up to date.")


@app.command()
def manifest(
    url: Annotated[
        str, typer.Option(help="The bot's public https address: for many workspaces. Without it: Socket Mode.")
    ] = "",
    extra: Annotated[
        list[str] | None,
        typer.Option("--with", help="Scopes beyond the least: history, files, pictures (docs/scopes.md)."),
    ] = None,
) -> None:
    """Write what Slack has to know of the app; paste it at https://api.slack.com/apps under “From a manifest”."""
    from bot import manifest as app_manifest
    from bot import settings

    extras = tuple(extra) if extra is not None else settings.read().extras
    typer.echo(app_manifest.manifest(url, extras), nl=False)


@keys.command("new")
def new_key() -> None:
    """Make a key, to be put in front of the others in INVOLVE_SECRET_KEYS."""
    from bot import keyring

    typer.echo(keyring.new_key())


@keys.command()
def rotate() -> None:
    """Lock every token with the first key; a running bot that has that key too goes on undisturbed."""
    from bot import settings
    from bot.db import database
    from bot.services import credentials
    from bot.services.installations import Installations

    chosen = settings.read()
    keyring = chosen.keyring()
    installations = Installations(keyring)

    async def do() -> int:
        async with database(chosen.database_url.get_secret_value()):
            await installations.check()
            await credentials.check(keyring)
            return await installations.relock() + await credentials.relock(keyring)

    changed = _do(do())
    typer.echo(f"Tokens locked anew: {changed}. The keys behind the first are not needed any more.")


def _do(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


def main() -> None:
    """Runs the command line; what a person can act on is one sentence and an exit code, never a traceback."""
    try:
        app()
    except InvolveError as error:
        typer.echo(f"involve: {error}", err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
