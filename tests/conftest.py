"""What every test may ask for."""

import os
import shutil

import pytest
from hypothesis import settings

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
