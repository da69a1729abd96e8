"""Follow-up: a year's new numbers as they are typed, and what they do to a target of a run."""

import re
from collections.abc import Sequence

from kgisim.cli.console import print_line
from kgisim.cli.listing import find_indicator
from kgisim.errors import RequestError
from kgisim.evidence.catalog import Catalog
from kgisim.evidence.indicator import Indicator
from kgisim.presentation.localized import wording
from kgisim.presentation.sentences.follow_up import follow_up_text
from kgisim.runs.run import Run
from kgisim.targets.observation_likelihood import Observed, Relation
from kgisim.targets.question import TargetQuestion
from kgisim.targets.refit import follow_up_or_refit

TYPED = re.compile(r"(?:(?P<id>\w+):)?(?P<year>\d{4})(?P<relation>=|>=|<=)(?P<value>-?\d+\.?\d*)")
"""``2027=80.2``; ``usd_jpy:2027=150`` of another indicator; ``2027>=5`` for a floor."""
RELATIONS: dict[str, Relation] = {"=": "eq", ">=": "ge", "<=": "le"}


def observed(catalog: Catalog, own: Indicator, typed: str) -> Observed:
    """Read one new number as it was typed.

    Examples
    --------
    >>> bool(TYPED.fullmatch("2027=80.2"))
    True
    """
    found = TYPED.fullmatch(typed)
    if found is None:
        raise RequestError("cli.new_number", found=typed)
    indicator = own if found["id"] is None else find_indicator(catalog, found["id"])
    relation = RELATIONS[found["relation"]]
    return Observed(indicator, int(found["year"]), float(found["value"]), relation)


def show_follow_up(run: Run, question: TargetQuestion, typed: Sequence[str], language: str) -> None:
    """Print what new numbers do to the chance of a target, and whether the plan is on track.

    Parameters
    ----------
    typed
        New numbers as `TYPED` says.
    """
    indicator = run.catalog.indicators[question.indicator]
    seen = [observed(run.catalog, indicator, one) for one in typed]
    found = follow_up_or_refit(run.projection, question, seen)
    localized = wording(run, question.indicator, language)
    for sentence in follow_up_text(localized, question, seen, found):
        print_line(sentence)
