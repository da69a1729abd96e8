"""The overview: every goal is a card, with the words of the report's first page."""

import re

import pytest

from kgisim.app.cards import cards
from kgisim.presentation.goal_summary import summaries
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.tables.one_page import one_page


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_goal_is_a_card_that_leads_to_its_decision(plan, language):
    written = str(cards(plan, language))
    kinds = re.findall(r'<li class="card (\w+)">', written)
    leads = re.findall(r'href="\?page=(\w+)&amp;goal=(\w+)"', written)
    found = summaries(plan.run, language)
    assert sorted(kinds) == sorted(one.state for one in found)
    assert sorted(leads) == sorted(
        ("indicator" if one.levels is None else "target", one.localized.indicator.id)
        for one in found
    )
    assert written.count("<svg") == sum(one.why_hidden is None for one in found)


def test_goals_are_below_the_basic_policies_of_the_plan_in_the_words_of_the_paper(plan):
    written = str(cards(plan, "ja"))
    table = one_page(summaries(plan.run, "ja"), plan.plan, "ja")
    heads = [cell for cell, *rest in table.to_numpy() if not any(rest)]
    assert re.findall(r"<h2>(.*?)</h2>", written) == [head.split("\n")[0] for head in heads]
    verdicts = {cell.split("\n")[0] for cell in table.iloc[:, 4]} - {"", text("blank", "ja")}
    assert verdicts
    assert all(verdict in written for verdict in verdicts)
