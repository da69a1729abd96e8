"""What changed between two runs is told so that the printed parts add up to the printed whole."""

import re
from decimal import Decimal

import pytest
from holoviews import Store

from kgisim.presentation.localized import wording
from kgisim.presentation.sentences.run_difference import (
    accounts,
    difference_table,
    difference_text,
    part_name,
    remarks,
    waterfall_figure,
)
from kgisim.runs.change_path import GROUPS
from kgisim.runs.compare import RunDifference
from kgisim.schema import LANGUAGES
from tests.presentation.differences import CHANCES, rows


@pytest.fixture(scope="module")
def sized(run):
    """The synthetic run with the sizes that every real run carries."""
    run.ess = run.fits.set_index("indicator")["ess"].dropna().to_dict()
    return run


@pytest.fixture(params=LANGUAGES)
def words(sized, request):
    return wording(sized, "syn_share", request.param)


def account(run, words, **given):
    found = RunDifference(run, run, rows(run, words.indicator.id, **given), {})
    return accounts(found, words)[0]


def number(told: str) -> Decimal:
    """Read the signed number at the start of a change; a dash is nothing."""
    found = re.match(r"[+−±]?([\d.]+)", told)
    if found is None:
        return Decimal(0)
    return Decimal(found[1]) * (-1 if told.startswith("−") else 1)


@pytest.mark.parametrize("column", [1, 2])
def test_the_printed_parts_add_up_to_the_printed_whole(sized, words, column):
    cells = difference_table(account(sized, words)).iloc[:, column].tolist()
    _, *parts, total, _ = cells
    assert sum(map(number, parts)) == number(total)


def test_what_did_not_change_is_blank(sized, words):
    table = difference_table(account(sized, words))
    row = table[table.iloc[:, 0] == part_name(words, "new_years")]
    assert row.iloc[0, 1] == words.t("blank")


def test_the_sentence_leaves_out_what_did_not_change(sized, words):
    sentence, _ = difference_text(account(sized, words))
    assert part_name(words, "new_years") not in sentence
    assert part_name(words, "assumptions") in sentence


def test_a_chance_that_stayed_is_said_to_be_the_same(sized, words):
    stayed = account(sized, words, chances=(0.2,) * len(CHANCES))
    sentence = next(difference_text(stayed))
    known = stayed.chance(sized)
    place = {"target": words.target(stayed.target), "when": words.when(stayed.target.basis)}
    scenario = words.scenario("baseline")
    assert sentence == words.t("compare.same_chance", value=known, scenario=scenario, **place)


def test_shares_change_by_points_and_not_by_per_cent(sized, words):
    told = account(sized, words).median_changes()[1][1]
    assert told == words.t("compare.share_points", points="+0.4")


def test_counts_change_by_their_own_unit(sized):
    words = wording(sized, "syn_deals", "ja")
    told = account(sized, words, medians=(20.0, 22.0)).median_changes()[0][1]
    assert told == "+2件"


def test_parts_that_cannot_be_told_apart_are_named_together(words):
    name = part_name(words, "model+assumptions")
    assert part_name(words, "model") in name
    assert part_name(words, "assumptions") in name


def test_the_waterfall_leads_from_the_first_to_the_last_chance(sized, words):
    frame = waterfall_figure(account(sized, words)).numbers.frame
    starts, ends = frame.iloc[:, 1].tolist(), frame.iloc[:, 2].tolist()
    assert starts[1:-1] == ends[:-2]
    assert (ends[0], ends[-1]) == (20.0, 33.3)


def test_bars_of_the_waterfall_stand_on_zero(sized, words):
    overlay = waterfall_figure(account(sized, words)).overlay
    assert Store.lookup_options("matplotlib", overlay, "plot").kwargs["xlim"][0] == 0


def test_two_changes_of_the_program_have_names_of_their_own(sized, words):
    parts = [*GROUPS[:-1], GROUPS[0]]
    labels = difference_table(account(sized, words, parts=parts)).iloc[:, 0]
    assert labels.is_unique


def test_the_waterfall_can_be_drawn(sized, words):
    figure = waterfall_figure(account(sized, words))
    assert words.t("compare.first") in figure.svg


def test_the_package_is_accounted_for_beside_the_baseline(sized, words):
    found = RunDifference(sized, sized, rows(sized, "syn_share"), {})
    assert [one.scenario for one in accounts(found, words)] == ["baseline", "package"]


def test_a_level_that_was_not_compared_has_no_account(sized, words):
    found = RunDifference(sized, sized, rows(sized, "syn_share").iloc[:0], {})
    assert accounts(found, words) == []


def test_a_point_without_a_result_is_remarked_on(sized, words):
    found = RunDifference(sized, sized, rows(sized, "syn_share"), {"model": "no draws"})
    said = list(remarks(found, words))
    assert words.t("compare.no_result", part=part_name(words, "model")) in said
