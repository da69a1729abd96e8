"""A process that saves proposals until it is killed, and says each number once it is kept."""

import sys
from pathlib import Path

from kgisim.audit.entries import Proposal
from kgisim.audit.log import Register
from kgisim.audit.users import LOCAL


def save_for_ever(file: str, author: str) -> None:
    register = Register(Path(file))
    count = 0
    while True:
        count += 1
        kept = register.keep(
            Proposal(
                author=author,
                reason=str(count),
                run="r0",
                indicator="x",
                value=float(count),
                year=2040,
                window=1,
                statistic="mean",
                scenario="package",
                chance_baseline=0.2,
                mcse_baseline=0.01,
                chance=0.5,
                mcse=0.01,
                verdict="",
            ),
            LOCAL,
        )
        print(kept.id, count, flush=True)


if __name__ == "__main__":
    save_for_ever(*sys.argv[1:])
