"""Every guarantee of the judgement against random histories: a hundred thousand altogether."""

import os
import subprocess
import sys
from pathlib import Path

HISTORIES = 100_000
TESTS = Path(__file__).parent.parent / "tests" / "domain" / "test_guarantees.py"


def run(data: Path | None) -> None:
    """Runs the property tests with as many examples each as make up the number; needs no data."""
    promises = TESTS.read_text(encoding="utf-8").count("\ndef test_")
    each = -(-int(os.environ.get("HISTORIES", HISTORIES)) // promises)
    print(f"{promises} guarantees, {each:,} random histories each: {promises * each:,}\n", flush=True)
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", str(TESTS), "-q", "--no-header", "-p", "no:randomly", "--timeout=0"],
        env={**os.environ, "GUARANTEE_EXAMPLES": str(each)},
        check=False,
    )
    if ended.returncode:
        raise SystemExit("a guarantee does not hold")
