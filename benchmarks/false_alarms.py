"""How often the plausibility gate asks about sound numbers.

    uv run python benchmarks/false_alarms.py [--data FOLDER]

Prints rows and rows asked about, of the bundled workspace and of the real files that the tests hold
(`tests/evidence/gate/foreign`). FOLDER holds public series (``series.csv.gz``:
``series_id, kind, year, value``); of them also the share of rows multiplied or divided by ten, a
hundred or a thousand that are asked about.
"""

import argparse
import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd

from kgisim.evidence.gate.screen import screen
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.loader import read_data
from kgisim.evidence.plan import read_plan
from kgisim.schema import OBSERVATION_COLUMNS, OPTIONAL_COLUMNS
from kgisim.workspace import Workspace

TODAY, SEEN = dt.date(2026, 1, 1), dt.date(2026, 11, 29)
"""Days of looking at the series, and at the workspaces."""
FACTORS = (1000.0, 100.0, 10.0, 0.1, 0.01, 0.001)
SEED = 20261129
TEXT = {"ja": "例", "en": "example"}


def indicator(kind: str) -> Indicator:
    """Return an indicator of a kind that nothing else is known of."""
    return Indicator.model_validate(
        {
            "id": "x",
            "role": "reference",
            "title": TEXT,
            "definition": TEXT,
            "unit": "unit",
            "scale": kind,
            "period": "CY",
            "model": {"family": "any"},
        }
    )


def rows_of(values: pd.DataFrame) -> pd.DataFrame:
    """Lay out a series as observation rows."""
    blank = dict.fromkeys(("low", "high", "se", *OPTIONAL_COLUMNS), np.nan)
    blank |= dict.fromkeys(("definition", "note"), "")
    same = {"relation": "eq", "source": "public", "evidence": "official", "published": ""}
    frame = pd.DataFrame({"year": values["year"], "value": values["value"].astype(float)})
    frame = frame.assign(year_end=frame["year"], **blank, **same)
    frame.index = pd.RangeIndex(2, len(frame) + 2)
    return frame.loc[:, list(OBSERVATION_COLUMNS)]


def asked(kind: str, rows: pd.DataFrame) -> set[int]:
    """Return the row numbers that the gate asks about, and fail on a refusal."""
    found = screen({"x": indicator(kind)}, {"x": rows}, today=TODAY)
    assert not found.refused
    return {one.line for one in found.open}


def is_possible(kind: str, value: float) -> bool:
    """Return whether a slipped value would not be refused by its scale already."""
    return not (kind == "share" and value > 100) and not (kind == "count" and value != int(value))


def print_workspaces() -> None:
    """Print how many rows of the workspaces at hand are asked about, answered or not."""
    print("| workspace | rows | asked about | % |\n|---|---|---|---|")
    foreign = Workspace(Path(__file__).parents[1] / "tests" / "evidence" / "gate" / "foreign")
    for name, workspace in (("bundled", Workspace.bundled()), ("real files", foreign)):
        plan = read_plan(workspace)
        read = read_data(workspace, plan)
        found = screen(
            read.around.indicators, read.rows, today=SEEN, fiscal_start=plan.fiscal_year_starts
        )
        asked = found.questioned_rows
        print(f"| {name} | {found.rows} | {asked} | {100 * asked / found.rows:.2f} |")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path)
    folder = parser.parse_args().data
    print_workspaces()
    if folder is not None:
        print()
        print_series(pd.read_csv(folder / "series.csv.gz"))


def print_series(series: pd.DataFrame) -> None:
    """Print how many rows of public series are asked about, and how many slips are found."""
    random, counted, caught = np.random.default_rng(SEED), {}, {}
    for _, values in series.groupby("series_id"):
        kind, rows = str(values["kind"].iloc[0]), rows_of(values)
        if kind == "positive" and float(rows["value"].min()) <= 0:
            continue
        number, alarms = counted.get(kind, (0, 0))
        counted[kind] = number + len(rows), alarms + len(asked(kind, rows))
        for factor in FACTORS:
            row = random.integers(2, len(rows) + 2)
            slipped = rows.loc[row, "value"] * factor
            if rows.loc[row, "value"] == 0 or not is_possible(kind, slipped):
                continue
            wrong = rows.copy()
            wrong.loc[row, "value"] = slipped
            caught.setdefault(kind, []).append(row in asked(kind, wrong))
    print("| scale | rows | asked about | % | slips found, % |\n|---|---|---|---|---|")
    for kind, (number, alarms) in counted.items():
        share, found = 100 * alarms / number, 100 * np.mean(caught[kind])
        print(f"| {kind} | {number} | {alarms} | {share:.2f} | {found:.0f} |")
    number, alarms = (sum(pair[place] for pair in counted.values()) for place in (0, 1))
    found = 100 * np.mean([one for several in caught.values() for one in several])
    print(f"| all | {number} | {alarms} | {100 * alarms / number:.2f} | {found:.0f} |")


if __name__ == "__main__":
    main()
