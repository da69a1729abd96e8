"""Sixty traps planted in the bundled and a foreign workspace, and how often sound rows are asked.

Every trap is one line of `TRAPS`: workspace, series, what is done to its rows, and what the gate
has to find. Workspaces are read once; traps are planted in memory, through the reader of CSV files.
"""

import csv
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kgisim.errors import ContentError
from kgisim.evidence.gate.finding import Finding
from kgisim.evidence.gate.problems import answer_lines, message_of
from kgisim.evidence.gate.screen import Screening, screen
from kgisim.evidence.gate.vintages import without_superseded
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.loader import LoadResult, read_data
from kgisim.evidence.observations import read_observations
from kgisim.evidence.plan import read_plan
from kgisim.projection.workspace_check import check_workspace, open_questions
from kgisim.schema import OBSERVATION_COLUMNS
from kgisim.workspace import Workspace
from tests.builders import TEXT, indicator, table, yearly

TODAY = dt.date(2026, 11, 29)
LANGUAGES = ("ja", "en")
PLACES = {
    "bundled": Workspace.bundled(),
    "foreign": Workspace(Path(__file__).parent / "foreign"),
}
MOST_QUESTIONED = 0.02
"""Share of sound rows that may be asked about."""

Rows = list[dict[str, str]]
Edit = Callable[[Rows], None]


@cache
def reading(place: str) -> LoadResult:
    return read_data(PLACES[place], read_plan(PLACES[place]))


@cache
def sound(place: str) -> Screening:
    """Screen a workspace without any trap."""
    read = reading(place)
    return screen(read.around.indicators, read.rows, today=TODAY)


@dataclass(frozen=True)
class Trap:
    """What is done to one series, and the code of what the gate has to find.

    ``csv`` as the code: the reader of the file refuses the cell already.
    """

    place: str
    series: str
    edit: Edit
    code: str
    also: dict[str, Any]


def trap(place: str, series: str, edit: Edit, code: str, **also: Any) -> Trap:
    return Trap(place, series, edit, code, also)


def in_year(year: int, **cells: object) -> Edit:
    """Overwrite cells of the first row of a year."""

    def edit(rows: Rows) -> None:
        row = next(row for row in rows if row["year"] == str(year) and not row["year_end"])
        row.update({name: str(cell) for name, cell in cells.items()})

    return edit


def times(year: int, factor: float) -> Edit:
    """Let the value of a year slip by a factor."""

    def edit(rows: Rows) -> None:
        row = next(row for row in rows if row["year"] == str(year) and not row["year_end"])
        row["value"] = _plain(float(row["value"]) * factor)

    return edit


def all_times(factor: float) -> Edit:
    """Let every value of the series slip by a factor."""

    def edit(rows: Rows) -> None:
        for row in rows:
            for cell in ("value", "low", "high"):
                row[cell] = _plain(float(row[cell]) * factor) if row[cell] else ""

    return edit


def _plain(value: float) -> str:
    return f"{value:.8f}".rstrip("0").rstrip(".")


def added(year: int, value: object, **cells: object) -> Edit:
    """Add a row like the last one."""

    def edit(rows: Rows) -> None:
        blank = {"year_end": "", "low": "", "high": "", "se": "", "note": "", "definition": ""}
        given = {"year": year, "value": value, "relation": "eq", "published": ""} | cells
        rows.append(rows[-1] | blank | {name: str(cell) for name, cell in given.items()})

    return edit


def times_where(years: Callable[[int], bool], factor: float) -> Edit:
    """Let the values of some years slip by a factor."""

    def edit(rows: Rows) -> None:
        for row in rows:
            if years(int(row["year"])):
                for cell in ("value", "low", "high"):
                    row[cell] = _plain(float(row[cell]) * factor) if row[cell] else ""

    return edit


def both(*edits: Edit) -> Edit:
    def edit(rows: Rows) -> None:
        for one in edits:
            one(rows)

    return edit


def untouched(_: Rows) -> None:
    """Leave the rows as they are: the trap is in the YAML file."""


NOTED = {
    "projection_noted": (
        "company guidance",
        "会社予想",
        "中期経営計画の値",
        "expected by the ministry",
        "simulated from a model",
        "interpolated between surveys",
        "補間による",
    ),
    "part_of_year": (
        "9M cumulative",
        "H1 only",
        "4〜12月の累計",
        "YTD",
        "年初来の累計",
        "annualised from two quarters",
        "年率換算",
        "average of 11 months",
        "through September",
    ),
    "provisional": ("prov.", "unaudited", "p", "b; p", "（速）"),
}
"""Words of a note, by what they say of the row."""

