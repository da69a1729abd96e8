"""Small indicators, rows, catalogues, fits and scenarios for tests of the engine."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from kgisim.evidence.base import Money, Text, Unit
from kgisim.evidence.catalog import Catalog
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.observations import columns_of
from kgisim.evidence.plan import Clock, Plan
from kgisim.inference import model_data
from kgisim.inference.driver_terms import driver_terms
from kgisim.inference.fit import Fit, GateResult
from kgisim.projection.projection import Projection
from kgisim.projection.scenario import Measure, Scenario, WorldPath

TEXT = {"ja": "例", "en": "example"}
PLAN = Plan(
    title=TEXT,  # pyright: ignore[reportArgumentType] # pydantic makes the record
    languages=("ja", "en"),
    first_year=2000,
    horizon=2040,
    shown_years=(2030, 2040),
    checkpoints=(2028, 2032, 2036),
    region="Japan",
    country="JP",
    clock=Clock(zone="Asia/Tokyo", name=Text(ja="日本時間", en="Japan time")),
)
"""The plan of every catalogue of a test."""
AXIS = PLAN.axis.years


def unit(ja: str, en: str, money: tuple[str, str, float] | None = None, **more: Any) -> Unit:
    """A unit that any scale may have; `money`: the currency in both languages, and the size."""
    if money is not None:
        name = Text(ja=money[0], en=money[1])
        more["money"] = Money(name=name, size=money[2])
    return Unit(ja=ja, en=en, scales=("real",), **more)


UNITS = {
    "percent": unit("%", "%"),
    "percent_change": unit("%", "%"),
    "deals": unit("件", "deals"),
    "firms": unit("社", "firms"),
    "approvals": unit("件", "approvals"),
    "persons": unit("人", "persons"),
    "years": unit("年", "years"),
    "countries": unit("国", "countries"),
    "jpy_100m": unit("億円", "JPY 100m", ("円", "JPY", 1e8)),
    "usd_bn": unit("十億ドル", "USD bn", ("ドル", "USD", 1e9)),
    "usd_m": unit("百万ドル", "USD m", ("ドル", "USD", 1e6)),
    "jpy_per_usd": unit(
        "円/ドル", "JPY per USD", written=Text(ja="{}円/ドル", en="JPY\u00a0{} per USD")
    ),
    "none": unit("（単位なし）", "(none)"),
}
"""Units as a workspace has them."""
WALK_SOURCE = """import numpy as np
import pytensor.tensor as pt

from kgisim.inference.family import Family, LinearPath


class Walk(Family):
    title = {"ja": "例", "en": "example"}

    def priors(self, scale):
        return {"step": {"dist": "HalfNormal", "kwargs": {"sigma": 0.1}}}

    def path(self, hyper, years):
        first = np.zeros((years, years))
        first[:, 0] = 1.0
        later = np.tril(np.ones((years, years)))
        later[:, 0] = 0.0
        return LinearPath(pt.zeros(years), first + hyper["step"] * later)


