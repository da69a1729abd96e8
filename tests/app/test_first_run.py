"""The first run: told how far it is, stopped when asked, refused with the reason."""

import time

import pytest

from kgisim.app.first_run import FirstRun

pytestmark = pytest.mark.slow


def wait(first: FirstRun, seconds: float = 120.0) -> str:
    end = time.monotonic() + seconds
    while first.look() == "running" and time.monotonic() < end:
        time.sleep(0.1)
    return first.status


def test_a_broken_workspace_ends_it_with_the_reason(smallest, tmp_path):
    next(smallest.data.glob("*.yaml")).write_text("nonsense: [", encoding="utf-8")
    first = FirstRun(smallest, tmp_path / "runs")
    assert wait(first) == "failed"
    assert "data/" in first.error.text("ja")


def test_a_cancelled_run_leaves_nothing(smallest, tmp_path):
    first = FirstRun(smallest, tmp_path / "runs")
    while not first._news.poll():
        time.sleep(0.05)
    first.cancel()
    assert first.status == "cancelled"
    assert not first._process.is_alive()
    assert list((tmp_path / "runs").glob("r*")) == []
