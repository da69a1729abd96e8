"""The evidence as a Frictionless data package: the CSV files, and what every column means."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from kgisim import schema
from kgisim.evidence.indicator import Indicator
from kgisim.io import read_table

if TYPE_CHECKING:
    from kgisim.runs.run import Run

MISSING = [""]
"""What stands for a value that is not there."""
_NUMBERS, _YEARS = ("value", "low", "high", "se", "of", "design_effect"), ("year", "year_end")
_WORDS = {"relation": schema.RELATIONS, "evidence": schema.EVIDENCE}
_NEEDED = {"year", "relation", "source", "evidence"}


def write_package(run: "Run", folder: Path) -> None:
    """Copy the CSV files of the run's evidence and write ``datapackage.json`` beside them."""
    resources = []
    for name, indicator in run.catalog.indicators.items():
        file = run.workspace.data / f"{name}.csv"
        if file.exists():
            resources.append(_resource(run, indicator, list(read_table(file, file.name))))
            _copy(file, folder / "data" / file.name)
    for file in sorted(run.workspace.tables.glob("*.csv")):
        resources.append(_table(file))
        _copy(file, folder / "data" / "tables" / file.name)
    package = {
        "profile": "tabular-data-package",
        "name": "kgisim-evidence",
        "title": f"Evidence behind run {run.id}",
        "created": run.manifest["created"],
        "resources": resources,
    }
    text = json.dumps(package, ensure_ascii=False, indent=1)
    (folder / "datapackage.json").write_text(text, encoding="utf-8")


def observation_fields(columns: Sequence[str]) -> list[dict[str, Any]]:
    """Describe columns of observation rows (docs/schema.md)."""
    return [_field(name) for name in columns]


def _field(name: str) -> dict[str, Any]:
    kind = "integer" if name in _YEARS else "number" if name in _NUMBERS else "string"
    limits: dict[str, Any] = {"required": True} if name in _NEEDED else {}
    if name in _WORDS:
        limits["enum"] = list(_WORDS[name])
    return {"name": name, "type": kind} | ({"constraints": limits} if limits else {})


def _resource(run: "Run", indicator: Indicator, columns: Sequence[str]) -> dict[str, Any]:
    sources = [
        {"title": one.title, "path": one.address}
        if (one.address or "").startswith("http")
        else {"title": one.title}
        for one in indicator.sources.values()
    ]
    return {
        "profile": "tabular-data-resource",
        "name": indicator.id.replace("_", "-"),
        "path": f"data/{indicator.id}.csv",
        "title": indicator.title("en"),
        "title_ja": indicator.title("ja"),
        "description": indicator.definition("en"),
        "unit": run.catalog.units[indicator.unit]("en"),
        "period": indicator.period,
        "encoding": "utf-8",
        "schema": {"fields": observation_fields(columns), "missingValues": MISSING},
        **({"sources": sources} if sources else {}),
    }


def _table(file: Path) -> dict[str, Any]:
    """Describe a table of deals or the like by what stands in it."""
    cells = pd.read_csv(file, keep_default_na=False, na_values=MISSING)
    fields = [{"name": str(name), "type": _kind(column)} for name, column in cells.items()]
    return {
        "profile": "tabular-data-resource",
        "name": f"table-{file.stem.replace('_', '-')}",
        "path": f"data/tables/{file.name}",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": MISSING},
    }


def _kind(cells: pd.Series) -> str:
    if not pd.api.types.is_numeric_dtype(cells):
        return "string"
    whole = cells.dropna()
    return "integer" if (whole == whole.round()).all() else "number"


def _copy(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, target)