FAMILY = Walk
"""
"""A random walk as a family file, for tests that read it from a workspace."""


def indicator(name: str = "x", scale: str = "positive", **more: Any) -> Indicator:
    """A fitted component unless told otherwise."""
    given = {
        "id": name,
        "role": "component",
        "title": TEXT,
        "definition": TEXT,
        "unit": "unit",
        "scale": scale,
        "period": "CY",
        "model": {"family": "damped_trend"},
    }
    return Indicator.model_validate(given | more, context=PLAN.context)


def goal(name: str = "x", scale: str = "positive", **more: Any) -> Indicator:
    return indicator(name, scale, role="goal", label="1", **more)


def identity(name: str = "x", scale: str = "positive", **more: Any) -> Indicator:
    inputs = {
        key: more.pop(key) for key in ("sum_of", "product_of", "divided_by", "times") if key in more
    }
    return indicator(name, scale, model={"family": None}, identity=inputs, **more)


def driver_effect(driver: str, mean: float = 0.5, sd: float = 0.2) -> dict[str, Any]:
    return {"driver": driver, "mean": mean, "sd": sd, "rationale": TEXT}


def row(year: int, value: float = np.nan, relation: str = "eq", **more: Any) -> dict[str, Any]:
    given = {
        "year": year,
        "year_end": year,
        "value": value,
        "relation": relation,
        "low": np.nan,
        "high": np.nan,
        "se": np.nan,
        "of": np.nan,
        "design_effect": np.nan,
        "source": "agency",
        "evidence": "official",
        "definition": "",
        "published": "",
        "note": "",
    }
    return given | more


def table(*rows: Mapping[str, Any], indicator: str = "x") -> pd.DataFrame:
    """Rows as `Catalog.rows` gives them."""
    dtypes = {"indicator": "object"} | {name: one.dtype for name, one in columns_of().items()}
    frame = pd.DataFrame(
        [{"indicator": indicator, **given} for given in rows], columns=list(dtypes)
    )
    return frame.astype(dtypes)


def yearly(values: Iterable[float], first: int = 2010, **more: Any) -> list[dict[str, Any]]:
    return [row(first + step, float(value), **more) for step, value in enumerate(values)]


def catalog(*content: tuple[Indicator, Iterable[Mapping[str, Any]]]) -> Catalog:
    """A catalogue from (indicator, rows) pairs."""
    pairs = [(one, list(rows)) for one, rows in content]
    tables = [table(*rows, indicator=one.id) for one, rows in pairs]
    return Catalog(
        {one.id: one for one, _ in pairs}, pd.concat(tables, ignore_index=True), {}, {}, PLAN
    )


def fit_of(
    one: Indicator,
    link: np.ndarray,
    *,
    last: int = 2020,
    first: int = 2010,
    effect: float = 0.5,
    noise: float = 0.05,
    status: str = "ok",
) -> Fit:
    """A fit whose draws are given: `link` is one number per draw, per year, or (draw, year)."""
    trend = np.broadcast_to(link, (np.shape(link)[0], len(AXIS)))
    draws, terms = len(trend), tuple(term.name for term in driver_terms(one))
    return Fit(
        indicator=one.id,
        key=one.id,
        verdict=GateResult(status, (), 3, draws, float(draws), 0.1, "importance"),
        axis=PLAN.axis,
        first=first,
        last=last,
        trend=np.where(first > AXIS, np.nan, trend),
        effect=np.full((draws, len(terms)), effect),
        noise=np.full(draws, noise),
        hyper=np.zeros((draws, 1)),
        terms=terms,
        parameters=("none",),
    )


def projection(known: Catalog, draws: xr.Dataset, **more: Any) -> Projection:
    """A projection whose draws are given."""
    given = {"fits": {}, "scenarios": {}, "ess": {}, "seed": 1}
    return Projection(known, draws=draws, **(given | more))


def measure(indicator: str, size: float | tuple[float, float, float], **more: Any) -> Measure:
    """An effect on the level in per cent from 2028 on, unless told otherwise."""
    p10, p50, p90 = size if isinstance(size, tuple) else (size, size, size)
    given = {
        "id": "support",
        "title": TEXT,
        "indicator": indicator,
        "on": "level",
        "unit": "percent",
        "effect": {"p10": p10, "p50": p50, "p90": p90},
        "start": 2028,
        "rationale": TEXT,
        "source": "illustrative",
    }
    return Measure.model_validate(given | more)


def world(driver: str, kind: str, **more: Any) -> WorldPath:
    given = {
        "driver": driver,
        "kind": kind,
        "start": 2028,
        "rationale": TEXT,
        "source": "illustrative",
    }
    return WorldPath.model_validate(given | more)


def scenario(name: str = "tried", *parts: Measure | WorldPath) -> Scenario:
    return Scenario(
        id=name,
        title=TEXT,
        description=TEXT,
        world=tuple(part for part in parts if isinstance(part, WorldPath)),
        measures=tuple(part for part in parts if isinstance(part, Measure)),
    )


def build_frame(
    one: Indicator, rows: pd.DataFrame, drivers: Mapping[str, pd.Series]
) -> model_data.ModelData:
    """What a fit sees, up to the horizon of the tests' plan."""
    return model_data.build_frame(one, rows, drivers, PLAN.horizon)