TRAPS = (
    *(
        trap("bundled", "us_pma_originals", in_year(2025, note=note), code)
        for code, notes in NOTED.items()
        for note in notes
    ),
    # every other year, or the last years, from a survey that counts half or double
    trap("bundled", "gdp_world_usd", times_where(lambda y: y % 2 == 0, 0.5), "alternating"),
    trap("foreign", "rd_pol", times_where(lambda y: y % 2 == 0, 0.5), "alternating"),
    trap("bundled", "world_market", times_where(lambda y: y >= 2020, 2), "step"),
    trap("bundled", "world_market", added(2022, 980, source="fbi"), "disagreement"),
    # whole series in another unit, and one bound that slipped
    trap("bundled", "sales_terumo", all_times(0.01), "unit"),
    trap("bundled", "japan_imports", all_times(1000), "unit"),
    trap("bundled", "world_real_gdp_growth", all_times(0.01), "all_fractions"),
    trap("foreign", "gdp_growth", all_times(0.01), "all_fractions"),
    trap("bundled", "listings_c1c2", in_year(2023, low=15, high=2500), "bounds_apart"),
    # projections, targets and forecasts among observations
    trap("bundled", "world_market", in_year(2022, definition="forecast"), "projection"),
    trap("bundled", "sales_terumo", in_year(2024, definition="目標"), "projection"),
    trap("foreign", "gdp_per_head", in_year(2024, definition="projection"), "projection"),
    trap(
        "bundled", "us_pma_originals", in_year(2025, note="target of the plan"), "projection_noted"
    ),
    trap("foreign", "remittances", in_year(2022, note="将来推計（中位）"), "projection_noted"),
    trap("bundled", "usd_jpy", added(2030, 140), "not_over"),
    trap("bundled", "population_65plus", added(2040, 39285), "not_over"),
    trap("foreign", "hijackings", added(2028, 2, published="2029-03"), "not_over"),
    # a year that had not ended when it was published, and a blank date no way round it
    trap("bundled", "usd_jpy", added(2026, 148), "not_over"),
    trap("bundled", "gdp_world_usd", added(2026, 115000), "not_over"),
    trap("foreign", "gdp_growth", added(2026, 1.0), "not_over"),
    trap("bundled", "us_pma_originals", added(2026, 36, published="2026-03"), "not_over"),
    trap("foreign", "rd_pol", added(2026, 1200000, published="2027-06"), "not_over"),
    # an unfinished year as a whole one
    trap("bundled", "us_pma_originals", added(2026, 36, published="2026-10"), "unfinished"),
    trap("bundled", "usd_jpy", in_year(2025, published="2026-01"), "unfinished"),
    trap("foreign", "gdp_per_head", in_year(2024, published="2024-09"), "unfinished"),
    trap("bundled", "sales_terumo", in_year(2024, note="April to December only"), "part_of_year"),
    trap("bundled", "sales_sysmex", in_year(2024, note="上期の実績"), "part_of_year"),
    trap("foreign", "hijackings", in_year(2014, note="first half"), "part_of_year"),
    # powers of ten and slips of the unit against the neighbours
    trap("bundled", "sales_terumo", times(2015, 10), "power_of_ten"),
    trap("bundled", "sales_nihon_kohden", times(2024, 0.1), "power_of_ten"),
    trap("bundled", "world_market", times(2021, 1000), "power_of_ten"),
    trap("bundled", "usd_jpy", times(2000, 0.01), "power_of_ten"),
    trap("bundled", "approvals_total", times(2013, 100), "power_of_ten"),
    trap("bundled", "japan_production", times(2012, 100), "power_of_ten"),
    trap("foreign", "rd_hun", times(2007, 1000), "power_of_ten"),
    trap("foreign", "rd_svk", times(2014, 0.001), "power_of_ten"),
    trap("foreign", "hijackings", times(2006, 100), "power_of_ten"),
    trap("bundled", "sales_mani", all_times(1e8), "unit"),
    trap("foreign", "rd_cze", all_times(1000), "unit", panel=True),
    # per cent against fraction
    trap("bundled", "overseas_terumo", times(2014, 0.01), "fraction"),
    trap("bundled", "overseas_nihon_kohden", times(2019, 0.01), "fraction"),
    trap("foreign", "remittances", times(2010, 100), "fraction"),
    trap("bundled", "overseas_sysmex", all_times(0.01), "all_fractions"),
    # growth against level
    trap("bundled", "gdp_world_usd", in_year(2015, value=3.4), "growth_for_level"),
    trap("bundled", "japan_market", in_year(2017, value=4.6), "growth_for_level"),
    trap("bundled", "world_real_gdp_growth", in_year(2014, value=79894.4), "level_for_growth"),
    trap("foreign", "gdp_per_head", in_year(2018, value=1.28), "growth_for_level"),
    trap("foreign", "gdp_growth", in_year(2018, value=59325.67), "level_for_growth"),
    # two definitions or surveys in one series
    trap("bundled", "sales_olympus_medical", in_year(2024, definition="group"), "definitions"),
    trap(
        "bundled", "us_pma_originals", in_year(2025, definition="with supplements"), "definitions"
    ),
    trap("foreign", "rd_pol", in_year(2012, definition="business only"), "definitions"),
    trap("bundled", "sales_omron_hcb", added(2024, 1800, source="bizspa"), "disagreement"),
    trap(
        "foreign",
        "researchers_men",
        both(added(2016, 7293.1), added(2017, 8089.2)),
        "step",
    ),
    # fiscal against calendar year in an identity or a driver
    trap("bundled", "sales_terumo", untouched, "periods", period="CY"),
    trap("foreign", "rd_pol", untouched, "periods", period="FY"),
    # provisional marks
    trap("bundled", "us_de_novo", in_year(2022, note="provisional"), "provisional"),
    trap("bundled", "japan_imports", in_year(2024, note="速報値"), "provisional"),
    trap("foreign", "gdp_growth", in_year(2024, note="preliminary"), "provisional"),
    trap("bundled", "usd_jpy", in_year(2025, value="150.7p"), "csv"),
    # decimal comma and thousands point
    trap("bundled", "usd_jpy", in_year(2025, value="150,7"), "csv"),
    trap("bundled", "gdp_world_usd", in_year(2015, value="75,359.7"), "csv"),
    trap("bundled", "gdp_world_usd", in_year(2015, value="75.359"), "power_of_ten"),
    trap("foreign", "rd_pol", in_year(2012, value="1.034.090"), "csv"),
    trap("foreign", "gdp_per_head", in_year(2020, value="55.968"), "power_of_ten"),
    # partial sums, and totals smaller than a part
    trap(
        "bundled",
        "us_breakthrough",
        added(2016, 50, year_end=2018, relation="sum"),
        "total_below_parts",
    ),
    trap(
        "foreign", "hijackings", added(2000, 30, year_end=2004, relation="sum"), "total_below_parts"
    ),
    trap("foreign", "rd_hun", added(2004, 9e6, year_end=2010, relation="sum"), "parts_below_total"),
    trap("bundled", "usd_jpy", added(2000, 300, year_end=2009, relation="mean"), "mean_outside"),
    trap("bundled", "us_pma_originals", added(2024, 60, relation="ge"), "beyond_bound"),
    trap("bundled", "approvals_new", added(2015, 80, source="yamada_2026"), "part_above_whole"),
    # parts that exceed the whole
    trap("bundled", "sales_terumo", all_times(1e4), "identity_range"),
    trap("bundled", "world_market", all_times(1e-3), "identity_range"),
    trap("bundled", "usd_jpy", all_times(1e6), "identity_tiny"),
)


