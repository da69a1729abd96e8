"""Priors that a family learned from public series, with the series and their licences.

A family names its file (`kgisim.inference.family.Family.priors_file`); the bundled one,
``models/reference_priors.yaml``, is made by ``benchmarks/learn_priors.py``.
"""

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import Field, model_validator

from kgisim.errors import InvalidValueError
from kgisim.evidence.base import Finite, Identifier, Record, Scale, Words
from kgisim.evidence.yaml_records import read_record
from kgisim.workspace import Workspace

Number = Annotated[int, Field(ge=1)]
Named = Literal["Gamma", "Beta", "HalfNormal", "Normal"]
Law = Callable[[float], float]

NUMBERS: dict[str, set[str]] = {
    "Gamma": {"alpha", "beta"},
    "Beta": {"alpha", "beta"},
    "HalfNormal": {"sigma"},
    "Normal": {"mu", "sigma"},
}
"""Numbers that make each distribution, as PyMC calls them."""


class LearnedPrior(Record):
    """One distribution, as PyMC calls it."""

    dist: Named
    """Name of the distribution."""
    kwargs: dict[str, Finite]
    """Its numbers, by name."""
    within: tuple[Finite, Finite] | None = None
    """Ends to which it is cut; by default it is not."""

    @model_validator(mode="after")
    def _is_possible(self) -> "LearnedPrior":
        expected = NUMBERS[self.dist]
        if self.kwargs.keys() != expected:
            numbers = tuple(sorted(expected))
            raise InvalidValueError("learned.numbers", dist=self.dist, numbers=numbers)
        if any(self.kwargs[name] <= 0 for name in expected - {"mu"}):
            raise InvalidValueError("learned.positive", dist=self.dist)
        if self.within is not None and self.within[0] >= self.within[1]:
            low, high = self.within
            raise InvalidValueError("learned.cut", low=low, high=high)
        return self

    def quantile(self, probability: float) -> float:
        """Return the value below which the hyperparameter lies with a probability.

        Examples
        --------
        >>> flat = LearnedPrior(dist="Beta", kwargs={"alpha": 1.0, "beta": 1.0}, within=(0.5, 1.0))
        >>> round(flat.quantile(0.1), 9)
        0.55
        """
        chance, quantile = _law(self.dist, self.kwargs)
        below, above = map(chance, self.within) if self.within else (0.0, 1.0)
        return float(quantile(below + probability * (above - below)))


class LearnedScale(Record):
    """What was learned for the indicators of one scale."""

    series: Number
    """Number of series it was learned from."""
    drift_mean: Finite
    """Mean of the long-run drift a year, on the scale on which the path is Gaussian."""
    priors: Annotated[dict[Identifier, LearnedPrior], Field(min_length=1)]
    """Distribution of every hyperparameter, by name."""


class LearnedFrom(Record):
    """Series of one quantity from one source."""

    source: Words
    """Key of the collection."""
    indicator: Words
    """Quantity, as the collection calls it."""
    licence: Words
    """Licence, as the collection states it."""
    series: Annotated[tuple[Words, ...], Field(min_length=1)]
    """Places, each one series."""


class Learned(Record):
    """Learned priors by scale, and what they were learned from."""

    version: Literal[1]
    """Version of this form."""
    scales: Annotated[dict[Scale, LearnedScale], Field(min_length=1)]
    """What was learned, by scale."""
    sources: Annotated[tuple[LearnedFrom, ...], Field(min_length=1)]
    """The series."""

    @model_validator(mode="after")
    def _adds_up(self) -> "Learned":
        said, listed = sum(one.series for one in self.scales.values()), self.series
        if said != listed:
            raise InvalidValueError("learned.series", found=said, listed=listed)
        return self

    @property
    def series(self) -> int:
        """Number of series in all."""
        return sum(len(source.series) for source in self.sources)


def read_learned(workspace: Workspace, file: str) -> Learned | None:
    """Read learned priors from a file in ``models/``; None if it is not there.

    Raises
    ------
    ContentError
        If the file is wrong, with every problem in it.
    """
    path = workspace.models / file
    return read_record(Learned, path, f"models/{file}") if path.is_file() else None


def _law(dist: Named, numbers: dict[str, float]) -> tuple[Law, Law]:
    """Return the chance of lying below a value, and the value below which lies a chance."""
    from scipy.special import betainc, betaincinv, gammainc, gammaincinv, ndtr, ndtri

    if dist == "Gamma":
        shape, rate = numbers["alpha"], numbers["beta"]
        return lambda x: gammainc(shape, rate * max(x, 0.0)), lambda p: gammaincinv(shape, p) / rate
    if dist == "Beta":
        ends = numbers["alpha"], numbers["beta"]
        return lambda x: betainc(*ends, min(max(x, 0.0), 1.0)), lambda p: betaincinv(*ends, p)
    sigma = numbers["sigma"]
    if dist == "HalfNormal":
        return lambda x: 2 * ndtr(max(x, 0.0) / sigma) - 1, lambda p: sigma * ndtri((1 + p) / 2)
    return lambda x: ndtr((x - numbers["mu"]) / sigma), lambda p: numbers["mu"] + sigma * ndtri(p)
