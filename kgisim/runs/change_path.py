"""The path between two runs: inputs that change group by group, each point projected in full."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from kgisim.errors import FitError, KgisimError
from kgisim.evidence.catalog import Catalog
from kgisim.inference.family import family_digest
from kgisim.inference.fit_all import Progress, fit_all
from kgisim.messages import Message
from kgisim.projection.projection import Projection, project
from kgisim.projection.scenario import Scenario
from kgisim.runs.run import Run
from kgisim.runs.run_id import run_id
from kgisim.schema import OBSERVATION_COLUMNS
from kgisim.workspace import Workspace

GROUPS = ("code", "revisions", "new_years", "model", "assumptions", "monte_carlo")
"""What may have changed, in the order in which it is changed; ``code`` closes the path again."""
JOINT = "+"
"""Between groups whose steps cannot be told apart, because a point of the path has no result."""


@dataclass(frozen=True)
class Inputs:
    """Everything a projection depends on, the code apart."""

    catalog: Catalog
    workspace: Workspace
    scenarios: Mapping[str, Scenario]
    seed: int
    draws: int


def steps(first: Inputs, last: Inputs) -> Iterator[tuple[str, Inputs]]:
    """Yield the points between two sets of inputs: one group changes at each."""
    revised = replace(first.catalog, observations=_revised(first.catalog, last.catalog))
    now = replace(first, catalog=revised)
    yield "revisions", now
    grown = replace(first.catalog, observations=_grown(first.catalog, last.catalog))
    now = replace(now, catalog=grown)
    yield "new_years", now
    now = replace(now, catalog=last.catalog, workspace=last.workspace)
    yield "model", now
    now = replace(now, scenarios=last.scenarios)
    yield "assumptions", now
    yield "monte_carlo", replace(now, seed=last.seed, draws=last.draws)


def inputs_of(run: Run) -> Inputs:
    """Return the inputs of a run as the present code reads them."""
    manifest = run.manifest
    return Inputs(run.catalog, run.workspace, run.scenarios, manifest["seed"], manifest["draws"])


def is_current(run: Run) -> bool:
    """Return whether the present code and libraries would make the same run."""
    manifest = run.manifest
    options = {"seed": manifest["seed"], "draws": manifest["draws"]}
    return run_id(manifest["inputs"], manifest["options"], **options) == run.id


@dataclass
class Route:
    """The way from one run to another, projected point by point.

    Parameters
    ----------
    goals
        Indicators that every point must project.
    jobs, cache, progress
        As in `kgisim.inference.fit_all.fit_all`.
    """

    before: Run
    after: Run
    goals: tuple[str, ...]
    jobs: int | None
    cache: Path | None
    progress: Progress | None

    reasons: dict[str, Message] = field(default_factory=dict)
    """Why points have no result, by the group that was changed."""

    def points(self) -> list[tuple[str, Projection]]:
        """Project every point whose inputs differ from those of the point before it.

        Returns
        -------
        list of (part, projection)
            What was changed on the way to the point (blank for the first), and what its inputs
            give.
        """
        found = [("", self.before.projection)]
        waiting: list[str] = []
        for part, projection in self._tried():
            waiting.append(part)
            if projection is not None:
                found.append((JOINT.join(dict.fromkeys(waiting)), projection))
                waiting = []
        return found

    def _tried(self) -> Iterator[tuple[str, Projection | None]]:
        """Yield every group with its projection; None where its inputs have no result."""
        try:
            first, last = inputs_of(self.before), inputs_of(self.after)
        except KgisimError as error:
            self.reasons["code"] = error.message
            yield from ((part, None) for part in GROUPS[:-1])
            yield GROUPS[-1], self.after.projection
            return
        is_rebuilt = not is_current(self.before)
        now = self._at("code", first, last) if is_rebuilt else self.before.projection
        yield "code", now
        for part, inputs in steps(first, last):
            if not _same(first, inputs):
                now = self._at(part, inputs, last)
            yield part, now
            first = inputs
        if not is_current(self.after):
            yield "code", self.after.projection

    def _at(self, part: str, inputs: Inputs, last: Inputs) -> Projection | None:
        if _same(inputs, last) and is_current(self.after):
            return self.after.projection
        try:
            return self._project(inputs)
        except KgisimError as error:
            self.reasons[part] = error.message
            return None
        except KeyError as error:  # an old scenario may name what is there no more
            self.reasons[part] = Message(str(error))
            return None

    def _project(self, inputs: Inputs) -> Projection:
        wanted = tuple(
            n for n, indicator in inputs.catalog.indicators.items() if indicator.role != "reference"
        )
        fits = fit_all(
            inputs.catalog,
            inputs.workspace,
            names=wanted,
            seed=inputs.seed,
            draws=inputs.draws,
            jobs=self.jobs,
            cache=self.cache,
            progress=self.progress,
            admit_failed=self.after.manifest["options"].get("use_failed", False),
        )
        projection = project(inputs.catalog, fits, inputs.scenarios, seed=inputs.seed)
        missing = [name for name in self.goals if name not in projection.series]
        if missing:
            raise FitError("run.no_projection", name=missing[0])
        return projection


def _revised(old: Catalog, new: Catalog) -> pd.DataFrame:
    """Return the new state of what was known of the old indicators up to their last old year."""
    last = {name: old.rows(name)["year_end"].to_numpy().max(initial=0) for name in old.indicators}
    rows = _grown(old, new)
    known = np.array([last[name] for name in rows["indicator"]])
    return rows.loc[rows["year_end"].to_numpy() <= known].reset_index(drop=True)


def _grown(old: Catalog, new: Catalog) -> pd.DataFrame:
    """Return the new rows of the old indicators; indicators that are new come with the model."""
    kept = new.observations["indicator"].isin(list(old.indicators))
    gone = ~old.observations["indicator"].isin(list(new.indicators))
    both = [new.observations.loc[kept], old.observations.loc[gone]]
    return pd.concat(both, ignore_index=True)


def _same(one: Inputs, other: Inputs) -> bool:
    return (
        (one.seed, one.draws) == (other.seed, other.draws)
        and one.scenarios == other.scenarios
        and one.catalog.indicators == other.catalog.indicators
        and _families(one) == _families(other)
        and _rows_of(one).equals(_rows_of(other))
    )


def _families(inputs: Inputs) -> dict[str, str]:
    used = {indicator.model.family for indicator in inputs.catalog.indicators.values()} - {None}
    return {name: family_digest(inputs.workspace, name) for name in sorted(map(str, used))}


def _rows_of(inputs: Inputs) -> pd.DataFrame:
    """Return the rows without notes, in an order that does not depend on the files."""
    columns = ["indicator", *(name for name in OBSERVATION_COLUMNS if name != "note")]
    rows = inputs.catalog.observations[columns]
    return pd.DataFrame(rows).sort_values(by=columns, ignore_index=True)
