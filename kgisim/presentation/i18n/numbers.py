"""Numbers as a council reads them: units, significant digits, years, chances, paces."""

import math
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import NumberPattern, parse_pattern

from kgisim.evidence.base import Money, Unit
from kgisim.evidence.indicator import Indicator
from kgisim.presentation.i18n.catalog import text
from kgisim.targets.pace import is_relative

SIGNIFICANT = 3
"""Digits that are printed of amounts, prices and other positive quantities."""

WRITTEN = 4096
"""Numbers that are kept as they were written: a report writes most of them several times."""

CHANCE_STEPS = (1, 2, 5, 10)
"""Steps in per cent in which a chance may be printed, finest first."""

ERRORS = 2
"""Standard errors from which on a change is more than noise of the computation."""

ERA, FIRST = date(2019, 5, 1), "元"
"""First day of the present era of Japan, and the word for its first year."""

LIKELIHOOD = (
    (0.01, "exceptionally_unlikely"),
    (0.10, "very_unlikely"),
    (0.33, "unlikely"),
    (0.66, "even"),
    (0.90, "likely"),
    (0.99, "very_likely"),
    (math.inf, "virtually_certain"),
)
"""Upper ends of the bands of chance, and the word each band is given."""


@dataclass(frozen=True)
class Quantity:
    """How all values of one indicator are written, so that they can be compared at a glance."""

    pattern: str
    """Number and unit, with ``{}`` for the number."""
    factor: float
    """By what a value in the catalogue's unit is multiplied."""
    decimals: int
    """Digits after the point, at most."""
    language: str
    """Language of the separators."""
    digits: int | None = None
    """Significant digits at most, of amounts that are estimated; None: to the last place."""

    def __call__(self, value: float) -> str:
        """Write a value with its unit."""
        written = self.bare(value)
        return _singular(self.pattern.format(written), written, self.language)

    def bare(self, value: float) -> str:
        """Write a value without its unit."""
        size = value * self.factor
        return decimal(size, self.places(size), self.language)

    def places(self, size: float) -> int:
        """Count the digits after the point of a number of this size, in the unit written."""
        if self.digits is None:
            return self.decimals
        return min(self.decimals, significant(size, self.digits)) if size else 0

    @property
    def aligned(self) -> "Quantity":
        """The same to the last place, for amounts that add up."""
        return replace(self, digits=None)

    def exact(self, value: float) -> "Quantity":
        """Fit an amount that somebody has set: with as many digits as it has, and no more."""
        if self.digits is None:
            return self
        size = value * self.factor
        whole = round(size, self.decimals)
        places = next(n for n in range(self.decimals + 1) if round(size, n) == whole)
        return replace(self, decimals=places, digits=None)

    def span(self, low: float, high: float) -> str:
        """Write an interval with its unit once."""
        ends = self.bare(low), self.bare(high)
        if ends[0] == ends[1]:
            return self(low)
        return self.pattern.format(text("number.span", self.language, low=ends[0], high=ends[1]))

    @property
    def unit(self) -> str:
        """The unit alone, for axes and headings."""
        return " ".join(self.pattern.replace("\u00a0", " ").format("").split())


def quantity(
    indicator: Indicator, unit: Unit, language: str, *, largest: float = 1.0, mean: bool = False
) -> Quantity:
    """Choose how an indicator's values are written.

    Parameters
    ----------
    indicator
        The indicator; its scale decides the digits.
    unit
        Its unit in the workspace.
    language
        Language to write in.
    largest
        Size of the values to be written; decides between billions and trillions, and the digits
        of amounts.
    mean
        Whether the values are averages, so that counts get a digit after the point.
    """
    factor, pattern = _pattern(unit, language, abs(largest))
    digits = {"share": 1, "real": 1, "count": int(mean)}
    decimals = digits.get(indicator.scale)
    if decimals is None:
        return Quantity(pattern, factor, significant(largest * factor), language, SIGNIFICANT)
    return Quantity(pattern, factor, decimals, language)


def significant(size: float, digits: int = SIGNIFICANT) -> int:
    """Count the decimals that show so many significant digits of a number of this size.

    Examples
    --------
    >>> significant(3.14159), significant(1234.5), significant(9.996)
    (2, 0, 1)
    """
    if size == 0 or not math.isfinite(size):
        return 1
    exponent = f"{size:.{digits - 1}e}".partition("e")[2]  # of the rounded number
    return max(0, digits - 1 - int(exponent))


