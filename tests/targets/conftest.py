import pytest

from kgisim.targets.forecast import Prospect
from tests.targets import gaussian


@pytest.fixture(scope="session")
def normal() -> Prospect:
    """Prospects of a normal goal with a known answer to everything; never altered."""
    return gaussian.prospect(gaussian.world())
