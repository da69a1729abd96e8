"""Rolling-origin backtest: what the program would have said in past years, beside what came.

At each origin the catalogue is cut to what lay before, everything is fitted and simulated by the
path of a run, and every later published value is scored, for the model and for simple peers.
"""

import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from threadpoolctl import threadpool_limits

from kgisim.evaluation.backtest_origins import Past, known_at
from kgisim.evaluation.baselines import PEERS, QUANTILES
from kgisim.evaluation.scoring import LEVELS, ScoringScale, scored
from kgisim.evidence.base import Text
from kgisim.evidence.catalog import Catalog
from kgisim.inference.family import family_digest
from kgisim.inference.fit_all import fit_all
from kgisim.io import code_digest, versions_of, write_whole
from kgisim.parallel import Workers, trim_memory
from kgisim.projection.projection import project
from kgisim.projection.scenario import Scenario
from kgisim.rng import stream
from kgisim.schema import BASELINE, DRAW, LEVEL, OUTCOME, SERIES, YEAR
from kgisim.stores import mark_used
from kgisim.workspace import Workspace

DRAWS = 1000
"""Draws of each forecast: they move a score by about one part in a hundred."""
MODEL = "model"
"""The program itself, among the forecasters."""
COLUMNS = (
    "indicator",
    "origin",
    "year",
    "forecaster",
    "before",
    "value",
    "median",
    *(f"{end}{level}" for level in LEVELS for end in ("low", "high")),
    "crps",
    "crps_link",
    "chance",
)
"""Columns of a run's ``backtests.csv`` (docs/schema.md, Run)."""
STATISTICAL = {
    *("id", "role", "scale", "counting", "ceiling", "model", "drivers", "breaks", "offsets"),
    *("panel", "identity"),
}
"""Keys of an indicator on which its forecasts depend; its words and targets move nothing."""
_WORDS = Text(ja="過去時点", en="past origin")
_EMPTY = Scenario(id=BASELINE, title=_WORDS, description=_WORDS)

CODE = (
    "kgisim.inference",
    "kgisim.projection",
    *(
        f"kgisim.evaluation.{name}"
        for name in ("backtest", "backtest_origins", "baselines", "scoring")
    ),
)
"""Code on which a score depends."""
LIBRARIES = ("numpy", "scipy", "pymc", "pytensor", "statsmodels")
"""Libraries that do its arithmetic."""


