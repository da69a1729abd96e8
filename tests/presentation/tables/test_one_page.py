"""All goals on one page: each once, below its policy, its state in words and by a mark."""

import pytest

from kgisim.evidence.plan import BasicPolicy
from kgisim.presentation.goal_summary import summaries
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.tables.one_page import one_page

STATES = ("carry", "conditions", "none", "judged", "withheld")


def policy(plan, label, *goals) -> BasicPolicy:
    words = dict.fromkeys(plan.languages, f"policy {label}")
    source = {"title": "a document", "publisher": "a ministry"}
    content = {"label": label, "title": words, "stories": [words], "goals": goals, "source": source}
    return BasicPolicy.model_validate(content, context=plan.context)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("goals", [(), ("syn_deals",), ("syn_firms", "syn_share")])
def test_every_goal_is_there_once_below_its_policy(run, language, goals):
    plan = run.catalog.plan
    policies = (policy(plan, "7", *goals),) if goals else ()
    found = summaries(run, language)
    table = one_page(found, plan.model_copy(update={"policies": policies}), language)
    first = table.iloc[:, 0].tolist()
    titles = {one.localized.indicator.id: one.localized.title for one in found}
    heads = [one for one in first if one not in titles.values()]
    assert sorted(one for one in first if one not in heads) == sorted(titles.values())
    assert len(heads) == (2 if goals else 0)  # the policy, and the goals that none names
    assert first[1 : 1 + len(goals)] == [titles[goal] for goal in goals] or not goals
    assert (table.loc[table.iloc[:, 0].isin(heads)].iloc[:, 1:] == "").to_numpy().all()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_states_are_told_apart_by_words_and_by_marks(language):
    said = [text(f"one_page.state.{state}", language) for state in STATES]
    assert len({one[0] for one in said}) == len({one[1:].strip() for one in said}) == len(STATES)
