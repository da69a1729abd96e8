import pytest

from kgisim.app.upload import Sent
from kgisim.app.uploaded_table import laid_out
from kgisim.errors import RequestError


def files(*names, package="{}"):
    return [Sent(name, (package if name.endswith(".json") else "x").encode(), 1) for name in names]


@pytest.mark.parametrize(
    ("names", "package", "expected"),
    [
        (["a.csv"], "{}", "a.csv"),
        (["..\\..\\a.csv", "a.metadata.json"], "{}", "a.csv"),
        (["a.csv", "datapackage.json"], '{"resources": [{"path": "data/a.csv"}]}', "datapackage"),
        (["a.csv", "datapackage.json"], '{"resources": [{"path": "data/b.csv"}]}', "a.csv"),
        (["a.csv", "datapackage.json"], '{"resources": [{"path": "../a.csv"}]}', "a.csv"),
        (["a.csv", "datapackage.json"], "no JSON", "a.csv"),
        (["a.csv", "b.csv"], "{}", None),
        (["a.json"], "{}", None),
    ],
)
def test_one_table_is_found_among_the_files_chosen(tmp_path, names, package, expected):
    folder = tmp_path / "in"
    folder.mkdir()
    if expected is None:
        with pytest.raises(RequestError):
            laid_out(files(*names, package=package), folder)
        return
    assert laid_out(files(*names, package=package), folder).name.startswith(expected)
    assert list(tmp_path.iterdir()) == [folder]
