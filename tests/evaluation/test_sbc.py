"""What simulation said of a family: the file, and when a kind of series passes."""

from typing import get_args

import pytest
from pydantic import ValidationError

from kgisim.errors import ContentError
from kgisim.evaluation.sbc import SbcRanks, read_calibration
from kgisim.workspace import Workspace

HEAD = """\
version: 1
family: damped_trend
date: '2026-11-22'
command: none
replications: 100
ranked:
"""
LINE = "- {kind: share, quantities: 8, smallest: 0.2, quantity: noise, limit: 0.001}\n"


def ranked(**changed) -> SbcRanks:
    plain = {"kind": "share", "quantities": 8, "quantity": "noise", "limit": 0.001}
    return SbcRanks(**plain | changed)


@pytest.fixture
def write(smallest):
    """Put a result into a small workspace."""

    def write(content: str) -> Workspace:
        (smallest.models / "damped_trend_calibration.yaml").write_text(content, encoding="utf-8")
        return smallest

    return write


@pytest.mark.parametrize(("smallest", "passed"), [(0.2, True), (0.001, False), (0.0, False)])
def test_ranks_pass_if_chance_alone_could_have_made_them(smallest, passed):
    assert ranked(smallest=smallest).passed is passed


def test_a_chance_above_one_is_refused():
    with pytest.raises(ValidationError, match="smallest"):
        ranked(smallest=1.2)


def test_the_result_is_read_as_it_was_written(write):
    found = read_calibration(write(HEAD + LINE), "damped_trend")
    assert (found.replications, found.ranked) == (100, (ranked(smallest=0.2),))


def test_a_workspace_may_do_without_the_file(smallest):
    assert read_calibration(smallest, "plain") is None


def test_an_unknown_kind_of_series_is_told(write):
    with pytest.raises(ContentError, match="kind"):
        read_calibration(write(HEAD + LINE.replace("share", "rank")), "damped_trend")


def test_the_bundled_result_is_of_a_bundled_family_and_covers_every_kind():
    found = read_calibration(Workspace.bundled(), "damped_trend")
    assert found.family in Workspace.bundled().families()
    assert {one.kind for one in found.ranked} == set(
        get_args(SbcRanks.model_fields["kind"].annotation)
    )
