"""How long a year's LinkedIn archive takes to import and judge, on SQLite; and what traps take before they are refused.

To reach: 5,000 rows imported and judged in under 3 s; a trap refused in under 2 s with at most 50 MB more memory.
"""

import asyncio
import csv
import io
import json
import random
import resource
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from bot.db import database
from bot.domain.kinds import Appears
from bot.services import archive, members
from bot.services.judge import Judge
from models import Activity, Member

SHARES, COMMENTS, REACTIONS = 600, 2_400, 2_000
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TURNS = 3
_UPDATE = "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A"
_SAID = (
    "A second silicone seal around the lens kept ours dry through two winters.",
    "Have you tried potting the board? Repair gets harder, but corrosion never came back.",
    "I would ask the city first; ours lent us a counter for the cycle path.",
    "That battery bulges because the charger never stops. A protection circuit costs forty cents.",
)
_REFUSE = """
import json, sys, time
from pathlib import Path
from bot.errors import BadInput
from bot.sources.archives import __main__ as reader
from bot.sources.archives.known import archives
archives()

def most():  # ru_maxrss would count what the parent had when it started this
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024

before, began, worked = most(), time.perf_counter(), time.process_time()
try:
    reader._answer(json.loads(sys.stdin.read()), lambda line: None)
    said = "read"
except BadInput as error:
    said = str(error)
print(f"{time.perf_counter() - began:.3f}|{time.process_time() - worked:.3f}|{most() - before:.1f}|{said}")
"""


def run(data: Path | None) -> None:
    """Prints both tables; needs no data."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_year(Path(folder)))
        _traps(Path(folder))
        _traps_of_each(Path(folder))


async def _year(folder: Path) -> None:
    path = folder / "linkedin.zip"
    path.write_bytes(_linkedin(random.Random(7)))
    rows = SHARES + COMMENTS + REACTIONS
    print(f"a year of LinkedIn, {rows:,} rows, {path.stat().st_size / 1024:.0f} KB (SQLite, {TURNS} turns)")
    columns = ("import s", "judge s", "together", "CPU s", "again s", "rows", "lag p99 ms", "MB more")
    print(f"{'':<8}" + "".join(f"{column:>11}" for column in columns))
    for turn in range(TURNS):
        async with database(f"sqlite://{folder}/{turn}.db"):
            member = await _member()
            judge = Judge({})
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            lags: list[float] = []
            watch = asyncio.ensure_future(_lag(lags))
            began, worked = time.perf_counter(), _processor()
            await archive.import_file(member, path, now=NOW)
            imported = time.perf_counter()
            watch.cancel()
            await member.refresh_from_db()
            report = await judge.report(member, now=NOW)
            judged, worked = time.perf_counter(), _processor() - worked
            await archive.import_file(member, path, now=NOW)
            again = time.perf_counter() - judged
            count = await Activity.all().count()
            grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        lag = sorted(lags)[int(len(lags) * 0.99)] * 1000
        print(
            f"turn {turn + 1:<3}{imported - began:>11.2f}{judged - imported:>11.2f}{judged - began:>11.2f}"
            f"{worked:>11.2f}{again:>11.2f}{count:>11}{lag:>11.1f}{grown:>11.1f}   {report.judgement.badge}"
        )


def _processor() -> float:
    """Seconds of the processor so far, of this process and those it had read archives."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


async def _lag(lags: list[float]) -> None:
    while True:
        began = time.perf_counter()
        await asyncio.sleep(0.005)
        lags.append(time.perf_counter() - began - 0.005)


async def _member() -> Member:
    workspace = await members.workspace_of("T1", now=NOW)
    member = await members.member_of(workspace, "U0ANA")
    await members.join(member, appears=Appears.BY_NAME, now=NOW)
    return member


def _linkedin(chance: random.Random) -> bytes:
    """An archive of the true shape: a third of the comments stand below own posts."""

    def moment() -> datetime:
        return (NOW - timedelta(seconds=chance.randrange(1, 365 * 86_400))).replace(microsecond=0)

    def identity(at: datetime) -> int:
        return (int(at.timestamp() * 1000) + chance.randrange(900)) << 22 | chance.randrange(1 << 22)

    own = [moment() for _ in range(SHARES)]
    shares = [
        [f"{at:%Y-%m-%d %H:%M:%S}", _UPDATE.replace("activity", "share") + str(identity(at)),
         f'{chance.choice(_SAID)}"\n"{chance.choice(_SAID)} {number}', "", "", "MEMBER_NETWORK"]
        for number, at in enumerate(own)
    ]  # fmt: skip
    comments = []
    for number in range(COMMENTS):
        post = chance.choice(own) if number % 3 == 0 else moment() - timedelta(days=2)
        said = f'{chance.choice(("Ben Okri ", ""))}{chance.choice(_SAID)} "{number}"'
        comments.append([f"{moment():%Y-%m-%d %H:%M:%S}", _UPDATE + str(identity(post)), said])
    reactions = [[f"{moment():%Y-%m-%d %H:%M:%S}", "LIKE", _UPDATE + str(identity(moment()))] for _ in range(REACTIONS)]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        names = ["Date", "ShareLink", "ShareCommentary", "SharedUrl", "MediaUrl", "Visibility"]
        packed.writestr("Shares.csv", _table(names, shares))
        packed.writestr("Comments.csv", _table(["Date", "Link", "Message"], comments).replace('""', '\\"'))
        packed.writestr("Reactions.csv", _table(["Date", "Type", "Link"], reactions))
    return file.getvalue()


