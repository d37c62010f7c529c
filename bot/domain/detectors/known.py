"""Which detectors there are: every file of this folder with a Detector in it."""

import inspect
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules

import bot.domain.detectors
from bot.domain.detectors.base import Detector, Finding, Scene


@lru_cache(maxsize=1)
def all_detectors() -> tuple[Detector, ...]:
    """One of each, in the order of their names."""
    found: dict[str, Detector] = {}
    for module in iter_modules(bot.domain.detectors.__path__):
        loaded = import_module(f"bot.domain.detectors.{module.name}")
        for _, member in inspect.getmembers(loaded, inspect.isclass):
            if member.__module__ == loaded.__name__ and issubclass(member, Detector) and not inspect.isabstract(member):
                found[member.NAME] = member()
    return tuple(found[name] for name in sorted(found))


def find_all(scene: Scene) -> tuple[Finding, ...]:
    """What all of them see in `scene`."""
    return tuple(finding for detector in all_detectors() for finding in detector.find(scene))
