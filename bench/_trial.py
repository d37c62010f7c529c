"""Runs tests of the rules on a copy in which something is broken: each time in a process of its own that can be lost.

A worker loads pytest and Hypothesis once and splits off a child for every trial, which saves most of a trial's time. A
child may use so many seconds of processor and so much memory: what no longer comes to an end is noticed, on a busy
machine as on an idle one.
"""

import importlib
import json
import multiprocessing
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent.parent
COPIED = ("bot", "handlers", "models", "tests", "pyproject.toml")
OURS = ("bot", "handlers", "models", "tests", "bench", "docs")
DOMAIN = Path("bot", "domain")
TESTS = ("tests/domain",)
MEMORY = 4 * 2**30
PATIENCE = 4  # seconds of processor for loading, and for each test on top of
SLOWER = 4  # times what it takes on what is not broken; then a break is called endless
FEW = "25"  # histories a guarantee where any test may notice; as many as in the suite where one has to

_copy = Path()


class Ended(StrEnum):
    """How the tests ended on something broken."""

    NOTICED = "noticed"
    UNLOADABLE = "cannot be loaded"
    ENDLESS = "endless"
    UNNOTICED = "survived"


@dataclass(frozen=True, slots=True)
class Trial:
    """One break: the changed text of a module, and the tests that might notice, in the order to run them."""

    module: str  # "detectors/blast"
    text: str
    tests: Mapping[str, float]  # each with the seconds of processor it takes on what is not broken
    examples: str = FEW


@dataclass(frozen=True, slots=True)
class Covered:
    """Which tests run which lines of the domain, and how many seconds of processor each takes."""

    seconds: dict[str, float]
    lines: dict[str, dict[int, tuple[str, ...]]]  # by module and line


def prepare(folder: str) -> None:
    """What a worker does first: a copy of its own in `folder`, and all that every trial loads anyway."""
    global _copy
    _copy = Path(tempfile.mkdtemp(dir=folder))
    for name in COPIED:
        there = HERE / name
        if there.is_dir():
            shutil.copytree(there, _copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(there, _copy / name)
    sys.dont_write_bytecode = True
    for name in ("pytest", "hypothesis", "coverage"):
        importlib.import_module(name)


def attempt(trial: Trial) -> Ended:
    """Breaks the worker's copy, runs the tests until the first fails, and mends it again."""
    file = _copy / DOMAIN / f"{trial.module}.py"
    original = file.read_text(encoding="utf-8")
    file.write_text(trial.text, encoding="utf-8")
    try:
        return _ended(trial)
    finally:
        file.write_text(original, encoding="utf-8")


def _ended(trial: Trial) -> Ended:
    status = _apart(lambda: _tests(trial.tests, trial.examples, _Chosen(trial.tests)))
    if os.WIFSIGNALED(status):
        return Ended.ENDLESS if os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL) else Ended.NOTICED
    code = os.WEXITSTATUS(status)
    return {0: Ended.UNNOTICED, 1: Ended.NOTICED}.get(code, Ended.UNLOADABLE)


def covered() -> Covered:
    """Runs all tests of the rules once and looks which lines each runs. Raises RuntimeError where one fails."""
    found = _copy / "covered.json"
    status = _apart(lambda: _watched(found))
    for cache in (_copy / "bot").rglob("__pycache__"):
        shutil.rmtree(cache)  # of a module that will be broken nothing may be left
    if status:
        raise RuntimeError("the tests fail as things are: nothing can be learned from breaking more")
    told = json.loads(found.read_text(encoding="utf-8"))
    lines = {module: {int(line): tuple(tests) for line, tests in of.items()} for module, of in told["lines"].items()}
    return Covered(told["seconds"], lines)


