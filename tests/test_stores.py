"""Stored files that nobody uses are removed, and no others."""

import os
import time

import pytest

from kgisim.stores import DAY, LONGEST, mark_used, remove_unused

KEY = "0123456789abcdef" * 2


@pytest.fixture
def stored(tmp_path):
    """Store a file that was last used some days ago."""

    def put(name: str, days: float, size: int = 10):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x" * size)
        used = time.time() - days * DAY
        os.utime(path, (used, used))
        return path

    return put


@pytest.mark.parametrize(
    "name",
    [
        f"sales-{KEY}.h5",
        f"backtest-2015-{KEY}.csv",
        f"packed/sales-{KEY}-admitted.nc",
        f"explained/sales-{KEY}.json",
        f"explained/expected-売上-{KEY}.npy",
    ],
)
def test_what_nobody_used_for_long_goes_and_all_else_stays(stored, tmp_path, name):
    old = stored(name, LONGEST / DAY + 1)
    recent, foreign = stored(f"other-{KEY}.h5", 60), stored("sales.csv", 1_000)
    remove_unused(tmp_path)
    assert [path.exists() for path in (old, recent, foreign)] == [False, True, True]


def test_beyond_a_size_the_longest_unused_go_first(stored, tmp_path):
    files = {days: stored(f"sales{days}-{KEY}.h5", days) for days in (5, 2, 40, 3)}
    remove_unused(tmp_path, largest=20)
    assert {days for days, path in files.items() if path.exists()} == {2, 3}


def test_what_was_used_within_a_day_stays_whatever_its_size(stored, tmp_path):
    new, old = stored(f"new-{KEY}.h5", 0.5, size=100), stored(f"old-{KEY}.h5", 2)
    remove_unused(tmp_path, largest=50)
    assert new.exists()
    assert not old.exists()


def test_use_keeps_a_file(stored, tmp_path):
    old = stored(f"sales-{KEY}.h5", 1_000)
    mark_used(old)
    remove_unused(tmp_path)
    assert old.exists()


def test_what_is_gone_already_stops_nothing(stored, tmp_path):
    old = stored(f"sales-{KEY}.h5", 1_000)
    mark_used(tmp_path / "none.h5")
    remove_unused(tmp_path / "none")
    assert [*tmp_path.iterdir()] == [old]
