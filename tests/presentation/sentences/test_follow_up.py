"""Follow-up in sentences, from answers made by hand."""

import numpy as np
import pytest

from kgisim.presentation.localized import wording
from kgisim.presentation.sentences.follow_up import follow_up_text
from kgisim.targets.follow_up import FollowUp
from kgisim.targets.milestones import Checkpoint
from kgisim.targets.observation_likelihood import Observed
from kgisim.targets.question import TargetQuestion
from kgisim.targets.refusal import Refusal
from kgisim.targets.window import TargetWindow

CORRIDOR = (5.0, 6.0, 7.0, 8.0, 9.0)


def checkpoint():
    return Checkpoint(
        window=TargetWindow(2027),
        attained=CORRIDOR,
        failed=CORRIDOR,
        threshold=7.4,
        outer=6.1,
        false_alarm=0.31,
        miss=0.42,
        auc=0.7,
        chance_warned=0.2,
        chance_clear=0.5,
        better="higher",
    )


def answer(track="on_track", below=0.4):
    seen = None if track is None else checkpoint()
    return FollowUp(0.30, 0.008, 0.41, 0.02, 800.0, (below,), track, seen, np.ones(1))


@pytest.fixture
def told(run):
    def tell(found, language="ja"):
        localized = wording(run, "syn_share", language)
        seen = [Observed(localized.indicator, 2027, 7.5)]
        question = TargetQuestion("syn_share", 9.0, TargetWindow(2040), illustrative=True)
        return list(follow_up_text(localized, question, seen, found))

    return tell


def test_the_chance_before_and_after_is_told_with_both_errors(told):
    first = told(answer())[0]
    assert "達する確率は、約30％（±0.8ポイント）から約42％（±2.0ポイント）に変わる" in first


def test_what_was_seen_and_what_is_aimed_at_are_named(told):
    first = told(answer())[0]
    assert "2027年度の" in first
    assert "が7.5％であった" in first
    assert "2040年度に9.0％とする目標（例示）" in first


@pytest.mark.parametrize(
    ("below", "said"), [(0.4, "想定の範囲内"), (0.03, "まれな値"), (0.97, "まれな値")]
)
def test_how_surprising_a_number_is_is_told(told, below, said):
    assert said in told(answer(below=below))[1]


@pytest.mark.parametrize(
    ("track", "said"),
    [("on_track", "「順調」"), ("watch", "「要注視」"), ("off_track", "「遅れ」")],
)
def test_the_class_is_told_with_the_limits_and_their_rates(told, track, said):
    last = told(answer(track))[-1]
    assert said in last
    assert "警戒線は7.4％、外側の線は6.1％" in last
    assert "31％" in last
    assert "42％" in last


def test_without_a_class_it_is_said_why(told):
    assert "順調か遅れかの判定は行わない" in told(answer(None))[-1]


def test_a_refusal_says_what_is_left_and_what_to_do(told):
    place, why = told(Refusal("few_match", 12.7, 100, 0.3, 0.2, 0.4, (0.18,)))
    assert "有効数で12本" in why
    assert "100本に満たない" in why
    assert "推計をやり直す" in why
    assert "18％" in place


@pytest.mark.parametrize(("below", "said"), [(0.18, "本数が足りない"), (0.99, "まれ")])
def test_a_number_is_called_rare_only_where_it_is(told, below, said):
    *_, why = told(Refusal("few_match", 12.7, 100, 0.3, 0.2, 0.4, (below,)))
    assert said in why
    assert ("起こりにくいのではなく" in why) == (below == 0.18)


def test_it_is_told_in_english_too(told):
    assert told(answer(), "en")[-1].startswith("Verdict: on track.")