def decimal(value: float, decimals: int, language: str) -> str:
    """Write a number with the separators and the minus sign of the language's official papers.

    Examples
    --------
    >>> decimal(-1234.56, 1, "en"), decimal(-1234.56, 1, "ja")
    ('−1,234.6', '▲1,234.6')
    """
    return _written(round(float(value), decimals) + 0.0, decimals, language)  # + 0.0: no "−0.0"


@lru_cache(maxsize=WRITTEN)
def _written(rounded: float, decimals: int, language: str) -> str:
    pattern, locale = _pattern_of(decimals), _locale(language)
    return pattern.apply(rounded, locale).replace("-", text("number.minus", language))


@cache
def _pattern_of(decimals: int) -> NumberPattern:
    return parse_pattern("#,##0" + ("." + "0" * decimals if decimals else ""))


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)


def signed(value: float, decimals: int, language: str) -> str:
    """Format a change with its sign; one that rounds to zero has none, and its neighbours' digits.

    Official statistics print a change of nothing as 0.0, and in reports ± already marks a
    Monte Carlo standard error, so that "±0.0" would be read as one.

    Examples
    --------
    >>> signed(0.25, 1, "en"), signed(-0.04, 1, "en"), signed(-1.5, 1, "en")
    ('+0.2', '0.0', '−1.5')
    """
    rounded = round(value, decimals)
    return ("+" if rounded > 0 else "") + decimal(rounded, decimals, language)


def percent(share: float, language: str, decimals: int = 0) -> str:
    r"""Write a share of a whole in per cent.

    Examples
    --------
    >>> percent(0.305, "ja"), percent(0.305, "en", 1)
    ('30％', '30.5\xa0%')
    """
    return text("number.percent", language, percent=decimal(100 * share, decimals, language))


def chance(probability: float, error: float, language: str) -> str:
    """Write a chance no finer than its Monte Carlo error allows, and never as 0 or 100 %.

    Examples
    --------
    >>> chance(0.314, 0.007, "ja"), chance(0.002, 0.001, "ja")
    ('約31％', '1％未満')
    """
    printed = printed_chance(probability, error)
    if printed is not None:
        return text("number.chance", language, percent=printed)
    step = _step(error)
    if probability < step / 100:
        return text("number.chance_below", language, percent=step)
    return text("number.chance_above", language, percent=100 - step)


def printed_chance(probability: float, error: float) -> int | None:
    """Return a chance in per cent as it is printed; None where only a bound is.

    Examples
    --------
    >>> printed_chance(0.314, 0.007), printed_chance(0.314, 0.014), printed_chance(0.002, 0.001)
    (31, 32, None)
    """
    step = _step(error)
    is_bound = not step / 100 <= probability <= 1 - step / 100
    return None if is_bound else _rounded(probability, step)


def likelihood(probability: float, error: float, language: str) -> str:
    """Name the fixed band in which a chance lies, as it is printed.

    Where two standard errors of the draws reach over a bound, the words on both sides are named:
    another seed could have given either.
    """
    step = _step(error)
    printed = _rounded(probability, step) / 100
    if not step / 100 <= probability <= 1 - step / 100:  # printed as "under" or "over"
        printed = probability
    low, high = (_band_of(probability + sign * 2 * error) for sign in (-1.0, 1.0))
    words = sorted({low, high, _band_of(printed)})
    first, last = (
        text(f"likelihood.{LIKELIHOOD[word][1]}", language) for word in (words[0], words[-1])
    )
    if first == last:
        return first
    return text("likelihood_between", language, first=first, last=last)


def printed_percent(probability: float, error: float) -> float:
    """Return the per cent at which a chance is printed, for drawings that bear it as a label.

    Examples
    --------
    >>> printed_percent(0.389, 0.017), printed_percent(0.389, 0.005)
    (38, 39)
    """
    return _rounded(probability, _step(error))


def _band_of(probability: float) -> int:
    return next(place for place, (end, _) in enumerate(LIKELIHOOD) if probability < end)


def _step(error: float) -> int:
    return next((step for step in CHANCE_STEPS if step >= 100 * error), CHANCE_STEPS[-1])


def _rounded(probability: float, step: int) -> int:
    return step * math.floor(100 * probability / step + 0.5)


