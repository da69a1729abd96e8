"""What a story asks, and the answer in a story's words."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from kgisim.targets.backcast import backcast
from kgisim.targets.follow_up import follow_up
from kgisim.targets.forecast import IndicatorForecast, choose
from kgisim.targets.joint import joint
from kgisim.targets.milestones import milestones
from kgisim.targets.observation_likelihood import Observed
from kgisim.targets.question import TargetQuestion
from kgisim.targets.reference_class import ReferenceClass
from kgisim.targets.refusal import Refusal
from kgisim.targets.two_probability_rule import TwoProbabilityRule
from kgisim.targets.verdict import verdict
from kgisim.targets.window import TargetWindow
from tests.stories.small_world import World

Answer = dict[str, Any]
Words = Mapping[str, Any]

STATISTICS = {"平均": "mean", "合計": "sum", "累計": "cumulative", "一度でも": "once"}
FINDINGS = {
    "admissible": "挑戦的かつ合理的",
    "not_ambitious": "挑戦的でない",
    "not_reasonable": "合理的でない",
    "neither": "挑戦的でも合理的でもない",
    "too_thin": "根拠が足りない",
}
CONDITIONS = {"ambition": "基準での確率", "chance": "施策での確率", "pace": "速さ"}
TRACKS = {"on_track": "順調", "watch": "注意", "off_track": "遅れ"}
REASONS = {
    "few_attain": "達成する将来が少なすぎる",
    "few_fail": "達成しない将来が少なすぎる",
    "few_match": "観測に合う将来が少なすぎる",
}
RELATIONS = {"conflict": "両立しにくい", "synergy": "共に達しやすい", "none": "関係なし"}


def ask(world: World, asked: Words) -> Answer:
    """Put a story's question to its world, and give the answer in its words."""
    return QUESTIONS[asked["問い"]](world, asked)


def _window(asked: Words) -> TargetWindow:
    statistic = STATISTICS[asked.get("集計", "平均")]
    return TargetWindow(asked.get("年", 2040), asked.get("年数", 1), statistic, asked.get("起点"))


def _question(world: World, asked: Words, scenario: str = "baseline") -> TargetQuestion:
    goal = world.goal.indicator.id
    return TargetQuestion(goal, float(asked["目標"]), _window(asked), scenario)


def _chance(world: World, asked: Words) -> Answer:
    share, error = world.goal.chance(_question(world, asked))
    return {
        "基準での確率": float(choose(share, "baseline")),
        "施策での確率": float(choose(share, "policy_package")),
        "計算誤差": float(error.max()),
        "現状で到達済み": world.goal.is_met_already(_question(world, asked)),
    }


def _level(world: World, asked: Words) -> Answer:
    return {"水準": float(choose(world.goal.value_for(_window(asked), asked["確率"]), "baseline"))}


def _verdict(world: World, asked: Words) -> Answer:
    limits = {"x": "基準での上限", "y": "施策での下限", "z": "速さの百分位"}
    rule = TwoProbabilityRule(**{key: asked[word] for key, word in limits.items() if word in asked})
    paces = {f"系列{i}": np.array([pace]) for i, pace in enumerate(asked.get("参照系列の速さ", []))}
    reference = ReferenceClass(rule.span, paces)
    found = verdict(
        world.goal, _question(world, asked, "policy_package"), rule=rule, reference=reference
    )
    return {
        "判定": FINDINGS[found.finding],
        "満たさない条件": [CONDITIONS[name] for name in found.missed],
        "範囲": None if found.band.is_empty else "ある",
        "範囲がない理由": [CONDITIONS[name] for name in found.band.biting],
        "速さの判定": "した" if found.paces.limit is not None else "しない",
        "現状で到達済み": found.is_met_already,
        "必要な速さ": found.paces.needed,
    }


def _backcast(world: World, asked: Words) -> Answer:
    yen = world.yen.indicator
    found = backcast(world.goal, _question(world, asked), others={yen.id: yen})
    if isinstance(found, Refusal):
        return _refused(found)
    row = found.moved.set_index("name").loc[yen.id]
    direction = "上がる" if row["shift"] > 0 else "下がる"
    return {
        "達成する将来の割合": found.chance,
        "為替": direction if abs(row["shift"]) > 4 * row["error"] else "変わらない",
        "達成する将来の2040年の最低": float(found.paths.sel(futures="attained", year=2040)[0, 0]),
    }


def _refused(found: Refusal) -> Answer:
    return {"断る": REASONS[found.reason], "確率の上限": found.high, "残る将来": found.left}


def _joint(world: World, asked: Words) -> Answer:
    yen = TargetQuestion(world.yen.indicator.id, asked["為替"], TargetWindow(2040))
    found = joint([(world.goal, _question(world, asked)), (_wanted(world, asked), yen)])
    return {
        "全てを達成する確率": found.all,
        "少なくとも一つを達成する確率": float(found.at_least["chance"].iloc[0]),
        "達成数の期待値": found.expected,
        "関係": RELATIONS[found.pairs["relation"].iloc[0]],
    }


def _wanted(world: World, asked: Words) -> IndicatorForecast:
    """Give the yen's prospects with the direction that the story would like."""
    better = {"円安": "higher", "円高": "lower"}[asked["望む為替"]]
    return replace(world.yen, indicator=world.yen.indicator.model_copy(update={"better": better}))


def _milestones(world: World, asked: Words) -> Answer:
    found = milestones(
        world.goal,
        _question(world, asked),
        years=(2028, 2032, 2036),
        miss_cost=asked.get("見逃しの重さ"),
    )
    if isinstance(found, Refusal):
        return _refused(found)
    first, *_, last = found
    return {
        "確認する年": [one.year for one in found],
        "見分ける力は後ほど高い": last.auc > first.auc,
        "2028年の警戒線": first.threshold,
        "2036年の空振り": last.false_alarm,
        "2036年の見逃し": last.miss,
    }


def _follow_up(world: World, asked: Words) -> Answer:
    observed = [
        Observed(world.goal.indicator, year, float(v)) for year, v in asked["公表値"].items()
    ]
    found = follow_up(world.goal, _question(world, asked), observed)
    if isinstance(found, Refusal):
        return _refused(found)
    return {
        "前の確率": found.before,
        "後の確率": found.after,
        "区分": TRACKS[found.track] if found.track else None,
        "動き": "上がる" if found.after > found.before else "下がる",
    }


QUESTIONS: dict[str, Callable[[World, Words], Answer]] = {
    "確率": _chance,
    "水準": _level,
    "判定": _verdict,
    "逆算": _backcast,
    "同時達成": _joint,
    "中間目標": _milestones,
    "追跡": _follow_up,
}
