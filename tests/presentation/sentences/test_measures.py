"""What the measures add to a chance, and the smallest package that suffices."""

import pytest

from kgisim.presentation.localized import wording
from kgisim.presentation.sentences.measures import contributions, package_text


@pytest.fixture
def localized(run):
    return wording(run, "syn_share", "ja")


def test_what_the_measures_add_is_told_with_errors(localized):
    first = next(package_text(localized))
    for word in ("施策がなければ", "全て行えば約60％", "+35.0ポイント（±2.0）"):
        assert word in first


def test_the_smallest_package_is_told_by_measure_and_effort(localized):
    said = list(package_text(localized))[1]
    assert "海外展開の支援」を度合い3で行うもの" in said
    assert "50％（例示）以上" in said


def test_where_no_package_suffices_it_is_told_how_far_all_measures_get(changed):
    localized = changed("packages", role=["none", "full", "smaller"])
    assert "最大の度合いで行っても、達成確率は約60％" in list(package_text(localized))[1]


def test_a_chance_that_cannot_be_told_from_what_is_wanted_is_remarked(changed):
    localized = changed("packages", close=True)
    assert any("計算誤差の範囲で50％と区別できない" in one for one in package_text(localized))


def test_a_package_not_proven_smallest_is_remarked(changed):
    localized = changed("packages", proven=False)
    assert any("より小さい組合せがあり得る" in one for one in package_text(localized))


def test_a_goal_that_no_measure_moves_has_nothing_to_say_of_packages(run):
    assert list(package_text(wording(run, "syn_deals", "ja"))) == []


def test_contributions_have_a_row_for_each_measure(localized):
    assert contributions(localized)["施策"].tolist() == ["【合成】海外展開の支援"]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_cell_is_a_missing_number(run, language):
    cells = contributions(wording(run, "syn_share", language)).stack().astype(str)
    assert not cells.str.contains("nan|<NA>|inf").any()
