from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from kgisim.audit.entries import Decision, Dissent, Proposal
from kgisim.audit.proposals import Minutes
from kgisim.evidence.plan import Clock
from kgisim.presentation.sentences.proposals import chances, level, moment, period, proposals
from kgisim.schema import LANGUAGES

TIME = datetime(2026, 11, 22, 5, 30, tzinfo=UTC)
LIST = {"ja": "、", "en": ", "}


@pytest.fixture
def made(run):
    return Proposal(
        id=3,
        time=TIME,
        author="田中",
        role="member",
        reason="届く",
        run=run.id,
        indicator="syn_share",
        value=9.0,
        year=2040,
        window=1,
        statistic="mean",
        scenario="package",
        chance_baseline=0.21,
        mcse_baseline=0.008,
        chance=0.55,
        mcse=0.011,
        verdict="admissible",
    )


def minutes(*made, dissents=(), decisions=()):
    return Minutes(tuple(made), tuple(dissents), tuple(decisions))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_proposal_is_a_row(run, made, language):
    assert len(proposals(run, minutes(made), language)) == 1


def test_the_row_says_level_years_chances_with_errors_author_and_reason(run, made):
    (row,) = proposals(run, minutes(made), "ja").to_dict("records")
    told = "".join(row.values())
    for part in ("9.0％", "2040年度", "約21％", "±0.8ポイント", "約56％", "田中", "届く"):
        assert part in told


def test_a_proposal_of_another_goal_is_left_out(run, made):
    assert proposals(run, minutes(made), "ja", "syn_deals").empty


def test_of_one_goal_its_name_is_not_repeated(run, made):
    alone = proposals(run, minutes(made), "ja", "syn_share")
    assert set(proposals(run, minutes(made), "ja")) - set(alone) == {"KGI"}


def test_a_goal_that_the_run_does_not_have_is_left_out(run, made):
    assert proposals(run, minutes(replace(made, indicator="gone")), "ja").empty


def test_dissents_and_decisions_stand_beside_their_proposal(run, made):
    said = {"id": 1, "time": TIME, "proposal": 3}
    dissent = Dissent(author="佐藤", reason="高すぎる", **said)
    decision = Decision(author="座長", reason="採る", **said)
    whole = minutes(made, dissents=[dissent], decisions=[decision])
    (row,) = proposals(run, whole, "ja").to_dict("records")
    assert "異議1　佐藤" in row["異議・決定"]
    assert "決定1　座長" in row["異議・決定"]


def test_a_proposal_without_a_verdict_has_a_dash(run, made):
    (row,) = proposals(run, minutes(replace(made, verdict="")), "ja").to_dict("records")
    assert "―" in row.values()


def test_chances_of_another_run_name_it(run, made):
    assert run.id not in "".join(chances(run, made, "ja"))
    assert "r9" in chances(run, replace(made, run="r9"), "ja")[-1]


def test_levers_that_were_moved_are_said(run, made):
    moved = replace(made, levers='{"measure:export_help": null}')
    assert "変更後" in chances(run, moved, "ja")[1]
    assert "変更後" not in chances(run, made, "ja")[1]


def test_a_scenario_that_the_run_does_not_have_keeps_its_id(run, made):
    assert chances(run, replace(made, scenario="gone"), "en")[1].startswith("gone")


def test_a_total_of_years_is_named_as_one(run, made):
    total = replace(made, indicator="syn_deals", value=21.0, window=3, statistic="sum")
    assert level(run, total, "ja") == "21件"
    assert "2038" in period(run, total, "ja")


def test_times_are_those_of_the_clock_of_the_plan(run):
    assert moment(run, TIME, "ja") == "日本時間2026年11月22日14:30"


def test_without_a_clock_times_are_in_utc(run):
    plan = run.catalog.plan.model_copy(update={"clock": Clock(zone="UTC")})
    elsewhere = SimpleNamespace(catalog=SimpleNamespace(plan=plan))
    assert moment(elsewhere, TIME, "en").endswith("05:30 UTC")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_time_is_a_dash(run, language):
    assert moment(run, None, language) in ("―", "–", "—")
