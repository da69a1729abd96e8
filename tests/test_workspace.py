import re
from pathlib import Path

import pytest

from kgisim.errors import ContentError, RequestError
from kgisim.io import read_yaml
from kgisim.projection.workspace_check import check_workspace
from kgisim.workspace import FOLDERS, Workspace, init_workspace


@pytest.fixture
def made(tmp_path: Path) -> Workspace:
    for folder in FOLDERS:
        (tmp_path / folder).mkdir()
    return Workspace(tmp_path)


def test_the_bundled_workspace_has_every_folder():
    assert Workspace.bundled().missing_folders() == ()


def test_the_folders_lie_side_by_side_under_the_root(made):
    folders = (made.data, made.models, made.scenarios, made.dashboards)
    assert folders == tuple(made.root / folder for folder in FOLDERS)


def test_tables_lie_in_the_data_folder(made):
    assert made.tables == made.root / "data" / "tables"


def test_opening_tells_every_missing_folder(made):
    made.scenarios.rmdir()
    made.models.rmdir()
    with pytest.raises(ContentError) as raised:
        Workspace.open(made.root)
    assert [problem.file for problem in raised.value.problems] == ["models/", "scenarios/"]


def test_opening_a_folder_that_is_not_there_says_how_to_make_one(tmp_path):
    with pytest.raises(ContentError, match="make a workspace with 'kgisim init'"):
        Workspace.open(tmp_path / "none")


def test_opening_gives_an_absolute_root(made, monkeypatch):
    monkeypatch.chdir(made.root.parent)
    assert Workspace.open(made.root.name).root == made.root.resolve()


def test_a_file_is_named_from_the_root_with_forward_slashes(made):
    assert made.name(made.tables / "deals.csv") == "data/tables/deals.csv"


def test_families_are_the_public_modules_in_models(made):
    for name in ("walk.py", "trend.py", "__init__.py", "_draft.py", ".hidden.py", "notes.md"):
        (made.models / name).touch()
    assert made.families() == ("trend", "walk")


def test_init_copies_every_bundled_file_byte_by_byte(tmp_path):
    bundled = Workspace.bundled()
    copied = Workspace(init_workspace(tmp_path / "mine"))
    files = [
        path.relative_to(bundled.root)
        for folder in FOLDERS
        for path in (bundled.root / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    assert files
    assert all((bundled.root / f).read_bytes() == (copied.root / f).read_bytes() for f in files)


def test_init_copies_no_byte_code(tmp_path):
    root = init_workspace(tmp_path / "mine")
    assert not [*root.rglob("__pycache__"), *root.rglob("*.pyc")]


def test_init_fills_an_empty_folder(tmp_path):
    assert Workspace.open(init_workspace(tmp_path)).missing_folders() == ()


def test_init_refuses_a_folder_with_content_and_leaves_it_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(RequestError, match="is not an empty folder; name a new or an empty one"):
        init_workspace(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_init_refuses_a_file(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(RequestError, match="is not an empty folder"):
        init_workspace(tmp_path / "file")


def test_a_minimal_workspace_holds_one_indicator_whose_rows_are_those_of_the_bundled_one(tmp_path):
    made = Workspace.open(init_workspace(tmp_path / "mine", minimal=True))
    lines = (made.data / "exports.csv").read_text("utf-8").splitlines()
    bundled = Workspace.bundled().data / "japan_exports.csv"
    assert [path.name for path in made.data.glob("*.csv")] == ["exports.csv"]
    assert len(lines) > 10
    assert set(lines) < set(bundled.read_text("utf-8").splitlines())
    assert not check_workspace(made)


def test_every_file_of_a_minimal_workspace_begins_with_what_it_is_for(tmp_path):
    root = init_workspace(tmp_path / "mine", minimal=True)
    written = [*root.glob("*.yaml"), *root.glob("data/*.yaml"), *root.glob("scenarios/*.yaml")]
    assert len(written) == 5
    assert all(path.read_text("utf-8").startswith("# ") for path in written)


def test_a_minimal_workspace_is_explained_in_japanese_and_otherwise_the_same(tmp_path):
    english = init_workspace(tmp_path / "en", minimal=True)
    japanese = init_workspace(tmp_path / "ja", minimal=True, language="ja")
    for path in (*japanese.rglob("data/*.yaml"), japanese / "scenarios" / "plan.yaml"):
        other = english / path.relative_to(japanese)
        assert read_yaml(path, path.name) == read_yaml(other, other.name)
        assert re.search(r"# .*[ぁ-ん一-龠]", path.read_text("utf-8"))
