"""Statuses: forecasts are never observations, unknown words never harmless."""

import pytest

from kgisim.importers.status import SDMX, Kind, Status, joined, read_sdmx_status, read_status


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", Kind.OBSERVED),
        ("Normal value", Kind.OBSERVED),
        ("実績", Kind.OBSERVED),
        ("（推計）", Kind.ESTIMATED),
        ("Estimated value", Kind.ESTIMATED),
        ("p", Kind.PROVISIONAL),
        ("速報値", Kind.PROVISIONAL),
        ("見込み", Kind.PROJECTED),
        ("Forecast", Kind.PROJECTED),
        ("目標値", Kind.PROJECTED),
        ("秘匿", Kind.MISSING),
        ("voorlopig", Kind.UNKNOWN),
    ],
)
def test_words(text, kind):
    assert read_status(text).kind is kind


def test_every_code_of_sdmx_is_known():
    assert {read_sdmx_status(code).kind for code in SDMX} >= {Kind.PROJECTED, Kind.MISSING}
    assert read_sdmx_status("A") == Status()


def test_the_gravest_of_several_marks_counts():
    found = joined(Status(), Status(Kind.PROVISIONAL, "p"), Status(Kind.PROJECTED, "見込"))
    assert found == Status(Kind.PROJECTED, "p; 見込")
