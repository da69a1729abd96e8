"""What experts judge where no record exists."""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from kgisim.cli.options import Content, Language

Round = Annotated[int, Parameter(validator=Number(gte=1, lte=2))]


def elicit(
    action: Literal["record", "show", "pool", "close", "questions"],
    id: str = "",
    *,
    expert: str = "",
    round: Round = 1,
    answer: list[str] | None = None,
    known: list[str] | None = None,
    background: str = "",
    reason: str = "",
    owner: str = "",
    rationale: str = "",
    review: str = "",
    illustrative: bool = True,
    seed: int | None = None,
    workspace: Path | None = None,
    language: Language = None,
) -> None:
    """Record, show and pool what experts judge of an indicator without a record.

    Answers are kept as a draft while the two rounds are held; close places it into the workspace,
    where the next run uses it.

    Example: kgisim elicit record home --expert a --round 1 --answer share=10/22/40@90

    Parameters
    ----------
    action
        What to do. record: keep one expert's answers of one round; show: all answers as 10, 50
        and 90 % quantiles; pool: their equal-weight pool; close: place a whole draft into the
        workspace; questions: calibration questions with known answers.
    id
        Indicator.
    expert
        Pseudonym of the expert.
    round
        1 before the feedback, 2 after it.
    answer
        Answers as quantity=low/best/high, one for each; @90 behind it where the confidence in the
        range is not 80 %.
    known
        Answers as indicator:year=low/best/high, one for each calibration question.
    background
        What makes them an expert; needed once.
    reason
        Why they answer so.
    owner
        Who stands for the result.
    rationale
        How the experts were chosen, and what they were shown.
    review
        Day from which it is used no more (YYYY-MM-DD); without it, a year from today.
    illustrative
        Whether the result is only an example; --no-illustrative needs five experts or more.
    seed
        Seed of the choice of questions; without it, the one by which the dashboard asks.
    workspace
        Folder with data, models, scenarios and dashboards; without it, the bundled one.
    language
        Language of what is printed; without it, the first of the plan.
    """
    from kgisim.cli import elicit as actions

    content = Content(workspace)
    opened, catalog = content.open(), content.catalog()
    spoken = language or catalog.plan.language
    if action == "record":
        actions.record(
            opened,
            catalog,
            id,
            expert=expert,
            number=round,
            answers=answer or [],
            known=known or [],
            background=background,
            reason=reason,
            language=spoken,
        )
    elif action == "close":
        closing = actions.closing_of(owner, rationale, review, illustrative=illustrative)
        actions.close(opened, catalog, id, closing, spoken)
    elif action == "questions":
        actions.questions(catalog, seed, spoken)
    else:
        shown = actions.show if action == "show" else actions.pool
        shown(opened, catalog, id, spoken)