def planted(case: Trap, folder: Path) -> Screening:
    """Read the series with its trap, and screen everything that has to do with it."""
    read = reading(case.place)
    indicators, rows = dict(read.around.indicators), dict(read.rows)
    given = {name: value for name, value in case.also.items() if name == "period"}
    indicators[case.series] = indicators[case.series].model_copy(update=given)
    rows[case.series] = _reread(case, folder, indicators[case.series])
    near = {case.series, *(name for name, one in indicators.items() if one.identity)}
    return screen(indicators, rows, names=near, today=TODAY)


def _reread(case: Trap, folder: Path, indicator: Indicator) -> Any:
    source = PLACES[case.place].data / f"{case.series}.csv"
    with source.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    case.edit(lines)
    target = folder / source.name
    with target.open("w", encoding="utf-8", newline="") as file:
        writer: Any = csv.DictWriter(file, OBSERVATION_COLUMNS)
        writer.writeheader()
        writer.writerows(lines)
    return read_observations(target, source.name, indicator, reading(case.place).around.plan.axis)


def found_in(screened: Screening) -> list[Finding]:
    return [*screened.refused, *screened.open]


@pytest.mark.parametrize("case", TRAPS, ids=lambda case: f"{case.place}-{case.series}-{case.code}")
def test_no_planted_trap_passes_in_silence(case, tmp_path):
    if case.code == "csv":
        with pytest.raises(ContentError) as told:
            planted(case, tmp_path)
        assert all(problem.file == f"{case.series}.csv" for problem in told.value.problems)
        return
    new = set(found_in(planted(case, tmp_path))) - set(found_in(sound(case.place)))
    assert case.code in {finding.code for finding in new}
    for finding in new:
        for language in LANGUAGES:
            said = message_of(finding).text(language)
            assert said != message_of(finding).code
            assert not set("{}") & set(said)


def test_sixty_traps_are_planted_in_both_workspaces():
    assert len(TRAPS) >= 60
    assert {case.place for case in TRAPS} == set(PLACES)