def _table(names: list[str], rows: list[list[str]]) -> str:
    file = io.StringIO()
    csv.writer(file).writerows([names, *rows])
    return file.getvalue()


def _traps(folder: Path) -> None:
    print(f"\n{'refused':<37}{'file MB':>9}{'seconds':>9}{'CPU s':>9}{'MB more':>9}")
    for what, raw in _hostile().items():
        path = folder / ("Comments.csv" if "quote" in what else "outbox.json")
        path.write_bytes(raw)
        seconds, worked, memory, sentence = _refused(path)
        print(f"{what:<37}{len(raw) / 1e6:>9.2f}{seconds:>9.3f}{worked:>9.3f}{memory:>9.1f}   {sentence[:60]}")


def _traps_of_each(folder: Path) -> None:
    """The same traps by the names of each network's own files: what is worst of them, in a process each."""
    columns = ("traps", "refused", "seconds", "CPU s", "MB more")
    print(f"\n{'looks like an archive of':<28}" + "".join(f"{column:>9}" for column in columns) + "   the slowest")
    for network, name in _MEMBERS.items():
        found = {}
        for what, raw in _hostile_by(name.encode()).items():
            path = folder / "archive.zip"
            path.write_bytes(raw)
            found[what] = _refused(path)
        refused = sum(sentence != "read" for *_, sentence in found.values())
        slowest = max(found, key=lambda what: found[what][0])
        seconds, worked, *_ = found[slowest]
        worst = max(memory for _, _, memory, _ in found.values())
        print(f"{network:<28}{len(found):>9}{refused:>9}{seconds:>9.3f}{worked:>9.3f}{worst:>9.1f}   {slowest}")


def _refused(path: Path) -> tuple[float, float, float, str]:
    """Seconds until it is refused, those of the processor in them, MB more, and what is said ("read": it is not)."""
    asked = {"path": str(path), "network": "", "now": NOW.isoformat(), "key": "1:U0ANA", "name": "Ana"}
    said = subprocess.run(
        [sys.executable, "-c", _REFUSE],
        input=json.dumps({**asked, "accounts": {}, "people": {}}),
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, worked, memory, sentence = said.stdout.strip().split("|")
    return float(seconds), float(worked), float(memory), sentence


def _hostile() -> dict[str, bytes]:
    noise = random.Random(3).randbytes(1_200_000)  # 180 times itself: just below the ratio, above the total
    patient = zlib.compressobj(9, zlib.DEFLATED, -15)
    slow = b"".join(patient.compress(noise[at : at + 40] * 100) for at in range(0, len(noise), 20)) + patient.flush()
    entries = _entry(b"outbox.json", 0, 0, 0) * 1_000_000
    gz = zlib.compressobj(9, zlib.DEFLATED, 31)
    header = bytearray(512)
    header[:11], header[124:135], header[156:157], header[257:263] = b"outbox.json", b"10000000000", b"0", b"ustar\0"
    header[148:156] = b" " * 8
    header[148:155] = b"%06o\0" % sum(header)
    tar = gz.compress(bytes(header)) + b"".join(gz.compress(bytes(1 << 20)) for _ in range(512)) + gz.flush()
    return {
        "1 GB of zeros in a .zip": _zip(b"outbox.json", _zeros(), 1 << 30),
        "240 MB that compress 100 times": _zip(b"outbox.json", slow, 240_000_000),
        "1,000,000 members": _far(entries, 1_000_000),
        "1,000,000 members, said to be 1": entries
        + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(entries), 0, 0),
        "512 MB of zeros in a .tar.gz": tar,
        "one open quote of 150 MB": b'Date,Link,Message\n"' + b"x\n" * 75_000_000,
        "150 MB of elements": b'{"orderedItems": [' + b"0," * 75_000_000,
        "a JSON list of 150 MB in one element": b'{"orderedItems": [[' + b"0," * 75_000_000,
    }


_MEMBERS = {
    "facebook": "your_facebook_activity/comments_and_reactions/comments.json",
    "instagram": "your_instagram_activity/comments/post_comments_1.json",
    "involve": "mine.jsonl",
    "linkedin": "Comments.csv",
    "mastodon": "outbox.json",
    "pinterest": "pinterest_data.html",
    "reddit": "comments.csv",
    "x": "data/tweets.js",
    "youtube": "YouTube and YouTube Music/comments/comments.csv",
}


@cache
def _zeros() -> bytes:
    """A gigabyte of them, packed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(1024)) + packer.flush()


def _hostile_by(name: bytes) -> dict[str, bytes]:
    return {
        "1 GB of zeros": _zip(name, _zeros(), 1 << 30),
        "1 GB of zeros, said to be 1,000": _zip(name, _zeros(), 1_000),
        "a name that leads out": _zip(b"../../" + name, b"", 0),
        "1,000,000 members": _far(_entry(name, 0, 0, 0) * 1_000_000, 1_000_000),
    }


def _zip(name: bytes, data: bytes, size: int) -> bytes:
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 33, 0, len(data), size, len(name), 0) + name + data
    directory = _entry(name, len(data), size, 0)
    return local + directory + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), len(local), 0)


def _entry(name: bytes, packed: int, size: int, offset: int) -> bytes:
    fields = (b"PK\x01\x02", 788, 20, 0, 8, 0, 33, 0, packed, size, len(name), 0, 0, 0, 0, 0, offset)
    return struct.pack("<4s6H3L5H2L", *fields) + name


def _far(directory: bytes, entries: int) -> bytes:
    far = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, entries, entries, len(directory), 0)
    where = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(directory), 1)
    return directory + far + where + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, 2**32 - 1, 2**32 - 1, 0)