def _watched(found: Path) -> int:
    from coverage import Coverage

    sys.dont_write_bytecode = False  # tests are prepared once, and then only read
    watch = Coverage(data_file=None, include=[f"{_copy / DOMAIN}/*"], config_file=False)
    watch.start()
    stopwatch = _Stopwatch(watch)
    code = _tests(TESTS, FEW, stopwatch)
    watch.stop()
    told = watch.get_data()
    lines = {
        str(Path(file).relative_to((_copy / DOMAIN).resolve()).with_suffix("")): {
            line: [test for test in tests if test] for line, tests in told.contexts_by_lineno(file).items()
        }
        for file in told.measured_files()
    }
    found.write_text(json.dumps({"seconds": stopwatch.seconds, "lines": lines}), encoding="utf-8")
    return code


def _tests(chosen: Iterable[str], examples: str, plugin: object) -> int:
    """Runs pytest here, as if the copy were all there is."""
    from hypothesis import Phase, settings

    os.chdir(_copy)
    sys.path.insert(0, str(_copy))
    for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
        del sys.modules[name]
    os.environ["GUARANTEE_EXAMPLES"] = examples
    # The same histories each time, and none made smaller: only whether a test fails is asked, not how.
    settings.register_profile(
        "broken", deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate]
    )
    silence = os.open(os.environ.get("TRIALS", os.devnull), os.O_WRONLY | os.O_APPEND)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    import pytest

    files = dict.fromkeys(name.partition("::")[0] for name in chosen)
    asked = ["-x", "-q", "--noconftest", "--tb=short", "--hypothesis-profile=broken", "-o", "timeout=0"]
    asked += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # of what a worker loads beforehand
    for name in ("randomly", "cacheprovider", "faulthandler"):
        asked += ["-p", f"no:{name}"]
    return int(pytest.main([*asked, *files], plugins=[plugin]))


def _apart(run: Callable[[], int]) -> int:
    """Does it in a child and says how that ended, as os.waitpid does."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    code = os.EX_SOFTWARE
    try:
        code = run()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)  # nothing of the worker's is to be cleared away, or answered, by its child


def _limit(seconds: float) -> None:
    """How many seconds of processor this process may use from here on."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time() + seconds) + 1, resource.RLIM_INFINITY))


class _Chosen:
    """Keeps the tests asked for, in that order; whole files where a file alone was named."""

    def __init__(self, tests: Mapping[str, float]) -> None:
        self.seconds = tests
        self.places = {test: place for place, test in enumerate(tests)}
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        _limit(PATIENCE)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        _limit(PATIENCE + SLOWER * self.seconds.get(nodeid, PATIENCE))

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        def place(item: Any) -> int | None:
            return next(
                (self.places[name] for name in (item.nodeid, item.nodeid.partition("[")[0]) if name in self.places),
                None,
            )

        kept = [(at, item) for item in items if (at := place(item)) is not None]
        if kept:  # a break can rename all its tests: then whatever there is runs
            items[:] = [item for _, item in sorted(kept, key=lambda pair: pair[0])]


class _Stopwatch:
    """Tells the coverage which test runs, and how long it ran."""

    def __init__(self, watch: Any) -> None:
        self.watch = watch
        self.seconds: dict[str, float] = {}

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.watch.switch_context(nodeid)
        self.seconds[nodeid] = -time.process_time()

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self.seconds[nodeid] += time.process_time()
        self.watch.switch_context("")


def modules() -> Iterator[str]:
    """Every module of the domain, as a trial names it."""
    folder = HERE / DOMAIN
    for file in sorted(folder.rglob("*.py")):
        if file.name != "__init__.py":
            yield str(file.relative_to(folder).with_suffix(""))


def source(module: str) -> str:
    """What a module of the domain says."""
    return (HERE / DOMAIN / f"{module}.py").read_text(encoding="utf-8")


@contextmanager
def workers() -> Iterator[Executor]:
    """Processes that make trials, JOBS of them, else one a processor; they have loaded nothing of what is broken."""
    spawning = multiprocessing.get_context("spawn")
    number = int(os.environ.get("JOBS", os.cpu_count() or 1))
    with (
        tempfile.TemporaryDirectory(prefix="broken-") as folder,
        ProcessPoolExecutor(number, mp_context=spawning, initializer=prepare, initargs=(folder,)) as pool,
    ):
        yield pool
