"""Whatever an archive holds, it is read or refused with a sentence, and nothing else happens."""

import json
import random
from contextlib import suppress

import pytest

from bot.errors import BadInput
from tests.sources.archives import (
    test_facebook,
    test_instagram,
    test_linkedin,
    test_mastodon,
    test_pinterest,
    test_reddit,
    test_x,
    test_youtube,
)
from tests.sources.archives.packing import Read, packed, tarred
from tests.sources.archives.repositories import repository
from tests.sources.archives.test_bluesky import ANA_DID, RECORDS

WHOLE = {
    "facebook": test_facebook.WHOLE,
    "instagram": test_instagram.WHOLE,
    "linkedin": test_linkedin.WHOLE,
    "mastodon": test_mastodon.WHOLE,
    "pinterest": {"pinterest.html": test_pinterest.PAGE},
    "reddit": test_reddit.WHOLE,
    "x": test_x.WHOLE,
    "youtube": test_youtube.WHOLE,
}
ODD = (None, 1, -1.5, "x", "", [], {}, [1], {"a": 1}, True, 1e300, "https://[", "1" * 5_000)
BITS = (b'"', b"\n", b"[", b"{", b"null", b",", b"\\", b"1e999", b"\0", b'""', b":", b"9" * 30, b"-", b"\xff")


def confused(value: object, chance: random.Random) -> object:
    """The same with something of another kind here and there."""
    if chance.random() < 0.04:
        return chance.choice(ODD)
    if isinstance(value, dict):
        return {name: confused(each, chance) for name, each in value.items()}
    return [confused(each, chance) for each in value] if isinstance(value, list) else value


def damaged(raw: bytes, chance: random.Random) -> bytes:
    """The same with bytes changed, gone, added."""
    found = bytearray(raw)
    for _ in range(chance.randrange(1, 8)):
        at = chance.randrange(len(found) or 1)
        found[at : at + chance.choice((0, 0, 1, 20))] = chance.choice((b"", *BITS))
    return bytes(found[: chance.randrange(len(found)) if chance.random() < 0.2 else None])


@pytest.mark.parametrize("network", WHOLE)
def test_members_that_make_no_sense(tmp_path, network):
    read = 0
    for seed in range(40):
        chance = random.Random(seed)
        files = {name: each.encode() for name, each in WHOLE[network].items()}
        name = chance.choice(sorted(files))
        start = min((at for at in (files[name].find(b"["), files[name].find(b"{")) if at >= 0), default=-1)
        if name.endswith((".json", ".js")) and seed % 2:
            files[name] = files[name][:start] + json.dumps(confused(json.loads(files[name][start:]), chance)).encode()
        else:
            files[name] = damaged(files[name], chance)
        with suppress(BadInput):  # anything else is a failure
            Read(packed(tmp_path / "archive.zip", files))
            read += 1
    assert read >= 10


def test_archives_that_make_no_sense(tmp_path):
    whole = (
        packed(tmp_path / "a.zip", test_mastodon.WHOLE).read_bytes(),
        tarred(tmp_path / "a.tar.gz", test_mastodon.WHOLE).read_bytes(),
        repository(ANA_DID, RECORDS),
    )
    for seed in range(90):
        path = tmp_path / ("damaged.car" if seed % 3 == 2 else "damaged")
        path.write_bytes(damaged(whole[seed % 3], random.Random(seed)))
        with suppress(BadInput):  # anything else is a failure
            Read(path)
