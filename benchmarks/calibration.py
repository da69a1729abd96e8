"""Simulation-based calibration of every family on every scale, with all points and many series.

``python benchmarks/calibration.py --replications 300`` prints for each family and scale the
smallest chance, over all quantities, that ranks as uneven come from a right posterior, and the
level that it must exceed (one in a thousand over all tests, Bonferroni). ``--out`` keeps the result
of one family where the dashboard finds it (``models/damped_trend_calibration.yaml``). The small
form of the same is ``tests/inference/test_recovery.py``.
"""

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from writing import write_record

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.inference.test_recovery import FAMILIES, LEVEL, SCALES, rank_chances

BINS = 10
"""Bins of the ranks."""
HEADER = """\
# Simulation-based calibration of the damped trend, by kind of series.
# Made by benchmarks/calibration.py; do not edit.
"""


def tested(family: str, replications: int) -> Iterator[dict[str, Any]]:
    """Rank simulated truths on every scale; the worst quantity stands for all."""
    for scale in SCALES:
        chances = rank_chances(family, scale, replications, BINS)
        worst = min(chances, key=lambda name: chances[name])
        limit = LEVEL / (len(FAMILIES) * len(SCALES) * len(chances))
        print(f"| {family} | {scale} | {chances[worst]:.3f} | {worst} | {limit:.1e} |", flush=True)
        yield {
            "kind": scale,
            "quantities": len(chances),
            "smallest": float(f"{chances[worst]:.3g}"),
            "quantity": worst,
            "limit": float(f"{limit:.3g}"),
        }


def main() -> None:
    """Print the table, and keep it if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=300)
    parser.add_argument("--family", choices=FAMILIES)
    parser.add_argument("--out", type=Path, help="file for the result; needs --family")
    arguments = parser.parse_args()
    print("| family | scale | smallest chance | of quantity | must exceed |\n|---|---|---|---|---|")
    chosen = [arguments.family] if arguments.family else FAMILIES
    found = {family: [*tested(family, arguments.replications)] for family in chosen}
    if arguments.out is None:
        return
    content = {
        "version": 1,
        "family": arguments.family,
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "command": f"python benchmarks/calibration.py --replications {arguments.replications}"
        f" --family {arguments.family} --out FILE",
        "replications": arguments.replications,
        "ranked": found[arguments.family],
    }
    write_record(arguments.out, HEADER, content)


if __name__ == "__main__":
    main()
