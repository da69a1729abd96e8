"""Every layout is recognised by its own marks and gives the numbers that a reader finds in it."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from kgisim.evidence.base import Unit
from kgisim.importers.importing import NothingLeft, Wanted, import_file
from kgisim.importers.observation_rows import Provenance
from kgisim.importers.questions import Interview
from kgisim.importers.recognition import all_layouts
from kgisim.importers.refusal import ImportRefused
from tests.builders import PLAN
from tests.importers import layouts

TODAY = dt.date(2026, 6, 1)
YEN, DOLLARS = ("億円", "JPY 100m"), ("百万ドル", "USD m")


def read(path, words, period="CY", **answers):
    wanted = Wanted(PLAN, Unit(ja=words[0], en=words[1], scales=("real",)), period)
    provenance = Provenance("agency", "official")
    return import_file(path, wanted, provenance, Interview(answers), TODAY)


def values(found):
    return {int(row.cells["year"]): row.cells["value"] for row in found.rows}


def reasons(found):
    return {one.place: one.reason.code for one in found.left_out}


@pytest.fixture
def write(tmp_path):
    def put(text, name="table.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_text(text, encoding, newline="")
        return path

    return put


def test_the_layouts_are_found_and_none_twice():
    names = [one.name for one in all_layouts()]
    assert len(names) == len(set(names)) == 9
    assert names[-2:] == ["long", "wide"]


def test_world_bank(write):
    found = read(write(layouts.WORLD_BANK), DOLLARS, series="Japan")
    assert found.table.layout == "world_bank"
    assert values(found) == {2018: "120.5", 2020: "131"}
    assert reasons(found)["F6"] == "missing"
    assert reasons(found)["E7"] == "other_series"
    assert reasons(found)["B1"] == "note"


def test_world_bank_in_current_dollars_and_in_per_cent_of_a_whole(write):
    path = write(layouts.WORLD_BANK_DOLLARS)
    found = read(path, DOLLARS, series="X.CD")
    assert values(found) == {2018: "120.5", 2020: "131"}
    assert values(read(path, ("%", "%"), series="X.ZS"))[2019] == "10.6"


def test_world_bank_with_codes_of_years_and_a_footer(write):
    found = read(write(layouts.WORLD_BANK_DATABANK), ("社", "firms"), unit="社")
    assert values(found) == {2018: "12", 2019: "13"}
    assert [one.text for one in found.left_out] == [
        "Data from database: Example",
        "Last Updated: 06/05/2025",
    ]


def test_owid_takes_the_unit_from_the_metadata_beside_it(write):
    path = write(layouts.OWID, "approvals.csv")
    write(layouts.OWID_METADATA, "approvals.metadata.json")
    found = read(path, ("品目", "devices"), series="Japan")
    assert found.table.layout == "owid"
    assert values(found) == {2018: "5", 2019: "7"}
    assert not next(one for one in found.answers if one.kind == "unit").is_given


def test_sdmx_leaves_forecasts_out_and_grades_estimates(write):
    found = read(write(layouts.SDMX), YEN)
    assert found.table.layout == "sdmx_csv"
    assert values(found) == {2021: "15", 2022: "16", 2023: "17"}
    assert [row.cells["evidence"] for row in found.rows] == ["official", "official", "secondary"]
    assert [row.cells["note"] for row in found.rows] == ["", "P", "E"]
    assert reasons(found) == {"E5": "projected", "E6": "blank"}


def test_eurostat_has_flags_and_its_unit_tells_series_apart(write):
    found = read(write(layouts.SDMX_EUROSTAT), ("%", "%"), series="PC")
    assert values(found) == {2019: "10.5", 2020: "10.6", 2021: "10.7", 2022: "10.8"}
    assert [row.cells["note"] for row in found.rows] == ["", "b", "b; p", "e"]
    assert found.rows[3].cells["evidence"] == "secondary"
    assert reasons(found)["G6"] == "projected"


def test_sdmx_with_names_beside_the_codes(write):
    euros = read(write(layouts.SDMX_EUROSTAT_NAMES), ("百万ユーロ", "EUR m"))
    assert values(euros) == {2019: "500", 2020: "510"}
    assert [row.cells["note"] for row in euros.rows] == ["", "p"]
    persons = read(write(layouts.SDMX_OECD_NAMES), ("人", "persons"))
    assert values(persons) == {2019: "1500", 2020: "1600"}
    assert [row.cells["evidence"] for row in persons.rows] == ["official", "secondary"]


def test_sdmx_with_codes_and_names_in_one_cell(write):
    found = read(write(layouts.SDMX_BIS_BOTH), ("件", "deals"), unit="百万件")
    assert values(found) == {2019: "1500000"}
    assert reasons(found)["H3"] == "projected"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp1252"])
def test_imf_with_notes_and_a_tab_behind_the_last_column(write, encoding):
    path = write(layouts.WEO_TRUE, "WEOApr2025all.xls", encoding)
    found = read(path, ("十億ドル", "USD bn"))
    assert found.table.layout == "imf_weo"
    assert values(found) == {2021: "1234.5"}
    assert reasons(found)["K3"] == "missing"
    assert reasons(found)["L3"] == "projected"


def test_imf_as_its_portal_gives_it_out(write):
    path = write(layouts.WEO_PORTAL, "WEO.csv")
    words = ("十億ドル", "USD bn")
    assert values(read(path, words, series="JPN.NGDPD.A")) == {2021: "1234.5", 2022: "1300"}
    india = read(path, words, series="IND.NGDPD.A")
    assert india.table.layout == "imf_weo"
    assert values(india) == {2021: "3100"}
    with pytest.raises(NothingLeft):  # nothing says what has been observed
        read(path, words, series="WLD.NGDPD.A")


def test_imf_in_utf_16_with_tabs_called_xls(write):
    path = write(layouts.WEO, "WEOApr2025all.xls", "utf-16")
    found = read(path, ("十億ドル", "USD bn"), series="NGDPD")
    assert found.table.layout == "imf_weo"
    assert values(found) == {2021: "1234.5", 2022: "2000.25"}
    assert reasons(found)["K2"] == "missing"
    assert reasons(found)["L2"] == "projected"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_a_list_of_e_stat(write, encoding):
    found = read(write(layouts.ESTAT_LIST, encoding=encoding), YEN, "FY")
    assert found.table.layout == "estat"
    assert values(found) == {2019: "19453.57", 2021: "20000"}
    assert reasons(found)["H6"] == "missing"


def test_a_cross_table_of_e_stat(write):
    found = read(write(layouts.ESTAT_CROSS, encoding="cp932"), YEN, "FY")
    assert found.table.layout == "estat"
    assert values(found) == {2018: "10", 2019: "11", 2021: "-0.05"}
    assert reasons(found)["E7"] == "missing"


def test_a_list_of_e_stat_with_the_whole_block_above_it(write):
    found = read(write(layouts.ESTAT_LIST_TRUE), YEN)
    assert found.table.layout == "estat"
    assert values(found) == {2018: "19453.57", 2019: "20000"}


def test_a_cross_table_of_e_stat_with_three_columns_a_dimension(write):
    found = read(write(layouts.ESTAT_CROSS_TRUE), ("人", "persons"), series="総数")
    assert found.table.layout == "estat"
    assert values(found) == {2018: "1000000", 2019: "1100000"}


def test_a_table_of_e_stat_with_years_down(write):
    found = read(write(layouts.ESTAT_DOWN), ("人", "persons"), column="総数")
    assert found.table.layout == "estat"
    assert values(found) == {2018: "1000000", 2019: "1100000"}


def test_a_japanese_table_with_eras_units_and_notes(write):
    found = read(write(layouts.LONG_JAPANESE, encoding="cp932"), YEN, "FY", column="生産額")
    assert found.table.layout == "long"
    assert values(found) == {2018: "12345", 2019: "13000", 2020: "-1"}
    left_out = reasons(found)
    assert left_out["B7"] == "projected"
    assert (left_out["A1"], left_out["A8"], left_out["C4"]) == ("note", "note", "other_series")


def test_open_sdg_takes_the_total_and_its_multiplier(write):
    found = read(write(layouts.OPEN_SDG), ("人", "persons"))
    assert found.table.layout == "open_sdg"
    assert values(found) == {2019: "1500", 2020: "1600"}
    assert [row.cells["note"] for row in found.rows] == ["", "Provisional"]
    other = read(write(layouts.OPEN_SDG), ("人", "persons"), series="Female")
    assert values(other) == {2019: "700", 2020: "800"}


def test_a_package_gives_the_unit_of_its_fields(write):
    path = write(layouts.PACKAGE, "datapackage.json")
    write(layouts.PACKAGE_TABLE, "spending.csv")
    for file in (path, path.with_name("spending.csv")):
        assert values(read(file, DOLLARS)) == {2019: "1.5", 2020: "2.5"}
    assert read(path, DOLLARS).table.described == (("title", "Example table"),)


@pytest.fixture
def workbook(tmp_path):
    """A ministry's workbook: merged headings, formats that say what is meant, a note below."""
    book = openpyxl.Workbook()
    page = book.active
    page.append(["表1　医療機器の国内市場"])
    page.append(["年度", "国内市場", None, "自給率"])
    page.append([None, "生産（百万円）", "輸入（百万円）", None])
    for cells in ("A2:A3", "B2:C2", "D2:D3"):
        page.merge_cells(cells)
    for year, *numbers in ((2018, 1000, 500, 0.5), (2019, 1250.5, 600, 0.5125)):
        page.append([year, *numbers])
        page.cell(page.max_row, 1).number_format = '0"年度"'
        page.cell(page.max_row, 4).number_format = "0.0%"
    page.append(["注：2019年度は確報である。"])
    path = tmp_path / "table.xlsx"
    book.save(path)
    return path


