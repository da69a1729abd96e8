"""What a paper carries is opened with care."""

import io
import lzma
import tarfile

import pytest

from kgisim.report.inputs import unpack_inputs
from kgisim.report.provenance import ReportError


def packed(**files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in files.items():
            about = tarfile.TarInfo(name)
            about.size = len(content)
            archive.addfile(about, io.BytesIO(content))
    return lzma.compress(buffer.getvalue())


MANIFEST = {"manifest.json": b'{"inputs": {}}'}
LARGE = lzma.compress(bytes(51_000_000))


@pytest.mark.parametrize(
    "wrong",
    [
        packed(**MANIFEST, **{"../outside.txt": b"x"}),
        packed(**MANIFEST, **{"workspace/../../outside.txt": b"x"}),
        packed(**MANIFEST, **{"/etc/outside": b"x"}),
        packed(**MANIFEST, **{"workspace/.hidden": b"x"}),
        packed(
            **{"manifest.json": b'{"inputs": {"data/a.csv": "0"}}', "workspace/data/a.csv": b"1"}
        ),
        packed(**{"workspace/a.csv": b"x"}),
        b"no archive",
        LARGE,
        bytes(2_000_001),
    ],
    ids=["up", "up later", "root", "hidden", "altered", "no manifest", "broken", "bomb", "large"],
)
def test_an_archive_that_is_not_as_expected_is_refused(tmp_path, wrong):
    folder = tmp_path / "in" / "here"
    folder.mkdir(parents=True)
    with pytest.raises(ReportError, match="cannot be used"):
        unpack_inputs(wrong, folder)
    assert {one.name for one in tmp_path.rglob("outside*")} == set()


def test_an_archive_with_what_is_expected_is_unpacked(tmp_path):
    files = MANIFEST | {"workspace/data/a.csv": b"1\n", "results/values.csv": b"2\n"}
    assert unpack_inputs(packed(**files), tmp_path) == {"inputs": {}}
    assert (tmp_path / "workspace" / "data" / "a.csv").read_bytes() == b"1\n"
