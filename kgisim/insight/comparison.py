"""The scale on which spreads and changes of a series are compared."""

import numpy as np

from kgisim.evidence.indicator import Indicator
from kgisim.inference.scales import Scale, scale_of

NATURAL = Scale("real", "identity")
"""Numbers as they are."""


def comparison_scale(indicator: Indicator, outcomes: np.ndarray) -> Scale:
    """Choose the link of shares and amounts, and natural units for everything else.

    On the link scale the yearly noise is the same at every level and adds to the rest. Counts
    have no link value where nothing was counted, so they, and any series that touches an end of
    its range, are compared in natural units.

    Examples
    --------
    >>> import numpy as np
    >>> text = {"ja": "x", "en": "x"}
    >>> sales = Indicator(id="x", role="component", title=text, definition=text, unit="usd_bn",
    ...     scale="positive", period="FY", model={"family": "damped_trend"})
    >>> comparison_scale(sales, np.array([1.0, 2.0])).kind
    'log'
    >>> comparison_scale(sales, np.array([0.0, 2.0])).kind
    'identity'
    """
    if indicator.scale not in ("share", "positive"):
        return NATURAL
    link = scale_of(indicator, outcomes)
    return link if np.isfinite(link.forward(outcomes)).all() else NATURAL
