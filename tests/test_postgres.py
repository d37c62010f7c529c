"""The PostgreSQL of the tests is a real one, and each file may have a database of its own."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import asyncpg
import pytest

from tests.postgres import Owner, Server, programs_for, running


async def _ask(url: str, question: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_the_server_answers(postgres_url: str) -> None:
    assert str(await _ask(postgres_url, "SHOW server_version")).startswith("18.")
    assert await _ask(postgres_url, "SHOW server_encoding") == "UTF8"


async def test_a_file_has_a_database_of_its_own(postgres_url: str, fresh_postgres_url: str) -> None:
    await _ask(fresh_postgres_url, "CREATE TABLE only_here ()")
    assert await _ask(fresh_postgres_url, "SELECT to_regclass('only_here')") == "only_here"
    assert await _ask(postgres_url, "SELECT to_regclass('only_here')") is None


def test_killed_tests_leave_neither_server_nor_folder() -> None:
    script = (
        "import os, tempfile; from pathlib import Path; from tests.postgres import *\n"
        "owner = Owner.choose(); home = Path(tempfile.mkdtemp(prefix='involve-postgres-')); owner.take(home)\n"
        "with running(programs_for(owner, home), home, owner) as port:\n"
        "    print(home, port, flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    # The keeper holds the same standard error: reading that to its end waits until the keeper has cleaned up.
    killed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert killed.returncode == -9, killed.stderr
    home, port = killed.stdout.split()
    assert not Path(home).exists()
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", int(port))):
        pass


def test_a_server_that_cannot_start_says_why(postgres: Server) -> None:
    owner = Owner.choose()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        owner.take(Path(folder))
        Path(folder, "cluster").write_text("in the way")
        with pytest.raises(RuntimeError, match="cluster"), running(postgres.programs, Path(folder), owner):
            pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has the server run by somebody else")
async def test_programs_in_a_closed_folder_are_copied_out_of_it(
    postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = postgres.programs.parents[1]
    closed = tmp_path / "closed"
    shutil.copytree(package, closed / package.name)
    shutil.copytree(package.with_name(f"{package.name}.libs"), closed / f"{package.name}.libs")
    closed.chmod(0o700)
    monkeypatch.syspath_prepend(closed)
    owner = Owner.choose()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        owner.take(home)
        programs = programs_for(owner, home)
        assert programs.is_relative_to(home)
        with running(programs, home, owner) as port:
            url = Server(programs, port).create("copied")
            assert await _ask(url, "SELECT current_database()") == "copied"
