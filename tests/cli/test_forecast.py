"""How the terminal writes what was set and what was estimated."""

import pandas as pd

from kgisim.cli.forecast import show_targets
from tests.builders import UNITS, goal


def test_a_target_is_shown_with_the_digits_it_was_given(capsys):
    one = {
        "target": "F",
        "scenario": "baseline",
        "value": 1900.0,
        "year": 2040,
        "window": 5,
        "statistic": "sum",
        "pace_needed": 6.6,
        "pace_past": -1.7,
        "chance": 0.3,
        "mcse": 0.01,
    }
    show_targets(goal(), UNITS["usd_m"], pd.DataFrame([one]), "ja")
    assert " 19億ドル " in capsys.readouterr().out
