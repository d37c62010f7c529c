"""What every test may ask for."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings
from tortoise.backends.base.executor import EXECUTOR_CACHE

pytest_plugins = ["tests.postgres"]

# No deadline: a shared machine is slow now and then, and that is no fault of the code.
settings.register_profile("involve", deadline=None)
settings.load_profile("involve")


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
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind Involve runs on."""
    if request.param == "sqlite":
        return f"sqlite://{tmp_path}/involve.db"
    return str(request.getfixturevalue("new_postgres_url")())


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An empty database, where the kind does not matter."""
    return f"sqlite://{tmp_path}/involve.db"


@pytest.fixture(autouse=True)
def _nothing_remembered_of_another_database() -> None:
    """Tortoise keeps the statements it wrote for a table by the connection's name, whatever database that was."""
    EXECUTOR_CACHE.clear()
