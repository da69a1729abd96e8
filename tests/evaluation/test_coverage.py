"""How often intervals held: the band of a rate, the file, and the counts of a horizon."""

import pytest
from pydantic import ValidationError

from kgisim.errors import ContentError
from kgisim.evaluation.coverage import Coverage, CoverageCell, read_coverage
from kgisim.inference.family import load_family
from kgisim.workspace import Workspace

HEAD = """\
version: 1
family: damped_trend
date: '2026-11-22'
forecasts: made up
commands: [none]
series: 20
held:
"""
LINE = (
    "- {scale: count, first: 1, last: 5, level: 90, series: 20, points: 60, hits: 54, rate: 0.9}\n"
)


def held(**changed) -> CoverageCell:
    plain = {"scale": "count", "first": 1, "last": 5, "level": 90}
    counts = {"series": 20, "points": 60, "hits": 54, "rate": 0.9}
    return CoverageCell(**plain | counts | changed)


@pytest.fixture
def write(smallest):
    """Put a file of counts into a small workspace."""

    def write(content: str) -> Workspace:
        (smallest.models / "damped_trend_coverage.yaml").write_text(content, encoding="utf-8")
        return smallest

    return write


def test_a_rate_of_one_half_has_a_band_that_is_symmetric():
    low, high = held(rate=0.5).band
    assert low + high == pytest.approx(1.0)


def test_one_series_that_always_held_has_the_band_of_an_arcsine_law():
    """Beta(3/2, 1/2): the distribution function is (2θ − sin 2θ)/π with θ = arcsin √x."""
    import numpy as np

    low, high = held(series=1, points=1, hits=1, rate=1.0).band
    angle = np.arcsin(np.sqrt(low))
    assert (2 * angle - np.sin(2 * angle)) / np.pi == pytest.approx(0.025)
    assert high == 1.0


@pytest.mark.parametrize(("hits", "end"), [(0, 0), (5, 1)])
def test_a_band_holds_the_rate_itself(hits, end):
    band = held(series=5, points=5, hits=hits, rate=hits / 5).band
    assert band[end] == hits / 5


def test_many_series_have_the_band_of_the_normal_law():
    low, high = held(series=10**6, points=10**6, hits=9 * 10**5).band
    assert (high - low) / 2 == pytest.approx(1.96 * 0.3 / 10**3, rel=1e-3)


def test_more_points_of_the_same_series_do_not_narrow_the_band():
    assert held(points=600, hits=540).band == held().band


@pytest.mark.parametrize("rate", [0.0, 0.05, 0.5, 0.9, 1.0])
def test_a_band_lies_between_never_and_always(rate):
    low, high = held(rate=rate).band
    assert 0 <= low < high <= 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"first": 6}, "the band starts after its end"),
        ({"hits": 61}, "61 hits and 20 series cannot come from 60 points"),
        ({"series": 61}, "54 hits and 61 series cannot come from 60 points"),
    ],
)
def test_impossible_counts_are_refused(changed, told):
    with pytest.raises(ValidationError, match=told):
        held(**changed)


def test_a_workspace_without_the_file_knows_nothing(smallest):
    assert read_coverage(smallest, "plain") is None


def test_what_is_written_is_read(write):
    assert read_coverage(write(HEAD + LINE), "damped_trend").held == (held(),)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (HEAD + LINE + LINE, "'count' from 1 years at 90 % is counted twice"),
        (HEAD + LINE.replace("90,", "85,"), "held.*level: found 85, expected"),
        (HEAD + LINE.replace("0.9}", "1.9}"), "held.*rate: found 1.9, expected 1 or less"),
        (HEAD + LINE.replace("count,", "counts,"), "did you mean 'count'"),
        (HEAD.replace("version: 1", "version: 2") + LINE, "version: found 2, expected 1"),
        (HEAD + LINE + "seeds: 1\n", "unknown key 'seeds'"),
    ],
)
def test_a_wrong_file_is_told_by_its_name_and_place(write, content, told):
    with pytest.raises(ContentError, match=told) as raised:
        read_coverage(write(content), "damped_trend")
    assert {problem.file for problem in raised.value.problems} == {
        "models/damped_trend_coverage.yaml"
    }


@pytest.fixture
def known() -> Coverage:
    """Counts of three bands of horizons, in no order."""
    bands = [held(first=11, last=15), held(), held(first=6, last=10)]
    head = {"family": "damped_trend", "date": "2026-11-22", "forecasts": "made up"}
    return Coverage(version=1, commands=("none",), series=20, held=tuple(bands), **head)


@pytest.mark.parametrize(("horizon", "first"), [(1, 1), (5, 1), (6, 6), (15, 11), (17, 11)])
def test_a_horizon_has_the_counts_of_its_band_or_of_the_longest(known, horizon, first):
    assert known.at("count", 90, horizon).first == first


@pytest.mark.parametrize("asked", [("share", 90), ("count", 50)])
def test_what_was_not_counted_is_not_made_up(known, asked):
    assert known.at(*asked, 5) is None


def test_the_bundled_counts_are_of_a_bundled_family():
    workspace = Workspace.bundled()
    assert load_family(workspace, read_coverage(workspace, "damped_trend").family).title


def test_wider_bundled_intervals_held_more_often():
    bundled = read_coverage(Workspace.bundled(), "damped_trend")
    rates: dict[tuple, list[float]] = {}
    for one in sorted(bundled.held, key=lambda one: one.level):
        rates.setdefault((one.scale, one.first), []).append(one.rate)
    assert all(found == sorted(found) for found in rates.values())


def test_bundled_rates_agree_with_the_hits_they_were_counted_from():
    """Series have nearly as many points each, so that means over series and points are close."""
    bundled = read_coverage(Workspace.bundled(), "damped_trend")
    assert all(one.rate == pytest.approx(one.hits / one.points, abs=0.03) for one in bundled.held)
