"""What is told while the first run is made."""

from types import SimpleNamespace

import pytest

from kgisim.app.first_run_page import _told
from kgisim.errors import KgisimError
from kgisim.schema import LANGUAGES


def first(status="running", **more):
    plain = {"done": 2, "total": 5, "what": "kgi1a_world_share", "error": None}
    return SimpleNamespace(status=status, **plain | more)


@pytest.mark.parametrize("language", LANGUAGES)
def test_progress_is_told_in_numbers_and_no_names_of_files(language):
    told = _told(first(), language)
    assert "2" in told
    assert "5" in told
    assert "kgi1a" not in told


def test_nothing_is_counted_before_it_is_known_how_much_there_is():
    assert "0件" not in _told(first(total=0, done=0), "ja")


def test_a_failure_is_told_with_its_reason():
    stopped = KgisimError("serve.stopped", code=9)
    assert "終了コード9" in _told(first("failed", error=stopped), "ja")
