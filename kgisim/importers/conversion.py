"""From the unit of the file to that of the indicator, where both are stated or answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kgisim.evidence.base import Unit as UnitWords
from kgisim.importers.questions import Answer, Choice, Interview, Question
from kgisim.importers.refusal import ImportRefused
from kgisim.importers.table import distinct
from kgisim.importers.units import Unit, read_unit

MULTIPLES = ("", "千", "百万", "億", "十億", "兆")


@dataclass(frozen=True)
class Stated:
    """Unit that the file states for a number, and the multiplier it states beside it."""

    text: str
    times: Decimal = Decimal(1)

    @property
    def unit(self) -> Unit:
        """The unit with both multipliers in it."""
        read = read_unit(self.text)
        return Unit(read.multiplier * self.times, read.base, read.is_known)


def factors(
    stated: Sequence[Stated], words: UnitWords, interview: Interview, hints: Sequence[str] = ()
) -> tuple[dict[Stated, Decimal], Answer]:
    """Return the factor by which numbers of each stated unit become those of the indicator.

    Parameters
    ----------
    stated
        Units of the numbers.
    words
        Unit of the indicator.
    interview
        Answers.
    hints
        What metadata say of the unit.

    Raises
    ------
    QuestionOpen
        If the file states no unit that is understood, and nobody can be asked.
    ImportRefused
        If the file states another unit than the indicator's, or than was answered.
    """
    wanted = [read_unit(one) for one in words.words.values()]
    found = {one: _factor(one.unit, wanted) for one in dict.fromkeys(stated)}
    _refuse_other_quantities(found, words, wanted)
    known = {one: factor for one, factor in found.items() if factor is not None}
    is_open = len(known) < len(found)
    if not is_open and not interview.given.get("unit"):
        written = ", ".join(_written(one) for one in known)
        return known, Answer("unit", written, is_given=False)
    texts = tuple(distinct(one.text for one in found if one.text))
    question = Question("unit", _choices(words, wanted), (*texts, *hints))
    answer = interview.settle(question)
    factor = _factor(read_unit(answer), wanted)
    if factor is None:
        raise ImportRefused("import.unit_answer", given=answer, wanted=_both(words))
    for one in found:
        _refuse_contradiction(one, known.get(one), answer, factor)
    return dict.fromkeys(found, factor), Answer("unit", answer, is_given=True)


def _factor(unit: Unit, wanted: Sequence[Unit]) -> Decimal | None:
    if not unit.base:
        return None
    return next((f for one in wanted if (f := unit.in_terms_of(one)) is not None), None)


def _refuse_other_quantities(
    found: dict[Stated, Decimal | None], words: UnitWords, wanted: Sequence[Unit]
) -> None:
    """Refuse yen for dollars: that would take an exchange rate."""
    is_known = any(one.is_known for one in wanted)
    for one, factor in found.items():
        if factor is None and is_known and one.unit.is_known and one.unit.base:
            raise ImportRefused("import.unit_differs", stated=one.text, wanted=_both(words))


def _refuse_contradiction(one: Stated, known: Decimal | None, answer: str, factor: Decimal) -> None:
    own = one.unit.multiplier
    is_other_size = own != 1 and own != read_unit(answer).multiplier
    if (known is not None and known != factor) or (known is None and is_other_size):
        raise ImportRefused("import.unit_contradiction", stated=_written(one), given=answer)


def _written(one: Stated) -> str:
    return one.text if one.times == 1 else f"{one.text} × {one.times:f}"


def _both(words: UnitWords) -> str:
    first, *more = distinct(words.words.values())
    return f"{first} ({', '.join(more)})" if more else first


def _choices(words: UnitWords, wanted: Sequence[Unit]) -> tuple[Choice, ...]:
    own = distinct(words.words.values())
    base = wanted[0].base
    japanese = {"usd": "ドル", "ppp$": "PPPドル", "eur": "ユーロ"}.get(base, base)
    has_multiples = wanted[0].is_known and base not in ("%", "年")
    more = [f"{word}{japanese}" for word in MULTIPLES] if has_multiples else []
    return tuple(Choice(text) for text in distinct((*own, *more)))
