"""A browser's answers are the engine's: shares to the bit, words to the letter."""

import dataclasses
import itertools

import numpy as np
import pytest
import xarray as xr

from kgisim.presentation.i18n import numbers
from kgisim.presentation.level_writing import level_text, quantity_for
from kgisim.presentation.sentences.rule import verdict_text
from kgisim.schema import LANGUAGES, SCENARIO
from kgisim.targets.attainment import attained, chance, easiest_value, value_for
from kgisim.targets.forecast import ceiling
from kgisim.targets.question import TargetQuestion
from kgisim.targets.two_probability_rule import TwoProbabilityRule
from kgisim.targets.verdict import verdict
from kgisim.worksheet.payload import (
    goal_facts,
    pack,
    quantity_facts,
    rule_facts,
    window_facts,
    words_facts,
)
from tests.worksheet.node import ask
from tests.worksheet.worlds import GOALS, forecast, reference, windows, wording

PROBABILITIES = (0.001, 0.05, 0.1, 0.295, 0.3, 0.31, 0.5, 0.75, 0.9, 0.999)
CASES = [
    (name, window)
    for place, name in enumerate(GOALS)
    for number, window in enumerate(windows(name))
    if (place + number) % 2 == 0  # each window meets goals of every other kind, each goal half
]
NAMES = [f"{name}-{window.statistic}-{window.year}" for name, window in CASES]


@pytest.fixture(scope="module", params=CASES, ids=NAMES)
def case(request):
    """A goal's prospects, a window, and the judged draws of two scenarios in rising order."""
    name, window = request.param
    found = forecast(name)
    drawn = found.drawn(window)
    kept = {one: np.sort(drawn.sel({SCENARIO: one}).to_numpy()) for one in ("baseline", "package")}
    return found, window, kept


def levels(found, window, draws) -> list[float]:
    """Levels on, between and beyond draws, as a slider could give them."""
    low, high = float(draws[0]), float(draws[-1])
    between = np.linspace(low - 0.1, high + 0.1, 23)
    tried = [*draws[::97], *between, *np.round(between, 1), *np.round(between)]
    least = -np.inf if found.indicator.scale == "real" else 0.0
    return sorted({float(x) for x in tried if least <= x <= ceiling(found.indicator, window)})


def test_the_chance_of_a_level_is_the_engines(case):
    found, window, kept = case
    draws, better = kept["package"], found.better
    tried = levels(found, window, draws)
    expected = [float(chance(xr.DataArray(draws, dims="draw"), t, better)[0]) for t in tried]
    given = [{"draws": draws.tolist(), "level": level, "better": better} for level in tried]
    assert ask("answers.chance(asked.draws, asked.level, asked.better)", given) == expected


def test_the_level_for_a_chance_is_the_engines(case):
    found, _, kept = case
    draws, better = xr.DataArray(kept["baseline"], dims="draw"), found.better
    expected = [float(value_for(draws, p, better)) for p in PROBABILITIES]
    given = [{"draws": draws.data.tolist(), "p": p, "better": better} for p in PROBABILITIES]
    assert ask("answers.valueFor(asked.draws, asked.p, asked.better)", given) == expected


@pytest.mark.parametrize("grain", [0.0, 1.0])
def test_the_easiest_level_of_a_chance_is_the_engines(case, grain):
    found, _, kept = case
    draws, better = xr.DataArray(kept["baseline"], dims="draw"), found.better
    expected = [easiest_value(draws, p, better, grain=grain) for p in PROBABILITIES]
    given = [{"draws": draws.data.tolist(), "p": p, "b": better} for p in PROBABILITIES]
    code = f"String(answers.easiestValue(asked.draws, asked.p, asked.b, {grain}))"
    assert [float(one) for one in ask(code, given)] == expected


RULES = (
    TwoProbabilityRule(),
    TwoProbabilityRule(x=0.05, y=0.9, z=0.6, illustrative=False),
    TwoProbabilityRule(x=0.6, y=0.2),
    TwoProbabilityRule(least_rows=20),
)


def facts_of(found, window, rule, series):
    wordings = {language: wording(found, language) for language in LANGUAGES}
    shared = {"rule": rule, "reference": reference(series)}
    return {
        "goal": goal_facts(found, wordings, **shared),
        "window": window_facts(found, window, wordings, **shared),
        "rule": rule_facts(rule),
    }


SETTINGS = list(zip(RULES, (8, 8, 0, 3), ("package", "package", "idle", "package"), strict=True))


@pytest.fixture(scope="module")
def judged(case):
    """Facts for a browser, and the engine's verdicts, under every rule."""
    found, window, kept = case
    tried = levels(found, window, kept["baseline"])[::25]
    return [_judged(found, window, kept, tried, *setting) for setting in SETTINGS]


def _judged(found, window, kept, tried, rule, series, package):
    draws = {"baseline": kept["baseline"].tolist()}
    draws["package"] = draws["baseline"] if package == "idle" else kept["package"].tolist()
    shared = {"rule": rule, "reference": reference(series)}
    facts = facts_of(found, window, rule, series) | draws | {"levels": tried}
    facts["asked"] = {"package": package, "isIllustrative": rule.illustrative}
    about = (found.indicator.id, window, package, rule.illustrative)
    questions = [TargetQuestion(about[0], level, *about[1:]) for level in tried]
    return facts, [verdict(found, question, **shared) for question in questions]


