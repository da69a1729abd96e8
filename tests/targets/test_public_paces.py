from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kgisim.evidence.catalog import Catalog
from kgisim.evidence.indicator import Indicator
from kgisim.targets.public_paces import COLUMNS, PublicPaces, public_paces
from kgisim.targets.window import TargetWindow
from kgisim.workspace import Workspace
from tests.builders import PLAN, catalog, goal, yearly
from tests.targets import gaussian

TABLE = pd.read_csv(Workspace.bundled().tables / f"{PLAN.paces}.csv")
ONE, SUM = TargetWindow(2040), TargetWindow(2040, 3, "sum")
SCALES = ("share", "positive", "count", "real")


def found(normal, scale: str, window=ONE) -> PublicPaces:
    more = {"counting": "flow"} if scale == "count" else {}
    one = gaussian.forecast(normal.draws, goal("y", scale, **more))
    paces = public_paces(known(one.indicator), one, window)
    assert paces is not None
    return paces


def known(one: Indicator, **tables: pd.DataFrame) -> Catalog:
    """A catalogue of one series, with the table as it ships unless another is given."""
    kept = tables or {PLAN.paces: TABLE}
    return replace(catalog((one, yearly([8.0, 10.0, 12.0]))), tables=kept)


@pytest.mark.parametrize("scale", SCALES)
def test_every_scale_has_paces_of_public_series_that_rise_with_their_share(normal, scale):
    paces = found(normal, scale)
    assert (paces.span, paces.series >= 25) == (15, True)
    assert (np.diff(paces.paces) >= 0).all()
    assert (np.diff(paces.probabilities) > 0).all()


@pytest.mark.parametrize("better", ["higher", "lower"])
def test_the_pace_of_a_percentile_has_that_percentile(normal, better):
    paces = found(normal, "share")
    assert paces.percentile(paces.pace(0.8, better), better) == pytest.approx(0.8)


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("window", [ONE, SUM])
def test_the_level_that_a_pace_leads_to_asks_for_that_pace(normal, scale, window):
    paces = found(normal, scale, window)
    level = paces.level_by(normal, window, 0.02)
    assert paces.pace_to(normal, window, level) == pytest.approx(0.02)


def test_the_span_nearest_to_the_years_ahead_is_taken(normal):
    assert found(normal, "share", TargetWindow(2032)).span == 5


def test_a_workspace_without_the_table_has_no_public_paces(normal):
    assert tuple(TABLE) == COLUMNS
    without = known(normal.indicator, other=pd.DataFrame())
    assert public_paces(without, normal, ONE) is None
