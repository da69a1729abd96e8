"""The figure that experts are shown between the rounds: the range of each, and of the pool."""

import numpy as np

from kgisim.elicitation.distributions import CENTRAL
from kgisim.elicitation.pool import Pool
from kgisim.presentation.figures.axes import Paper, line, scatter
from kgisim.presentation.figures.elements import Chart, Element
from kgisim.presentation.figures.legend import Key
from kgisim.presentation.figures.palette import INK, STROKES
from kgisim.presentation.i18n.catalog import text

ROW = 0.36
"""Inches between two ranges."""
PAD = 0.06
"""Room beside the furthest ends, as a share of the whole."""
EXPERT = {"color": STROKES[0].colour, "linewidth": 2.4}
POOL = {"color": INK, "linewidth": 4.0}


def ranges(pool: Pool, unit: str, language: str) -> Chart:
    """Draw 10, 50 and 90 % of every expert's answer to one question, and of the pool.

    Parameters
    ----------
    pool
        The experts' distributions and their weights.
    unit
        Unit of the answers.

    Returns
    -------
    Chart
        What `kgisim.presentation.figures.render` draws.
    """
    whole = text("elicit.pool_key", language)
    quantiles = {name: one.quantile(np.array(CENTRAL)) for name, one in pool.experts.items()}
    quantiles[whole] = pool.quantile(np.array(CENTRAL))
    places = np.arange(len(quantiles))[::-1].astype(float)
    parts: list[Element] = []
    for place, (name, found) in zip(places, quantiles.items(), strict=True):
        low, middle, high = found.tolist()
        style = POOL if name == whole else EXPERT
        parts.append(line([low, high], [place, place], **style))
        parts.append(scatter([middle], [place], filled=True, colour=style["color"], s=60))
    ends = np.concatenate(list(quantiles.values()))
    pad = PAD * (float(np.ptp(ends)) or abs(float(ends[0])) or 1.0)
    return Paper(
        width=8.6,
        sides=(2.0, 0.3),
        plot=ROW * (len(places) + 0.4),
        xlim=(float(ends.min()) - pad, float(ends.max()) + pad),
        ylim=(-0.7, len(places) - 0.3),
        language=language,
        xlabel=unit,
        whole=(False, False),
        keys=[Key(text("elicit.range_key", language), EXPERT | {"marker": "o"})],
        names=[*zip(places.tolist(), quantiles, strict=True)],
    ).hold(parts)
