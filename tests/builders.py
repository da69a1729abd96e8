"""Small indicators, rows, catalogues, fits and scenarios for tests of the engine."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from kgisim.evidence.catalog import Catalog
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.observations import columns_of

TEXT = {"ja": "例", "en": "example"}


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
    return Indicator(**(given | more))


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


def catalog(content: Mapping[Indicator, Iterable[Mapping[str, Any]]] | Iterable[Any]) -> Catalog:
    """A catalogue from (indicator, rows) pairs."""
    pairs = [(one, list(rows)) for one, rows in content]
    tables = [table(*rows, indicator=one.id) for one, rows in pairs]
    return Catalog({one.id: one for one, _ in pairs}, pd.concat(tables, ignore_index=True), {}, {})
