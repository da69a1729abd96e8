"""Members of simulated groups, forecast with what they share and each by itself.

Run with ``uv run python benchmarks/groups.py``; see ``benchmarks/README.md``.
"""

import argparse
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

from kgisim.evaluation.scoring import crps
from kgisim.evidence.base import Text
from kgisim.evidence.catalog import Catalog
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.members import members_of, middle_rows, with_members
from kgisim.evidence.observations import columns_of
from kgisim.evidence.plan import read_plan
from kgisim.inference.fit_all import fit_all
from kgisim.projection.projection import project
from kgisim.projection.scenario import Scenario
from kgisim.schema import BASELINE, DRAW, OUTCOME, SERIES, YEAR
from kgisim.workspace import Workspace

LAST = 2025
"""Last year that is known."""
AHEAD = 10
"""Years that are forecast."""
TEXT = {"ja": "例", "en": "example"}
WORDS = Text(**TEXT)


@dataclass(frozen=True)
class Truth:
    """One simulated group: logarithms by year and member, and which of them are known."""

    paths: pd.DataFrame
    known: pd.DataFrame


def simulate(rng: np.random.Generator, members: int) -> Truth:
    """Draw a group of amounts: what all share, and what each has of its own.

    The yearly growth of all is normal around 3 % with a spread of 3 points; own parts have
    spreads around 4 % that differ by a factor of 1.5, and drifts of a spread of 1 point. A third
    of the members is known for 5 years, the others for 12.
    """
    years = np.arange(LAST - 11, LAST + AHEAD + 1)
    shared = np.cumsum(rng.normal(0.03, 0.03, len(years)))[:, None]
    sizes, drifts = 0.04 * np.exp(rng.normal(0, 0.4, members)), rng.normal(0, 0.01, members)
    own = np.cumsum(rng.normal(drifts, sizes, (len(years), members)), axis=0)
    names = [f"m{number}" for number in range(members)]
    level = rng.normal(4.0, 0.6, members)
    paths = pd.DataFrame(level + shared + own, index=years, columns=names)
    is_known = np.tile((years <= LAST)[:, None], members)
    is_known[years <= LAST - 5, : members // 3] = False
    return Truth(paths, paths.where(is_known))


def catalog(truth: Truth, *, grouped: bool) -> Catalog:
    """Return what is known, as one group or as so many indicators."""
    workspace = Workspace.bundled()
    plan = read_plan(workspace)
    members = dict.fromkeys(truth.paths.columns, TEXT)
    given = {
        **{"id": "g", "role": "component", "title": TEXT, "definition": TEXT, "unit": "none"},
        **{"scale": "positive", "period": "CY", "model": {"family": "damped_trend"}},
        "group": {"noun": TEXT, "members": members},
    }
    whole = Indicator.model_validate(given, context=plan.context)
    found = with_members({"g": whole})
    known = dict(truth.known.items())
    rows = {one.id: _rows(known[one.member]) for one in members_of(found, "g")}
    if grouped:
        rows["g"] = middle_rows(members_of(found, "g"), rows)
    else:
        alone = whole.model_copy(update={"group": None})
        found = {name: alone.model_copy(update={"id": name}) for name in rows}
    types = {"indicator": "object"} | {name: one.dtype for name, one in columns_of().items()}
    table = pd.concat([own.assign(indicator=name) for name, own in rows.items()])
    observations = table.reindex(columns=list(types)).astype(types).reset_index(drop=True)
    return Catalog(found, observations, {}, {}, plan, workspace=workspace)


def _rows(known: pd.Series) -> pd.DataFrame:
    known = known.dropna()
    blank: dict[str, Any] = {name: one.blank for name, one in columns_of().items()}
    return pd.DataFrame(
        [
            blank
            | {
                "year": year,
                "year_end": year,
                "value": float(np.exp(value)),
                "relation": "eq",
                "source": "office",
                "evidence": "official",
            }
            for year, value in known.items()
        ]
    )


def scores(truth: Truth, known: Catalog, draws: int, cache: Path) -> Mapping[str, np.ndarray]:
    """Score forecasts of every member in every year to come, on the log scale."""
    fits = fit_all(known, Workspace.bundled(), draws=draws, cache=cache)
    nothing = Scenario(id=BASELINE, title=WORDS, description=WORDS)
    made = project(known, fits, {BASELINE: nothing}, seed=1).draws[OUTCOME].isel(scenario=0)
    found: dict[str, list[float]] = {"crps": [], "within80": [], "width80": [], "short": []}
    for place, name in enumerate(truth.paths.columns):
        id = f"g_{name}"
        for year in range(LAST + 1, LAST + AHEAD + 1):
            drawn = np.log(made.sel({SERIES: id, YEAR: year}).transpose(DRAW).to_numpy())
            low, high = np.quantile(drawn, [0.1, 0.9])
            value = truth.paths[name].loc[[year]].to_numpy()
            found["crps"].append(float(crps(drawn[:, None], value)[0]))
            found["within80"].append(low <= value[0] <= high)
            found["width80"].append(high - low)
            found["short"].append(place < truth.paths.shape[1] // 3)
    return {name: np.array(values) for name, values in found.items()}


def main() -> None:
    """Print the score, and how often and how wide intervals of 80 % were, of both ways."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--groups", type=int, default=3)
    parser.add_argument("--members", type=int, default=15)
    parser.add_argument("--draws", type=int, default=2000)
    asked = parser.parse_args()
    found: dict[bool, list[Mapping[str, np.ndarray]]] = {True: [], False: []}
    seconds = dict.fromkeys(found, 0.0)
    for seed in range(asked.groups):
        truth = simulate(np.random.default_rng(seed), asked.members)
        for grouped in found:
            begun = time.perf_counter()
            with TemporaryDirectory() as cache:
                known = catalog(truth, grouped=grouped)
                found[grouped].append(scores(truth, known, asked.draws, Path(cache)))
            seconds[grouped] += time.perf_counter() - begun
    print("| way | members | CRPS | within 80 % | width | seconds |\n|---|---|---|---|---|---|")
    for grouped, parts in found.items():
        joined = {name: np.concatenate([one[name] for one in parts]) for name in parts[0]}
        for which, chosen in (
            ("5 years known", joined["short"]),
            ("12 years known", ~joined["short"]),
        ):
            cells = (
                f"{joined[name][chosen].mean():.3f}" for name in ("crps", "within80", "width80")
            )
            way = "as a group" if grouped else "each by itself"
            print(f"| {way} | {which} | {' | '.join(cells)} | {seconds[grouped]:.0f} |")


if __name__ == "__main__":
    main()
