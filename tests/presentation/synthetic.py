"""A small run with invented indicators, built in memory; nothing in it is a real number."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import xarray as xr

from kgisim import schema
from kgisim.evidence.dependencies import DependencyGraph
from kgisim.evidence.indicator import Indicator
from kgisim.projection.plausibility import plausibility
from kgisim.projection.projection import Projection
from kgisim.projection.scenario import Scenario
from kgisim.runs.run_cache import RunCache
from kgisim.workspace import Workspace
from tests.builders import PLAN, UNITS
from tests.presentation.explanations import explanations

DRAWS = 200
YEARS = PLAN.axis.years
LAST = 2023
MARKUP = "<script>alert('合成')</script> & <b>太字</b>"


def both(ja: str, en: str) -> dict[str, str]:
    return {"ja": f"【合成】{ja}", "en": f"[synthetic] {en}"}


SOURCE = {
    "stat": {"title": f"合成統計 {MARKUP}", "publisher": "合成省", "address": "合成アドレス"},
    "news": {"title": "合成新聞の記事", "publisher": "合成新聞社"},
}


def target(name: str, value: float, **more) -> dict:
    note = both("試験用の水準", "a level for tests")
    return {"id": name, "kind": "value", "value": value, "note": note} | more


SLOPE_PRIOR = {"dist": "HalfNormal", "kwargs": {"sigma": 0.01}}


def _indicator(id: str, **fields) -> Indicator:
    base = {
        "id": id,
        "role": "goal",
        "definition": both(f"{id} の定義 {MARKUP}", f"definition of {id} {MARKUP}"),
        "period": "FY",
        "model": {"family": "synthetic"},
        "sources": SOURCE,
    }
    return Indicator.model_validate(base | fields, context=PLAN.context)


INDICATORS = (
    _indicator(
        "syn_share",
        label="9a",
        order=1,
        title=both("世界市場に占めるシェア", "share of the world market"),
        unit="percent",
        scale="share",
        targets=[target("mid", 9.0), target("high", 11.0)],
        caveats=[both(f"為替の影響を受ける {MARKUP}", "moves with the exchange rate")],
        wanted=[both("企業別の海外売上高", "overseas sales by firm")],
        breaks=[{"year": 2019, "reason": both("統計の改定", "the statistics were revised")}],
        drivers=[
            {"driver": "syn_yen", "mean": 0.1, "sd": 0.1, "rationale": both("合成", "synthetic")}
        ],
    ),
    _indicator(
        "syn_deals",
        label="9b",
        order=2,
        title=both("買収件数", "acquisitions"),
        unit="deals",
        scale="count",
        period="CY",
        targets=[target("three", 21, window=3, statistic="sum")],
    ),
    _indicator(
        "syn_firms",
        label="9c",
        order=3,
        title=both("上位企業の数", "firms in the top list"),
        unit="firms",
        scale="count",
        counting="stock",
        ceiling=30,
        targets=[target("six", 6)],
    ),
    _indicator(
        "syn_withheld",
        label="9d",
        order=4,
        title=both("国内発の承認件数", "domestic approvals"),
        unit="approvals",
        scale="count",
        model={"family": None},
        withheld=both("国内発の内訳が公表されていない", "the domestic split is not published"),
        wanted=[both("承認品目ごとの開発国", "country of development of each approval")],
    ),
    _indicator(
        "syn_failed",
        label="9e",
        order=5,
        title=both("失敗した推計", "a failed fit"),
        unit="percent",
        scale="share",
        targets=[target("any", 5.0)],
    ),
    _indicator(
        "syn_sales",
        role="component",
        order=10,
        title=both("売上高", "sales"),
        unit="jpy_100m",
        scale="positive",
        serves=["syn_share"],
    ),
    _indicator(
        "syn_yen",
        role="driver",
        order=11,
        title=both("円の対ドル相場", "yen per dollar"),
        model={"family": "synthetic", "priors": {"slope_sd": SLOPE_PRIOR}},
        unit="jpy_per_usd",
        scale="positive",
        period="CY",
        better="neither",
    ),
    _indicator(
        "syn_kpi",
        role="kpi",
        order=12,
        title=both("研修の修了者数", "people trained"),
        unit="persons",
        scale="count",
        model={"family": None},
        withheld=both("推計の対象としない", "not projected"),
        serves=["syn_share"],
    ),
)


def row(indicator: str, year: int, value: float, relation: str = "eq", **more) -> dict:
    columns = dict.fromkeys(schema.OBSERVATION_COLUMNS, "")
    base = columns | {
        "indicator": indicator,
        "year": year,
        "year_end": year,
        "value": value,
        "relation": relation,
        "low": np.nan,
        "high": np.nan,
        "se": np.nan,
        "of": np.nan,
        "design_effect": np.nan,
        "source": "stat",
        "evidence": "official",
        "published": f"{year + 1}-06",
    }
    return base | more


def observations() -> pd.DataFrame:
    rows = [row("syn_share", year, 9 - 0.12 * (year - 2010)) for year in range(2010, LAST)]
    news = {"source": "news", "evidence": "unverified"}
    rows += [
        row("syn_share", LAST, 7.5, "about", low=7.2, high=7.8, note=MARKUP, **news),
        row("syn_share", 2005, 9.4, "mean", year_end=2008),
        row("syn_deals", 2005, 12, "sum", year_end=2012),
        row("syn_deals", 2013, 3, "set", year_end=2014),
        row("syn_deals", 2013, 1, "set", year_end=2014),
        *(row("syn_deals", year, year % 4 + 1, "ge", **news) for year in range(2015, LAST)),
        row("syn_deals", LAST, 6, "le", source="news", evidence="secondary"),
        *(row("syn_firms", year, 3 + (year > 2018)) for year in range(2014, LAST + 1)),
        row("syn_withheld", 2020, 5, "ge", **news),
        *(row("syn_failed", year, 4.0) for year in range(2018, LAST + 1)),
        *(row("syn_sales", year, 9000 + 250 * (year - 2014)) for year in range(2014, LAST + 1)),
        *(row("syn_yen", year, 110.0 + 2 * (year - 2014)) for year in range(2014, LAST + 1)),
        row("syn_kpi", 2022, 480),
    ]
    return pd.DataFrame(rows)[["indicator", *schema.OBSERVATION_COLUMNS]]


SCENARIOS = {
    "baseline": Scenario.model_validate(
        {
            "id": "baseline",
            "order": 0,
            "title": {"ja": "すう勢", "en": "baseline"},
            "description": both("何も変えない", "nothing is changed"),
            "illustrative": False,
        }
    ),
    "weak_yen": Scenario.model_validate(
        {
            "id": "weak_yen",
            "order": 1,
            "title": {"ja": "円安", "en": "weak yen"},
            "description": both("円安が続く", "the yen stays weak"),
            "world": [
                {
                    "driver": "syn_yen",
                    "kind": "values",
                    "start": 2026,
                    "points": {2030: 150, 2040: 170},
                    "spread_percent": 5,
                    "rationale": both(f"為替 {MARKUP}", "exchange rate"),
                    "source": "illustrative",
                }
            ],
        }
    ),
    "package": Scenario.model_validate(
        {
            "id": "package",
            "order": 2,
            "title": {"ja": "施策パッケージ", "en": "package"},
            "description": both("施策をまとめて行う", "all measures together"),
            "measures": [
                {
                    "id": "export_help",
                    "title": both("海外展開の支援", "help for exports"),
                    "indicator": "syn_share",
                    "on": "level",
                    "unit": "percent",
                    "effect": {"p10": 0, "p50": 10, "p90": 25},
                    "start": 2026,
                    "lag": 2,
                    "ramp": 5,
                    "rationale": both("類似施策の幅から", "from the range of similar measures"),
                    "source": "illustrative",
                    "owner": "合成課",
                }
            ],
        }
    ),
}
LIFT = {"baseline": 0.0, "weak_yen": 0.10, "package": 0.25}


def _paths(rng: np.random.Generator, last: float, spread: float) -> xr.DataArray:
    """Draws of a level that stands still until the last observed year and then spreads."""
    ahead = np.clip(YEARS - LAST, 0, None)
    steps = rng.normal(0, spread, (DRAWS, 1)) * np.sqrt(ahead) / 4
    lift = xr.DataArray(list(LIFT.values()), coords={schema.SCENARIO: list(LIFT)})
    path = xr.DataArray(steps, coords={schema.DRAW: range(DRAWS), schema.YEAR: YEARS})
    ramp = xr.DataArray(ahead / ahead.max(), coords={schema.YEAR: YEARS})
    return last * np.exp(path + lift * ramp)


def projection() -> xr.Dataset:
    rng = np.random.default_rng(7)
    lasts = {"syn_share": 7.5, "syn_deals": 5, "syn_firms": 4, "syn_failed": 4.0}
    lasts |= {"syn_sales": 11250, "syn_yen": 128.0}
    level = xr.concat(
        [_paths(rng, last, 0.25) for last in lasts.values()], pd.Index(lasts, name=schema.SERIES)
    ).transpose(schema.SCENARIO, schema.DRAW, schema.YEAR, schema.SERIES)
    outcome = level.copy()
    outcome.loc[{schema.SERIES: "syn_firms"}] = level.sel(series="syn_firms").round()
    outcome.loc[{schema.SERIES: "syn_deals"}] = rng.poisson(level.sel(series="syn_deals"))
    data = xr.Dataset({schema.LEVEL: level, schema.OUTCOME: outcome})
    return data.where(data[schema.YEAR] > PLAN.first_year)  # nothing is known of the first year


def _judged(data: xr.Dataset, id: str, window: int, statistic: str) -> xr.DataArray:
    years = range(PLAN.horizon - window + 1, PLAN.horizon + 1)
    chosen = data[schema.OUTCOME].sel({schema.SERIES: id, schema.YEAR: list(years)})
    return chosen.sum(schema.YEAR) if statistic == "sum" else chosen.mean(schema.YEAR)


def _assessed(data: xr.Dataset, indicator: Indicator, spec, scenario: str) -> dict:
    draws = _judged(data, indicator.id, spec.window, spec.statistic).sel(scenario=scenario)
    chance = float((draws >= spec.value).mean())
    low90, low50, median, high50, high90 = np.quantile(draws, (0.05, 0.25, 0.5, 0.75, 0.95))
    return {
        "indicator": indicator.id,
        "target": spec.id,
        "kind": spec.kind,
        "value": spec.value,
        "year": spec.year,
        "window": spec.window,
        "statistic": spec.statistic,
        "since": spec.since,
        "scenario": scenario,
        "chance": chance,
        "mcse": np.sqrt(chance * (1 - chance) / DRAWS),
        "median": median,
        "low90": low90,
        "low50": low50,
        "high50": high50,
        "high90": high90,
        "pace_needed": 0.09,
        "pace_past": -0.12 if indicator.id == "syn_share" else 0.03,
        "pace_ratio": np.nan if indicator.id == "syn_share" else 3.0,
        "illustrative": spec.illustrative,
    }


def assessment(data: xr.Dataset) -> pd.DataFrame:
    rows = [
        _assessed(data, indicator, spec, scenario)
        for indicator in INDICATORS
        for spec in indicator.targets
        for scenario in SCENARIOS
    ]
    return pd.DataFrame(rows)[list(schema.ASSESSMENT_COLUMNS)]


def values(data: xr.Dataset) -> pd.DataFrame:
    rows = []
    for indicator in INDICATORS:
        if not indicator.targets:
            continue
        spec = indicator.targets[0]
        draws = _judged(data, indicator.id, spec.window, spec.statistic)
        for scenario in SCENARIOS:
            for chance in (0.9, 0.7, 0.5, 0.3, 0.1):
                level = float(np.quantile(draws.sel(scenario=scenario), 1 - chance))
                place = (indicator.id, scenario, spec.year, spec.window, spec.statistic, None)
                rows.append((*place, chance, level))
    columns = ["indicator", "scenario", "year", "window", "statistic", "since"]
    columns += ["probability", "value"]
    return pd.DataFrame(rows, columns=columns)


def fits() -> pd.DataFrame:
    rows = [
        (one.id, "synthetic", "ok", "", 14, 4000, 1800.0, 0.31, "importance")
        for one in INDICATORS
        if one.is_fitted
    ]
    table = pd.DataFrame(
        rows,
        columns=[
            "indicator",
            "family",
            "status",
            "reason",
            "rows",
            "atoms",
            "ess",
            "pareto_k",
            "method",
        ],
    )
    failed = table["indicator"] == "syn_failed"
    table.loc[failed, ["status", "reason", "pareto_k"]] = ["failed", "Pareto k 0.92 ≥ 0.7", 0.92]
    return table


FAMILY = f"""
class Synthetic(Family):
    '''A family for tests {MARKUP}.'''

    title = {both("合成モデル", "synthetic model")!r}


