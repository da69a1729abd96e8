"""How often intervals held, as a reader is told."""

import pytest

from kgisim.evaluation.coverage import Coverage, CoverageCell
from kgisim.evaluation.sbc import SbcRanks, SbcResult
from kgisim.presentation.localized import wording
from kgisim.presentation.sentences.calibration import (
    calibration_text,
    coverage_table,
    ranked_table,
    ranked_text,
    untested_text,
)
from kgisim.report.scope import Scope
from kgisim.report.sections.goal import goal
from kgisim.report.sections.method import method
from kgisim.schema import LANGUAGES, SCALES

BANDS = ((1, 5), (6, 10), (11, 15))
LEVELS = (50, 80, 90, 95)


def counts(scale: str, first: int, last: int, level: int) -> CoverageCell:
    size = {"series": 40, "points": 200, "hits": 2 * level, "rate": level / 100}
    return CoverageCell(scale=scale, first=first, last=last, level=level, **size)


@pytest.fixture
def known() -> Coverage:
    """A test in which every interval held exactly as often as it says."""
    held = [counts(scale, *band, level) for scale in SCALES for band in BANDS for level in LEVELS]
    head = {"version": 1, "family": "synthetic", "date": "2026-11-22", "forecasts": "made up"}
    return Coverage(commands=("none",), series=160, held=tuple(held), **head)


@pytest.fixture
def tested(run, known, monkeypatch):
    """The synthetic run with such a test in its workspace."""
    monkeypatch.setattr(run, "coverage", {known.family: known})
    return run


@pytest.fixture
def even(tested, monkeypatch):
    """The same, all rows plain values."""
    rows = tested.catalog.observations
    plain = rows.loc[rows["year"] == rows["year_end"]].drop_duplicates(["indicator", "year"])
    monkeypatch.setattr(tested.catalog, "observations", plain.assign(relation="eq"))
    return tested


def said(run, id: str, language: str = "ja") -> list[str]:
    return list(calibration_text(wording(run, id, language)))


def test_the_rate_is_told_with_kind_size_horizon_and_band(tested):
    first = said(tested, "syn_share")[0]
    for word in ("（比率）", "40本", "11～15年先", "90％の範囲に入った割合は90％", "78～97％"):
        assert word in first


def test_the_rate_is_told_in_english(tested):
    assert "tested on 40 public annual series of the same kind (shares)" in said(
        tested, "syn_share", "en"
    )[0].replace("\u00a0", " ")


def test_a_horizon_beyond_the_tested_ones_is_admitted(tested):
    assert "17年先" in said(tested, "syn_share")[-1]


def test_a_record_with_ranges_is_not_passed_off_as_a_tested_one(tested):
    assert any("値に幅や欠けがある" in one for one in said(tested, "syn_share"))


def test_an_even_record_needs_no_reserve(even):
    assert not any("値に幅や欠けがある" in one for one in said(even, "syn_firms"))


def test_a_record_with_a_missing_year_is_not_even(even, monkeypatch):
    rows = even.catalog.observations
    monkeypatch.setattr(even.catalog, "observations", rows.loc[rows["year"] != 2019])
    assert any("値に幅や欠けがある" in one for one in said(even, "syn_firms"))


def test_nothing_is_said_without_a_test(run):
    assert said(run, "syn_share") == []


def test_nothing_is_said_of_another_family(tested, known, monkeypatch):
    monkeypatch.setattr(tested, "coverage", known.model_copy(update={"family": "other"}))
    assert said(tested, "syn_share") == []


def test_nothing_is_said_of_a_kind_that_was_not_tested(tested, known, monkeypatch):
    others = tuple(one for one in known.held if one.scale != "share")
    changed = known.model_copy(update={"held": others})
    monkeypatch.setattr(tested, "coverage", {known.family: changed})
    assert said(tested, "syn_share") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_identity_is_said_not_to_have_been_tested_itself(plan_run, language):
    untested = {
        "ja": "この指標自体の範囲は、公的な系列では検証していない",
        "en": "has not been tested",
    }
    assert untested[language] in said(plan_run, "kgi1a_world_share", language)[0]


def test_intervals_of_single_series_are_not_told_of_an_identity(plan_run):
    assert len(said(plan_run, "kgi1b_overseas_ratio")) == 1


def test_the_table_has_a_row_for_every_kind_and_band(tested):
    assert len(coverage_table(tested.coverage["synthetic"], "ja")) == len(SCALES) * len(BANDS)


@pytest.mark.parametrize("level", LEVELS)
def test_the_table_shows_the_rate_of_every_interval(tested, level):
    column = coverage_table(tested.coverage["synthetic"], "ja")[f"{level}％の範囲"]
    assert all(cell.startswith(f"{level}％\n（") for cell in column)


def test_a_family_without_a_test_is_named(run):
    (told,) = untested_text(run, "en")
    assert "“[synthetic] synthetic model”" in told


def test_a_family_with_a_test_is_not_called_untested(tested):
    assert list(untested_text(tested, "en")) == []


def keys(run) -> set[str]:
    return {getattr(block, "key", "") for block in method(Scope(run))}


def reading(run, id: str) -> tuple[str, ...]:
    """Sentences of a report below the figure of a goal."""
    scope = Scope(run)
    said = goal(scope, scope.wording(id), ("reading",))
    return next(block.items for block in said if getattr(block, "key", "") == f"{id}/reading")


def test_the_report_shows_the_table_with_how_it_was_made(tested):
    assert {"all/coverage", "all/coverage-note"} <= keys(tested)


def test_a_report_without_a_test_has_no_such_table(run):
    assert not {"all/coverage", "all/coverage-note"} & keys(run)


def test_the_sentence_stands_in_the_reading_of_a_goal(tested):
    assert set(said(tested, "syn_share")) <= set(reading(tested, "syn_share"))


def test_a_goal_without_a_number_has_no_interval_to_speak_of(tested):
    assert not any("信頼区間" in one for one in reading(tested, "syn_withheld"))


@pytest.fixture
def simulated(run, monkeypatch):
    """Give the synthetic run a test by simulation with these chances of its ranks."""

    def simulate(*chances: float):
        kinds = zip(("share", "flow"), chances, strict=False)
        plain = {"quantities": 8, "quantity": "last level", "limit": 0.001}
        ranked = tuple(SbcRanks(kind=kind, smallest=chance, **plain) for kind, chance in kinds)
        head = {"version": 1, "family": "synthetic", "date": "2026-11-22", "command": "none"}
        known = SbcResult(replications=100, ranked=ranked, **head)
        monkeypatch.setattr(run, "calibration", {known.family: known})
        return known

    return simulate


@pytest.mark.parametrize("language", LANGUAGES)
def test_truths_found_again_are_told_in_two_sentences(simulated, language):
    assert len(list(ranked_text(simulated(0.3, 0.2), language))) == 2


def test_the_kinds_whose_truths_are_not_found_again_are_named(simulated):
    *_, last = ranked_text(simulated(0.3, 0.0001), "ja")
    assert last.startswith("1年間の件数では")


def test_the_table_of_simulations_judges_every_kind(run, simulated):
    table = ranked_table(run, simulated(0.3, 0.0001), "ja")
    assert table["判定"].tolist() == ["合格", "不合格"]


def test_the_worst_quantity_is_named_in_words(run, simulated):
    assert set(ranked_table(run, simulated(0.3, 0.2), "ja")["偏りの最も大きい量"]) == {
        "最後の年の水準"
    }
