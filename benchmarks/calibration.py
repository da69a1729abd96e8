"""Simulation-based calibration of every family on every scale, with all points and many series.

``python benchmarks/calibration.py --replications 300`` prints for each family and scale the
smallest chance, over all quantities, that ranks as uneven come from a right posterior, and the
level that it must exceed (one in a thousand over all tests, Bonferroni). The small form of the same
is ``tests/inference/test_recovery.py``.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.inference.test_recovery import FAMILIES, LEVEL, SCALES, rank_chances

BINS = 10
"""Bins of the ranks."""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=300)
    arguments = parser.parse_args()
    print("| family | scale | smallest chance | of quantity | must exceed |\n|---|---|---|---|---|")
    for family in FAMILIES:
        for scale in SCALES:
            chances = rank_chances(family, scale, arguments.replications, BINS)
            worst = min(chances, key=lambda name: chances[name])
            limit = LEVEL / (len(FAMILIES) * len(SCALES) * len(chances))
            cells = [family, scale, f"{chances[worst]:.3f}", worst, f"{limit:.1e}"]
            print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
