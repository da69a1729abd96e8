import pytest

from kgisim.errors import ContentError, RequestError
from kgisim.evidence.catalog import load_catalog
from kgisim.schema import OBSERVATION_COLUMNS


def change(workspace, name: str, old: str, new: str) -> None:
    path = workspace.root / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_observations_have_the_columns_of_the_contract(sound):
    columns = tuple(load_catalog(sound).observations.columns)
    assert columns == ("indicator", *OBSERVATION_COLUMNS)


def test_indicators_come_in_the_order_of_tables(sound):
    change(sound, "data/yen.yaml", "role: driver", "role: driver\norder: 1")
    assert next(iter(load_catalog(sound).indicators)) == "yen"


def test_every_row_of_every_file_is_there(sound):
    counts = load_catalog(sound).observations["indicator"].value_counts().to_dict()
    assert counts == {"deals": 3, "sales": 2, "share": 2, "yen": 2}


def test_rows_of_one_indicator_are_numbered_from_nothing(sound):
    rows = load_catalog(sound).rows("yen")
    assert rows.index.to_list() == [0, 1]
    assert rows["value"].to_list() == [106.8, 109.8]


def test_an_indicator_without_rows_has_an_empty_table(sound):
    assert load_catalog(sound).rows("supply").empty


def test_units_are_found_by_key(sound):
    assert load_catalog(sound).units["deals"]("ja") == "件"


def test_tables_that_are_counted_are_typed(sound):
    assert load_catalog(sound).tables["deals"]["deal_year"].to_list() == [2020, 2020, 2021]


def test_other_tables_stay_text(sound):
    (sound.tables / "plans.csv").write_text("plan,percent\nA,07\n")
    assert load_catalog(sound).tables["plans"]["percent"].to_list() == ["07"]


def test_derived_rows_name_a_source_that_exists(sound):
    catalog = load_catalog(sound)
    named = set(catalog.rows("deals")["source"])
    assert named <= set(catalog.indicators["deals"].sources)


def test_the_author_may_name_the_table_himself(sound):
    own = "sources:\n  deals: {title: Our list, publisher: Ministry}\nderive:"
    change(sound, "data/deals.yaml", "derive:", own)
    assert load_catalog(sound).indicators["deals"].sources["deals"].title == "Our list"


def test_unverified_rows_can_be_left_out(sound):
    assert "unverified" not in set(load_catalog(sound, unverified=False).observations["evidence"])


def test_rows_published_after_the_date_are_left_out(sound):
    catalog = load_catalog(sound, as_of="2021-06-30")
    assert catalog.rows("yen")["year"].to_list() == [2020]
    assert catalog.rows("share")["year"].to_list() == [2020]


def test_a_row_published_some_day_of_a_month_is_not_known_before_its_end(sound):
    assert load_catalog(sound, as_of="2021-06-29").rows("share").empty


@pytest.mark.parametrize(
    ("as_of", "years"), [("2010-01-01", []), ("2022-03-30", [2020]), ("2022-03-31", [2020, 2021])]
)
def test_a_row_without_a_date_is_known_when_its_year_is_over(sound, as_of, years):
    assert load_catalog(sound, as_of=as_of).rows("sales")["year"].to_list() == years


def test_a_month_as_the_date_means_its_end(sound):
    assert len(load_catalog(sound, as_of="2021-06").rows("share")) == 1


def test_deals_after_the_date_are_left_out(sound):
    assert load_catalog(sound, as_of="2020-12-31").rows("deals")["year"].to_list() == [2020]


def test_a_catalogue_from_before_all_evidence_is_empty_but_whole(sound):
    (sound.data / "sales.csv").write_text(
        (sound.data / "sales.csv").read_text().replace("secondary,,,", "secondary,,2022-01,")
    )
    catalog = load_catalog(sound, as_of="1999-12-31")
    assert catalog.observations.empty
    assert catalog.observations["year"].dtype == "int64"
    assert set(catalog.indicators) == {"yen", "sales", "share", "ratio", "deals", "supply"}


@pytest.mark.parametrize("date", ["yesterday", "2021-13", "2021", "2021-02-30"])
def test_what_is_no_date_is_refused(sound, date):
    with pytest.raises(RequestError, match=f"found '{date}' as the date, expected YYYY-MM-DD"):
        load_catalog(sound, as_of=date)


def test_all_problems_of_all_files_are_raised_together(sound):
    change(sound, "data/yen.csv", "106.8", "1O6.8")
    change(sound, "data/share.yaml", "unit: percent", "unit: per_cent")
    with pytest.raises(ContentError) as raised:
        load_catalog(sound)
    assert [problem.file for problem in raised.value.problems] == [
        "data/share.yaml",
        "data/yen.csv",
    ]


def test_missing_units_are_told_once(sound):
    (sound.data / "units.yaml").unlink()
    with pytest.raises(ContentError) as raised:
        load_catalog(sound)
    assert [str(problem) for problem in raised.value.problems] == [
        "data/units.yaml: cannot be read (No such file or directory)"
    ]


def test_units_that_are_no_mapping_are_told(sound):
    (sound.data / "units.yaml").write_text("- percent\n")
    with pytest.raises(ContentError, match=r"expected 'key: {ja, en, scales}' lines"):
        load_catalog(sound)


def test_a_broken_indicator_is_not_also_called_unknown(sound):
    change(sound, "data/yen.yaml", "period: CY\n", "")
    with pytest.raises(ContentError) as raised:
        load_catalog(sound)
    assert {problem.file for problem in raised.value.problems} == {"data/yen.yaml"}


def test_a_broken_table_is_not_also_called_unknown(sound):
    (sound.tables / "deals.csv").write_text("")
    with pytest.raises(ContentError) as raised:
        load_catalog(sound)
    assert {problem.file for problem in raised.value.problems} == {"data/tables/deals.csv"}


def test_hidden_files_are_nobodys_business(sound):
    (sound.data / ".yen.csv.swp").write_text("x")
    (sound.data / "._yen.yaml").write_bytes(b"\x00")
    assert len(load_catalog(sound).indicators) == 6
