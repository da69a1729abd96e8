"""The fields that a document can name: each a value, sentences, a table or a figure of a run.

Every name is the id of a goal (or ``run`` or ``all``) and a quantity, joined by points. Nothing is
computed here: a field is what the report says under another name.
"""

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Literal, get_args

import pandas as pd

from kgisim import schema
from kgisim.evidence.members import Middle
from kgisim.messages import Message, Nearest
from kgisim.presentation import observation_rows
from kgisim.presentation.figures.frontier import frontier_figure
from kgisim.presentation.figures.goal import Figures
from kgisim.presentation.figures.ranking import ranking_figures
from kgisim.presentation.goal_summary import GoalSummary, summaries
from kgisim.presentation.goal_view import BANDS
from kgisim.presentation.i18n import numbers
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.level_writing import added_points, level_text
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.presentation.ranking_view import ranking_of
from kgisim.presentation.sentences import summary
from kgisim.presentation.sentences.levels import levels_text
from kgisim.presentation.tables import results
from kgisim.presentation.tables.levels import levels_table
from kgisim.presentation.tables.members import members
from kgisim.presentation.tables.one_page import one_page
from kgisim.targets.level_choice import Name
from kgisim.targets.levels import Levels

if TYPE_CHECKING:
    from kgisim.presentation.figures.figure import Figure
    from kgisim.runs.run import Run

Kind = Literal["text", "table", "figure"]
LEVELS = get_args(Name)
"""Names of the proposed levels."""


@dataclass(frozen=True)
class Number:
    """A printed number: rounded as in the text, and whether it counts per cent."""

    value: float
    is_percent: bool = False


@dataclass(frozen=True)
class Field:
    """One thing that a document can ask for by name.

    Parameters
    ----------
    name
        Its name, lower case, with points.
    kind
        ``text``, ``table`` or ``figure``.
    make
        Makes its content: text, a table of text, or a figure.
    count
        Makes the printed number, of texts that are one; None: there is none.
    """

    name: str
    kind: Kind
    make: Callable[[], Any]
    count: Callable[[], Number | None] = lambda: None

    @cached_property
    def content(self) -> "str | pd.DataFrame | Figure":
        """Return its content, made once.

        Returns
        -------
        str, DataFrame or Figure
            A table has the columns that a report prints.
        """
        return self.make()

    @cached_property
    def number(self) -> Number | None:
        """The number that it prints, for cells that hold numbers."""
        return self.count()

    @property
    def text(self) -> str:
        """Its content as text; of a figure, what it says in words."""
        content = self.content
        if isinstance(content, pd.DataFrame):
            return "\n".join(" | ".join(row) for row in lines_of(content))
        return content if isinstance(content, str) else content.alt


def lines_of(table: pd.DataFrame) -> list[list[str]]:
    """Return headings and rows of a table as text."""
    rows = table.to_numpy().tolist()
    return [[str(cell) for cell in line] for line in [list(table.columns), *rows]]


