"""An elicitation: who was asked what, what they answered, and who is responsible for it."""

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from kgisim.errors import ContentError, InvalidValueError, Problem
from kgisim.evidence.base import Finite, Identifier, Positive, Record, Source, Text, Year
from kgisim.messages import Message, Nearest

FEWEST = 5
"""Fewest experts of a pool that is not called illustrative."""
Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Percent = Annotated[float, Field(ge=50, lt=100)]


class Estimate(Record):
    """One answer: the lowest, the highest and the best value, and the confidence in the range."""

    low: Finite
    """Lowest plausible value."""
    high: Finite
    """Highest plausible value."""
    best: Finite
    """Best value: as likely too low as too high."""
    confidence: Percent = 80.0
    """How sure the expert is that the truth lies between `low` and `high`, in per cent; at 80 they
    are the 10 and 90 % quantiles."""
    reason: Text | None = None
    """Why."""

    @model_validator(mode="after")
    def _ordered(self) -> "Estimate":
        if not self.low < self.best < self.high:
            values = {"low": self.low, "best": self.best, "high": self.high}
            raise InvalidValueError("elicitation.order", **values)
        return self


class KnownAnswer(Estimate):
    """An answer to a calibration question, whose truth is published."""

    indicator: Identifier
    """Indicator that was asked about."""
    year: Year
    """Year that was asked about."""


class Expert(Record):
    """One expert, by a pseudonym, with the answers of each round."""

    id: Identifier
    """Pseudonym."""
    background: Text
    """What makes them an expert; no name."""
    interests: Text | None = None
    """Conflicts of interest as declared; blank: none."""
    rounds: Annotated[tuple[dict[Identifier, Estimate], ...], Field(min_length=1, max_length=2)]
    """Answers by quantity: before the feedback, and after it."""
    known: tuple[KnownAnswer, ...] = ()
    """Answers to calibration questions."""

    @property
    def answers(self) -> dict[str, Estimate]:
        """The answers that count: those of the last round."""
        return self.rounds[-1]


class Quantity(Record):
    """What the experts are asked for."""

    question: Text
    """The question as it was put."""
    unit: Text
    """Unit of the answers."""
    scale: Literal["share", "positive"]
    """``share``: per cent, between 0 and 100; ``positive``: above 0."""


class Thinned(Record):
    """A yearly number as a share of projected counts: every item counts with that chance."""

    counts: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    """Projected yearly counts that are added up."""
    rate: Identifier | None = None
    """Quantity: further items a year, of which no record exists; blank: none."""
    rate_of: Identifier | None = None
    """Indicator that counts these items, if there is one; its title names them."""
    share: Identifier
    """Quantity: the share in the year `since`, in per cent."""
    change: Identifier | None = None
    """Quantity: odds of the share in the last year of the plan over those in `since`; blank: 1."""
    since: Year
    """Year for which the share was asked."""


class Priced(Record):
    """A yearly amount: every deal of a projected number has a price."""

    deals: Identifier
    """Projected yearly number of deals."""
    median: Identifier
    """Quantity: median price of a deal, in the unit of the indicator."""
    spread: Positive
    """Prior standard deviation of log prices."""
    spread_worth: Positive
    """How many deals that prior is worth."""
    rationale: Text
    """Why this spread."""


