import pytest

from kgisim.evidence.plan import BasicPolicy
from kgisim.presentation.figures import tree
from kgisim.presentation.figures.axes import label_width

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


@pytest.mark.parametrize("ems", [6.0, 8.0, 9.0, 13.0])
@pytest.mark.parametrize(
    "said",
    [
        "研究開発開始から上市までのプロセスを短期に進めることが可能な支援体制の構築",
        "・研究開発課題のステージアップ割合（第2期計画、「KPI」として公表。）",
    ],
)
def test_no_line_is_wider_than_its_box_and_none_begins_with_what_belongs_to_the_one_before(
    said, ems
):
    lines = tree._lines(said, ems)
    assert "".join(lines) == said
    assert max(map(label_width, lines)) <= ems
    assert not any(line[0] in tree.NEVER for line in lines[1:])
