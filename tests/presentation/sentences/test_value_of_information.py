from types import SimpleNamespace

import pandas as pd
import pytest

from kgisim.analysis.value_of_information import COLUMNS
from kgisim.presentation.localized import wording
from kgisim.presentation.sentences.value_of_information import (
    MOST,
    gaps,
    information_text,
    wanted,
    worth,
)
from kgisim.runs.run_cache import RunCache
from kgisim.schema import LANGUAGES


def ranked(count):
    """A ranking of `count` observations, the last first."""
    rows = [
        ("syn_share", "syn_yen", "next", 2024, 2024 + n, 0.1 / n, 0.004, 0.03, n)
        for n in range(count, 0, -1)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def explaining(run, table):
    """The run with a ranking of its own."""
    changed = {"cache": RunCache(), "explained": lambda name, goal: table}
    return SimpleNamespace(**vars(run) | changed)


def test_the_most_worthwhile_come_first_and_no_more_than_fit(run):
    shown = worth(wording(explaining(run, ranked(MOST + 3)), "syn_share", "ja"))
    assert shown["順位"].tolist() == [str(n) for n in range(1, MOST + 1)]


def test_the_narrowing_is_told_with_its_error(run):
    shown = worth(wording(explaining(run, ranked(1)), "syn_share", "ja"))
    assert shown["将来の幅の縮小"][0] == "10.0％（±0.4）"


@pytest.mark.parametrize("kind", ["missing", "verify", "next"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_observation_is_named_with_its_years(run, kind, language):
    table = ranked(1).assign(kind=kind)
    shown = worth(wording(explaining(run, table), "syn_share", language))
    assert "2024" in shown.iloc[0, 1]


def test_an_identity_is_not_said_to_be_published(run, monkeypatch):
    yen = run.catalog.indicators["syn_yen"].model_copy(update={"identity": object()})
    monkeypatch.setitem(run.catalog.indicators, "syn_yen", yen)
    shown = worth(wording(explaining(run, ranked(1)), "syn_share", "ja"))
    assert "公表値から算定される" in shown.iloc[0, 1]


def test_nothing_ranked_is_an_empty_table(run):
    assert worth(wording(explaining(run, ranked(0)), "syn_share", "ja")).empty


def test_what_is_wanted_is_records_of_the_words_of_the_goal(run):
    assert wanted(wording(run, "syn_share", "en")) == ["[synthetic] overseas sales by firm"]


def test_years_without_a_number_of_their_own_are_drawn_together(run):
    (row,) = gaps(run, ("syn_share",), "ja").to_dict("records")
    assert row["単年の値がない年"] == "2005～2009年度"


def test_a_complete_record_misses_nothing(run):
    (row,) = gaps(run, ("syn_yen",), "ja").to_dict("records")
    assert row["単年の値がない年"] == "なし"


def test_a_series_without_rows_is_left_out(run):
    empty = SimpleNamespace(
        **vars(run)
        | {"catalog": SimpleNamespace(**vars(run.catalog) | {"rows": lambda id: pd.DataFrame()})}
    )
    assert gaps(empty, ("syn_yen",), "ja").empty


def test_the_most_worthwhile_numbers_are_told_those_to_come_and_those_at_hand(run):
    first, second, third = information_text(wording(run, "syn_share", "ja"))
    assert "2024～2028年度の値であり" in first
    assert "約30％（±2.0ポイント）" in first
    assert "売上高の2023年度の正確な値" in second
    assert "計算していない" in third


def test_numbers_that_would_hardly_narrow_anything_are_told_as_such(changed):
    localized = changed("worth", narrowing=0.0)
    assert any("ほとんど狭まらない" in one for one in information_text(localized))
