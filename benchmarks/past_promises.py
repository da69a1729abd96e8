"""Score the chance that the program would have printed on the day a government set a target.

    uv run python benchmarks/past_promises.py

Targets and records are ``past_promises.csv`` and ``past_promises_records.csv`` of the bundled
tables. A target is scored if at least `FEWEST` values of its record lie at or before the last year
known when it was set; the program sees those alone, by the path of ``kgisim benchmark``. Printed
are shares attained, Brier scores with standard errors, a reliability table, and each chance.
"""

from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.stats import t as student

from kgisim.evaluation.baselines import PEERS
from kgisim.evaluation.reference_forecasts import ForecastTask, forecast
from kgisim.inference.fit_all import DRAWS, SEED
from kgisim.workspace import Workspace

FEWEST = 5
"""Values known on the day that a record needs."""
EDGES = (0.0, 0.05, 0.2, 0.5, 1.01)
"""Edges of the classes of the reliability table, the lower one inside."""
FORECASTERS = ("program", "trend line", "drift", "base rate")


def read(name: str) -> pd.DataFrame:
    """Read a bundled table as written, blanks as missing."""
    return pd.read_csv(Workspace.bundled().tables / f"{name}.csv")


def known_on_the_day(target: pd.Series, records: pd.DataFrame) -> pd.Series:
    """Return the values of a target's record that were known when it was set, by year."""
    own = records[records["series"] == target["series"]]
    return own[own["year"] <= target["known_until"]].set_index("year")["value"]


def scale_of(target: pd.Series, records: pd.DataFrame) -> str:
    """Return the scale of the values in a target's record."""
    return str(records.loc[records["series"] == target["series"], "scale"].iloc[0])


def program(target: pd.Series, known: pd.Series, scale: str) -> float:
    """Return the program's chance that the value of the due year reaches the level."""
    years = range(int(known.index[0]), int(known.index[-1]) + 1)
    task = ForecastTask(
        id=str(target["id"]),
        kind=scale,
        known=tuple(known.reindex(years).astype(float)),
        horizon=int(target["due_year"]) - int(known.index[-1]),
        family="damped_trend",
        priors={},
        workspace=Workspace.bundled().root,
        draws=DRAWS,
        seed=SEED,
    )
    future = forecast(task).quantiles[-1]
    up, level = target["direction"] == "up", target["level"]
    return float(np.mean(future >= level if up else future <= level))


def link(values: np.ndarray, scale: str) -> np.ndarray:
    """Place values where straight lines are drawn: log-odds of a share, else the logarithm."""
    if scale == "share":
        return np.log(values / (100 - values))
    return np.log(np.maximum(values, 0.5))


def trend_line(known: pd.Series, year: int, level: float, scale: str) -> float:
    """Return the chance, by a least-squares line through the known values, to be above a level."""
    years = known.index.to_numpy(dtype=float)
    values = link(known.to_numpy(dtype=float), scale)
    middle, free = years.mean(), len(years) - 2
    slope, height = np.polyfit(years - middle, values, 1)
    left = values - height - slope * (years - middle)
    far = (year - middle) ** 2 / np.sum((years - middle) ** 2)
    spread = np.sqrt(np.sum(left**2) / free * (1 + 1 / len(years) + far))
    aim = link(np.array([level]), scale)[0]
    return float(student.sf((aim - height - slope * (year - middle)) / spread, free))


def drift(known: pd.Series, year: int, level: float, scale: str) -> float:
    """Return the chance, by a random walk with drift, to be above a level."""
    placed = pd.Series(link(known.to_numpy(dtype=float), scale), index=known.index)
    found = PEERS["drift"](placed, np.array([year]))
    assert found is not None
    mean, sd = (float(part[0]) for part in found)
    free = len(known) - 2
    return float(student.sf((link(np.array([level]), scale)[0] - mean) / sd, free))


