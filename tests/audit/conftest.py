"""A register of its own for every test, and a proposal to put into it."""

import pytest

from kgisim.audit.entries import Proposal
from kgisim.audit.log import FILE, open_register


@pytest.fixture
def file(tmp_path):
    return tmp_path / FILE


@pytest.fixture
def register(tmp_path):
    opened = open_register(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def proposal():
    return Proposal(
        author="田中",
        reason="過去の伸びの2倍であり、施策を尽くせば届く。",
        run="r0123456789ab",
        indicator="world_share",
        value=0.1 + 0.2,  # a number that decimals would round
        year=2040,
        window=3,
        statistic="mean",
        scenario="package",
        levers='{"measure:support": 2.5}',
        chance_baseline=0.21,
        mcse_baseline=0.008,
        chance=0.55,
        mcse=0.011,
        verdict="admissible",
    )
