"""The database: a sentence when it cannot be opened, whole transactions or none, one schema however it came about."""

import ast
import asyncio
import contextvars
import itertools
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from tortoise import Tortoise, connections
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import IntegrityError, OperationalError

from bot import __main__ as program
from bot.db import (
    CONNECT_WITHIN,
    Statement,
    bound_time,
    config,
    database,
    only_process,
    placeholders,
    run_together,
    run_tx,
    upgrade,
)
from bot.domain.kinds import HouseKind
from bot.errors import BadSetting, Busy
from models import House, Receipt, Workspace
from tests.postgres import Owner, Server, programs_for, running

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
ROOT = Path(__file__).parent.parent


# --- whole or not at all ---------------------------------------------------------------------------------------------


def a_pair(name: str) -> Callable[[BaseDBAsyncClient], Any]:
    """Work of two writes that belong together."""

    async def work(connection: BaseDBAsyncClient) -> None:
        workspace = await Workspace.create(team_id=name, created_at=NOW, using_db=connection)
        await asyncio.sleep(0)
        await House.create(
            workspace_id=workspace.id, key=name, kind=HouseKind.DOMAIN, what=name, added_at=NOW, using_db=connection
        )

    return work


async def steps(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def all_answer(count: int = 8) -> None:
    """More at once than the pool has connections: one that leaked would be missed."""
    async with asyncio.timeout(20):
        await asyncio.gather(*(run_tx(a_pair(f"after-{number}")) for number in range(count)))


async def test_a_transaction_cancelled_at_any_step_is_whole_or_nothing_and_leaks_nothing(database_url):
    async with database(database_url):
        whole = 0
        for number in range(160):
            task = asyncio.create_task(run_tx(a_pair(f"t{number}")))
            await steps(number)
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
                whole += 1
        pairs = await Workspace.filter(team_id__startswith="t").count()
        assert pairs == await House.filter(key__startswith="t").count()
        assert pairs >= whole
        await all_answer()


async def test_a_transaction_cancelled_twice_still_comes_to_its_end_before_its_caller_goes_on(database_url):
    begun, may_go_on = asyncio.Event(), asyncio.Event()

    async def slow(connection: BaseDBAsyncClient) -> None:
        begun.set()
        await may_go_on.wait()
        await a_pair("slow")(connection)

    async with database(database_url):
        task = asyncio.create_task(run_tx(slow))
        await begun.wait()
        for _ in range(3):
            task.cancel()
            await steps(3)
        assert not task.done()
        may_go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await House.filter(key="slow").count() == 1
        await all_answer()


async def test_a_transaction_that_fails_leaves_nothing_and_says_why(database_url):
    async def breaks(connection: BaseDBAsyncClient) -> None:
        await a_pair("broken")(connection)
        raise ValueError("of ours")

    async with database(database_url):
        with pytest.raises(ValueError, match="of ours"):
            await run_tx(breaks)
        assert await Workspace.filter(team_id="broken").count() == 0
        await all_answer()


async def test_a_transaction_within_one_is_part_of_it(database_url):
    async def outer(connection: BaseDBAsyncClient) -> None:
        await run_tx(a_pair("inner"))
        raise ValueError("the outer one fails")

    async with database(database_url):
        with pytest.raises(ValueError, match="outer"):
            await run_tx(outer)
        assert await Workspace.filter(team_id="inner").count() == 0


async def two_receipts(first: str, second: str) -> list[Statement]:
    """Two writes in plain SQL that belong together."""
    team = await Workspace.get_or_none(team_id="T1") or await Workspace.create(team_id="T1", created_at=NOW)
    connection = connections.get("default")
    marks = ",".join(placeholders(connection, 3))
    sql = f"INSERT INTO receipt (workspace_id, key, at) VALUES ({marks}) RETURNING key"
    return [(sql, (team.id, key, bound_time(connection, NOW))) for key in (first, second)]


async def test_statements_run_together_give_each_its_rows(database_url):
    async with database(database_url):
        found = await run_together(*await two_receipts("one", "two"))
        assert [[row["key"] for row in rows] for rows in found] == [["one"], ["two"]]


async def test_statements_run_together_are_whole_or_nothing_and_leave_the_connection_free(database_url):
    async with database(database_url):
        for _ in range(8):
            with pytest.raises(IntegrityError):
                await run_together(*await two_receipts("same", "same"))
            with pytest.raises(OperationalError):
                await run_together(*await two_receipts("kept", "not"), ("INSERT INTO nowhere VALUES (1)", ()))
        assert await Receipt.all().count() == 0
        await all_answer()


async def test_statements_run_together_and_cancelled_at_any_step_are_whole_or_nothing(database_url):
    async with database(database_url):
        for number in range(40):
            task = asyncio.create_task(run_together(*await two_receipts(f"t{number}", f"u{number}")))
            await steps(number % 20)
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        firsts = await Receipt.filter(key__startswith="t").count()
        assert firsts == await Receipt.filter(key__startswith="u").count() > 0
        await all_answer()


async def test_statements_run_together_within_a_transaction_are_part_of_it(database_url):
    async def outer(connection: BaseDBAsyncClient) -> None:
        await run_together(*await two_receipts("one", "two"))
        raise ValueError("the outer one fails")

    async with database(database_url):
        with pytest.raises(ValueError, match="outer"):
            await run_tx(outer)
        assert await Receipt.all().count() == 0


async def test_other_tasks_find_the_database(database_url):
    """Tortoise keeps its connection in a context that tasks begun elsewhere, as in a scheduler, do not share."""

    async def elsewhere() -> int:
        return await Workspace.all().count()

    async with database(database_url):
        task = asyncio.get_running_loop().create_task(elsewhere(), context=contextvars.Context())
        assert await task == 0


# --- a PostgreSQL that comes and goes --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Own:
    """A PostgreSQL nobody else uses, so that it can be restarted."""

    url: str
    home: Path
    programs: Path
    owner: Owner

    def restart(self) -> None:
        restart = [self.programs / "pg_ctl", "restart", "--mode=immediate", "--wait", "--silent", "--pgdata=cluster"]
        log = [f"--log={self.home / 'log'}"]
        subprocess.run(
            [*restart, *log], check=True, cwd=self.home, env={}, stdin=subprocess.DEVNULL, **self.owner.run()
        )

    async def end_every_connection(self) -> None:
        connection = await asyncpg.connect(self.url)
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await connection.close()


@pytest.fixture
def own_postgres() -> Iterator[Own]:
    owner = Owner.choose()
    with tempfile.TemporaryDirectory(prefix="involve-postgres-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        owner.take(home)
        programs = programs_for(owner, home)
        with running(programs, home, owner) as port:
            yield Own(Server(programs, port).create("own"), home, programs, owner)


async def test_loops_that_live_long_survive_restarts_of_postgres(own_postgres):
    """Each of them may fail while it is away; none of them may fail for ever."""
    numbers = itertools.count()
    written = [0] * 6

    async def lives_long(place: int) -> None:
        while True:
            try:
                await run_tx(a_pair(f"{place}-{next(numbers)}"))
                written[place] += 1
            except Exception:
                await asyncio.sleep(0.01)  # it is away

    async def all_go_on() -> None:
        goal = [count + 2 for count in written]
        async with asyncio.timeout(30):
            while any(count < wanted for count, wanted in zip(written, goal, strict=True)):  # noqa: ASYNC110
                await asyncio.sleep(0.01)  # six of them: an event each would say no more

    async with database(own_postgres.url):
        loops = [asyncio.create_task(lives_long(place)) for place in range(len(written))]
        await all_go_on()
        for _ in range(8):  # more often than the pool has connections: none may be lost at any of them
            await own_postgres.end_every_connection()
            await all_go_on()
        await asyncio.to_thread(own_postgres.restart)
        await all_go_on()
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)
        pool = connections.get("default")._pool
        async with asyncio.timeout(5):
            await asyncio.gather(*(pool.acquire() for _ in range(pool.get_max_size())))
        pool.terminate()
        connections.get("default")._pool = None
        assert await Workspace.all().count() == await House.all().count()


# --- what cannot be opened -------------------------------------------------------------------------------------------


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    """What `involve ...` says on standard error, and its exit code."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str, **environment: str) -> tuple[str, int]:
        for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "DATABASE_URL"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["involve", *words])
        code = 0
        try:
            program.main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        return capsys.readouterr().err.strip(), code

    return run


def is_one_sentence(text: str) -> bool:
    return text.startswith("involve: ") and "\n" not in text and "Traceback" not in text and text.endswith(".")


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "sqlite://",
        "mysql://somebody@host/name",
        "oracle://host",
        "postgres://host:port/name",
        "postgres://somebody@host/name?maxsize=many",
    ],
)
def test_an_address_that_makes_no_sense_is_told_in_one_sentence(said, url):
    words, code = said("db", "upgrade", DATABASE_URL=url)
    assert is_one_sentence(words), words
    assert "DATABASE_URL" in words
    assert code == 2


def test_a_missing_folder_is_told(said, tmp_path):
    words, code = said("db", "upgrade", DATABASE_URL=f"sqlite://{tmp_path}/nowhere/involve.db")
    assert is_one_sentence(words)
    assert "nowhere, does not exist" in words
    assert code == 2


def test_a_database_marked_read_only_is_told_even_to_root(said, sqlite_url, tmp_path):
    assert said("db", "upgrade", DATABASE_URL=sqlite_url) == ("", 0)
    (tmp_path / "involve.db").chmod(0o444)
    before = (tmp_path / "involve.db").read_bytes()
    for words, code in (
        said("db", "upgrade", DATABASE_URL=sqlite_url),
        said("run", DATABASE_URL=sqlite_url, SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1"),
    ):
        assert is_one_sentence(words)
        assert "cannot be written" in words
        assert code == 2
    assert (tmp_path / "involve.db").read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write into every folder")
def test_a_folder_that_cannot_be_written_is_told(said, tmp_path):  # pragma: no cover
    (tmp_path / "shut").mkdir(mode=0o555)
    words, code = said("db", "upgrade", DATABASE_URL=f"sqlite://{tmp_path}/shut/involve.db")
    assert is_one_sentence(words)
    assert code == 2


def test_what_is_no_database_is_told_and_left_as_it_is(said, tmp_path):
    (tmp_path / "letter.txt").write_text("Dear Ana, " * 1000)
    for place in ("letter.txt", "."):
        words, code = said("db", "upgrade", DATABASE_URL=f"sqlite://{tmp_path}/{place}")
        assert is_one_sentence(words)
        assert "no SQLite database" in words
        assert code == 2
    assert (tmp_path / "letter.txt").read_text().startswith("Dear Ana, Dear Ana")


def test_a_postgres_that_is_not_there_is_told(said):
    words, code = said("db", "upgrade", DATABASE_URL="postgres://somebody@127.0.0.1:1/involve")
    assert is_one_sentence(words)
    assert "does not answer" in words
    assert code == 2


def test_a_postgres_that_knows_neither_role_nor_database_is_told(said, postgres):
    for address in (f"stranger@127.0.0.1:{postgres.port}/postgres", f"involve@127.0.0.1:{postgres.port}/missing"):
        words, code = said("db", "upgrade", DATABASE_URL=f"postgres://{address}")
        assert is_one_sentence(words), words
        assert "does not answer" in words
        assert code == 2


async def test_a_postgres_that_says_nothing_is_not_waited_for_for_ever(monkeypatch):
    monkeypatch.setattr("bot.db.CONNECT_WITHIN", 0.2)

    async def says_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()  # until the other side has had enough
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(says_nothing, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(BadSetting, match="does not answer"):
            async with database(f"postgres://involve@127.0.0.1:{port}/involve?ssl=disable"):
                pass
    assert CONNECT_WITHIN <= 20


async def test_what_breaks_while_it_is_open_is_not_laid_on_the_database(database_url):
    with pytest.raises(ConnectionRefusedError, match="a network"):
        async with database(database_url):
            raise ConnectionRefusedError("of a network")


def test_a_second_bot_on_one_file_is_told(said, tmp_path):
    url = f"sqlite://{tmp_path}/involve.db"
    with only_process(url):
        words, code = said("db", "upgrade", DATABASE_URL=url)
        assert is_one_sentence(words.replace(". Stop", ", stop"))
        assert "already running" in words
        assert code == 2
        with pytest.raises(Busy), only_process(url):
            pass
        with only_process(f"sqlite://{tmp_path}/another.db"):
            pass
    with only_process(url):  # and free again
        pass


# --- the schema ------------------------------------------------------------------------------------------------------

SQLITE_SHAPE = """
SELECT m.name, 'column',
       c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || c.pk || ' ' || coalesce(c.dflt_value, '')
  FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'
UNION ALL
SELECT m.name, 'index', i."unique" || ' ' || (SELECT group_concat(n.name) FROM pragma_index_info(i.name) n)
  FROM sqlite_master m, pragma_index_list(m.name) i WHERE m.type = 'table'
UNION ALL
SELECT m.name, 'key', k."from" || ' ' || k."table" || ' ' || k."to" || ' ' || k.on_delete
  FROM sqlite_master m, pragma_foreign_key_list(m.name) k WHERE m.type = 'table'
"""
POSTGRES_SHAPE = """
SELECT table_name AS a, 'column' AS b,
       concat_ws(' ', column_name, data_type, character_maximum_length, is_nullable, column_default) AS c
  FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL
SELECT t.relname, 'index', concat_ws(' ', i.indisunique, (
    SELECT string_agg(a.attname, ',' ORDER BY place) FROM unnest(i.indkey) WITH ORDINALITY AS k(number, place)
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number))
  FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
  WHERE n.nspname = 'public'
UNION ALL
SELECT conrelid::regclass::text, 'key', pg_get_constraintdef(oid) FROM pg_constraint
  WHERE contype = 'f' AND connamespace = 'public'::regnamespace
"""


async def shape() -> set[tuple[str, str, str]]:
    """Every column, index and foreign key of the database that is open."""
    connection = connections.get("default")
    question = POSTGRES_SHAPE if connection.capabilities.dialect == "postgres" else SQLITE_SHAPE
    found = {tuple(row.values()) for row in await connection.execute_query_dict(question)}
    return {row for row in found if not row[0].startswith(("sqlite_", "tortoise_"))}


@pytest.fixture
def two_urls(database_url, blank_url) -> tuple[str, str]:
    """Of one kind: a migrated one, and one in which there is nothing."""
    if database_url.partition(":")[0] != blank_url.partition(":")[0]:
        pytest.skip("two kinds of database")
    return database_url, blank_url


async def test_the_migrated_schema_is_the_one_the_models_generate(two_urls):
    migrated_url, generated_url = two_urls
    async with database(migrated_url):
        migrated = await shape()
    await Tortoise.init(config=config(generated_url), _enable_global_fallback=True)
    try:
        await Tortoise.generate_schemas(safe=False)
        generated = await shape()
    finally:
        await Tortoise.close_connections()
    assert migrated == generated
    assert ("activity", "index", "1 key") in migrated or ("activity", "index", "t key") in migrated
    assert len({row[0] for row in migrated}) == len(Tortoise.apps["models"]) if Tortoise.apps else True


async def test_upgrading_twice_changes_nothing(blank_url):
    async with database(blank_url, upgraded=False):
        assert await upgrade()
        before = await shape()
        assert await upgrade() == []
        assert await shape() == before


async def test_two_upgrades_at_once_leave_one_schema(blank_url):
    """Two processes, as in a release with two machines; each ends by itself, which an unclosed SQLite never does."""
    python = [sys.executable, "-m", "bot", "db", "upgrade"]
    environment = {**os.environ, "DATABASE_URL": blank_url, "PYTHONPATH": str(ROOT)}
    both = [
        await asyncio.create_subprocess_exec(
            *python, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
        )
        for _ in range(2)
    ]
    async with asyncio.timeout(50):
        said = [(*await one.communicate(), one.returncode) for one in both]
    if blank_url.startswith("sqlite"):  # one process a file: who comes second is told, or finds it done
        assert {code for *_, code in said} <= {0, 2}
        assert all(b"already running" in err for _, err, code in said if code)
    else:
        assert [code for *_, code in said] == [0, 0], said
    assert sum(b"Applied" in out for out, *_ in said) == 1
    async with database(blank_url, upgraded=False):
        assert await upgrade() == []
        assert ("delivery", "index", "1 key") in await shape() or ("delivery", "index", "t key") in await shape()


# --- house rules -----------------------------------------------------------------------------------------------------


@cache
def sources() -> dict[str, ast.AST]:
    files = [file for folder in ("bot", "handlers", "models") for file in sorted((ROOT / folder).rglob("*.py"))]
    return {
        str(file.relative_to(ROOT)): ast.parse(file.read_text("utf-8"))
        for file in files
        if not {"migrations", "playground"} & set(file.parts)
    }


def test_only_one_file_knows_a_transaction():
    for path, tree in sources().items():
        if path != "bot/db.py":
            names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | {
                name.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for name in node.names
            }
            assert not names & {"in_transaction", "atomic"}, path


ASKS = {"filter", "exclude", "get", "get_or_none", "all", "first", "exists", "annotate", "get_or_create", "in_bulk"}
SCOPED = {
    "workspace_id", "workspace", "member_id", "account_id", "key", "key__in", "id", "id__in", "claimed_by_id",
}  # fmt: skip
TABLES = {
    "Account", "Activity", "Conversation", "Correction", "Delivery", "House", "Member", "Receipt", "Received",
    "Relative", "Result", "Spending", "Suggestion",
}  # fmt: skip
BEYOND = {
    ("bot/services/credentials.py", "Account"),  # whose ends soon, and whose is locked with an old key
    ("bot/services/departures.py", "Member"),  # the clock's: who is gone for good, each by their own days of grace
    ("bot/services/home.py", "Member"),  # the clock's: whose page is to be kept fresh, each drawn for themselves
    ("bot/services/privacy.py", "Delivery"),  # what has to be rewritten, wherever it was posted
    ("bot/services/talks.py", "Conversation"),  # what is over goes, whoever's it was
    ("bot/services/receipts.py", "Receipt"),
    ("bot/services/members.py", "Member"),  # typed where the database is: asks which workspace where there are several
}


def test_no_query_reaches_into_another_workspace_unasked():
    """Every question names whose rows it wants: a workspace's, a member's, an account's, or a key's that names one."""
    loose = []
    for path, node in ((path, node) for path, tree in sources().items() for node in ast.walk(tree)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        asked = node.func.value
        if isinstance(asked, ast.Name) and asked.id in TABLES and node.func.attr in ASKS:
            names = {keyword.arg for keyword in node.keywords}
            if not names & SCOPED and (path, asked.id) not in BEYOND:
                loose.append(f"{path}:{node.lineno} {asked.id}.{node.func.attr}")
    assert loose == []
    assert TABLES | {"Workspace"} <= {path.stem.capitalize() for path in (ROOT / "models").glob("*.py")}


@pytest.fixture(autouse=True)
async def _closed() -> AsyncIterator[None]:
    yield
    await Tortoise.close_connections()
