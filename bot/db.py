"""The database: how it is opened, and the only door to a transaction."""

import asyncio
import fcntl
import os
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from tortoise import Tortoise, connections
from tortoise.backends.base.client import BaseDBAsyncClient, TransactionalDBClient
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.exceptions import BaseORMException, DBConnectionError, IntegrityError, OperationalError
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget
from tortoise.transactions import in_transaction

from bot.errors import BadSetting, Busy
from bot.settings import sqlite_file

APP = "models"
MIGRATIONS = "models.migrations"
CONNECT_WITHIN = 10  # seconds
AT_ONCE = 500  # rows a statement; SQLite's default limit is 32,766 values
_LOCK = 0x1270_17E  # one number for every process that upgrades: two releases at once wait for each other

T = TypeVar("T")
Statement = tuple[str, Sequence[Any]]  # SQL with this database's marks, and the values they stand for
Row = Mapping[str, Any] | sqlite3.Row


def config(url: str) -> dict[str, Any]:
    """Tortoise's configuration for `url` (sqlite://… or postgres://…)."""
    try:
        connection = expand_db_url(url)
        most = int(connection["credentials"].get("maxsize", 5))
    except (BaseORMException, ValueError, KeyError) as error:
        raise BadSetting(
            "DATABASE_URL makes no sense: use sqlite://involve.db or postgres://user:password@host/name."
        ) from error
    if connection["engine"].endswith("sqlite"):
        # NORMAL loses nothing on a crash of the program; rows come back after a power cut up to the last checkpoint.
        # Tortoise would cut the journal to 16 kB at every checkpoint, only to let it grow again: a third of the rate.
        usual = {"synchronous": "NORMAL", "cache_size": -65536, "journal_size_limit": 1 << 26}
        connection["credentials"] = usual | connection["credentials"]
    elif connection["engine"].endswith("asyncpg"):
        connection["credentials"] |= {
            "server_settings": {"statement_timeout": "15000", "idle_in_transaction_session_timeout": "30000"},
            "command_timeout": 20,
            "timeout": CONNECT_WITHIN,
            "maxsize": most,
        }
    else:
        raise BadSetting("DATABASE_URL names a database Involve does not speak: use sqlite:// or postgres://.")
    return {
        "connections": {"default": connection},
        "apps": {APP: {"models": ["models"], "default_connection": "default", "migrations": MIGRATIONS}},
        "use_tz": True,
        "timezone": "UTC",
    }


# For `tortoise makemigrations`, which only needs to know where models and migrations lie.
TORTOISE_ORM = config(os.environ.get("DATABASE_URL") or "sqlite://involve.db")


@asynccontextmanager
async def database(url: str, *, upgraded: bool = True) -> AsyncIterator[None]:
    """The open database, with its schema upgraded. Enter it in the main task, before anything else starts.

    Tortoise's connection is a context variable: tasks of the scheduler and of Slack's sockets find it only through the
    global fallback. An unclosed SQLite keeps its thread, and the process would never exit.
    """
    _check_writable(url)
    await Tortoise.init(config=config(url), _enable_global_fallback=True)
    try:
        await _reach()
        if upgraded:
            await upgrade()
        yield
    finally:
        await Tortoise.close_connections()


async def _reach() -> None:
    try:
        await connections.get("default").execute_query("SELECT 1")
    except Exception as error:
        if not _is_cannot_connect(error):
            raise
        raise BadSetting(
            f"The database does not answer ({type(error).__name__}): check DATABASE_URL and that it runs."
        ) from error


async def upgrade() -> list[str]:
    """Brings the schema up to date; the names of the migrations applied.

    Safe to run twice, and in two processes at once.
    """
    connection = connections.get("default")
    executor = MigrationExecutor(connection, {APP: Tortoise.apps and config_of_apps()[APP]})
    targets = [MigrationTarget(app_label=APP, name="__latest__")]
    async with _one_at_a_time(connection):
        plan = await executor.plan(targets)
        if plan:
            await executor.migrate(targets)
    return [step.migration.name for step in plan]


def config_of_apps() -> dict[str, Any]:
    """The part of the configuration the migrations need."""
    return {APP: {"models": ["models"], "default_connection": "default", "migrations": MIGRATIONS}}


@asynccontextmanager
async def _one_at_a_time(connection: BaseDBAsyncClient) -> AsyncIterator[None]:
    if connection.capabilities.dialect != "postgres":
        yield
        return
    # Held by a connection of its own: the pool may hand each statement of the migration to another one.
    async with connection.acquire_connection() as held:
        await held.execute("SELECT pg_advisory_lock($1)", _LOCK)
        try:
            yield
        finally:
            await held.execute("SELECT pg_advisory_unlock($1)", _LOCK)


async def run_tx(work: Callable[[BaseDBAsyncClient], Awaitable[T]]) -> T:
    """Runs `work` in one transaction, whole or not at all, even if the caller is cancelled. Never spawn tasks inside.

    In a task of its own, because a cancellation inside Tortoise's `in_transaction()` leaks the connection, and because
    a database restart leaves a dead connection in the context of a long-lived task (both measured on 1.1.9).
    """

    async def whole() -> T:
        async with _transaction() as connection:
            return await work(connection)

    task = asyncio.ensure_future(whole())
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():  # cancelled once more: the transaction comes to its end all the same
            with suppress(asyncio.CancelledError):
                await asyncio.wait([task])
        raise


