"""What a report is asked to be about."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kgisim import schema
from kgisim.errors import NotFoundError
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.localized import LocalizedIndicator, goals, hidden, wording

if TYPE_CHECKING:
    from kgisim.runs.compare import RunDifference
    from kgisim.runs.run import Run


@dataclass(frozen=True)
class Scope:
    """What every section is given.

    Parameters
    ----------
    run
        The run whose numbers are printed.
    language
        Language of the report; blank: the first of the plan.
    show_failed
        Whether estimates that failed their gate are shown, with a warning.
    since
        An earlier run with which this one is compared; None: there is none.
    chapters
        Names of the chapters that the report will have, in their order.
    conditional
        Whether conditional projections are shown, where the run has any.
    carries_inputs
        Whether the file holds the inputs of the run, so that the run can be made again.
    only
        Ids of the goals that are treated each for itself, in the order of the run; none: all. What
        is said of all goals at once is said of all of them.
    """

    run: "Run"
    language: str = ""
    show_failed: bool = False
    since: "Run | None" = None
    chapters: tuple[str, ...] = ()
    conditional: bool = True
    carries_inputs: bool = True
    only: tuple[str, ...] = ()

    def __post_init__(self):
        """Take the first language of the plan where none is asked for.

        Raises
        ------
        NotFoundError
            If one of the goals is none.
        """
        object.__setattr__(self, "language", self.language or self.run.catalog.plan.language)
        known = [goal.id for goal in goals(self.run)] if self.only else []
        for name in self.only:
            if name not in known:
                raise NotFoundError("goal", name, known)
        object.__setattr__(self, "only", tuple(one for one in known if one in self.only))

    def t(self, key: str, **values: object) -> str:
        """Return a message in the report's language."""
        return text(key, self.language, **values)

    def wording(self, id: str) -> LocalizedIndicator:
        """Return the wording of one indicator."""
        return wording(self.run, id, self.language)

    @cached_property
    def goals(self) -> tuple[LocalizedIndicator, ...]:
        """The goals that are treated each for itself, in their order."""
        asked = (goal.id for goal in goals(self.run) if not self.only or goal.id in self.only)
        return tuple(self.wording(id) for id in asked)

    @cached_property
    def behind(self) -> frozenset[str]:
        """Ids of all indicators from which those goals are computed, themselves among them."""
        catalog = self.run.catalog
        if not self.only:
            return frozenset(catalog.indicators)
        return frozenset(catalog.dependencies.order(self.only))

    @cached_property
    def difference(self) -> "RunDifference | None":
        """Why the run differs from the earlier one, if there is one and they share a goal.

        Fits of what lies between the two come from the cache, or are made.
        """
        from kgisim.runs.compare import compare, goals_of

        if self.since is None or not set(goals_of(self.since)) & set(goals_of(self.run)):
            return None
        return compare(self.since, self.run)

    @property
    def shown(self) -> tuple[LocalizedIndicator, ...]:
        """The goals for which numbers may be given."""
        return tuple(localized for localized in self.goals if self.hidden(localized) is None)

    def hidden(self, localized: LocalizedIndicator) -> str | None:
        """State why an indicator's numbers may not be shown; nothing if they may."""
        return hidden(localized, show_failed=self.show_failed)

    @property
    def baseline(self) -> str:
        """Name of the baseline scenario."""
        return self.wording(next(iter(self.run.catalog.indicators))).scenario(schema.BASELINE)


def key_of(localized: LocalizedIndicator, what: str) -> str:
    """Name a block of one goal."""
    return f"{localized.indicator.id}/{what}"
