"""The question about a target: does an indicator attain a level over some years."""

from dataclasses import dataclass, replace
from numbers import Real
from typing import Any

from kgisim.errors import RequestError
from kgisim.schema import BASELINE
from kgisim.targets.window import TargetWindow


@dataclass(frozen=True)
class TargetQuestion:
    """Whether an indicator attains a level.

    It is made once where somebody asks, and passed whole.

    Parameters
    ----------
    indicator
        Id.
    value
        Level in the indicator's unit; it is attained from there on, in the better direction.
    window
        Years over which the indicator is judged.
    scenario
        Id of the scenario under which it is asked. The two-probability rule compares this
        scenario with the baseline.
    illustrative
        Whether the level is an example (例示) rather than somebody's decision.

    Raises
    ------
    RequestError
        If the level is no number.

    Examples
    --------
    >>> question = TargetQuestion("kgi1d_acquisitions", 15, TargetWindow(2040, 3, "sum"))
    >>> question.yearly, question.scenario
    (5.0, 'baseline')
    """

    indicator: str
    value: float
    window: TargetWindow
    scenario: str = BASELINE
    illustrative: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no level."""
        if isinstance(self.value, bool) or not isinstance(self.value, Real):
            raise RequestError("argument.number", name="value", found=repr(self.value))

    @classmethod
    def read(cls, record: Any) -> "TargetQuestion":
        """Read the question of whatever keeps one.

        Parameters
        ----------
        record
            Row of an assessment or entry of a register: it has the attributes ``indicator``,
            ``value``, ``scenario``, `kgisim.targets.window.COLUMNS` and maybe ``illustrative``.

        Returns
        -------
        TargetQuestion
            The question.

        Raises
        ------
        RequestError
            If the years contradict each other.
        """
        illustrative = bool(getattr(record, "illustrative", False))
        window = TargetWindow.read(record)
        return cls(record.indicator, float(record.value), window, record.scenario, illustrative)

    @property
    def yearly(self) -> float:
        """The level as an average of one year, to be drawn beside yearly values."""
        return self.window.yearly(self.value)

    def under(self, scenario: str) -> "TargetQuestion":
        """Return the same question asked under another scenario."""
        return replace(self, scenario=scenario)
