"""New rows among old ones: nothing that people wrote is lost, nothing is said twice."""

import csv
import io

from kgisim.importers.merging import merge
from kgisim.importers.observation_rows import ImportedRow
from kgisim.schema import OBSERVATION_COLUMNS


def row(year, value, **more):
    cells = dict.fromkeys(OBSERVATION_COLUMNS, "")
    cells |= {"year": str(year), "value": value, "relation": "eq", "source": "agency"}
    return ImportedRow(cells | {"evidence": "official"} | more, f"B{year}")


def written(merged):
    return list(csv.DictReader(io.StringIO(merged.content.decode())))


def test_rows_come_back_as_they_were_and_a_second_time_changes_nothing():
    first = merge("", [row(2019, "1"), row(2020, "2", note="p")])
    again = merge(first.content.decode(), [row(2019, "1.0"), row(2020, "2")])
    assert again.content == first.content
    assert again.same == 2


def test_a_corrected_value_keeps_the_note_that_somebody_wrote():
    old = merge("", [row(2019, "1", note="checked by hand", published="2020-05")])
    new = merge(old.content.decode(), [row(2019, "1.5", published="2020-05")])
    assert [(one["value"], one["note"]) for one in written(new)] == [("1.5", "checked by hand")]


def test_a_revision_is_another_vintage_and_a_repetition_none():
    old = merge("", [row(2019, "1", published="2020-05"), row(2020, "2", published="2021-05")])
    rows = [row(2019, "1.5", published="2021-05"), row(2020, "2", published="2022-05")]
    new = merge(old.content.decode(), rows)
    assert [(one["year"], one["value"], one["published"]) for one in written(new)] == [
        ("2019", "1", "2020-05"),
        ("2020", "2", "2021-05"),
        ("2019", "1.5", "2021-05"),
    ]
    assert new.same == 1


def test_a_different_number_without_a_day_cannot_be_placed_among_vintages():
    old = merge("", [row(2019, "1", published="2020-05")])
    new = merge(old.content.decode(), [row(2019, "1.5")])
    assert new.content == old.content
    assert [(one.place, one.reason.code) for one in new.left_out] == [("B2019", "vintage")]


def test_rows_of_other_sources_are_left_alone():
    old = merge("", [row(2019, "1", source="other")])
    new = merge(old.content.decode(), [row(2019, "2")])
    assert [one["value"] for one in written(new)] == ["1", "2"]


def test_a_share_does_not_correct_a_number_of_n():
    old = merge("", [row(2019, "4", of="15")])
    new = merge(old.content.decode(), [row(2019, "26.7")])
    assert [(one["value"], one["of"]) for one in written(new)] == [("4", "15"), ("26.7", "")]


def test_columns_that_no_row_uses_are_not_written():
    assert not {"of", "design_effect"} & written(merge("", [row(2019, "1")]))[0].keys()
