"""Time one changed scenario against the same arithmetic in bare numpy, in the same process.

Run with ``uv run python benchmarks/simulation.py``; see ``benchmarks/README.md``. The futures are
synthetic: log-normal series, a share of them whole numbers, some moved by the scenario.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.special import ndtri

from kgisim.evidence.catalog import Catalog
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.plan import read_plan
from kgisim.inference.fit import Fit, GateResult
from kgisim.projection.poisson import poisson_quantile
from kgisim.projection.scenario import Measure, Scenario
from kgisim.projection.simulator import Simulator
from kgisim.schema import OBSERVATION_COLUMNS
from kgisim.workspace import Workspace

DRAWS, SERIES, COUNTS, SINCE, LAST = 4000, 51, 18, 2025, 2024
PLAN = read_plan(Workspace.bundled())
TEXT = {"ja": "例", "en": "example"}
EFFECT = {"p10": 0.0, "p50": 15.0, "p90": 45.0}


def indicator(number: int) -> Indicator:
    """Make one series; the first ones are counts."""
    return Indicator.model_validate(
        {
            "id": f"s{number:02d}",
            "role": "component",
            "title": TEXT,
            "definition": TEXT,
            "unit": "unit",
            "scale": "count" if number < COUNTS else "positive",
            "period": "CY",
            "model": {"family": "none"},
        }
    )


def fit(name: str, generator: np.random.Generator) -> Fit:
    """Make random walks around a level of twelve."""
    steps = 0.05 * generator.standard_normal((DRAWS, len(PLAN.axis)))
    return Fit(
        indicator=name,
        key=name,
        verdict=GateResult("ok", (), 1, DRAWS, float(DRAWS), 0.1, "importance"),
        axis=PLAN.axis,
        first=PLAN.first_year,
        last=LAST,
        trend=np.log(12.0) + np.cumsum(steps, axis=1),
        effect=np.empty((DRAWS, 0)),
        noise=np.full(DRAWS, 0.1),
        hyper=np.zeros((DRAWS, 1)),
        terms=(),
        parameters=("none",),
    )


def rows(name: str) -> dict[str, object]:
    """Make the one observation that a series is anchored at."""
    row = dict.fromkeys(("indicator", *OBSERVATION_COLUMNS))
    return row | {
        "indicator": name,
        "year": LAST,
        "year_end": LAST,
        "value": 12.0,
        "relation": "eq",
        "source": "none",
        "evidence": "official",
    }


def scenario(moved: int, start: int, size: float) -> Scenario:
    """Move the first and the last series, counts and others alike, by one measure each."""
    chosen = [n // 2 if n % 2 == 0 else SERIES - 1 - n // 2 for n in range(moved)]
    measures = tuple(
        Measure.model_validate(
            {
                "id": f"m{number}",
                "title": TEXT,
                "indicator": f"s{number:02d}",
                "on": "level",
                "unit": "percent",
                "effect": EFFECT | {"p90": size},
                "start": start,
                "ramp": 5,
                "rationale": TEXT,
                "source": "illustrative",
            }
        )
        for number in chosen
    )
    return Scenario.model_validate(
        {"id": "changed", "title": TEXT, "description": TEXT, "measures": measures}
    )


def bare(simulator: Simulator, moved: int) -> Callable[[], object]:
    """Write the same arithmetic in bare numpy: levels, counts and a result of the same size."""
    generator = np.random.default_rng(1)
    years = len(PLAN.axis) - (SINCE - PLAN.first_year)
    shape = (SERIES, years, DRAWS)
    level = np.full(shape, 12.0, np.float32)
    outcome = level * np.exp(0.1 * generator.standard_normal(shape)).astype(np.float32)
    uniform = generator.random((years, DRAWS), dtype=np.float32)
    normal = ndtri(uniform.astype(float).clip(1e-12)).astype(np.float32)
    effect = generator.random(DRAWS)
    share = np.clip(np.arange(years) / 5, 0, 1)[:, None]

    def once() -> object:
        made = level.copy(), outcome.copy()
        for number in range(moved):
            factor = (1.0 + effect * share).astype(np.float32)
            made[0][number] *= factor
            made[1][number] *= factor
            if number < (moved + 1) // 2:
                made[1][number] = poisson_quantile(uniform, normal, made[1][number])
        return made

    return once


def milliseconds(call: Callable[[], object], times: int) -> float:
    """Time a call; the fastest of several is the one that nothing else disturbed."""
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        call()
        found.append(time.perf_counter() - begun)
    return 1000.0 * min(found)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=15, help="repetitions of each measurement")
    times = parser.parse_args().times
    generator = np.random.default_rng(0)
    indicators = {one.id: one for one in map(indicator, range(SERIES))}
    catalog = Catalog(indicators, pd.DataFrame([rows(name) for name in indicators]), {}, {}, PLAN)
    fits = {name: fit(name, generator) for name in indicators}
    begun = time.perf_counter()
    simulator = Simulator(catalog, fits, seed=1)
    prepared = time.perf_counter() - begun
    lines = ["| what | ms | bare numpy, ms | ratio |", "|---|---:|---:|---:|"]
    for moved in (1, 10, 30):
        fresh = iter(scenario(moved, SINCE, 45.0 + step) for step in range(times))
        own = milliseconds(lambda fresh=fresh: simulator(next(fresh), since=SINCE), times)
        plain = milliseconds(bare(simulator, moved), times)
        what = f"{moved} of {SERIES} series moved"
        lines.append(f"| {what} | {own:.1f} | {plain:.1f} | {own / plain:.2f} |")
    one = scenario(10, SINCE, 45.0)
    alone = milliseconds(lambda: simulator(one, series=["s00"], since=SINCE), times)
    lines.append(f"| the same, one series asked for | {alone:.1f} | | |")
    python = sys.version.split()[0]
    print(f"{os.cpu_count()} cores, Python {python}, numpy {np.__version__}, fastest of {times}")
    years = int(PLAN.axis.years[-1]) - SINCE + 1
    print(f"{DRAWS} draws × {SERIES} series × {years} years; prepared in {prepared:.1f} s\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
