import pytest

from kgisim.targets.forecast import IndicatorForecast
from tests.targets import gaussian


@pytest.fixture(scope="session")
def normal() -> IndicatorForecast:
    """Prospects of a normal goal with a known answer to everything; never altered."""
    return gaussian.forecast(gaussian.world())
