"""Whether what drives a series grows by itself, so that the series need not grow on its own."""

from collections.abc import Mapping

from kgisim.evidence.indicator import Indicator
from kgisim.evidence.members import Middle
from kgisim.inference.family import load_family
from kgisim.workspace import Workspace


def is_driven(indicators: Mapping[str, Indicator], workspace: Workspace, name: str) -> bool:
    """Return whether growth of an indicator's own must not be expected.

    It comes from a driver that is expected to grow, by itself or by its own drivers: an exchange
    rate or a share that goes nowhere on average brings no growth; a market does. The middle of a
    group of counts is an amount that is not expected to grow as amounts do.
    """
    one = indicators[name]
    return (isinstance(one, Middle) and one.is_of_counts) or any(
        _grows(indicators, workspace, effect.driver)
        for effect in one.drivers
        if effect.driver in indicators
    )


def _grows(indicators: Mapping[str, Indicator], workspace: Workspace, name: str) -> bool:
    indicator = indicators[name]
    if indicator.model.family is None:
        return False
    family = load_family(workspace, indicator.model.family)
    priors = {**family.priors(indicator.scale), **indicator.model.priors}
    return family.expects_growth(priors) or is_driven(indicators, workspace, name)