class Elicitation(Record):
    """Judgement on which the conditional projection of one indicator rests."""

    indicator: Identifier
    """Indicator without a projection of its own; equal to the file name."""
    illustrative: bool
    """True unless experts were asked by the protocol, and somebody stands for what they said."""
    owner: Text
    """Who stands for it."""
    date: Day
    """Day of the last round."""
    review: Day
    """Day from which it is not used until the experts are asked again."""
    rule: Text
    """What counts, as it was settled before the first round."""
    rationale: Text
    """How the experts were chosen, and what they were shown."""
    sources: tuple[Source, ...] = ()
    """Evidence that they were shown."""
    quantities: Annotated[dict[Identifier, Quantity], Field(min_length=1)]
    """What they were asked, by name."""
    thinned: Thinned | None = None
    """The indicator as a share of projected counts."""
    priced: Priced | None = None
    """The indicator as the prices of a projected number of deals."""
    window: Annotated[int, Field(ge=1, le=15)] = 3
    """Number of years that are judged together."""
    statistic: Literal["mean", "sum"] = "mean"
    """How these years are put together."""
    experts: Annotated[tuple[Expert, ...], Field(min_length=1)]
    """Who was asked, and what they said."""

    @model_validator(mode="after")
    def _consistent(self) -> "Elicitation":
        found = [Problem("", (), message) for message in self._contradictions()]
        if found:
            raise ContentError(found)
        return self

    def _contradictions(self) -> Iterator[Message]:
        """Yield a message for every rule that is broken."""
        if (self.thinned is None) == (self.priced is None):
            yield Message("elicitation.one_form")
        if not _is_later(self.review, self.date):
            yield Message("elicitation.review", date=self.date, review=self.review)
        if len(self.experts) < FEWEST and not self.illustrative:
            yield Message("elicitation.few", found=len(self.experts), least=FEWEST)
        yield from self._quantity_problems()
        yield from self._expert_problems()

    def _quantity_problems(self) -> Iterator[Message]:
        asked = self.quantities
        for key, (name, scale) in self.uses.items():
            if name not in asked:
                near = Nearest(name, asked)
                yield Message("elicitation.no_quantity", key=key, name=name, near=near)
            elif asked[name].scale != scale:
                found = asked[name].scale
                yield Message("elicitation.scale", name=name, found=found, expected=scale)
        used = {name for name, _ in self.uses.values()}
        for name in asked:
            if name not in used:
                yield Message("elicitation.unused", name=name)

    def _expert_problems(self) -> Iterator[Message]:
        names = [expert.id for expert in self.experts]
        for name in sorted({one for one in names if names.count(one) > 1}):
            yield Message("elicitation.twice", expert=name)
        rounds = max(len(expert.rounds) for expert in self.experts)
        for expert in self.experts:
            if len(expert.rounds) < rounds:
                counts = {"found": len(expert.rounds), "expected": rounds}
                yield Message("elicitation.rounds", expert=expert.id, **counts)
            for number, answers in enumerate(expert.rounds, start=1):
                place = {"expert": expert.id, "round": number}
                for name in self.quantities.keys() - answers.keys():
                    yield Message("elicitation.no_answer", name=name, **place)
                for name, answer in answers.items():
                    yield from self._answer_problems(name, answer, expert.id, number)

    def _answer_problems(
        self, name: str, answer: Estimate, expert: str, number: int
    ) -> Iterator[Message]:
        place = {"name": name, "expert": expert, "round": number}
        if name not in self.quantities:
            near = Nearest(name, self.quantities)
            yield Message("elicitation.unknown_answer", near=near, **place)
            return
        is_share = self.quantities[name].scale == "share"
        if answer.low <= 0 or (is_share and answer.high >= 100):
            code = "elicitation.range_share" if is_share else "elicitation.range_positive"
            yield Message(code, low=answer.low, high=answer.high, **place)

    @property
    def uses(self) -> dict[str, tuple[str, str]]:
        """Quantity and its scale, by the key that names it."""
        if self.priced is not None:
            return {"median": (self.priced.median, "positive")}
        if self.thinned is None:
            return {}
        keys = {"share": "share", "rate": "positive", "change": "positive"}
        named = {key: (getattr(self.thinned, key), scale) for key, scale in keys.items()}
        return {key: (name, scale) for key, (name, scale) in named.items() if name is not None}

    @property
    def inputs(self) -> tuple[str, ...]:
        """Ids of the projected counts on which it rests."""
        if self.priced is not None:
            return (self.priced.deals,)
        return self.thinned.counts if self.thinned is not None else ()

    @property
    def rounds(self) -> int:
        """Number of rounds that were held."""
        return max(len(expert.rounds) for expert in self.experts)

    def is_due(self, known: dt.date) -> bool:
        """Return whether the experts have to be asked again by a day."""
        return dt.date.fromisoformat(self.review) <= known


def _is_later(day: str, other: str) -> bool:
    try:
        return dt.date.fromisoformat(day) > dt.date.fromisoformat(other)
    except ValueError:
        return False
