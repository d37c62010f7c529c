"""Reads one archive in a process of its own: asked on standard input, answers on standard output, a line at a time.

What it is given may be hostile. It knows no secret, opens nothing but that file, and may be killed at any time.
"""

import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.domain import facts
from bot.domain.entry import Entry, Party
from bot.errors import BadInput
from bot.phrase import Phrase, written
from bot.sources.archives.base import AHEAD, NONSENSE, UNREADABLE, Archive, Owner, Skipped
from bot.sources.archives.known import recognised
from bot.sources.archives.opened import Opened
from bot.sources.archives.opening import opened

MEMORY = 768 * 1024 * 1024  # bytes of address space; a year of posts needs a tenth
DIGITS = 640  # of one number, the fewest Python can be held to: reading a long one takes quadratic time
SECONDS = 120  # of the processor; 200 MB of posts take a quarter
TELL_EVERY = 250  # entries
# What makes no sense is stepped over, and real archives hold some of it: a bad line in hundreds. Where nine of ten are
# of that kind after so many, the file is not what it is called, and reading on to its end costs much for nothing.
MOST_NONSENSE, NONSENSE_SHARE = 5_000, 0.9
OFTEN_AHEAD = timedelta(days=1)  # clocks go wrong by hours; what is dated later is no date

_NOT_KNOWN = Phrase("This archive has a form that is not known. Export it again; if that does not help, report it.")

_NONSENSE = Phrase(
    "Nearly all rows of a file in this archive make no sense. Download it again from the network; if that does not "
    "help, report it."
)

Say = Callable[[dict[str, Any]], None]


def main() -> None:
    """Answers one question and ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who asked, who ends this process
    _limit()
    answers = sys.stdout
    sys.stdout = sys.stderr  # a stray print would be taken for an answer

    def say(line: dict[str, Any]) -> None:
        answers.write(json.dumps(line, ensure_ascii=True, separators=(",", ":")) + "\n")

    try:
        _answer(json.loads(sys.stdin.readline()), say)
        answers.flush()
    except BadInput as error:
        say({"refused": written(error.phrase)})
        answers.flush()
    except MemoryError:
        os._exit(1)
    except UNREADABLE:  # of another form than any seen so far, where one row is not all there is to skip
        say({"refused": written(_NOT_KNOWN)})
        answers.flush()
    except BrokenPipeError:  # nobody waits for the rest
        os._exit(0)


def _answer(question: dict[str, Any], say: Say) -> None:
    now = datetime.fromisoformat(question["now"])
    with opened(Path(question["path"])) as whole:
        archive, narrowed = recognised(whole, question["network"])
        narrowed.check()
        owner = _owner(question, archive)
        who = archive.whose(narrowed, owner)
        say(
            {
                "archive": archive.name,
                "title": archive.title,
                "whose": asdict(who) if who else None,
                "lacks": written(lacks) if (lacks := archive.lacks(whole.names)) else "",
                "self_reported": archive.self_reported,
                "written_at": _written_at(narrowed),
            }
        )
        me = Party(who.native_id, who.handle) if who else Party(owner.key, owner.name)
        _read(archive, narrowed, me, owner, now, say)
    say({"done": True})


def _read(archive: Archive, narrowed: Opened, me: Party, owner: Owner, now: datetime, say: Say) -> None:
    latest, skipped = now + OFTEN_AHEAD, Counter[tuple[str, str]]()
    for number, found in enumerate(archive.read(narrowed, me=me, owner=owner, now=now), 1):
        if number % TELL_EVERY == 1:
            say({"read": narrowed.consumed, "of": narrowed.size})
        if isinstance(found, Skipped):
            skipped[found.what, found.why] += found.count
            nonsense = skipped[found.what, NONSENSE]
            if nonsense > MOST_NONSENSE and nonsense > number * NONSENSE_SHARE:
                raise BadInput(_NONSENSE)
        elif isinstance(found, Entry) and found.at > latest:
            skipped["an entry", AHEAD] += 1
        else:
            say({"entry": [found.network, found.kind, found.at.isoformat(), found.url, facts.written(found)]})
    for (what, why), count in skipped.items():
        say({"skipped": [what, why, count]})


def _owner(question: dict[str, Any], archive: Archive) -> Owner:
    account = question["accounts"].get(archive.name, {})
    return Owner(
        key=question["key"],
        name=question["name"],
        native_id=account.get("native_id", ""),
        handle=account.get("handle", ""),
        people=question["people"].get(archive.name, {}),
    )


def _written_at(narrowed: Opened) -> str | None:
    """When the archive was made, as far as it says: when the last of its files was written."""
    moments = [changed for name in narrowed.names if (changed := narrowed.member(name).changed)]
    return max(moments).isoformat() if moments else None


def _limit() -> None:
    sys.set_int_max_str_digits(DIGITS)
    with suppress(ImportError, OSError, ValueError):  # Windows has no such limits, macOS refuses the first
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    main()
