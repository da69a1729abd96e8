"""What may never happen: a guessed unit, a projection taken for an observation, silence."""

import datetime as dt

import pytest

from kgisim.evidence.base import Unit
from kgisim.importers.importing import NothingLeft, Wanted, import_file
from kgisim.importers.observation_rows import Provenance
from kgisim.importers.questions import Interview, QuestionOpen
from kgisim.importers.refusal import ImportRefused
from tests.builders import PLAN

TODAY = dt.date(2026, 11, 29)
PLAIN = "Year,Spending\n2019,1\n2020,2\n"


@pytest.fixture
def read(tmp_path):
    def give(text, ja="億円", en="JPY 100m", period="CY", published="", ask=None, **answers):
        path = tmp_path / "table.csv"
        path.write_text(text, "utf-8")
        wanted = Wanted(PLAN, Unit(ja=ja, en=en, scales=("real",)), period)
        provenance = Provenance("agency", "official", published)
        return import_file(path, wanted, provenance, Interview(answers, ask), TODAY)

    return give


def values(found):
    return {int(row.cells["year"]): row.cells["value"] for row in found.rows}


def refused(call, *arguments, **options):
    with pytest.raises(ImportRefused) as error:
        call(*arguments, **options)
    return error.value.message.code.removeprefix("import.")


def test_a_unit_that_nobody_states_is_asked_for(read):
    with pytest.raises(QuestionOpen) as error:
        read(PLAIN)
    assert error.value.question.kind == "unit"
    assert {"億円", "百万円"} <= {one.label for one in error.value.question.choices}
    assert values(read(PLAIN, unit="百万円")) == {2019: "0.01", 2020: "0.02"}


def test_somebody_who_can_be_asked_is_asked_once_for_each_open_question(read):
    asked = []

    def ask(question):
        asked.append(question.kind)
        return {"column": "B", "series": "World", "unit": "億円"}[question.kind]

    text = "Area,Year,A,B\n" + "".join(
        f"{area},{year},1,{year}\n" for area in ("Japan", "World") for year in (2019, 2020)
    )
    assert values(read(text, ask=ask)) == {2019: "2019", 2020: "2020"}
    assert asked == ["column", "series", "unit"]


@pytest.mark.parametrize(
    ("heading", "answer", "code"),
    [
        ("Spending (百万ドル)", "", "unit_differs"),
        ("Spending (百万円)", "億円", "unit_contradiction"),
        ("Spending (百万円)", "人", "unit_answer"),
    ],
)
def test_a_unit_is_never_taken_against_what_is_stated(read, heading, answer, code):
    assert refused(read, PLAIN.replace("Spending", heading), unit=answer) == code


def test_an_answer_that_agrees_with_the_file_is_welcome(read):
    text = PLAIN.replace("Spending", "Spending (百万円)")
    assert values(read(text, unit="million yen")) == values(read(text))


def test_a_series_that_runs_into_the_future_unmarked_is_refused(read):
    text = "Year,億円\n" + "".join(f"{year},1\n" for year in range(2015, 2031))
    assert refused(read, text, unit="億円") == "projections_unmarked"
    assert refused(read, text, unit="億円", published="2017-04") == "projections_unmarked"


def test_marked_projections_are_left_out_one_by_one(read):
    text = "年度,億円\n2023,1\n2024,2\n2025（見込）,3\n2030（予測）,4\n"
    found = read(text, period="FY", unit="億円")
    assert values(found) == {2023: "1", 2024: "2"}
    assert {one.place: one.reason.code for one in found.left_out} == {
        "B4": "projected",
        "B5": "projected",
    }


def test_a_year_that_is_not_over_is_left_out(read):
    text = "年度,億円\n2024,2\n2025,3\n2026,1\n"
    found = read(text, period="FY", unit="億円")
    assert values(found) == {2024: "2", 2025: "3"}
    assert [one.reason.code for one in found.left_out] == ["not_over"]
    assert values(
        read(text.replace("2026,1\n", ""), "億円", period="FY", unit="億円", published="2026-02")
    ) == {2024: "2"}


def test_a_heading_that_says_projection_is_believed(read):
    text = "Year,Series,Value\n2019,Medium projection,1\n2020,Medium projection,2\n"
    assert refused(read, text, unit="億円") == "says_projection"


def test_fiscal_years_are_no_calendar_years(read):
    with pytest.raises(NothingLeft) as error:
        read("年度,億円\n2019年度,1\n2020年度,2\n", unit="億円")
    assert {one.reason.code for one in error.value.left_out} == {"period_fy"}


def test_two_surveys_without_a_column_between_them_are_offered_as_runs_of_rows(read):
    lines = ["Year,Group,Value", *(f"{year},,{year}.5" for year in range(2012, 2016))]
    lines += [f"{year},,{year - 1000}" for year in range(2010, 2015)]
    lines += [f"{year},Men,1" for year in range(2012, 2016)]
    text = "\n".join(lines)
    with pytest.raises(QuestionOpen) as error:
        read(text, unit="億円")
    labels = [one.label for one in error.value.question.choices]
    assert labels == ["C2:C5", "C6:C10", "Group=Men"]
    found = read(text, unit="億円", series="C6:C10")
    assert values(found) == {year: str(year - 1000) for year in range(2010, 2015)}


def test_a_contradiction_that_no_rows_explain_is_refused(read):
    text = "Year,Value\n2019,1\n2019,2\n2020,3\n2020,4\n"
    assert refused(read, text, unit="億円") == "contradiction"


def test_the_same_number_twice_is_taken_once(read):
    found = read("Year,億円\n2019,1\n2019,1\n2020,3\n", unit="億円")
    assert values(found) == {2019: "1", 2020: "3"}
    assert [(one.place, one.reason.code) for one in found.left_out] == [("B3", "repeated")]


def test_a_status_that_is_not_understood_is_not_taken(read):
    text = (
        "Year,Observation status,Value\n2019,Normal value,1\n2020,voorlopig,2\n2021,Estimated,3\n"
    )
    found = read(text, unit="億円")
    assert values(found) == {2019: "1", 2021: "3"}
    assert [row.cells["evidence"] for row in found.rows] == ["official", "secondary"]
    assert [one.reason.code for one in found.left_out] == ["status_unknown"]


def test_every_filled_cell_of_numbers_is_a_row_or_left_out(read):
    years = ("1990,Japan,1", "2019,Japan,x", "2020,Japan,(3)", "2021,Japan,4", "sum,Japan,9")
    text = "\n".join(["Year,Area,億円", *years, "2021,Asia,5"])
    found = read(text, unit="億円", series="Japan")
    places = [row.place for row in found.rows] + [one.place for one in found.left_out]
    assert sorted(places) == ["C2", "C3", "C4", "C5", "C6", "C7"]
    assert {one.place: one.reason.code for one in found.left_out} == {
        "C2": "off_axis",
        "C3": "missing",
        "C4": "unreadable",
        "C6": "no_year",
        "C7": "other_series",
    }


@pytest.mark.parametrize(
    "text", ["", "a,b\n1,2\n", '{"years": [2019, 2020]}', "Year,Name\n2019,a\n2020,b\n"]
)
def test_what_is_no_table_of_years_is_refused(read, text):
    assert refused(read, text) in ("no_layout", "no_numbers", "nothing_left")


def test_columns_of_years_have_to_agree(read):
    text = "和暦,西暦,億円\n平成27,2015,1\n28,2016,2\n29,2018,3\n"
    found = read(text, unit="億円")
    assert values(found) == {2015: "1", 2016: "2"}
    assert [(one.place, one.reason.code) for one in found.left_out] == [("C4", "no_year")]
