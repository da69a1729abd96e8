import pytest

import kgisim as kg
from kgisim.audit.data_revision import with_row
from kgisim.errors import ContentError, NotFoundError
from kgisim.runs.make_run import make_run as write_run
from kgisim.runs.run import Run
from kgisim.schema import LEVEL, OUTCOME


@pytest.fixture
def run(quick_run):
    return kg.open_run(quick_run.path)


def test_an_opened_run_is_a_run_with_the_same_results(run, quick_run):
    assert isinstance(run, Run)
    assert run.assessment.equals(quick_run.assessment)


def test_a_run_is_shown_in_one_line(run):
    assert run.id in repr(run)
    assert "\n" not in repr(run)


def test_a_run_is_made_once(smallest, tmp_path, quick_fits):
    first = kg.make_run(smallest.root, tmp_path / "runs", draws=100)
    assert kg.make_run(smallest, tmp_path / "runs", draws=100).path == first.path
    assert [path.name for path in (tmp_path / "runs").glob("r*")] == [first.id]


def test_no_run_is_made_of_wrong_content(smallest, tmp_path):
    (smallest.scenarios / "baseline.yaml").unlink()
    with pytest.raises(ContentError, match="every workspace has a baseline"):
        kg.make_run(smallest, tmp_path)
    assert not list(tmp_path.glob("r*"))


def test_no_run_is_made_before_the_questions_of_the_gate_are_answered(
    smallest, tmp_path, quick_fits
):
    rows = smallest.data / "share.csv"
    row = {"year": "2022", "value": "42.5", "relation": "eq", "source": "firm"}
    rows.write_bytes(
        with_row(smallest, "share", row | {"evidence": "official", "note": "provisional"})
    )
    with pytest.raises(ContentError, match=r"under accept in data/share\.yaml"):
        kg.make_run(smallest, tmp_path, draws=100)
    with pytest.raises(ContentError, match=r"under accept in data/share\.yaml"):
        write_run(smallest, folder=tmp_path, draws=100)
    assert not list(tmp_path.glob("r*"))
    answer = "row: '2022', source: firm, finding: provisional, who: a, date: 2026-11-29"
    file = smallest.data / "share.yaml"
    more = f"accept:\n  - {{{answer}, reason: {{ja: 確認済み, en: checked}}}}\n"
    file.write_text(file.read_text("utf-8").replace("accept:\n", more), "utf-8")
    assert kg.make_run(smallest, tmp_path, draws=100).path.exists()


def test_the_ending_of_a_report_chooses_its_format(run, tmp_path):
    page = run.report(tmp_path / "report.html", language="en")
    assert run.id in page.read_text("utf-8")


def test_an_ending_without_a_format_is_refused(run, tmp_path):
    with pytest.raises(NotFoundError, match="no format is called 'txt'"):
        run.report(tmp_path / "report.txt")


def test_a_report_is_verified_against_its_run(run, tmp_path):
    page = run.report(tmp_path / "report.html")
    checked = kg.verify_report(page, run.path.parent)
    assert (checked.run, checked.differences) == (run.id, ())


def test_an_indicator_becomes_a_tree_of_arrays(run):
    name = run.projection.series[0]
    tree = run.to_datatree(name)
    assert {LEVEL, OUTCOME} <= set(tree["predictions"].data_vars)
    with pytest.raises(NotFoundError, match="no indicator is called 'nothing'"):
        run.to_datatree("nothing")


def test_a_run_compared_with_itself_does_not_differ(run):
    found = kg.compare_runs(run, run)
    assert len(found.table) > 0
    assert (found.table["change"] == 0).all()


def test_a_run_is_exported_into_a_new_folder(run, tmp_path):
    folder = kg.export(run, "parquet", tmp_path / "tables")
    assert list(folder.glob("*.parquet"))