@asynccontextmanager
async def _transaction() -> AsyncIterator[BaseDBAsyncClient]:
    # Where BEGIN fails, as on a connection the server has ended, Tortoise 1.1.9 never gives back what it took for it:
    # after a few of those the pool is empty, and everybody waits for ever.
    context: Any = in_transaction()
    try:
        connection = await context.__aenter__()
    except Exception:
        if hasattr(context, "_trxlock"):  # SQLite's one connection
            context._trxlock.release()
        elif hasattr(context, "_pool_init_lock") and context.client._connection is not None:
            await context.client._parent._pool.release(context.client._connection)
        raise
    async with AsyncExitStack() as stack:
        stack.push_async_exit(context.__aexit__)
        yield connection


async def run_together(*statements: Statement) -> Sequence[Sequence[Row]]:
    """Runs statements in one transaction, whole or not at all; the rows each gave, by column.

    For a few whose order is known beforehand. On SQLite they are one trip to the connection's thread, where `run_tx`
    takes one for each and three around them: most of what a short write costs.
    """
    client = connections.get("default")
    if client.capabilities.dialect == "postgres" or isinstance(client, TransactionalDBClient):

        async def work(connection: BaseDBAsyncClient) -> Sequence[Sequence[Row]]:
            return [await connection.execute_query_dict(sql, list(values)) for sql, values in statements]

        return await run_tx(work)
    try:
        async with client.acquire_connection() as connection:
            # aiosqlite offers no door to its thread for more than one statement; the thread finishes what it has begun
            # even if nobody waits for it any longer.
            rows: Sequence[Sequence[Row]] = await connection._execute(_in_thread, connection._conn, statements)
            return rows
    except sqlite3.IntegrityError as error:
        raise IntegrityError(error) from error
    except sqlite3.OperationalError as error:
        raise OperationalError(error) from error


def _in_thread(connection: sqlite3.Connection, statements: Sequence[Statement]) -> Sequence[Sequence[Row]]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        rows = [connection.execute(sql, values).fetchall() for sql, values in statements]
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise
    return rows


def placeholders(connection: BaseDBAsyncClient, count: int) -> list[str]:
    """The marks for `count` values in a hand-written statement of this database."""
    if connection.capabilities.dialect == "postgres":
        return [f"${number}" for number in range(1, count + 1)]
    return ["?"] * count


def bound_time(connection: BaseDBAsyncClient, at: datetime) -> object:
    """`at` as a hand-written statement binds it on this database."""
    # asyncpg binds datetimes; SQLite's column holds the text Tortoise itself writes
    return at if connection.capabilities.dialect == "postgres" else at.isoformat(" ")


@contextmanager
def only_process(url: str) -> Iterator[None]:
    """Holds a SQLite file for one running bot; a second one is told so. (Several processes need PostgreSQL.)"""
    file = sqlite_file(url)
    if file is None:
        yield
        return
    _check_writable(url)
    with Path(f"{file}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(
                f"Another Involve is already running on {file}. Stop it first, or give this one its own DATABASE_URL."
            ) from None
        yield


def _check_writable(url: str) -> None:
    file = sqlite_file(url)
    if file is None:
        return
    if not file.parent.is_dir():
        raise BadSetting(f"The folder of the database, {file.parent}, does not exist: make it, or set DATABASE_URL.")
    blocked = file if file.exists() and not os.access(file, os.W_OK) else None
    if not os.access(file.parent, os.W_OK):
        blocked = file.parent
    if blocked is not None or _is_marked_read_only(file):
        raise BadSetting(
            f"The database {blocked or file} cannot be written: make it writable, or set DATABASE_URL "
            f"to a place that is."
        )
    if file.exists():
        _check_opens(file)


def _is_marked_read_only(file: Path) -> bool:
    # root may write wherever the permission bits say no; whoever set them meant it
    return file.exists() and not file.stat().st_mode & 0o222


def _check_opens(file: Path) -> None:
    # Before aiosqlite does: where opening fails there, its thread stays, and the process never ends.
    try:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA schema_version")
    except sqlite3.DatabaseError as error:
        raise BadSetting(f"{file} is no SQLite database ({error}): name another file in DATABASE_URL.") from error


def _is_cannot_connect(error: Exception) -> bool:
    # asyncpg, which is loaded only where it is used, tells of a wrong password or role with an error of its own
    return isinstance(error, (OSError, DBConnectionError)) or type(error).__module__.startswith("asyncpg.")


def clock_sql(connection: BaseDBAsyncClient) -> str:
    """The database's own clock as unix seconds: leases of several processes are measured by one clock."""
    if connection.capabilities.dialect == "postgres":
        return "CAST(extract(epoch FROM clock_timestamp()) AS BIGINT)"
    return "CAST(strftime('%s', 'now') AS BIGINT)"


def skip_locked(connection: BaseDBAsyncClient) -> str:
    """What a claiming sub-select ends in, so that several workers never wait for, nor get, the same rows."""
    return "FOR UPDATE SKIP LOCKED" if connection.capabilities.dialect == "postgres" else ""
