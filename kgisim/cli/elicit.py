"""Elicitations on a terminal: recording answers, reading them back, and the pool."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from kgisim.audit.data_revision import require_own
from kgisim.cli.console import print_line, show_table
from kgisim.elicitation.calibration import (
    QUESTIONS,
    SEED,
    calibration_questions,
    performance_weights,
)
from kgisim.elicitation.drafts import Closing, answers_of, open_draft, parse_answer, parse_known
from kgisim.elicitation.elicitation_files import load_elicitations
from kgisim.errors import RequestError
from kgisim.evidence.catalog import Catalog
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.i18n.numbers import decimal, significant
from kgisim.presentation.tables import elicitation
from kgisim.workspace import Workspace


def record(
    workspace: Workspace,
    catalog: Catalog,
    indicator: str,
    *,
    expert: str,
    number: int,
    answers: Sequence[str],
    known: Sequence[str],
    background: str,
    reason: str,
    language: str,
) -> None:
    """Keep what one expert answers in one round, and print how many have answered."""
    require_own(workspace)
    if not expert or not (answers or known):
        raise RequestError("elicitation.who")
    languages = catalog.plan.languages
    why = dict.fromkeys(languages, reason) if reason else None
    typed = dict(parse_answer(one, why) for one in answers)
    who = dict.fromkeys(languages, background) if background else None
    draft = open_draft(workspace, indicator)
    if typed:
        draft = draft.with_answers(expert, number, typed, background=who)
    if known:
        draft = draft.with_known(expert, [parse_known(one) for one in known])
    path = draft.save()
    print_line(text("elicit.recorded", language, file=path, experts=len(draft.experts)))


def close(
    workspace: Workspace, catalog: Catalog, indicator: str, closing: Closing, language: str
) -> None:
    """Place a whole draft into the workspace, so that the next run uses it."""
    require_own(workspace)
    path = open_draft(workspace, indicator).close(catalog, closing)
    print_line(text("elicit.closed", language, file=path))


def closing_of(owner: str, rationale: str, review: str, *, illustrative: bool) -> Closing:
    """Return what is said at the end of the rounds, which is today; used for a year unless said."""
    today = date.today()
    until = review or today.replace(year=today.year + 1, day=min(today.day, 28)).isoformat()
    return Closing(owner, rationale, today.isoformat(), until, illustrative)


def show(workspace: Workspace, catalog: Catalog, indicator: str, language: str) -> None:
    """Print every answer of every round as 10, 50 and 90 % quantiles."""
    asked = answers_of(workspace, catalog, indicator)
    for name, quantity in asked.quantities.items():
        print_line(f"{name}: {quantity.question(language)} ({quantity.unit(language)})")
    _print(elicitation.answers(asked, language), language)


def pool(workspace: Workspace, catalog: Catalog, indicator: str, language: str) -> None:
    """Print the pool of every quantity, and read it back in plain words."""
    asked = answers_of(workspace, catalog, indicator)
    final = load_elicitations(workspace, catalog).get(indicator)
    is_final = final is not None and set(asked.rounds) == {one.id for one in final.experts}
    weights = performance_weights(final, catalog) if final is not None and is_final else None
    _print(elicitation.pools(asked, language, weights), language)
    for sentence in elicitation.tertiles(asked, language):
        print_line(sentence)


def questions(catalog: Catalog, seed: int | None, language: str) -> None:
    """Print calibration questions with their answers, for whoever leads the elicitation."""
    found = calibration_questions(catalog, QUESTIONS, SEED if seed is None else seed)
    columns = [text(f"column.{name}", language) for name in ("indicator", "period", "value")]
    rows = []
    for question in found:
        indicator = catalog.indicators[question.indicator]
        unit = catalog.units[indicator.unit](language)
        value = decimal(question.truth, significant(question.truth), language)
        title = f"{question.indicator}: {indicator.title(language)}"
        rows.append([title, str(question.year), f"{value} {unit}"])
    show_table(columns, rows, right=columns[2:])


def _print(table: pd.DataFrame, language: str) -> None:
    columns = [str(name) for name in table.columns]
    figures = {text(f"column.{name}", language) for name in ("p10", "p50", "p90")}
    right = [name for name in columns if name in figures]
    show_table(columns, table.astype(str).to_numpy().tolist(), right=right)
