"""What one asks: of the content, of one run, of two."""

from pathlib import Path

from kgisim.cli.console import print_line, progress
from kgisim.cli.options import (
    DEFAULT_AIM,
    DEFAULT_CONTENT,
    DEFAULT_RUNS,
    DEFAULT_YEARS,
    Aimed,
    Chance,
    Content,
    Flag,
    Language,
    Runs,
    Several,
    Years,
    named_run,
)


def show(
    id: str | None = None,
    *,
    rap: Flag = False,
    content: Content = DEFAULT_CONTENT,
    runs: Runs = DEFAULT_RUNS,
    language: Language = None,
) -> None:
    """List the indicators, or show one: meaning, rows, sources, and its latest results.

    Example: kgisim show exports --workspace my-plan

    Parameters
    ----------
    id
        Indicator to show; without it, all are listed.
    rap
        Show instead which of the seven demands of a Reproducible Analytical Pipeline the latest run
        meets.
    runs
        Folder of runs; results come from the latest.
    language
        Language of titles and texts; without it, the first of the plan.
    """
    from kgisim.cli.listing import find_indicator, show_indicator, show_indicators

    catalog = content.catalog()
    language = language or catalog.plan.language
    if rap:
        from kgisim.cli.listing import show_demands

        show_demands(named_run(None, runs), content.open(), runs, language)
        return
    if id is None:
        show_indicators(catalog, language)
        return
    indicator = find_indicator(catalog, id)
    show_indicator(catalog, indicator, language)
    if any(runs.glob("r*/manifest.json")):
        from kgisim.cli.forecast import show_results

        show_results(named_run(None, runs), indicator, language)


def explain(
    id: str,
    *parts: str,
    run: str | None = None,
    runs: Runs = DEFAULT_RUNS,
    language: Language = None,
) -> None:
    """State why a goal's chance is what it is: the way there, what it hangs on, what would help.

    Example: kgisim explain exports levels backcast

    Parameters
    ----------
    id
        Goal.
    parts
        Parts of the report's section: reading, levels, rule, screen, backcast, milestones,
        measures, ledger, spread, value_of_information, targets, variants; without any, all that
        explain.
    run
        Id or folder of the run; without it, the latest.
    runs
        Folder of runs.
    language
        Language of the answer; without it, the first of the plan.
    """
    from kgisim.cli.explain import show_explanation

    opened = named_run(run, runs)
    show_explanation(opened, id, parts, language or opened.catalog.plan.language)


def follow_up(
    id: str,
    *observed: str,
    aimed: Aimed = DEFAULT_AIM,
    years: Years = DEFAULT_YEARS,
    run: str | None = None,
    runs: Runs = DEFAULT_RUNS,
    language: Language = None,
) -> None:
    """State what a year's new numbers do to a target: the new chance, and whether it is on track.

    Example: kgisim follow-up exports 2026=12100

    Parameters
    ----------
    id
        Goal.
    observed
        New numbers: 2027=80.2; usd_jpy:2027=150 of another indicator; '2027>=5' for a floor.
    run
        Id or folder of the run; without it, the latest.
    runs
        Folder of runs.
    language
        Language of the answer; without it, the first of the plan.
    """
    from kgisim.cli.follow_up import show_follow_up
    from kgisim.cli.target import question_of

    opened = named_run(run, runs)
    window = years.judged(opened.catalog.axis.last)
    question = question_of(opened, id, aimed.target, window, aimed.scenario)
    show_follow_up(opened, question, observed, language or opened.catalog.plan.language)


def solve(
    id: str,
    *,
    probability: Chance | None = None,
    aimed: Aimed = DEFAULT_AIM,
    years: Years = DEFAULT_YEARS,
    run: str | None = None,
    runs: Runs = DEFAULT_RUNS,
    language: Language = None,
) -> None:
    """Find the smallest package of measures that reaches a target with a probability.

    Example: kgisim solve exports --probability 0.5

    Parameters
    ----------
    id
        Goal.
    probability
        Chance that has to be reached; without it, that of the rule for reasonable targets.
    run
        Id or folder of the run; without it, the latest.
    runs
        Folder of runs.
    language
        Language of titles and numbers; without it, the first of the plan.
    """
    from kgisim.cli.solve import show_smallest
    from kgisim.cli.target import question_of

    opened = named_run(run, runs)
    window = years.judged(opened.catalog.axis.last)
    question = question_of(opened, id, aimed.target, window, aimed.scenario)
    show_smallest(opened, question, probability, language or opened.catalog.plan.language)


def compare(
    before: str,
    after: str | None = None,
    *,
    out: Path | None = None,
    runs: Runs = DEFAULT_RUNS,
    jobs: Several | None = None,
    language: Language = None,
) -> None:
    """State why two runs differ: data, new years, model, assumptions, code or random numbers.

    Example: kgisim compare runs/r0123456789ab --lang en

    Parameters
    ----------
    before
        Id or folder of the earlier run.
    after
        Id or folder of the later run; without it, the latest.
    out
        CSV file for the change of every level under every scenario, part by part.
    runs
        Folder of runs.
    jobs
        Processes that fit at the same time; without it, one per processor.
    language
        Language of the sentences; without it, the first of the plan.
    """
    from kgisim.cli.compare import show_difference
    from kgisim.io import write_whole
    from kgisim.runs.compare import compare as split

    with progress() as tell:
        found = split(named_run(before, runs), named_run(after, runs), jobs=jobs, progress=tell)
    show_difference(found, language or found.after.catalog.plan.language)
    if out is not None:
        write_whole(out, found.table.to_csv(index=False).encode())
        print_line(f"table: {out}")
