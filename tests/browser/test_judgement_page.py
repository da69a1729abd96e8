"""An elicitation of three experts in two rounds, recorded in a browser and used by the next run."""

import pytest

from kgisim.runs.make_run import make_run
from tests.elicitation.test_elicitation_files import written

pytestmark = pytest.mark.browser
PAGE = "?page=judgement&language=ja"


@pytest.fixture
def server(served):
    started = served()
    written(started.workspace)
    return started


def named(page, expert, number):
    page.get_by_label("仮名", exact=False).fill(expert)
    page.get_by_role("button", name=f"第{number}回").click()


def keep(page, expert, number, **values):
    for label, value in values.items():
        page.get_by_label(label, exact=True).first.fill(str(value))
    page.get_by_role("button", name="回答を記録する", exact=True).click()
    page.get_by_text(f"{expert}の第{number}回の回答を記録した").wait_for()


def test_three_experts_in_two_rounds_are_found_in_the_next_run(server, visit, quick_fits, tmp_path):
    from playwright.sync_api import expect

    page = visit(server.address + PAGE)
    page.get_by_role("heading", name="回答の記録").wait_for()
    for place, expert in enumerate(("a", "b", "c")):
        named(page, expert, 1)
        page.get_by_label("専門性", exact=False).fill("病院")
        keep(page, expert, 1, 最低値=10, 最高値=40, 最良値=20 + place)
    page.get_by_text("フィードバック（", exact=False).click()
    page.get_by_role("img", name="各自の回答と、その平均", exact=False).wait_for()
    for place, expert in enumerate(("a", "b", "c")):
        named(page, expert, 2)  # nothing is typed twice
        expect(page.get_by_label("最良値", exact=True).first).to_have_value(str(20 + place))
        keep(page, expert, 2, 最良値=21 + place)
    page.get_by_label("責任者", exact=True).fill("医政局")
    page.get_by_label("専門家の選び方", exact=False).fill("推薦による")
    page.get_by_role("button", name="確定する").click()
    page.get_by_text("に確定した").wait_for()
    made = make_run(server.workspace, folder=tmp_path / "runs")
    assert "elicitations/supply.yaml" in made.manifest["inputs"]
    found = made.elicitations["supply"]
    assert [one.id for one in found.experts] == ["a", "b", "c"]
    assert found.rounds == 2
    answers = [one.answers["share"] for one in found.experts]
    assert [(one.low, one.best, one.high) for one in answers] == [
        (10, 21, 40),
        (10, 22, 40),
        (10, 23, 40),
    ]
