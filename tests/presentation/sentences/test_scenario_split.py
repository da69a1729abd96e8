"""The parts of a scenario's effect add up as they are printed, in both languages."""

import re

import pytest

from kgisim.analysis.scenario_split import ScenarioSplit
from kgisim.presentation.sentences.scenario_split import in_print, split_text
from kgisim.schema import LANGUAGES


@pytest.mark.parametrize("parts", [(1.14, 1.14, 1.14), (2.0, 1.96, -0.74), (-0.04, 0.0, 0.0)])
def test_what_is_printed_adds_up(parts):
    found = ScenarioSplit(6.24, 6.24 + sum(parts), *parts)
    change, printed = in_print(found, 1.0, 1)
    assert sum(printed) == pytest.approx(change)
    assert printed == pytest.approx(list(parts), abs=0.2 + 1e-9)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_goal_in_another_currency_is_told_in_parts(plan_run, language):
    told = [one for one in split_text(plan_run, language) if "2040" in one]
    assert told
    for one in told:
        change, *parts = (
            float(number.replace("−", "-").replace("▲", "-").replace("+", ""))
            for number in re.findall(r"([+−▲]?\d+\.\d+)\s?(?:ポイント|points|are|arith|real)", one)
        )
        assert change == pytest.approx(sum(parts), abs=1e-6)
