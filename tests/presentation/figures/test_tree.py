import pytest

from kgisim.evidence.plan import BasicPolicy
from kgisim.presentation.figures import tree

POLICY = BasicPolicy.model_validate(
    {
        "label": "9",
        "title": {"ja": "【合成】基盤の確立", "en": "[synthetic] a base"},
        "stories": [{"ja": "【合成】事業領域の拡大", "en": "[synthetic] wider fields"}],
        "goals": ["syn_share", "syn_deals"],
        "source": {"title": "合成計画", "publisher": "合成省"},
    }
)


@pytest.fixture
def planned(run, monkeypatch):
    plan = run.catalog.plan.model_copy(update={"policies": (POLICY,)})
    monkeypatch.setattr(run.catalog, "plan", plan)
    return run


def test_a_plan_without_policies_has_no_tree(run, monkeypatch):
    monkeypatch.setattr(run.catalog, "plan", run.catalog.plan.model_copy(update={"policies": ()}))
    assert tree.tree_figure(run, "ja") is None


def test_a_goal_is_followed_by_its_kpis_and_the_measures_that_move_it(planned):
    (policy,) = tree.policies_of(planned, "en")
    share, deals = policy.branches
    assert share.kpis == ("[synthetic] people trained",)
    assert share.measures == ("[synthetic] help for exports",)
    assert (deals.kpis, deals.measures) == ((), ())


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_table_behind_the_tree_holds_every_goal_once(planned, language):
    figure = tree.tree_figure(planned, language)
    assert figure is not None
    goals = figure.table.iloc[:, 2].tolist()
    assert len(goals) == len(set(goals)) == len(POLICY.goals)
    assert all(goal in figure.alt for goal in goals)
    assert figure.image("png").startswith(b"\x89PNG")
