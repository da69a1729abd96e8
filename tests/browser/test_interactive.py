"""The plugged-out page in a browser without a network: the engine's numbers at every position."""

import itertools

import numpy as np
import pytest

from kgisim import schema
from kgisim.presentation.goal_view import package
from kgisim.presentation.i18n import numbers
from kgisim.presentation.level_writing import quantity_for
from kgisim.presentation.localized import wording
from kgisim.presentation.sentences.rule import verdict_text
from kgisim.targets.forecast import choose, forecast_of
from kgisim.targets.question import TargetQuestion
from kgisim.targets.reference_class import reference_class
from kgisim.targets.two_probability_rule import TwoProbabilityRule
from kgisim.targets.verdict import verdict
from kgisim.targets.window import TargetWindow
from kgisim.worksheet.contents import contents
from kgisim.worksheet.page import write_interactive
from tests.presentation import synthetic

DESKTOP = {"width": 1280, "height": 900}
LIMIT = 5e6
"""Bytes that a page may have, to pass through a mail server."""

pytestmark = pytest.mark.browser

# Put the form into each position and read what the page answers.
READ = """positions => positions.map(position => {
    const set = (id, value) => {
        const field = document.getElementById(id);
        field.value = value;
        field.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const text = id => document.getElementById(id).textContent;
    for (const [id, value] of position) set(id, value);
    const cells = [...document.querySelectorAll("#rows tr")].map(row =>
        [...row.children].map(one => one.textContent));
    return {
        level: document.getElementById("level").value,
        chances: [text("base-chance"), text("other-chance")],
        likelihoods: [text("base-word"), text("other-word")],
        inverse: text("inverse-level"),
        sentences: [...document.querySelectorAll("#sentences p")].map(one => one.textContent),
        cells,
    };
})"""


@pytest.fixture(scope="module", params=["synthetic", "bundled"])
def run(request, tmp_path_factory):
    if request.param == "bundled":
        return request.getfixturevalue("bundled_run")
    return synthetic.run(tmp_path_factory.mktemp("run"))


@pytest.fixture(scope="module")
def file(run, tmp_path_factory):
    return write_interactive(run, tmp_path_factory.mktemp("page") / "page.html")


@pytest.fixture(scope="module")
def opened(chromium, file):
    """The page, everything that went wrong in it, and every address it asked for."""
    context = chromium.new_context(viewport=DESKTOP, offline=True)
    page = context.new_page()
    complaints, asked = [], []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    page.wait_for_selector("body[data-ready]")
    yield page, complaints, asked
    context.close()


@pytest.fixture
def page(opened):
    return opened[0]


@pytest.fixture(scope="module")
def goals(run):
    return contents(run)[0]["goals"]


