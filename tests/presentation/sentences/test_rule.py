import math
from dataclasses import replace

import pytest

from kgisim.presentation.localized import wording
from kgisim.presentation.sentences.rule import band_text, verdict_text
from kgisim.targets.forecast import forecast_of
from kgisim.targets.question import TargetQuestion
from kgisim.targets.reference_class import reference_class
from kgisim.targets.two_probability_rule import Band, TwoProbabilityRule
from kgisim.targets.verdict import Paces, TargetVerdict, verdict
from kgisim.targets.window import TargetWindow

LENIENT = TwoProbabilityRule(x=0.6, y=0.4)
STRICT = TwoProbabilityRule(x=0.1, y=0.9)
SUM = TargetWindow(2040, 3, "sum")
PACES = Paces(1.0, 0.5, 0.8, 0.6, 0.9, 0.5, 3.0, 10, tuple("abcde"), 5)


def judged(
    run, id: str, value: float, rule=LENIENT, window=None, *, illustrative=False
) -> TargetVerdict:
    one = forecast_of(run.projection, id)
    years = window or TargetWindow(2040)
    question = TargetQuestion(id, value, years, "package", illustrative)
    reference = reference_class(run.catalog, one.indicator, rule.span)
    return verdict(one, question, rule=rule, reference=reference)


def said(run, id: str, found: TargetVerdict, language: str = "ja") -> list[str]:
    return list(verdict_text(wording(run, id, language), found))


@pytest.fixture(scope="module")
def share(run) -> TargetVerdict:
    return judged(run, "syn_share", 8.0)


@pytest.mark.parametrize(
    ("finding", "ending"),
    [
        ("admissible", "挑戦的かつ合理的な水準である。"),
        ("not_ambitious", "合理的ではあるが、挑戦的とはいえない。"),
        ("not_reasonable", "挑戦的ではあるが、合理的とはいえない。"),
        ("neither", "挑戦的とも合理的ともいえない。"),
    ],
)
def test_the_first_sentence_ends_with_the_finding(run, share, finding, ending):
    assert said(run, "syn_share", replace(share, finding=finding))[0].endswith(ending)


def test_the_first_sentence_names_level_scenarios_and_limits(run, share):
    first = said(run, "syn_share", share)[0]
    for word in ("2040年度に8.0％とする目標", "すう勢", "施策パッケージ", "60％", "40％"):
        assert word in first


def test_the_pace_is_told_where_it_was_judged(run, share):
    first = said(run, "syn_share", replace(share, paces=PACES))[0]
    assert "必要な速さが年1.00ポイント（参照系列の80％点は年3.00ポイント）" in first


@pytest.mark.parametrize(
    ("change", "remark"),
    [
        ({"limit": None, "series": ()}, "比較できる参照系列を置いていない"),
        ({"limit": None, "series": ("a", "b")}, "参照系列が2本で、判定に要する5本に満たない"),
        ({"needed": None}, "直近の水準がない"),
    ],
)
def test_a_pace_that_was_not_judged_is_said_to_be_left_out(run, share, change, remark):
    found = replace(share, paces=replace(PACES, **change))
    assert sum(remark in line for line in said(run, "syn_share", found)) == 1


def test_a_level_already_met_is_remarked(run, share):
    assert any(
        "維持する" in line for line in said(run, "syn_share", replace(share, is_met_already=True))
    )


def test_a_package_without_effect_is_remarked(run, share):
    lines = said(run, "syn_share", replace(share, package_moves=False))
    assert any("効果を置いていない" in line for line in lines)


def test_a_chance_near_its_limit_is_remarked_for_each_condition(run, share):
    lines = said(run, "syn_share", replace(share, close=("ambition", "chance")))
    assert sum("計算誤差の範囲" in line for line in lines) == 2


def test_thin_evidence_is_the_whole_answer(run, share):
    lines = said(run, "syn_share", replace(share, finding="too_thin", rows=3))
    assert len(lines) == 1
    assert "根拠となる数値が3件で、判定に要する5件に満たない" in lines[0]


def test_few_futures_are_the_whole_answer(run, share):
    lines = said(run, "syn_share", replace(share, finding="too_thin", ess=80.4))
    assert (len(lines), "有効標本数が80" in lines[0]) == (1, True)


def test_an_example_rule_is_called_an_example(run, share):
    assert "例示であり、決定されたものではない" in said(run, "syn_share", share)[-1]


def test_a_decided_rule_and_level_are_not_called_examples(run):
    rule = TwoProbabilityRule(x=0.6, y=0.4, illustrative=False)
    lines = said(run, "syn_share", judged(run, "syn_share", 8.0, rule))
    assert not any("目標（例示）" in line or "例示であり" in line for line in lines)