def test_the_band_is_the_engines(judged):
    code = """(b => [String(b.easiest), b.hardest, b.biting])(
        answers.band(asked.goal, asked.window, asked.baseline, asked.package, asked.rule))"""
    shown = ask(code, [facts for facts, _ in judged])
    bands = [verdicts[0].band for _, verdicts in judged]
    expected = [[one.easiest, one.hardest, list(one.biting)] for one in bands]
    assert [[float(first), *rest] for first, *rest in shown] == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentences_are_the_views(case, judged, language):
    localized = wording(case[0], language)
    code = """asked.levels.map(level => answers.verdictText(asked.words, asked.goal, asked.window,
        answers.verdict(asked.goal, asked.window, asked.baseline, asked.package, level, asked.rule),
        asked.rule, asked.asked))"""
    shown = ask(code, [facts | {"words": words_facts(localized)} for facts, _ in judged])
    assert shown == [[list(verdict_text(localized, one)) for one in found] for _, found in judged]


@pytest.mark.parametrize("language", LANGUAGES)
def test_chances_and_their_words_are_the_views(language):
    localized = words_facts(wording(forecast("share"), language))
    shares = [*np.linspace(0.0, 1.0, 401), *np.arange(0.005, 1.0, 0.01)]
    pairs = list(itertools.product(shares, (0.0001, 0.007, 0.01, 0.0123, 0.03, 0.07, 0.2)))
    expected = [
        [f(share, error, language) for f in (numbers.chance, numbers.likelihood)]
        for share, error in pairs
    ]
    code = """asked.pairs.map(([share, error]) => [answers.chanceText(asked.words, share, error),
        answers.likelihoodText(asked.words, share, error)])"""
    assert ask(code, [{"words": localized, "pairs": pairs}])[0] == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("decimals", [0, 1, 2, 3])
def test_numbers_are_written_as_the_views_write_them(language, decimals):
    localized = words_facts(wording(forecast("share"), language))
    random = np.random.default_rng(decimals)
    middles = (np.arange(-50, 50) + 0.5) / 10**decimals
    dyadic = np.arange(-40, 40) / 8
    tried = [*(random.normal(0, 3e4, 300)), *middles, *dyadic, 0.0, -0.0, -0.0004, 1.005, 1e7 / 3]
    expected = [numbers.decimal(value, decimals, language) for value in tried]
    code = f"asked.tried.map(one => answers.decimal(asked.words, one, {decimals}))"
    assert ask(code, [{"words": localized, "tried": tried}])[0] == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", GOALS)
def test_levels_spans_and_paces_are_written_as_the_views_write_them(name, language):
    found = forecast(name)
    localized, window = wording(found, language), windows(name)[0]
    written = quantity_for(localized, window, 1.0)
    tried = [1.0, 0.5, 2.25, 1234.5, 1e4, 99962.0, 123456.0, -3.0, 0.0]
    expected = [
        [
            written(one),
            written.span(one, one + 0.3),
            localized.pace(one),
            level_text(localized, window, one),
            quantity_for(localized, window, one)(one),
        ]
        for one in tried
    ]
    facts = facts_of(found, window, TwoProbabilityRule(), 0)
    facts |= {"words": words_facts(localized), "quantity": quantity_facts(written), "tried": tried}
    code = """asked.tried.map(one => [answers.write(asked.words, asked.quantity, one),
        answers.span(asked.words, asked.quantity, one, one + 0.3),
        answers.paceText(asked.words, asked.goal, one),
        answers.levelText(asked.words, asked.window, one),
        answers.valueText(asked.words, asked.window, one)])"""
    assert ask(code, [facts])[0] == expected


@pytest.mark.parametrize("level", [0.0, 3.0, 3.0000029, 2.999998, 1e6])
@pytest.mark.parametrize("better", ["higher", "lower"])
def test_a_value_on_the_target_reaches_it(level, better):
    expected = bool(attained(xr.DataArray(3.0), level, better))
    given = [{"level": level, "better": better}]
    assert ask("answers.attained(3, asked.level, asked.better)", given) == [expected]


@pytest.mark.parametrize(
    "draws",
    [
        np.random.default_rng(1).normal(0, 5, 500),
        np.random.default_rng(2).poisson(3, 500),
        np.array([-0.0, 0.0, -1e-38, 1e38, -1e38]),
    ],
    ids=["both signs", "counts", "extremes"],
)
def test_packed_draws_come_back_to_the_bit(draws):
    given = [{"bytes": list(pack(draws)), "count": len(draws)}]
    back = ask("Array.from(answers.unpack(asked.bytes, asked.count))", given)[0]
    assert back == np.sort(draws.astype(np.float32)).astype(float).tolist()


def test_an_unknown_message_is_an_error():
    localized = words_facts(wording(forecast("share"), "en"))
    code = "(() => { try { answers.text(asked, 'no.such') } catch (e) { return e.message } })()"
    assert ask(code, [localized]) == ["no message is called 'no.such'"]


def test_dataclasses_of_a_quantity_are_all_sent():
    written = numbers.Quantity("{}%", 2, 3, "en")
    assert set(quantity_facts(written)) == set(dataclasses.asdict(written)) - {"language"}