def positions(run, goals):
    """Yield goals, windows, levels, chances and scenarios, as indices and as numbers."""
    others = [name for name in run.scenarios if name != schema.BASELINE]
    turns = itertools.cycle(itertools.product(others, (5, 30, 50, 77, 95)))
    for place, goal in enumerate(goals):
        for at in dict.fromkeys([0, len(goal["windows"]) // 2, goal["start"]]):
            for share in (0.02, 0.3, 0.5, 0.71, 0.98):
                yield place, at, share, *next(turns)


def level_at(forecast, written, window, share):
    """Give a level that the page can be asked for: on the step in which it is printed."""
    drawn = choose(forecast.drawn(window), schema.BASELINE).to_numpy()
    wanted = float(np.quantile(drawn, share))
    if forecast.indicator.scale == "count":
        years = 1 if window.is_total else len(window.years)
        return round(wanted * years) / years
    return round(wanted * written.factor, written.decimals) / written.factor


def expected(run, localized, forecast, question, scenario, percent):
    language = localized.language
    window = question.window
    share, error = forecast.chance(question)
    pairs = {one: (float(choose(share, one)), float(choose(error, one))) for one in run.scenarios}
    levels = forecast.value_for(window, percent / 100)
    rule = TwoProbabilityRule()
    found = verdict(
        forecast,
        question.under(package(run.scenarios)),
        rule=rule,
        reference=reference_class(run.catalog, forecast.indicator, rule.span),
    )

    def written(scenario):
        value = float(choose(levels, scenario))
        return quantity_for(localized, window, value)(value)

    return {
        "chances": [numbers.chance(*pairs[one], language) for one in (schema.BASELINE, scenario)],
        "inverse": written(scenario),
        "sentences": list(verdict_text(localized, found)),
        "table": [[numbers.chance(*pairs[one], language), written(one)] for one in run.scenarios],
        "errors": [numbers.error(pairs[one][1], language) for one in run.scenarios],
    }


@pytest.mark.parametrize("language", schema.LANGUAGES)
def test_every_position_gives_the_engines_numbers_and_words(run, page, goals, language):
    page.click(f"[data-language={language}]")
    moves, answers = [], []
    for place, at, share, scenario, percent in positions(run, goals):
        facts = goals[place]["windows"][at]
        window = TargetWindow(facts["year"], facts["window"], facts["statistic"], facts["since"])
        localized = wording(run, goals[place]["id"], language)
        forecast = forecast_of(run.projection, goals[place]["id"])
        kind = facts["quantity"][language]["whole" if facts["grain"] == 1 else "fraction"]
        written = numbers.Quantity(**kind, language=language)
        level = level_at(forecast, written, window, share)
        form = f"{window.statistic}-{window.since or window.length}"
        shown = repr(level * written.factor)
        asked = {"goal": place, "window": form, "year": at, "scenario": scenario}
        moves.append([*asked.items(), ("level", shown), ("percent", percent)])
        is_example = at == goals[place]["start"] and level == goals[place]["target"]
        question = TargetQuestion(
            goals[place]["id"],
            level,
            window,
            illustrative=is_example and goals[place]["isIllustrative"],
        )
        answers.append(expected(run, localized, forecast, question, scenario, percent))
    for answer, read in zip(answers, page.evaluate(READ, moves), strict=True):
        assert read["chances"] == answer["chances"]
        assert read["inverse"] == answer["inverse"]
        assert read["sentences"] == answer["sentences"]
        for cells, row, error in zip(read["cells"], answer["table"], answer["errors"], strict=True):
            assert cells[1].startswith(row[0])
            assert error in cells[1]
            assert cells[2] == row[1]


def test_it_opens_without_a_complaint(opened):
    assert opened[1] == []


def test_it_asks_for_nothing_but_itself(opened, file):
    assert opened[2] == [file.as_uri()]


def test_it_can_be_sent_by_mail(file):
    assert file.stat().st_size <= LIMIT


def test_the_slider_moves_with_the_arrow_keys(page):
    before = page.input_value("#level")
    page.focus("#slide")
    page.keyboard.press("ArrowRight")
    assert float(page.input_value("#level")) > float(before)


def test_every_field_has_a_name(page):
    nameless = """all => all.filter(one => !one.getAttribute("aria-label")
        && !one.closest("label") && !one.textContent.trim()).map(one => one.id)"""
    assert page.locator("input, select, button").evaluate_all(nameless) == []


def test_changing_the_language_leaves_no_word_of_the_other(page):
    page.click("[data-language=en]")
    shown = page.locator("main").inner_text()
    page.click("[data-language=ja]")
    kana = [one for one in shown if "ぁ" <= one <= "ヶ"]
    assert kana == []


def test_a_level_that_cannot_be_is_not_taken(page):
    before = page.text_content("#question")
    page.fill("#level", "-5")
    assert page.text_content("#question") == before


@pytest.mark.parametrize("width", [1280, 390])
def test_it_needs_no_sideways_scrolling(page, width):
    page.set_viewport_size({"width": width, "height": 844})
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(DESKTOP)
    assert wide <= width


def test_it_prints_what_was_asked(page, tmp_path):
    import subprocess

    sheet = tmp_path / "page.pdf"
    page.pdf(path=sheet, format="A4")
    told = subprocess.run(["pdftotext", sheet, "-"], capture_output=True, text=True, check=True)
    assert page.text_content("#base-chance") in told.stdout