@dataclass(frozen=True)
class Fields(Mapping[str, Field]):
    """All fields of one run in one language.

    Parameters
    ----------
    run
        The run.
    language
        Language of texts.
    """

    run: "Run"
    language: str

    def __getitem__(self, name: str) -> Field:
        """Return a field."""
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names."""
        return iter(self._known)

    def __len__(self) -> int:
        """Count the fields."""
        return len(self._known)

    @cached_property
    def _goals(self) -> tuple[GoalSummary, ...]:
        return summaries(self.run, self.language)

    @cached_property
    def _known(self) -> dict[str, Field]:
        made = [*self._of_all(), *(field for one in self._goals for field in fields_of(one))]
        return {field.name: field for field in made}

    def _of_all(self) -> Iterator[Field]:
        run, language = self.run, self.language
        made, joiner = run.manifest["created"][:10], text("join", language)
        yield Field("run.id", "text", lambda: run.id)
        yield Field("run.date", "text", lambda: numbers.day_name(made, language))
        yield Field("run.note", "text", lambda: text("report.run_note", language, run=run.id))
        yield Field(
            "run.draws",
            "text",
            lambda: text("report.draws_value", language, draws=f"{run.manifest['draws']:,}"),
            lambda: Number(run.manifest["draws"]),
        )
        yield Field("all.summary", "text", lambda: joiner.join(summary.summary(run, language)))
        yield Field("all.goals", "table", lambda: one_page(self._goals, run.catalog.plan, language))

    def unknown(self, name: str) -> Message:
        """State that there is no such field, with the nearest, or why its goal has no number."""
        goals = {one.localized.indicator.id: one for one in self._goals}
        goal, _, quantity = name.partition(".")
        hidden = goals[goal].why_hidden if goal in goals else None
        others = {one.partition(".")[2] for one in self}
        if hidden is not None and quantity in others:
            return Message("fill.withheld", name=name, why=hidden)
        return Message("fill.unknown", name=name, near=Nearest(name, _near(name, self)))


def fields_for(run: "Run", language: str) -> Fields:
    """Return the fields of a run, which its cache keeps: figures are drawn once."""
    return run.cache.once(("fields", language), lambda: Fields(run, language))


def _near(name: str, known: Iterable[str]) -> list[str]:
    """Return fields of the nearest goal, or all if it is near none."""
    names = list(known)
    heads = {one.partition(".")[0] for one in names}
    close = difflib.get_close_matches(name.partition(".")[0], heads, n=1)
    return [one for one in names if not close or one.partition(".")[0] == close[0]]


def fields_of(one: GoalSummary) -> Iterator[Field]:
    """Yield the fields of one goal; without a number, those that need none."""
    name = one.localized.indicator.id
    made = [*_words(one)]
    if one.why_hidden is None:
        made += [*_outlook(one), *_figures(one)]
        if one.levels is not None:
            made += [*_levels(one, one.levels)]
    for field in made:
        yield Field(f"{name}.{field.name}", field.kind, field.make, field.count)


def _words(one: GoalSummary) -> Iterator[Field]:
    localized, language = one.localized, one.localized.language
    indicator, latest, blank = localized.indicator, localized.latest, localized.t("blank")
    says = summary.reading if one.why_hidden is None else summary.withheld_reading
    joined = localized.t("join").join
    texts: dict[str, Callable[[], str]] = {
        "title": lambda: localized.title,
        "definition": lambda: indicator.definition(language),
        "unit": lambda: localized.quantity.unit,
        "latest.period": lambda: latest.period if latest else blank,
        "latest.source": lambda: (latest and latest.source) or blank,
        "known": lambda: summary.known(localized),
        "reading": lambda: joined(says(localized)),
        "state": lambda: localized.t(f"one_page.state.{one.state}"),
        "evidence": lambda: observation_rows.light(localized.view.rows, language),
        "caveat": lambda: one.caveat or blank,
    }
    yield Field("latest", "text", lambda: latest.value if latest else blank, partial(_latest, one))
    for name, make in texts.items():
        yield Field(name, "text", make)


def _latest(one: GoalSummary) -> Number | None:
    """Return the newest known value, where it is one number."""
    localized, view = one.localized, one.localized.view
    if localized.latest is None:
        return None
    if not view.has_own_values:
        return _number(one, view.level_at(view.last_year))
    row = observation_rows.latest(view.run.catalog.rows(localized.indicator.id))
    if row is None or row.relation not in ("eq", "mean"):
        return None
    return _number(one, float(row.value))


def _number(one: GoalSummary, value: float, written: numbers.Quantity | None = None) -> Number:
    quantity = written or one.localized.quantity
    size = value * quantity.factor
    percent = one.localized.t("language.percent_sign")
    return Number(round(size, quantity.places(size)), percent in quantity.unit)


def _outlook(one: GoalSummary) -> Iterator[Field]:
    localized, view, judged = one.localized, one.localized.view, one.localized.judged
    yield Field("years", "text", localized.when)
    yield Field("outlook", "text", lambda: summary.outlook(localized))
    for scenario, id in _scenarios(one):
        low, high = (view.judged(id).quantile(end).item() for end in BANDS[0])
        middle = view.judged(id).median().item()
        yield Field(
            f"median.{scenario}",
            "text",
            partial(judged, middle),
            partial(_number, one, middle, judged),
        )
        yield Field(f"interval.{scenario}", "text", partial(judged.span, low, high))
    if view.targets:
        yield Field("targets", "table", lambda: results.targets(localized))
    if view.example is not None:
        example = view.example
        yield Field("likely", "text", lambda: summary.likely(localized, example))


def _scenarios(one: GoalSummary) -> Iterator[tuple[str, str]]:
    """Yield the roles of the two scenarios that are compared, and their ids."""
    yield "baseline", schema.BASELINE
    if one.levels is not None:
        yield "package", one.levels.package


def _levels(one: GoalSummary, levels: Levels) -> Iterator[Field]:
    localized = one.localized
    language, joined = localized.language, localized.t("join").join
    yield Field("levels", "table", lambda: levels_table(localized, levels))
    yield Field("proposal", "text", lambda: joined(levels_text(localized, levels)))
    yield Field("verdict", "text", partial(_verdict, one))
    for name in LEVELS:
        level = levels.named(name)
        yield Field(
            f"level.{name}",
            "text",
            partial(level_text, localized, levels.window, level.value),
            partial(_number, one, level.value, localized.judged.exact(level.value)),
        )
        yield Field(f"added.{name}", "text", partial(added_points, localized, level))
        for scenario, chance in (
            ("baseline", level.chance_baseline),
            ("package", level.chance_package),
        ):
            printed = numbers.printed_chance(chance.value, chance.error)
            place = f"{name}.{scenario}"
            values = chance.value, chance.error, language
            yield Field(
                f"chance.{place}",
                "text",
                partial(numbers.chance, *values),
                lambda printed=printed: None if printed is None else Number(printed, True),
            )
            yield Field(f"likelihood.{place}", "text", partial(numbers.likelihood, *values))
            yield Field(f"error.{place}", "text", partial(numbers.error, chance.error, language))


def _verdict(one: GoalSummary) -> str:
    found = one.verdict
    return one.localized.t("blank" if found is None else f"app.finding.{found.finding}")


def _group(localized: LocalizedIndicator) -> Iterator[Field]:
    """Offer the members of a group beside each other, and in their order."""
    yield Field("members", "table", lambda: members(localized))
    found = ranking_of(localized)
    for number, figure in enumerate(ranking_figures(localized, found) if found else (), 1):
        name = "ranking" if number == 1 else f"ranking.{number}"
        yield Field(name, "figure", lambda figure=figure: figure)


def _figures(one: GoalSummary) -> Iterator[Field]:
    localized, drawn = one.localized, Figures(one.localized)
    if isinstance(localized.indicator, Middle):
        yield from _group(localized)
    yield Field("fan", "figure", drawn.fan)
    yield Field("path", "table", drawn.path_table)
    if localized.indicator.better == "neither":
        return
    yield Field("dots", "figure", drawn.dots)
    yield Field("chances", "figure", drawn.chances)
    if localized.view.targets:
        yield Field("ladder", "figure", drawn.ladder)
    levels = one.levels
    if levels is not None:
        yield Field("frontier", "figure", lambda: frontier_figure(localized, levels))
