import numpy as np
import pytest

from kgisim.analysis.kept import Kept, kept_rows


def refuse():
    raise AssertionError("made again")


def test_rows_are_made_once_and_come_back_as_they_were(tmp_path):
    made = {"a": [{"x": np.float64(0.1), "n": np.int64(2), "none": None, "text": "年"}]}
    place = Kept(tmp_path / "new", "basis").path("a", 1)
    first = kept_rows(place, lambda: made)
    assert first == {"a": [{"x": 0.1, "n": 2, "none": None, "text": "年"}]}
    assert kept_rows(place, refuse) == first
    assert kept_rows(None, lambda: made) == first


def test_an_array_comes_back_with_the_same_bits_and_in_the_same_order(tmp_path):
    made = np.asfortranarray(np.random.default_rng(1).normal(size=(3, 4)))
    kept = Kept(tmp_path, "basis")
    again = [kept.array("path", ["key"], make) for make in (lambda: made, refuse)]
    for one in again:
        np.testing.assert_array_equal(one, made)
        assert one.flags.f_contiguous


@pytest.mark.parametrize(("basis", "content"), [("other", 1), ("basis", 2)])
def test_other_content_is_kept_elsewhere(tmp_path, basis, content):
    assert Kept(tmp_path, basis).path("a", content) != Kept(tmp_path, "basis").path("a", 1)