def test_an_example_level_is_called_an_example(run):
    found = judged(run, "syn_share", 8.0, illustrative=True)
    assert "目標（例示）は" in said(run, "syn_share", found)[0]


def test_a_total_is_put_at_a_level_not_in_a_year(run):
    found = judged(run, "syn_deals", 15.0, window=SUM)
    assert said(run, "syn_deals", found)[0].startswith("2038～2040年の合計を15件とする目標")


def localized(run, id: str = "syn_share"):
    return wording(run, id, "ja")


def test_the_printed_band_lies_within_the_band(run):
    band = Band(8.04, 9.99, 9.99, None, is_empty=False)
    assert "8.1～9.9％" in band_text(localized(run), band, TargetWindow(2040), LENIENT, "package")


def test_a_band_narrower_than_a_digit_gets_more_digits(run):
    band = Band(8.01, 8.09, 8.09, None, is_empty=False)
    assert "8.01～8.09％" in band_text(localized(run), band, TargetWindow(2040), LENIENT, "package")


def test_a_band_of_counts_holds_whole_numbers(run):
    band = Band(9.0, 12.7, 14.0, 12.7, is_empty=False)
    assert "9～12件" in band_text(localized(run, "syn_deals"), band, SUM, LENIENT, "package")


@pytest.mark.parametrize(
    ("low", "high", "printed"),
    [
        (11_251, 138_290, "1.13～13.8兆円"),
        (98_760, 99_910, "9.88～9.99兆円"),
        (99_970, 1_382_900, "10.0～138兆円"),
        (138_210, 138_290, "13.821～13.829兆円"),
        (138_150, 138_290, "は13.82兆円である"),
    ],
)
def test_a_band_of_amounts_lies_within_the_band_at_every_size(run, low, high, printed):
    band = Band(float(low), float(high), float(high), None, is_empty=False)
    assert printed in band_text(
        localized(run, "syn_sales"), band, TargetWindow(2040), LENIENT, "package"
    )


def test_a_level_of_an_amount_is_named_as_it_was_set(run):
    found = judged(run, "syn_sales", 190_000.0)
    assert "2040年度に19兆円とする目標" in said(run, "syn_sales", found)[0]


def empty(**more) -> Band:
    given = {"biting": ("chance",), "x_needed": 0.451, "y_needed": 0.329} | more
    return Band(9.0, 7.0, 7.0, None, is_empty=True, **given)


def test_an_empty_band_says_what_would_have_to_give_and_never_too_little(run):
    line = band_text(localized(run), empty(), TargetWindow(2040), STRICT, "package")
    assert "9.0％以上" in line
    assert "7.0％以下" in line
    assert "46％以上に引き上げるか、合理的とする下限を32％以下に引き下げる必要がある。" in line


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"biting": ("pace",)}, "速すぎる。"),
        ({"biting": ("chance", "pace")}, "加えて、必要な速さも"),
        ({"x_needed": 1.0}, "両立させるには、合理的とする下限を32％以下に"),
        ({"x_needed": 1.0, "y_needed": 0.0}, "基準を緩めても両立しない"),
    ],
)
def test_an_empty_band_names_its_own_reason(run, change, word):
    assert word in band_text(localized(run), empty(**change), TargetWindow(2040), STRICT, "package")


def test_no_ambitious_level_at_all_is_said(run):
    band = Band(math.inf, 30.0, 30.0, None, True, ("ambition",), 1.0)
    line = band_text(localized(run, "syn_firms"), band, TargetWindow(2040), STRICT, "package")
    assert "挑戦的な水準は存在しない" in line


@pytest.mark.parametrize(
    ("window", "name"),
    [
        (TargetWindow(2040), "2040年"),
        (SUM, "2038～2040年の合計"),
        (TargetWindow(2040, statistic="cumulative", since=2027), "2027～2040年の合計"),
        (TargetWindow(2040, statistic="once", since=2027), "2027～2040年のいずれかの年"),
    ],
)
def test_every_window_has_a_name(run, window, name):
    assert localized(run, "syn_deals").when(window) == name


@pytest.mark.parametrize("id", ["syn_share", "syn_deals", "syn_firms"])
@pytest.mark.parametrize("rule", [LENIENT, STRICT])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_verdict_is_whole_sentences_without_nan(run, id, rule, language):
    value = 8.0 if id == "syn_share" else 6.0
    stop = "。" if language == "ja" else "."
    for line in said(run, id, judged(run, id, value, rule), language):
        assert line.endswith(stop)
        assert not {"nan", "None", "inf", "{", "}"} & set(line.split())
