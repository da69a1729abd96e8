"""The state of every goal, and the short form of what must be known of it."""

import pytest

from kgisim.presentation.goal_summary import summaries


def test_every_goal_has_one_state(run):
    found = {one.localized.indicator.id: one.state for one in summaries(run, "ja")}
    assert found.keys() == {"syn_share", "syn_deals", "syn_firms", "syn_withheld", "syn_failed"}
    assert found["syn_withheld"] == found["syn_failed"] == "withheld"
    assert "withheld" not in {found[name] for name in ("syn_share", "syn_deals", "syn_firms")}


def test_a_failed_goal_has_levels_only_where_failed_ones_are_shown(run):
    for shown in (False, True):
        found = {one.localized.indicator.id: one for one in summaries(run, "ja", show_failed=shown)}
        assert (found["syn_failed"].levels is not None) == shown


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_goal_that_is_hidden_says_why_in_one_sentence(run, language):
    for one in summaries(run, language):
        if one.why_hidden is not None:
            assert one.caveat
            assert one.why_hidden.startswith(one.caveat)