def test_a_workbook_with_headings_over_two_rows(workbook):
    found = read(workbook, YEN, "FY", column="国内市場 / 生産（百万円）")
    assert values(found) == {2018: "10", 2019: "12.505"}
    assert reasons(found)["Sheet!A6"] == "note"


def test_a_number_is_as_large_as_its_format_shows_it(workbook):
    found = read(workbook, ("%", "%"), "FY", column="自給率")
    assert values(found) == {2018: "50", 2019: "51.25"}


def test_a_format_that_says_fiscal_year_is_believed(workbook):
    with pytest.raises(NothingLeft) as refused:
        read(workbook, ("%", "%"), "CY", column="自給率")
    assert {one.reason.code for one in refused.value.left_out} == {"period_fy"}


def test_an_old_workbook_with_eras_beside_western_years():
    path = Path(__file__).parent / "files" / "eras.xls"
    found = read(path, YEN, "FY", column="輸出向け / 診断機器")
    assert found.table.layout == "long"
    expected = {2015 + n: (Decimal("1000.5") * (n + 1) + 4) / 10**5 for n in range(7)}
    assert {year: Decimal(value) for year, value in values(found).items()} == expected
    assert next(one for one in found.answers if one.kind == "unit").text == "1,000円"
    assert reasons(found)["表1!G12"] == "missing"
    assert [reasons(found)[f"表1!{cell}"] for cell in ("A2", "G2", "A14")] == ["note"] * 3


def test_a_formula_whose_value_was_never_stored_is_no_number(workbook):
    book = openpyxl.load_workbook(workbook)
    book.active["B5"] = "=B4*2"
    book.save(workbook)
    found = read(workbook, YEN, "FY", column="国内市場 / 生産（百万円）")
    assert values(found) == {2018: "10"}
    assert reasons(found)["Sheet!B5"] == "unreadable"


def test_a_package_on_the_network_is_not_fetched(write):
    path = write(
        layouts.PACKAGE.replace("spending.csv", "https://example.org/a.csv"), "datapackage.json"
    )
    with pytest.raises(ImportRefused) as refused:
        read(path, DOLLARS)
    assert refused.value.message.code == "import.package_remote"
