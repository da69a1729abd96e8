"""The kinds of reports: which sections each holds, in which order."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

from kgisim.analysis.explanation_tables import TABLES as EXPLANATIONS
from kgisim.errors import NotFoundError
from kgisim.parallel import shared
from kgisim.presentation.figures.figure import Form, warm
from kgisim.presentation.goal_summary import GoalSummary, summaries
from kgisim.presentation.i18n.numbers import day_name, official_day
from kgisim.presentation.sentences.joint import joint_view_of
from kgisim.presentation.tables import observations
from kgisim.projection.listed import Shown
from kgisim.report.blocks import (
    CHAPTER,
    PART,
    Block,
    Deferred,
    Heading,
    Note,
    Report,
    Table,
    Terms,
    charts_of,
)
from kgisim.report.scope import Scope
from kgisim.report.sections.analysis import assumed
from kgisim.report.sections.backcast import joint_targets
from kgisim.report.sections.brief import brief, target_sheet
from kgisim.report.sections.goal import goals
from kgisim.report.sections.method import evidence, method
from kgisim.report.sections.model_cards import cards, models
from kgisim.report.sections.one_page import one_page
from kgisim.report.sections.overview import parts, published, summary
from kgisim.report.sections.run_changes import causes, differences, follow_up, inputs
from kgisim.report.sections.scenarios import scenarios
from kgisim.report.sections.slides import slides

Make = Callable[[Scope], Iterator[Block | Deferred]]

KINDS: Mapping[str, Mapping[str, Make]] = {
    "full": {
        "summary": summary,
        "goals": goals,
        "together": joint_targets,
        "parts": parts,
        "scenarios": scenarios,
        "method": method,
        "models": models,
        "published": published,
        "assumed": assumed,
        "annex": evidence,
    },
    "brief": {"brief": brief},
    "target-sheet": {"target-sheets": target_sheet},
    "annex": {
        "method": method,
        "cards": cards,
        "assumed": assumed,
        "published": published,
        "annex": evidence,
    },
    "difference": {"differences": differences, "inputs": inputs, "causes": causes},
    "follow-up": {"follow-up": follow_up, "causes": causes, "inputs": inputs},
}
"""Chapters of every kind, by name."""
RESTS = 4
"""How many lines of what a report rests on come first; the others say how it was computed."""
LONG = frozenset({"full", "annex"})
"""Kinds that are long enough for a table of contents."""
COMPACT = frozenset({"brief", "target-sheet"})
"""Kinds that have one or two pages a goal, and are set smaller."""

DEFERRING = frozenset({goals, brief})
"""Chapters that say themselves what of them can be made beside other things; others are whole."""
DRAWLESS = frozenset({method, models, published, evidence, cards})
"""Chapters that are written without a draw: the first, where draws are still being made."""
READ = ("assessment", "elicitations", "plausibility", "values", "coverage", "calibration")
"""What chapters read of a run that is no draw, most of them."""
PROPOSED = frozenset({"levels", "goal_verdict"})
"""Kinds of values that follow from a run, and that a page of all goals shares with theirs."""
LED = frozenset({"full", "brief", "target-sheet"})
"""Kinds that begin with all goals on one page, and whose slides show one message each."""


def make_report(
    scope: Scope, kind: str = "full", *, drawn: Sequence[Form] = (), jobs: int | None = 1
) -> Report:
    """Assemble everything that a report of some kind says about a run.

    Parameters
    ----------
    drawn
        File formats in which its charts are drawn at once; others are drawn when asked for.
    jobs
        Processes; None: one for each core.

    Raises
    ------
    NotFoundError
        If there is no such kind.
    """
    if kind not in KINDS:
        raise NotFoundError("report", kind, KINDS)
    chapters = KINDS[kind]
    early = _early(scope, chapters, drawn)
    kept = tuple(name for name in chapters if name not in MAY_BE_EMPTY or MAY_BE_EMPTY[name](scope))
    asked = replace(scope, chapters=kept)
    lead, blocks = _made(asked, kind, drawn, jobs, early)
    if kind == "brief":
        blocks += _computed(scope)
    return Report(
        run=scope.run,
        language=scope.language,
        kind=kind,
        title=scope.t("report.title", year=scope.run.catalog.axis.last),
        subtitle=scope.t(subtitle_key(kind)),
        lead=lead,
        make_slides=partial(slides, asked, lead, (*blocks,)) if kind in LED else tuple,
        head=tuple(_head(scope, kind)),
        blocks=tuple(_numbered(blocks, scope)),
        show_failed=scope.show_failed,
        since=scope.since.id if scope.since else "",
        has_contents=kind in LONG,
        is_compact=kind in COMPACT,
        conditional=scope.conditional and bool(scope.run.elicitations),
        carries_inputs=scope.carries_inputs,
        only=scope.only,
    )


def _early(
    scope: Scope, chapters: Mapping[str, Make], drawn: Sequence[Form]
) -> dict[str, list[Block]]:
    """Write chapters that need no draws for as long as draws are being made."""
    early: dict[str, list[Block]] = {}
    if scope.run.awaits_draws():
        warm(drawn)
    for name, make in chapters.items():
        if make in DRAWLESS and scope.run.awaits_draws():
            early[name] = _drawn(Deferred(partial(make, scope)), drawn)
    for read in _readings(scope):
        if scope.run.awaits_draws():
            read()
    return early


def _readings(scope: Scope) -> Iterator[Callable[[], object]]:
    """Return what reads words and tables, which every process would read for itself."""
    yield lambda: tuple(_about(scope))
    yield from (partial(getattr, scope.run, name) for name in READ)
    kept = {file.stem for file in (scope.run.path / "explanations").glob("*.csv")}
    yield from (partial(scope.run.explained, name) for name in EXPLANATIONS if name in kept)


def _made(
    scope: Scope,
    kind: str,
    drawn: Sequence[Form],
    jobs: int | None,
    early: Mapping[str, list[Block]],
) -> tuple[tuple[Block, ...], list[Block]]:
    """Make the page that comes first, and all other chapters, by several processes at once."""
    parts: list[Block | Deferred] = []
    if kind in LED:
        parts.append(Deferred(partial(one_page, scope), is_whole=True))
    lead = len(parts)
    for name in scope.chapters:
        make = KINDS[kind][name]
        if name in early:
            parts += early[name]
        else:
            whole = Deferred(partial(make, scope), is_whole=True)
            parts += make(scope) if make in DEFERRING else [whole]
    if scope.since is not None:  # what lies between two runs may be fitted: once, and here
        jobs = 1
    if jobs != 1:
        # once, for all copies of this process; most other series are read by one of them
        scope.run.projection.prepare({one.id for one in scope.run.catalog.goals})
        if kind in LED:
            _agree(scope, jobs)
    blocks = _blocks(parts, drawn, jobs)
    return tuple(chain(*blocks[:lead])), [*chain(*blocks[lead:])]


def _blocks(
    parts: Sequence[Block | Deferred], drawn: Sequence[Form], jobs: int | None
) -> list[list[Block]]:
    """Make what was deferred, whole chapters first: a long one is not begun when others end."""
    deferred = [(place, one) for place, one in enumerate(parts) if isinstance(one, Deferred)]
    deferred.sort(key=lambda found: not found[1].is_whole)
    made = shared([partial(_drawn, one, drawn) for _, one in deferred], jobs)
    found = dict(zip([place for place, _ in deferred], made, strict=True))
    return [
        [one] if not isinstance(one, Deferred) else found[place] for place, one in enumerate(parts)
    ]


def _agree(scope: Scope, jobs: int | None) -> None:
    """Propose levels once for all processes: the first page needs those of every goal.

    Goals that are read off incomplete lists come first, since their lists are made for it.
    """
    found = summaries(scope.run, scope.language, show_failed=scope.show_failed)
    lists = scope.run.projection.listed
    names = {one.localized.indicator.id for one in found}
    ordered = sorted(found, key=lambda one: one.localized.indicator.id not in lists)

    def judged(one: GoalSummary) -> tuple[dict[Hashable, object], Shown]:
        _ = one.verdict
        return scope.run.cache.kept(PROPOSED), lists.shown.of(names)

    for kept, shown in shared([partial(judged, one) for one in ordered], jobs):
        scope.run.cache.take(kept)
        lists.take(shown)


def _drawn(part: Deferred, forms: Sequence[Form]) -> list[Block]:
    blocks = [*_whole(part)]
    for chart in charts_of(blocks):
        chart.figure.draw(forms)
        if "svg" in forms:
            _ = chart.figure.svg  # as it stands in a page
    return blocks


def _whole(part: Deferred) -> Iterator[Block]:
    for one in part.make():
        if isinstance(one, Deferred):
            yield from _whole(one)
        else:
            yield one


def subtitle_key(kind: str) -> str:
    """Return the key of the message below the title of a kind of report."""
    return f"report.subtitle_{kind.replace('-', '_')}"


def _has_published(scope: Scope) -> bool:
    return bool(len(observations.published(scope.run, scope.language)))


def _has_several(scope: Scope) -> bool:
    return joint_view_of(scope.shown) is not None


MAY_BE_EMPTY: Mapping[str, Callable[[Scope], bool]] = {
    "published": _has_published,
    "together": _has_several,
    "assumed": lambda scope: bool(scope.shown),
}
"""Chapters that are left out where there is nothing to say, and what tells."""


def _numbered(blocks: list[Block], scope: Scope) -> Iterator[Block]:
    """Write the numbers of chapters into their headings, and leave out tables without rows."""
    number = 0
    for block in blocks:
        if isinstance(block, Table) and block.frame.empty:
            continue
        if isinstance(block, Heading) and block.level == CHAPTER:
            number += 1
            title = scope.t("report.chapter", number=number, title=block.text)
            yield replace(block, text=title)
        else:
            yield block


def _head(scope: Scope, kind: str) -> Iterator[Block]:
    about = tuple(_about(scope))
    yield Terms(about[:RESTS] if kind == "brief" else about, "all/about", "about")
    run = scope.run
    scenarios = (scenario.illustrative for scenario in run.scenarios.values())
    if any(run.assessment["illustrative"]) or any(scenarios):
        said = (scope.t("report.example"),)
        yield Note(said, "all/example", "banner", scope.t("report.example_title"))
    if scope.show_failed and "failed" in set(run.fits["status"]):
        yield Note((scope.t("report.fail_banner"),), "all/failed", "alert")


def _computed(scope: Scope) -> list[Block]:
    """State at the end of a brief how it was computed."""
    told = tuple(_about(scope))[RESTS:]
    return [Heading(scope.t("report.about"), PART), Terms(told, "all/computed", "about")]


def _about(scope: Scope) -> Iterator[tuple[str, str]]:
    t, manifest = scope.t, scope.run.manifest
    options = manifest["options"]
    as_of = options.get("as_of")
    known = as_of or max(scope.run.catalog.observations["published"], default="")
    latest = t(
        "report.data_as_of" if as_of else "report.data_latest",
        date=day_name(known, scope.language),
    )
    used = "report.unverified_yes" if options.get("unverified") else "report.unverified_no"
    yield t("report.run"), scope.run.id
    yield t("report.data_date"), latest
    yield t("report.evidence_used"), t(used)
    yield t("report.created"), official_day(manifest["created"][:10], scope.language)
    yield t("report.draws"), t("report.draws_value", draws=f"{manifest['draws']:,}")
    yield t("report.seed"), str(manifest["seed"])
    versions = (f"{name} {number}" for name, number in manifest["versions"].items())
    yield t("report.versions"), " / ".join(versions)
