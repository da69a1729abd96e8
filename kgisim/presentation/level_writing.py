"""How levels are written: those that somebody set, and amounts that were computed beside them."""

from kgisim.presentation.i18n import numbers
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.targets.levels import ProposedLevel
from kgisim.targets.printable import printable
from kgisim.targets.window import TargetWindow


def quantity_for(
    localized: LocalizedIndicator, window: TargetWindow, value: float
) -> numbers.Quantity:
    """Choose how a level is written: of averages and broken levels, with a digit more."""
    mean = window.statistic == "mean" and not window.is_single_year
    fraction = not float(value).is_integer()
    size = localized.view.size * (len(window.years) if window.is_total else 1)
    indicator, unit = localized.indicator, localized.unit
    return numbers.quantity(
        indicator, unit, localized.language, largest=size, mean=mean or fraction
    )


def level_text(localized: LocalizedIndicator, window: TargetWindow, value: float) -> str:
    """Write a level that somebody has set."""
    return quantity_for(localized, window, value).exact(value)(value)


def amount_text(localized: LocalizedIndicator, window: TargetWindow, value: float) -> str:
    """Write an amount that was computed: of counts with a digit more."""
    return quantity_for(localized, window, 0.5)(value)


def shortfall_text(localized: LocalizedIndicator, window: TargetWindow, value: float) -> str:
    """Write by how much a level is missed: of shares in points."""
    if localized.indicator.scale == "share":
        return localized.t("levels.points", points=numbers.decimal(value, 1, localized.language))
    return amount_text(localized, window, value)


def reached_text(localized: LocalizedIndicator, window: TargetWindow, value: float) -> str:
    """Write a level that is reached with a chance, rounded so that it still is."""
    return level_text(localized, window, printable(value, localized.indicator, window, "easier"))


def level_name(localized: LocalizedIndicator, level: ProposedLevel) -> str:
    """Name a proposed level; an illustrative one is always called so."""
    name = localized.t(f"levels.name.{level.name}")
    return localized.t("levels.example", name=name) if level.question.illustrative else name


def added_points(localized: LocalizedIndicator, level: ProposedLevel) -> str:
    """Write what the plan adds to a chance, in points."""
    return numbers.signed(100 * level.adds.value, 1, localized.language)
