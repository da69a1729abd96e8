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


def answer(page, expert, number, low, high, best):
    page.get_by_label("仮名", exact=False).fill(expert)
    page.get_by_label("専門性", exact=False).fill("病院")
    if number == 2:
        page.get_by_role("button", name="第2回").click()
    for label, value in (("最低値", low), ("最高値", high), ("最良値", best)):
        page.get_by_label(label, exact=True).fill(str(value))
    page.get_by_role("button", name="回答を記録する").click()
    page.get_by_text(f"{expert}の第{number}回の回答を記録した").wait_for()


def test_three_experts_in_two_rounds_are_found_in_the_next_run(server, visit, quick_fits, tmp_path):
    page = visit(server.address + PAGE)
    page.get_by_role("heading", name="回答の記録").wait_for()
    for number in (1, 2):
        for place, expert in enumerate(("a", "b", "c")):
            answer(page, expert, number, 10, 40, 20 + place)
    page.get_by_label("責任者", exact=True).fill("医政局")
    page.get_by_label("専門家の選び方", exact=False).fill("推薦による")
    page.get_by_role("button", name="確定する").click()
    page.get_by_text("に確定した").wait_for()
    made = make_run(server.workspace, folder=tmp_path / "runs")
    assert "elicitations/supply.yaml" in made.manifest["inputs"]
    found = made.elicitations["supply"]
    assert [one.id for one in found.experts] == ["a", "b", "c"]
    assert found.rounds == 2
