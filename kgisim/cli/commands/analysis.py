"""From the data to a run: each step by itself, and all of them."""

import gc
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgisim.cli.commands.reports import GARBAGE, get_reports_ready, write_scope
from kgisim.cli.console import print_line, progress
from kgisim.cli.options import (
    DEFAULT_CONTENT,
    DEFAULT_EFFORT,
    DEFAULT_RUNS,
    DEFAULT_YEARS,
    Chance,
    Content,
    Effort,
    Flag,
    Language,
    Runs,
    Years,
)
from kgisim.errors import ContentError, RequestError
from kgisim.messages import SPOKEN

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgisim.evidence.catalog import Catalog
    from kgisim.evidence.indicator import Indicator
    from kgisim.projection.projection import Projection
    from kgisim.projection.workspace_check import Checked
    from kgisim.runs.run import Run


def check(*, workspace: Path | None = None, language: Language = None) -> None:
    """Check every file of the workspace and report all problems at once.

    Example: kgisim check --workspace my-plan

    Parameters
    ----------
    workspace
        Folder with data, models, scenarios and dashboards; without it, the bundled one.
    language
        Language in which problems are told; without it, English.
    """
    from kgisim.cli.listing import inventory, show_questions
    from kgisim.presentation.i18n.catalog import text
    from kgisim.projection.workspace_check import check_workspace

    opened = Content(workspace).open()
    problems = check_workspace(opened)
    if problems:
        show_questions(opened)
        raise ContentError(problems)
    language = language or SPOKEN
    found = inventory(opened, language)
    print_line(text("inventory.fine", language, found=found))


def fit(
    *ids: str,
    dask: str | None = None,
    store: str | None = None,
    content: Content = DEFAULT_CONTENT,
    effort: Effort = DEFAULT_EFFORT,
) -> None:
    """Fit the indicators to their rows and say which fits may be used.

    Fits are kept in a cache; only what has changed is fitted again. Of the cache is removed what
    was not used for 90 days, and the longest unused beyond 2 GB.

    Example: kgisim fit exports --workspace my-plan

    Parameters
    ----------
    ids
        Indicators to fit, with the drivers they need; without any, all.
    dask
        Address of a Dask scheduler whose workers fit in place of processes.
    store
        Address (s3://bucket/fits, or any that fsspec opens) through which these workers exchange
        stored fits; without it they need the same folder of stored fits.
    """
    from kgisim.cli.listing import find_indicator, show_gates
    from kgisim.inference.fit_all import fit_all
    from kgisim.inference.fit_cache import default_cache
    from kgisim.runs.workers import workers_for

    catalog, opened = content.catalog(), content.open()
    team = workers_for(opened, default_cache(), jobs=effort.jobs, cluster=dask, store=store)
    with team as workers, progress() as tell:
        fits = fit_all(
            catalog,
            opened,
            names=tuple(find_indicator(catalog, id).id for id in ids) or None,
            seed=effort.seed,
            draws=effort.draws,
            workers=workers,
            progress=tell,
        )
    show_gates(fits)


def simulate(
    *ids: str,
    content: Content = DEFAULT_CONTENT,
    effort: Effort = DEFAULT_EFFORT,
    language: Language = None,
) -> None:
    """Project to the horizon and show a few years of it under every scenario.

    Example: kgisim simulate exports --workspace my-plan

    Parameters
    ----------
    ids
        Indicators to show; without any, the goals.
    language
        Language of titles and numbers; without it, the first of the plan.
    """
    from kgisim.cli.forecast import find_goals, show_quantiles

    catalog = content.catalog()
    asked = find_goals(catalog, ids)
    show_quantiles(
        _projection(content, effort, catalog, asked), asked, language or catalog.plan.language
    )