@dataclass(frozen=True)
class BacktestTask:
    """All forecasts of one origin.

    Parameters
    ----------
    past
        Everything known today; what lies after the origin only serves to score.
    cache
        Folder of stored fits and scores.
    """

    past: Past
    workspace: Workspace
    origin: int
    seed: int
    cache: Path

    @property
    def file(self) -> Path:
        """Where the scores are kept: a file named by the hash of all that they depend on."""
        catalog, names = self.past.catalog, self.past.testable(self.origin)
        used = sorted(catalog.dependencies.order(names))
        chosen = [catalog.indicators[name] for name in used]
        families = {one.model.family for one in chosen if one.model.family is not None}
        content = {
            "indicators": [one.model_dump(mode="json", include=STATISTICAL) for one in chosen],
            "rows": [catalog.rows(name).drop(columns="note").to_csv(index=False) for name in used],
            "families": [family_digest(self.workspace, family) for family in sorted(families)],
            "engine": [code_digest(*CODE), *versions_of(LIBRARIES)],
            "seed": self.seed,
        }
        key = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32]
        return self.cache / f"backtest-{self.origin}-{key}.csv"

    def stored(self) -> pd.DataFrame | None:
        """Read the scores from the cache.

        Returns
        -------
        DataFrame or None
            Columns `COLUMNS`, as from `run`; None if nothing is stored.
        """
        file = self.file
        if not file.exists():
            return None
        mark_used(file)
        return _read(file.read_bytes())

    def run(self) -> pd.DataFrame:
        """Fit, simulate and score, and keep the table.

        Returns
        -------
        DataFrame
            Columns `COLUMNS`: one row for each series, later value and forecaster.
        """
        with threadpool_limits(1):  # threads cost more than they bring for so few numbers
            drawn = self.forecasts()
            scores = [row for name in drawn for row in self._rows(name, drawn[name])]
        text = pd.DataFrame(scores, columns=list(COLUMNS)).to_csv(index=False).encode()
        write_whole(self.file, text)
        trim_memory()  # others may need it for longer than this process has work
        return _read(text)

    def forecasts(self) -> dict[str, pd.DataFrame | None]:
        """Draw the years after the origin for every series that can be tested.

        Returns
        -------
        dict
            By series, a table of draws in its unit: index year, one column per draw. None where a
            fit that it depends on failed its gate.
        """
        names = self.past.testable(self.origin)
        known = known_at(self.past.catalog, self.origin, names)
        fits = fit_all(
            known,
            self.workspace,
            names=tuple(sorted(known.dependencies.required_fits(names))),
            seed=self.seed,
            draws=DRAWS,
            jobs=1,
            cache=self.cache,
        )
        usable = {name: fit for name, fit in fits.items() if fit.status == "ok"}
        future = project(known, usable, {BASELINE: _EMPTY}, seed=self.seed).draws
        ahead = future.sel(scenario=BASELINE).sel({YEAR: slice(self.origin + 1, None)})
        drawn = {name: self._drawn(ahead, name) for name in ahead[SERIES].to_numpy()}
        return {name: drawn.get(name) for name in names}

    def _drawn(self, ahead: xr.Dataset, name: str) -> pd.DataFrame:
        """Lay out the draws of one series; where k of n were counted, they are counted again."""
        own, years = ahead.sel({SERIES: name}), ahead[YEAR].to_numpy()
        drawn = pd.DataFrame(own[OUTCOME].to_numpy().T, index=years)
        counted = self.past.counted(name).reindex(years).dropna()
        if len(counted):
            # imports PyTensor, which readers of a backtest can do without
            from kgisim.inference.counted_shares import draw_counted

            share = own[LEVEL].sel({YEAR: counted.index}).transpose(DRAW, YEAR).to_numpy()
            of, effect = counted["of"].to_numpy(), counted["design_effect"].to_numpy()
            generator = stream(self.seed, "counted", str(self.origin), name)
            part = draw_counted(share.astype(float), of, effect, generator)
            # in the precision of the draws: a frame takes no wider numbers than its own
            drawn.loc[counted.index] = (100 * part / of).T.astype(own[OUTCOME].dtype)
        return drawn

    def _rows(self, name: str, drawn: pd.DataFrame | None) -> Iterator[dict[str, Any]]:
        """Score every forecaster of one series."""
        later, past = self.past.later(name, self.origin), self.past.earlier(name, self.origin)
        scale = ScoringScale.of(self.past.catalog.indicators[name], past.to_numpy())
        before = float(past.iloc[-1])
        draws = {} if drawn is None else {MODEL: drawn.loc[later.index].to_numpy(dtype=float).T}
        draws |= self._peers(name, later.index.to_numpy(), scale)
        for forecaster in dict.fromkeys([MODEL, *draws]):
            scores = {}
            if forecaster in draws:
                scores = scored(draws[forecaster], later.to_numpy(), before, scale)
            for place, (year, value) in enumerate(later.items()):
                about = (name, self.origin, year, forecaster, before, value)
                row = dict(zip(COLUMNS, about, strict=False))
                yield row | {column: found[place] for column, found in scores.items()}

    def _peers(self, name: str, years: np.ndarray, scale: ScoringScale) -> dict[str, np.ndarray]:
        """Draws (draw, year) of the peers that can forecast from here."""
        known = self.past.since_break(name, self.origin)
        placed = pd.Series(scale.forward(known.to_numpy()), index=known.index)
        found = {peer: forecast(placed, years) for peer, forecast in PEERS.items()}
        return {
            peer: scale.inverse(normal[0] + normal[1] * QUANTILES[:, None])
            for peer, normal in found.items()
            if normal is not None
        }


@dataclass
class Backtests:
    """Forecasts from past years of every goal that can be tested, and of what makes it up.

    Parameters
    ----------
    catalog
        Everything known today.
    cache
        Folder of stored fits and scores.
    """

    catalog: Catalog
    workspace: Workspace
    seed: int
    cache: Path
    _stored: list[pd.DataFrame] = field(default_factory=list, repr=False)

    @cached_property
    def past(self) -> Past:
        """What was known when."""
        return Past(self.catalog)

    def tasks(self) -> Iterator[BacktestTask]:
        """Return what has to be done, one origin after the other; what is stored is read."""
        for origin in self.past.origins:
            task = BacktestTask(self.past, self.workspace, origin, self.seed, self.cache)
            stored = task.stored()
            if stored is None:
                yield task
            else:
                self._stored.append(stored)

    def table(self, done: Sequence[pd.DataFrame]) -> pd.DataFrame:
        """Assemble what was stored, and what the tasks returned in any order.

        Returns
        -------
        DataFrame
            Columns `COLUMNS`, one row for each series, origin, later value and forecaster. Rows of
            the model are blank where a fit failed its gate; a peer that cannot forecast has none.
        """
        found = [*self._stored, *done]
        if not found:
            return pd.DataFrame(columns=list(COLUMNS))
        order = {name: place for place, name in enumerate(self.past.values)}
        whole = pd.concat(found)
        rows = whole[["indicator", "origin"]].to_numpy()
        place = [(order[name], origin) for name, origin in rows]
        chosen = sorted(range(len(whole)), key=place.__getitem__)
        return whole.iloc[chosen].reset_index(drop=True)


def backtest(
    catalog: Catalog, workspace: Workspace, *, seed: int, cache: Path, workers: Workers[Any]
) -> pd.DataFrame:
    """Forecast every goal that can be tested, and what makes it up, from past years.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, as from `Backtests.table`.
    """
    tests = Backtests(catalog, workspace, seed, cache)
    workers.fill_with(tests.tasks())
    return tests.table(workers.filled())


def _read(text: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(text))
