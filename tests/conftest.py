"""What every test may ask for."""

import asyncio
import os
import shutil
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from tortoise.backends.base.executor import EXECUTOR_CACHE

if TYPE_CHECKING:  # pytest rewrites the plugin's asserts when it loads it, which is later
    from tests.postgres import Server

pytest_plugins = ["tests.postgres"]

_COPIES = count(1)

# These take longest. They begin first, or one core would have nothing to do while the other is busy with the last.
LONGEST = (
    "tests/test_everything.py",
    "tests/services/test_faults.py",
    "tests/domain/test_guarantees.py",
    "tests/test_demo.py",
    "tests/playground/test_axe.py",
    "tests/playground/test_page.py",
    "tests/test_db.py",
    "tests/test_stop.py",
    "tests/test_migrations.py",
    "tests/handlers/test_digest.py",
    "tests/handlers/test_edition.py",
    "tests/test_tenants_apart.py",
)

# No deadline: a shared machine is slow now and then, and that is no fault of the code.
settings.register_profile("involve", deadline=None)
settings.load_profile("involve")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser that tests of the playground's page drive."""
    asked_for = os.environ.get("INVOLVE_CHROMIUM")
    names = [asked_for] if asked_for else ["chromium", "chromium-browser", "google-chrome"]
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip("no chromium on this machine: install it, or name one in INVOLVE_CHROMIUM")
    return found


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database of each kind Involve runs on, with its tables and without a row."""
    return str(request.getfixturevalue(f"{request.param}_copy_url"))


@pytest.fixture
def sqlite_url(sqlite_copy_url: str) -> str:
    """A database with its tables and without a row, where the kind does not matter."""
    return sqlite_copy_url


@pytest.fixture(params=["sqlite", "postgres"])
def blank_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of each kind in which there is nothing at all."""
    if request.param == "sqlite":
        return f"sqlite://{tmp_path}/blank.db"
    return str(request.getfixturevalue("new_postgres_url")())


@pytest.fixture
def sqlite_copy_url(sqlite_template: Path, tmp_path: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "involve.db")
    return f"sqlite://{tmp_path}/involve.db"


@pytest.fixture
def postgres_copy_url(postgres: "Server", postgres_template: str) -> str:
    return postgres.create(f"copy_{next(_COPIES)}", like=postgres_template)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated once: a copy takes a hundredth of the time."""
    file = tmp_path_factory.mktemp("template") / "involve.db"
    asyncio.run(_upgraded(f"sqlite://{file}"))
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres: "Server") -> str:
    """The same on PostgreSQL: the name of a database to copy."""
    asyncio.run(_upgraded(postgres.create("template_involve")))
    return "template_involve"


async def _upgraded(url: str) -> None:
    from bot.db import database  # tests of rules need not load it

    async with database(url):
        pass
    EXECUTOR_CACHE.clear()


@pytest.fixture(autouse=True)
def _nothing_remembered_of_another_database() -> None:
    """Tortoise keeps the statements it wrote for a table by the connection's name, whatever database that was."""
    EXECUTOR_CACHE.clear()
