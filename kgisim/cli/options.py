"""Options that several commands share, and what values they take."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from kgisim.errors import InvalidValueError
from kgisim.messages import Nearest, languages
from kgisim.report.declared import kinds
from kgisim.report.formats.registry import FORMATS
from kgisim.workspace import Workspace

if TYPE_CHECKING:
    from kgisim.evidence.catalog import Catalog
    from kgisim.runs.run import Run
    from kgisim.targets.window import TargetWindow


def _known_language(_: object, language: str | None) -> None:
    if language is not None and language not in languages():
        near = Nearest(language, languages())
        raise InvalidValueError("cli.language", near=near)


Flag = Annotated[bool, Parameter(negative=())]
Language = Annotated[str | None, Parameter(alias="--lang", validator=_known_language)]
Runs = Annotated[Path, Parameter(name="--runs")]
Whole = Annotated[int, Parameter(validator=Number(gte=0))]
Several = Annotated[int, Parameter(validator=Number(gte=1))]
Port = Annotated[int, Parameter(validator=Number(gte=0, lte=65535))]
Chance = Annotated[float, Parameter(validator=Number(gt=0, lt=1))]

if TYPE_CHECKING:
    type Form = str
    type Kind = str
else:  # choices that help lists are found when the program starts
    Form = Literal[(*FORMATS, "all")]
    Kind = Literal[kinds()]

Year = Annotated[int, Parameter(validator=Number(gte=1900, lte=2100))]

DEFAULT_RUNS = Path("runs")
"""Folder of runs, in the folder where the command is given."""
DEFAULT_USERS = Path("users.yaml")
"""File of those who may log in, in the folder where the command is given."""


@Parameter(name="*")
@dataclass(frozen=True)
class Content:
    """Which content is read, and as of when.

    Parameters
    ----------
    workspace
        Folder with data, models, scenarios and dashboards; without it, the bundled one.
    as_of
        Use only what had been published by this day (YYYY-MM-DD).
    unverified
        Use rows whose source nobody has read, with inflated error.
    """

    workspace: Path | None = None
    as_of: str | None = None
    unverified: bool = True

    def open(self) -> Workspace:
        """Open the workspace asked for."""
        return Workspace.open(self.workspace) if self.workspace else Workspace.bundled()

    def catalog(self) -> "Catalog":
        """Read indicators and rows."""
        from kgisim.evidence.catalog import load_catalog

        return load_catalog(self.open(), as_of=self.as_of, unverified=self.unverified)


@Parameter(name="*")
@dataclass(frozen=True)
class Effort:
    """How the numbers are drawn.

    Parameters
    ----------
    seed
        Seed of all random streams; the same seed gives the same numbers.
    draws
        Futures drawn per indicator and scenario.
    jobs
        Processes that fit at the same time; without it, one per processor.
    """

    seed: Whole = 20401
    draws: Several = 4000
    jobs: Several | None = None


@Parameter(name="*")
@dataclass(frozen=True)
class Years:
    """Over which years a level is judged.

    Parameters
    ----------
    year
        Year by which it counts; without it, the plan's horizon.
    window
        Number of years that end with YEAR, for mean and sum.
    statistic
        Mean or sum of the window; cumulative: total since a year; once: the best single year
        since a year.
    since
        First year that counts, for cumulative and once.
    """

    year: Year | None = None
    window: Several = 1
    statistic: Literal["mean", "sum", "cumulative", "once"] = "mean"
    since: Year | None = None

    def judged(self, horizon: int) -> "TargetWindow":
        """Return the same as `kgisim.targets` takes it."""
        from kgisim.targets.window import TargetWindow

        return TargetWindow(self.year or horizon, self.window, self.statistic, self.since)


@Parameter(name="*")
@dataclass(frozen=True)
class Aimed:
    """Which target of a run is meant.

    Parameters
    ----------
    target
        Level aimed at; without it, the example target of the run.
    scenario
        Scenario under which it is looked at; without it, the policy package.
    """

    target: float | None = None
    scenario: str | None = None


DEFAULT_CONTENT = Content()
"""The bundled workspace, with everything that is known."""
DEFAULT_EFFORT = Effort()
"""The usual seed and number of futures."""
DEFAULT_YEARS = Years()
"""The last year alone."""
DEFAULT_AIM = Aimed()
"""The run's example target under the policy package."""


def named_run(run: str | None, runs: Path) -> "Run":
    """Open the run that is named by id or folder; without a name, the latest of the folder."""
    from kgisim.runs.run import latest_run, open_run

    if run is None:
        return latest_run(runs)
    return open_run(Path(run) if Path(run).is_dir() else runs / run)
