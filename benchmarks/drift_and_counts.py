"""Compare the bundled answers with those of a drift counted twice, and of list counts taken as all.

    python benchmarks/drift_and_counts.py [CACHE]

First table: KGI 1a and 1c in 2040 with the shipped priors, and with the learned drift of amounts on
top of a driver that grows. Second: KGI 1d, where its list misses deals. Windows that reach back,
once with the list's numbers in place of the draws; a new number, weighed as one of all deals, as
one on the list, and fitted again; milestones, whose limit is of the list, by either count.
CACHE is a folder of stored fits. About two minutes.
"""

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from kgisim.evidence.catalog import Catalog, load_catalog
from kgisim.evidence.observations import published_values
from kgisim.inference.fit_all import fit_all, is_driven
from kgisim.projection.projection import Projection, project
from kgisim.projection.scenario_loader import load_scenarios
from kgisim.schema import BASELINE, OUTCOME
from kgisim.targets.follow_up import FollowUp, follow_up
from kgisim.targets.forecast import forecast_of
from kgisim.targets.milestones import checkpoint
from kgisim.targets.observation_likelihood import Observed
from kgisim.targets.question import TargetQuestion
from kgisim.targets.refit import refitted
from kgisim.targets.window import TargetWindow
from kgisim.workspace import Workspace

SEED = 20401
SHARE, FIRMS, DEALS = "kgi1a_world_share", "kgi1c_top30", "kgi1d_acquisitions"
STRESS, PACKAGE = "yen_market_stress", "policy_package"
TWICE = {"dist": "Normal", "kwargs": {"mu": 0.03, "sigma": 0.005}}
TARGET = TargetQuestion(DEALS, 12, TargetWindow(2040, 3, "sum"))


def projected(catalog: Catalog, cache: Path | None, *names: str) -> Projection:
    """Fit and project what the named indicators are made of."""
    workspace = Workspace.bundled()
    needed = tuple(catalog.dependencies.required_fits(list(names)))
    fits = fit_all(catalog, workspace, names=needed, seed=SEED, jobs=1, cache=cache)
    return project(catalog, fits, load_scenarios(workspace, catalog), seed=SEED)


def with_drift_twice(catalog: Catalog) -> Catalog:
    """Return the catalogue with the learned drift on top of every driver that grows."""
    listed: Mapping = catalog.indicators
    changed = {}
    for name, one in listed.items():
        driven = one.is_fitted and one.scale == "positive"
        if driven and is_driven(listed, Workspace.bundled(), name) and one.role == "component":
            priors = {**one.model.priors, "drift": TWICE}
            model = one.model.model_copy(update={"priors": priors})
            changed[name] = one.model_copy(update={"model": model})
    return replace(catalog, indicators={**listed, **changed})


def drift(catalog: Catalog, cache: Path | None) -> None:
    """Print KGI 1a and 1c with and without the drift counted twice."""
    print("| case | 1a median | 1a 90 % | 1a stress median | 1c(30) median / mean | P(1c >= 5) |")
    print("|---|---|---|---|---|---|")
    for case, known in (("shipped", catalog), ("drift twice", with_drift_twice(catalog))):
        draws = projected(known, cache, SHARE, FIRMS).draws[OUTCOME].sel(year=2040)
        share, firms = draws.sel(series=SHARE), draws.sel(series=FIRMS, scenario=BASELINE)
        low, middle, high = np.quantile(share.sel(scenario=BASELINE), (0.05, 0.5, 0.95))
        stress = float(np.median(share.sel(scenario=STRESS)))
        count = f"{float(firms.median()):.0f} / {float(firms.mean()):.2f}"
        five = float((firms >= 5).mean())
        ends = f"{low:.1f}-{high:.1f}"
        print(f"| {case} | {middle:.2f} | {ends} | {stress:.2f} | {count} | {five:.2f} |")


def counts(catalog: Catalog, cache: Path | None) -> None:
    """Print what becomes of KGI 1d's answers when the list is taken for all deals."""
    projection = projected(catalog, cache, DEALS)
    forecast = forecast_of(projection, DEALS)
    indicator = catalog.indicators[DEALS]
    listed = published_values(indicator, catalog.rows(DEALS)).to_dict()
    mixed = replace(forecast, settled=listed, listed=None)
    print("\n| question | list taken for all | two counts | fitted again |\n|---|---|---|---|")
    for years, value in ((3, 5), (4, 8)):
        question = TargetQuestion(DEALS, value, TargetWindow(2023 + years, years, "sum"))
        before, after = (float(one.reached(question).mean()) for one in (mixed, forecast))
        print(f"| {value} deals in 2024-{2023 + years} | {before:.2f} | {after:.2f} | |")
    for number in (0, 3, 6):
        seen = [Observed(indicator, 2026, number)]
        found = [follow_up(one, TARGET, seen) for one in (mixed, forecast)]
        told = [f"{one.after:.3f}" if isinstance(one, FollowUp) else "refused" for one in found]
        again = forecast_of(refitted(projection, TARGET, seen, cache=cache), DEALS)
        chance = float(again.reached(TARGET).mean())
        print(f"| 12 in 2038-40, given 2026 = {number} | {told[0]} | {told[1]} | {chance:.3f} |")
    asked = TARGET.under(PACKAGE)
    reached, window = forecast.reached(asked), TargetWindow(2028, 3, "sum")
    shown = forecast.published.drawn(window).sel(scenario=PACKAGE).to_numpy()
    limit = checkpoint(mixed, asked, window, reached).threshold
    own = checkpoint(forecast, asked, window, reached)
    wrong, said = float((shown < limit)[reached].mean()), own.false_alarm
    print(f"| false alarms, 2026-28 below {limit:.0f} / {own.threshold:.0f} on the list ", end="")
    print(f"| {wrong:.2f} | {said:.2f} | |")
    for name in (BASELINE, PACKAGE):
        every = float(forecast.reached(TARGET.under(name)).mean())
        listed_too = forecast.published.drawn(TARGET.window).sel(scenario=name) >= 12
        print(f"| 12 in 2038-40, {name}: all / on the list | {every:.2f} ", end="")
        print(f"| {float(listed_too.mean()):.2f} | |")


def main() -> None:
    """Print both tables."""
    cache = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    catalog = load_catalog(Workspace.bundled())
    drift(catalog, cache)
    counts(catalog, cache)


if __name__ == "__main__":
    main()