def error(mcse: float, language: str) -> str:
    """Write the Monte Carlo standard error of a chance, in percentage points."""
    return text("number.error", language, points=decimal(100 * mcse, 1, language))


def day_name(written: str, language: str) -> str:
    """Name a day or month that is kept as YYYY-MM-DD or YYYY-MM; blank stays blank.

    Examples
    --------
    >>> day_name("2024-06", "ja"), day_name("2024-06-03", "en")
    ('2024年6月', 'June 3, 2024')
    """
    if not written:
        return ""
    year, month, *day = map(int, written.split("-"))
    if day:
        return format_date(date(year, month, *day), "long", language)
    return format_skeleton("yMMMM", date(year, month, 1), locale=language)


def official_day(written: str, language: str) -> str:
    """Name a day as official papers do: with the year of the present era of Japan.

    Examples
    --------
    >>> official_day("2026-11-30", "ja"), official_day("2019-04-01", "ja")
    ('2026年11月30日（令和8年）', '2019年4月1日')
    """
    day, plain = date.fromisoformat(written), day_name(written, language)
    if day < ERA:
        return plain
    number = day.year - ERA.year + 1
    return text("number.era_day", language, plain=plain, era=FIRST if number == 1 else number)


def year_name(year: int, period: str, language: str, last: int | None = None) -> str:
    """Name a fiscal or calendar year, or a span of them.

    Examples
    --------
    >>> year_name(2024, "FY", "ja"), year_name(2008, "FY", "en", 2017)
    ('2024年度', 'FY2008–2017')
    """
    if last is None or last == year:
        return text(f"number.year_{period}", language, year=year)
    return text(f"number.years_{period}", language, first=year, last=last)


def window_name(year: int, window: int, statistic: str, period: str, language: str) -> str:
    """Name the years over which a target is judged: one year, an average or a total."""
    years = year_name(year - window + 1, period, language, year)
    return years if window == 1 else text(f"number.{statistic}", language, years=years)


def pace(value: float, indicator: Indicator, unit: Unit, language: str) -> str:
    """Write a yearly change in the form that fits the indicator's scale."""
    if math.isnan(value):
        return text("number.no_pace", language)
    key, written = pace_form(indicator, unit, language)
    return text(key, language, value=written(value))


def pace_form(indicator: Indicator, unit: Unit, language: str) -> tuple[str, Quantity]:
    """Choose how an indicator's yearly changes are written: the message, and its number."""
    if is_relative(indicator):
        return "number.pace_percent", Quantity("{}", 1, 1, language)
    if indicator.scale == "share":
        return "number.pace_points", Quantity("{}", 1, 2, language)
    pattern = _pattern(unit, language, 1.0)[1]
    return "number.pace_units", Quantity(pattern, 1, 2, language)


def _pattern(unit: Unit, language: str, size: float) -> tuple[float, str]:
    """Return by what a value is multiplied, and number and unit with ``{}`` for the number."""
    if unit.money is not None:
        return _money(unit.money, language, size)
    if unit.written is not None:
        return 1.0, unit.written(language)
    name = unit(language)
    if name.startswith(("(", "（")):  # a unit that only says that there is none
        return 1.0, "{}"
    name = name.replace("%", text("language.percent_sign", language))
    return 1.0, text("language.amount", language, number="{}", unit=name)


def _money(money: Money, language: str, size: float) -> tuple[float, str]:
    """Choose the step of a language (thousands, 万) in which amounts of this size are written.

    The smallest that is used is the one nearest to the unit itself.
    """
    steps = _steps(language)
    nearest = min(steps, key=lambda one: abs(math.log10(one / money.size)))
    step = max(one for one in steps if one == nearest or nearest < one <= size * money.size)
    currency = money.name(language)
    pattern = text("language.money", language, number="{}", step=steps[step], currency=currency)
    return money.size / step, pattern


def _steps(language: str) -> dict[float, str]:
    """Words of a language for powers of ten, smallest first."""
    pairs = (one.split(" ") for one in text("language.money_steps", language).split(", "))
    return {10.0 ** int(power): word for power, word in pairs}


def _singular(written: str, number: str, language: str) -> str:
    """Replace the ending of a unit that follows a single one, where the language does."""
    if number == "1":
        for change in text("language.singular", language).split():
            ending, _, single = change.partition(">")
            if written.endswith(ending):
                return written.removesuffix(ending) + single
    return written
