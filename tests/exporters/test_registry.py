import pytest

from kgisim.errors import NotFoundError, RequestError
from kgisim.exporters import registry
from kgisim.exporters.registry import FORMATS, export


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_writes_files(run, tmp_path, format):
    out = export(run, format, tmp_path / "out")
    assert [file for file in out.rglob("*") if file.is_file()]


@pytest.mark.parametrize("format", FORMATS)
def test_two_exports_of_one_run_hold_the_same_files(run, tmp_path, format):
    listed = [
        sorted(file.relative_to(out).as_posix() for file in out.rglob("*"))
        for out in (export(run, format, tmp_path / name) for name in "ab")
    ]
    assert listed[0] == listed[1]


def test_a_folder_that_holds_something_is_left_alone(run, tmp_path):
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(RequestError, match="name a new or an empty folder"):
        export(run, "iamc", tmp_path)


def test_an_unknown_format_is_told_with_the_nearest(run, tmp_path):
    with pytest.raises(NotFoundError, match="did you mean 'iamc'"):
        export(run, "iamcc", tmp_path / "out")


def test_a_failed_export_leaves_nothing(run, tmp_path, monkeypatch):
    def fail(_, folder):
        (folder / "half.csv").write_text("half")
        raise OSError("disk full")

    monkeypatch.setitem(registry.FORMATS, "iamc", fail)
    with pytest.raises(OSError, match="disk full"):
        export(run, "iamc", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
