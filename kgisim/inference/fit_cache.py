"""Stored fits: where they are kept, and the key that names everything one depends on."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from kgisim.axis import Axis
from kgisim.evidence.indicator import Indicator
from kgisim.inference.common_factor import CommonFactor
from kgisim.inference.fit import Fit
from kgisim.io import code_digest, versions_of

LIBRARIES = ("numpy", "scipy", "pymc", "pytensor")
"""Libraries that do the arithmetic of a fit."""


def default_cache() -> Path:
    """Folder in which fits are kept for reuse."""
    from platformdirs import user_cache_path

    return user_cache_path("kgisim") / "fits"


def fit_key(
    indicator: Indicator,
    rows: pd.DataFrame,
    family_digest: str,
    drivers: Mapping[str, Fit],
    axis: Axis,
    *,
    seed: int,
    draws: int,
    common: CommonFactor | None = None,
) -> str:
    """Hash of everything a fit depends on: rows, model choice, family, drivers, years, seed.

    Of a panel, the growth of all its series: their correlation is learned from it.
    """
    statistical = {
        *("id", "scale", "counting", "ceiling", "model", "drivers"),
        *("breaks", "exceptional", "offsets"),
    }
    content = {
        "indicator": indicator.model_dump(mode="json", include=statistical),
        "rows": rows.drop(columns=["note"]).to_csv(index=False),
        "family": family_digest,
        "drivers": {name: fit.key for name, fit in sorted(drivers.items())},
        "axis": [axis.first, axis.last],
        "engine": [code_digest("kgisim.inference"), *versions_of(LIBRARIES)],
        "seed": seed,
        "draws": draws,
    }
    if common is not None:
        content["panel"] = [common.panel, common.growth.to_csv()]
    listed = indicator.derive.completeness if indicator.derive else None
    if listed is not None:  # all else of a derivation is in the rows
        content["completeness"] = listed.model_dump(mode="json", exclude={"rationale"})
    # rationales are texts: they explain an effect and do not change it
    for effect in content["indicator"]["drivers"]:
        effect.pop("rationale")
        if effect["long_run"] is not None:
            effect["long_run"].pop("rationale")
    for step in (*content["indicator"]["breaks"], *content["indicator"]["exceptional"]):
        step.pop("reason")
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32]