@pytest.mark.parametrize("place", PLACES)
def test_sound_rows_are_hardly_ever_asked_about(place):
    assert not reading(place).problems
    screened = sound(place)
    assert not screened.refused
    assert screened.questioned_rows <= MOST_QUESTIONED * screened.rows


def test_the_documents_state_how_many_sound_rows_are_asked_about():
    said = " ".join((Path(__file__).parents[3] / "docs" / "method.md").read_text("utf-8").split())
    for place in PLACES:
        assert f"{sound(place).questioned_rows} of {sound(place).rows} rows" in said


def test_every_question_about_the_bundled_rows_is_answered():
    assert not sound("bundled").open
    assert not sound("bundled").unmatched


def test_an_answer_settles_its_question_and_no_other(tmp_path):
    case = trap("foreign", "rd_hun", times(2007, 1000), "power_of_ten")
    (asked,) = [one for one in planted(case, tmp_path).open if one.code == case.code]
    read = reading("foreign")
    answer = {
        "row": asked.row,
        "source": asked.source,
        "finding": asked.code,
        "reason": {"ja": "例", "en": "example"},
        "who": "test",
        "date": "2026-11-29",
    }
    for source, is_settled in (("public", True), ("other", False)):
        told = read.around.indicators["rd_hun"].model_dump(exclude_unset=True)
        told["accept"] = [answer | {"source": source}]
        indicator = Indicator.model_validate(told)
        rows = {"rd_hun": _reread(case, tmp_path, indicator)}
        screened = screen({"rd_hun": indicator}, rows, today=TODAY)
        assert (asked not in screened.open) == is_settled
        assert bool(screened.unmatched) != is_settled


def test_a_later_vintage_replaces_the_earlier_one(tmp_path):
    edit = both(added(2014, 5, published="2015-01"), added(2014, 3, published="2016-01"))
    indicator = reading("foreign").around.indicators["hijackings"]
    frame = _reread(trap("foreign", "hijackings", edit, ""), tmp_path, indicator)
    for known, value in (("2015-06", 5), ("2016-06", 3), ("", 3)):
        published = frame["published"]
        rows = frame.loc[[one == "" or one <= (known or one) for one in published]]
        kept = without_superseded(rows, indicator)
        assert kept.loc[kept["year"] == 2014, "value"].tolist() == [value]


def test_floors_stay_when_the_exact_number_comes(tmp_path):
    indicator = reading("bundled").around.indicators["us_ai_devices"]
    rows = reading("bundled").rows["us_ai_devices"]
    assert len(without_superseded(rows, indicator)) == len(rows)


def test_editions_are_vintages_and_other_definitions_are_not():
    indicator = reading("bundled").around.indicators["world_market"]
    rows = reading("bundled").rows["world_market"]
    kept = without_superseded(rows, indicator)
    fitch = kept.loc[(kept["source"] == "fitch") & (kept["year"] == 2014)]
    assert fitch["definition"].tolist() == ["ed2019"]
    plain = indicator.model_copy(update={"editions": ()})
    assert len(without_superseded(rows, plain)) == len(rows)


def test_a_question_is_asked_with_the_lines_that_answer_it(smallest):
    assert check_workspace(smallest) == ()
    rows = smallest.data / "yen.csv"
    rows.write_text(rows.read_text("utf-8").replace("109.8", "10980"), encoding="utf-8")
    (problem,) = check_workspace(smallest)
    assert problem.file == "data/yen.csv"
    assert "row 3, value" in str(problem)
    (asked,) = open_questions(smallest)["yen"]
    lines = answer_lines([asked], "2026-11-29")
    filled = lines.replace("{ja: , en: }", "{ja: 例, en: example}").replace("who:", "who: test")
    with (smallest.data / "yen.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\n{filled}\n")
    assert check_workspace(smallest) == ()


def test_an_answer_that_nobody_asks_for_is_a_problem(smallest):
    with (smallest.data / "sales.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "\naccept:\n  - {row: '2020', source: firm, finding: step, "
            "reason: {ja: 例, en: example}, who: test, date: 2026-11-29}\n"
        )
    (problem,) = check_workspace(smallest)
    assert "nobody asks for 'step'" in str(problem)


def test_declared_exceptional_years_are_neither_asked_about_nor_held_against_others():
    rows = yearly([30, 31, 32, 4, 0.25, 3.8, 33, 34], first=2017)
    pulse = {"years": [2020, 2021, 2022], "reason": TEXT}
    asked = []
    for more in ({}, {"exceptional": [pulse]}):
        one = indicator("visitors", **more)
        frame = table(*rows, indicator="visitors")
        asked.append(screen({"visitors": one}, {"visitors": frame}, today=TODAY).open)
    assert asked[0]
    assert not asked[1]
