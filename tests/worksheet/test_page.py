"""The plugged-out page holds what it needs, each thing once, and nothing that could get out."""

import base64
import gzip
import html.parser
import json
import re

import numpy as np
import pytest

from kgisim import schema
from kgisim.presentation.localized import wording
from kgisim.targets.forecast import IndicatorForecast
from kgisim.worksheet.contents import Store, contents, windows
from kgisim.worksheet.page import render, write_interactive
from kgisim.worksheet.payload import NO_LIMIT, script
from tests.builders import PLAN
from tests.presentation import synthetic


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return synthetic.run(tmp_path_factory.mktemp("run"))


@pytest.fixture(scope="module")
def page(run):
    return render(run, "ja")


class Elements(html.parser.HTMLParser):
    """Texts of the elements that have an id, and every element's name."""

    def __init__(self, page: str):
        super().__init__()
        self.texts, self.names, self._open = {}, [], None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.names.append(tag)
        self._open = dict(attrs).get("id", self._open)

    def handle_endtag(self, tag):
        self._open = None

    def handle_data(self, data):
        self.texts[self._open] = self.texts.get(self._open, "") + data


@pytest.fixture(scope="module")
def facts(page):
    return json.loads(Elements(page).texts["facts"])


@pytest.fixture(scope="module")
def packed(page):
    return gzip.decompress(base64.b64decode(Elements(page).texts["draws"]))


def test_years_that_no_point_decides_can_be_written(run, monkeypatch):
    monkeypatch.setattr(IndicatorForecast, "posterior_size", lambda *_: np.inf)
    facts = json.loads(Elements(render(run, "en")).texts["facts"])
    sizes = {window["ess"] for goal in facts["goals"] for window in goal["windows"]}
    assert sizes == {NO_LIMIT}


def test_it_names_no_address(page):
    without_data = page.partition('<script type="application/json"')[0]
    namespace = "http://www.w3.org/2000/svg"
    found = re.findall(r"https?://[^\s\"'`]+", without_data + script())
    assert set(found) <= {namespace}


def test_its_browser_may_load_nothing(page):
    assert "default-src 'none'" in page


def test_titles_and_notes_cannot_become_markup(page):
    assert Elements(page).names.count("script") == 5


def test_every_draw_of_every_window_is_held(facts, packed):
    ends = [
        start + 4 * facts["draws"]
        for goal in facts["goals"]
        for window in goal["windows"]
        for start in window["draws"].values()
    ]
    assert max(ends) == len(packed)


def test_a_scenario_that_moves_nothing_takes_no_room(facts):
    firms = next(goal for goal in facts["goals"] if goal["id"] == "syn_share")
    assert firms["moves"] == {"baseline": False, "weak_yen": True, "package": True}


def test_equal_draws_are_kept_once():
    store = Store()
    places = [store.keep(np.array(draws)) for draws in ([2.0, 1.0], [1.0, 2.0], [3.0, 4.0])]
    assert places == [0, 0, 8]


def test_goals_without_a_number_say_why(facts):
    assert [one["en"][0][:6] for one in facts["withheld"]] == ["KGI 9d", "KGI 9e"]


def test_no_failed_goal_is_offered(facts):
    assert "syn_failed" not in {goal["id"] for goal in facts["goals"]}


@pytest.mark.parametrize("id", ["syn_share", "syn_deals", "syn_firms"])
def test_a_page_opens_on_the_years_of_the_goals_own_target(run, facts, id):
    goal = next(goal for goal in facts["goals"] if goal["id"] == id)
    window = wording(run, id, "ja").view.window
    start = goal["windows"][goal["start"]]
    assert (start["year"], start["window"], start["statistic"]) == (
        window.year,
        window.length,
        window.statistic,
    )


def test_every_year_to_come_is_offered(facts):
    goal = next(goal for goal in facts["goals"] if goal["id"] == "syn_share")
    single = [window["year"] for window in goal["windows"] if window["window"] == 1]
    assert single == list(range(synthetic.LAST + 1, PLAN.horizon + 1))


def test_both_languages_are_held_whole(facts):
    ja, en = (facts["words"][language]["messages"] for language in schema.LANGUAGES)
    assert ja.keys() == en.keys()


def test_two_pages_of_one_run_are_the_same(run, page):
    assert render(run, "ja") == page


def test_it_is_written_where_it_was_asked_for(run, page, tmp_path):
    assert write_interactive(run, tmp_path / "page.html").read_text("utf-8") == page


def test_facts_point_into_the_draws_they_come_with(run, facts, packed):
    again, draws = contents(run)
    assert (json.loads(json.dumps(again)), draws) == (facts, packed)


def test_counts_that_add_up_are_offered_as_totals(run):
    from kgisim.targets.forecast import forecast_of

    localized = wording(run, "syn_deals", "ja")
    forecast = forecast_of(run.projection, "syn_deals")
    assert {window.statistic for window in windows(localized, forecast) if window.length > 1} == {
        "sum"
    }
