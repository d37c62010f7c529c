"""How right the judgement is: four protocols, beside what was measured elsewhere."""

from pathlib import Path

from bench._accounts import ACCOUNTS, print_accounts
from bench._simulated import print_simulated


def run(data: Path | None) -> None:
    """Prints protocol C always, and A, B and D where the folder holds real accounts."""
    found = data / ACCOUNTS if data else None
    if found and found.is_file():
        print_accounts(found)
    else:
        where = f"{data} holds no {ACCOUNTS}" if data else "no folder was given (--data)"
        print(f"Left out: A, B and D need real accounts, and {where}.\n")
    print_simulated()