def chances(targets: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Return every scored target with the chances of all forecasters."""
    rows = []
    share = targets["attained"].eq("yes")
    for number, target in targets[targets["series"].notna()].iterrows():
        known, scale = known_on_the_day(target, records), scale_of(target, records)
        if len(known) < FEWEST:
            continue
        aim = known, int(target["due_year"]), float(target["level"]), scale
        up = target["direction"] == "up"
        above = {"trend line": trend_line(*aim), "drift": drift(*aim)}
        row = {name: chance if up else 1 - chance for name, chance in above.items()}
        row |= {"program": program(target, known, scale)}
        row |= {"base rate": float(share.drop(number).mean())}
        row |= {"id": target["id"], "series": target["series"], "known": len(known)}
        rows.append(row | {"attained": bool(share[number])})
    return pd.DataFrame(rows)


def standard_error(values: pd.Series, groups: pd.Series) -> float:
    """Return the standard error of a mean whose terms may depend within groups."""
    sums = (values - values.mean()).groupby(groups).sum()
    number = len(sums)
    return float(np.sqrt(number / (number - 1) * np.sum(sums**2)) / len(values))


def print_shares(targets: pd.DataFrame) -> None:
    """Print the share attained, altogether and by kind; targets of one plan may depend."""
    print("| targets | attained | of | share | se |\n|---|---|---|---|---|")
    plans = targets["actor"] + targets["plan"]
    japan = np.where(targets["actor"] == "Japan", "Japan", "others")
    for name, groups in (("all", "all"), ("actor", japan), ("field", targets["field"])):
        for kind, part in targets.groupby(groups if name != "all" else lambda _: "all"):
            yes, own = part["attained"].eq("yes").astype(float), plans[part.index]
            error = f"{standard_error(yes, own):.2f}" if own.nunique() > 1 else ""
            print(f"| {kind} | {yes.sum():.0f} | {len(part)} | {yes.mean():.2f} | {error} |")


def print_scores(found: pd.DataFrame) -> None:
    """Print Brier scores and their differences from the program's."""
    losses = {name: (found[name] - found["attained"]) ** 2 for name in FORECASTERS}
    print("\n| forecaster | Brier | se | less the program's | se |\n|---|---|---|---|---|")
    for name, loss in losses.items():
        more = loss - losses["program"]
        errors = [standard_error(one, found["series"]) for one in (loss, more)]
        print(f"| {name} | {loss.mean():.3f} | {errors[0]:.3f} | ", end="")
        print(f"{more.mean():+.3f} | {errors[1]:.3f} |" if name != "program" else "| |")


def print_reliability(found: pd.DataFrame) -> None:
    """Print how often targets were attained, by class of the program's chance."""
    print("\n| chance printed | targets | mean chance | attained |\n|---|---|---|---|")
    for low, high in pairwise(EDGES):
        part = found[found["program"].between(low, high, inclusive="left")]
        if len(part):
            chance = f"{low:.2f} to {min(high, 1):.2f} | {len(part)} | {part['program'].mean():.3f}"
            print(f"| {chance} | {int(part['attained'].sum())} |")
    error = standard_error(found["program"] - found["attained"], found["series"]) * len(found)
    expected, seen = found["program"].sum(), int(found["attained"].sum())
    print(f"\n{expected:.1f} expected by the program, {seen} attained; standard error {error:.1f}")


def main() -> None:
    """Score and print."""
    targets, records = read("past_promises"), read("past_promises_records")
    print_shares(targets)
    found = chances(targets, records)
    print_scores(found)
    print_reliability(found)
    print("\n| target | values known | program | trend line | drift | attained |")
    print("|---|---|---|---|---|---|")
    for row in found.to_dict("records"):
        cells = " | ".join(f"{row[name]:.3f}" for name in FORECASTERS[:3])
        print(f"| {row['id']} | {row['known']} | {cells} | {'yes' if row['attained'] else 'no'} |")


if __name__ == "__main__":
    main()
