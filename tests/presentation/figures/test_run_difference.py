"""The waterfall leads from the chance in the earlier run to that in the later one."""

import pytest

from kgisim.presentation.figures.run_difference import waterfall_figure
from kgisim.presentation.localized import wording
from kgisim.presentation.sentences.run_difference import accounts
from kgisim.runs.compare import RunDifference
from kgisim.schema import LANGUAGES
from tests.presentation.differences import rows


@pytest.fixture(scope="module")
def sized(run):
    """The synthetic run with the sizes that every real run carries."""
    run.ess = run.fits.set_index("indicator")["ess"].dropna().to_dict()
    return run


@pytest.fixture(params=LANGUAGES)
def localized(sized, request):
    return wording(sized, "syn_share", request.param)


def account(run, localized):
    found = RunDifference(run, run, rows(run, localized.indicator.id), {})
    return accounts(found, localized)[0]


def test_the_waterfall_leads_from_the_first_to_the_last_chance(sized, localized):
    frame = waterfall_figure(account(sized, localized)).numbers.frame
    starts, ends = frame.iloc[:, 1].tolist(), frame.iloc[:, 2].tolist()
    assert starts[1:-1] == ends[:-2]
    assert (ends[0], ends[-1]) == (20.0, 33.3)


def test_bars_of_the_waterfall_stand_on_zero(sized, localized):
    across, _ = waterfall_figure(account(sized, localized)).chart.limits
    assert across[0] == 0


def test_the_waterfall_can_be_drawn(sized, localized):
    figure = waterfall_figure(account(sized, localized))
    assert localized.t("compare.first") in figure.svg