def assess(
    id: str | None = None,
    *,
    value: float | None = None,
    probability: Chance | None = None,
    years: Years = DEFAULT_YEARS,
    content: Content = DEFAULT_CONTENT,
    effort: Effort = DEFAULT_EFFORT,
    language: Language = None,
) -> None:
    """State how likely targets are, or which level has a given chance.

    Without --value and --probability, all candidate targets of the workspace are judged, and of
    one indicator three levels are proposed.

    Example: kgisim assess exports --workspace my-plan --value 20000 --year 2040

    Parameters
    ----------
    id
        Indicator; without it, all goals.
    value
        Level to be judged, in the indicator's unit.
    probability
        Chance for which the level is wanted, between 0 and 1.
    language
        Language of titles and numbers; without it, the first of the plan.
    """
    from kgisim.cli.assess import show_chance, show_level, show_proposed
    from kgisim.cli.forecast import find_goals, show_chances
    from kgisim.projection.policy_package import package_or_baseline
    from kgisim.runs.results import ComputedResults
    from kgisim.targets.question import TargetQuestion

    if value is not None and probability is not None:
        raise RequestError("cli.both")
    if id is None and (value is not None or probability is not None):
        raise RequestError("cli.indicator")
    catalog = content.catalog()
    window = years.judged(catalog.axis.last)
    asked = find_goals(catalog, () if id is None else (id,))
    projection = _projection(content, effort, catalog, asked)
    results = ComputedResults(projection, content.open())
    spoken = language or catalog.plan.language
    if value is not None:
        scenario = package_or_baseline(projection.scenarios)
        show_chance(results, TargetQuestion(asked[0].id, value, window, scenario), spoken)
    elif probability is not None:
        show_level(results, asked[0].id, probability, window, spoken)
    else:
        show_chances(projection, asked, spoken)
        if id is not None:
            show_proposed(results, asked[0].id, spoken)


def _projection(
    content: Content, effort: Effort, catalog: "Catalog", asked: "list[Indicator]"
) -> "Projection":
    from kgisim.cli.forecast import fit_and_project

    with progress() as tell:
        return fit_and_project(
            catalog,
            content.open(),
            asked,
            seed=effort.seed,
            draws=effort.draws,
            jobs=effort.jobs,
            progress=tell,
        )


def run(
    *,
    report: Flag = False,
    use_failed: Flag = False,
    conditional: bool = True,
    dask: str | None = None,
    store: str | None = None,
    content: Content = DEFAULT_CONTENT,
    effort: Effort = DEFAULT_EFFORT,
    runs: Runs = DEFAULT_RUNS,
    language: Language = None,
) -> None:
    """Do the main job: check, fit, simulate, assess, and write a run that never changes.

    Example: kgisim run --workspace my-plan --report

    Parameters
    ----------
    report
        Write the report as well, beside the folder of runs.
    use_failed
        Also project estimates that failed their gate; a report shows them only with --show-failed.
    conditional
        Make conditional projections from what experts judge, for indicators without any other.
    dask
        Address of a Dask scheduler whose workers fit in place of processes.
    store
        Address (s3://bucket/fits, or any that fsspec opens) through which these workers exchange
        stored fits; without it they need the same folder of stored fits.
    runs
        Folder into which the run is written.
    language
        Language of the report; without it, the first of the plan.
    """
    gc.set_threshold(GARBAGE)
    options = _options(content, use_failed=use_failed, conditional=conditional)
    path = _made_already(content, effort, runs, options)
    how: dict[str, Any] = {"cluster": dask, "store": store}
    if path is None:
        how["checked"] = _check_ahead(content, effort)
    if report:
        how["meanwhile"] = [get_reports_ready]
        made = _make_run(content, effort, runs, options, **how)
        print_line(f"run {made.id}: {made.path}")
        from kgisim.report.scope import Scope  # after the run, which imports it while it waits

        spoken = language or made.catalog.plan.language
        write_scope(Scope(made, spoken, conditional=conditional), None, jobs=effort.jobs)
        return
    path = path or _make_run(content, effort, runs, options, **how).path
    print_line(f"run {path.name}: {path}")
    print_line(f"next: kgisim report {path.name}, kgisim simulate, kgisim assess")


def _options(content: Content, *, use_failed: bool, conditional: bool) -> dict[str, Any]:
    known = {"as_of": content.as_of, "unverified": content.unverified}
    return known | {"use_failed": use_failed, "conditional": conditional}


def _made_already(
    content: Content, effort: Effort, runs: Path, options: dict[str, Any]
) -> Path | None:
    """Find the run that nothing has changed since, before what makes runs is imported."""
    from kgisim.runs.run_folder import made_already

    return made_already(content.open(), runs, seed=effort.seed, draws=effort.draws, **options)


def _check_ahead(content: Content, effort: Effort) -> "Callable[[], Checked] | None":
    """Begin to check all files in a copy of this process, while this one imports what makes runs.

    Nobody does where one process is to do all.
    """
    if effort.jobs == 1:
        return None
    from kgisim.ahead import Ahead
    from kgisim.projection.workspace_check import read_checked

    return Ahead(partial(read_checked, content.open())).result


def _make_run(
    content: Content, effort: Effort, runs: Path, options: dict[str, Any], **team: Any
) -> "Run":
    from kgisim.runs.make_run import make_run

    with progress() as tell:
        return make_run(
            content.open(),
            folder=runs,
            seed=effort.seed,
            draws=effort.draws,
            **options,
            jobs=effort.jobs,
            **team,
            progress=tell,
        )