FAMILY = Synthetic
"""


def _workspace(root) -> Workspace:
    """A workspace with the file of the family, which is read and never run."""
    (root / "models").mkdir(parents=True, exist_ok=True)
    (root / "models" / "synthetic.py").write_text(FAMILY, encoding="utf-8")
    return Workspace(root)


def run(path) -> SimpleNamespace:
    data, rows = projection(), observations()
    told, judged = explanations(), fits()
    catalog = SimpleNamespace(
        plan=PLAN,
        axis=PLAN.axis,
        indicators={one.id: one for one in INDICATORS},
        goals=tuple(one for one in INDICATORS if one.role == "goal" and one.variant_of is None),
        dependencies=DependencyGraph.of({one.id: one for one in INDICATORS}),
        observations=rows,
        units=UNITS,
        tables={},
        rows=lambda id: rows[rows["indicator"] == id],
        note=lambda written, language: written,
    )
    manifest = {
        "format": 1,
        "run": "r0123456789ab",
        "created": "2026-11-03T09:00:00+09:00",
        "seed": 20401,
        "draws": DRAWS,
        "options": {"as_of": None, "unverified": True},
        "versions": {"kgisim": "0.1.0", "python": "3.13"},
        "inputs": {},
        "outputs": {},
    }
    ess = judged.set_index("indicator")["ess"].dropna().to_dict()
    projected = Projection(catalog, {}, SCENARIOS, data, ess, manifest["seed"])
    return SimpleNamespace(
        path=path,
        id="r0123456789ab",
        manifest=manifest,
        workspace=_workspace(path / "workspace"),
        catalog=catalog,
        scenarios=SCENARIOS,
        projection=projected,
        awaits_draws=lambda: False,
        project_ahead=lambda **_: None,
        fits=judged,
        elicitations={},
        plausibility=plausibility(projected),
        explained=lambda table, goal=None: told[table].loc[
            [goal in (None, one) for one in told[table]["indicator"]]
        ],
        assessment=assessment(data),
        values=values(data),
        calibration={},
        coverage={},
        backtests=None,
        cache=RunCache(),
    )
