"""Everything that measures: `python -m bench [--data FOLDER] [name ...]` runs every module here that has a `run`."""

import argparse
import importlib
import inspect
import pkgutil
import time
from pathlib import Path

import bench

SLOW = {"broken", "guarantees", "mutations"}  # only when named: they take their time


def main() -> None:
    """Runs what was named, else everything that is not slow."""
    modules = {
        name: module
        for _, name, _ in sorted(pkgutil.iter_modules(bench.__path__), key=lambda found: found.name)
        if not name.startswith("_") and hasattr(module := importlib.import_module(f"bench.{name}"), "run")
    }
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="a folder with accounts.jsonl.gz and the like")
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(modules))
    wanted = parser.parse_args()
    if unknown := set(wanted.names) - modules.keys():
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(modules)}")
    if wanted.data and not wanted.data.is_dir():
        parser.error(f"{wanted.data} is no folder")
    for name in wanted.names or [name for name in modules if name not in SLOW]:
        summary = inspect.getdoc(modules[name]) or name
        print(f"\n== {name}: {summary.splitlines()[0]}\n", flush=True)
        began = time.perf_counter()
        modules[name].run(wanted.data)
        print(f"\n({time.perf_counter() - began:.0f} s)", flush=True)
    if not wanted.names:
        print(f"\nLeft out because they are slow, run them by name: {', '.join(sorted(SLOW & modules.keys()))}.")


if __name__ == "__main__":
    main()
