"""What changed between two runs is told so that the printed parts add up to the printed whole."""

import re
from decimal import Decimal

import pytest

from kgisim.presentation.localized import wording
from kgisim.presentation.sentences.run_difference import (
    accounts,
    difference_table,
    difference_text,
    part_name,
    remarks,
)
from kgisim.runs.change_path import GROUPS
from kgisim.runs.compare import RunDifference
from kgisim.schema import LANGUAGES
from tests.presentation.differences import CHANCES, rows


@pytest.fixture(scope="module")
def sized(run):
    """The synthetic run with the sizes that every real run carries."""
    return run


@pytest.fixture(params=LANGUAGES)
def localized(sized, request):
    return wording(sized, "syn_share", request.param)


def account(run, localized, **given):
    found = RunDifference(run, run, rows(run, localized.indicator.id, **given), {})
    return accounts(found, localized)[0]


def number(told: str) -> Decimal:
    """Read the signed number at the start of a change; a dash is nothing."""
    found = re.match(r"[+−▲±]?([\d.]+)", told)
    if found is None:
        return Decimal(0)
    return Decimal(found[1]) * (-1 if told.startswith(("−", "▲")) else 1)


@pytest.mark.parametrize("column", [1, 2])
def test_the_printed_parts_add_up_to_the_printed_whole(sized, localized, column):
    cells = difference_table(account(sized, localized)).iloc[:, column].tolist()
    _, *parts, total, _ = cells
    assert sum(map(number, parts)) == number(total)


def test_what_did_not_change_is_blank(sized, localized):
    table = difference_table(account(sized, localized))
    row = table[table.iloc[:, 0] == part_name(localized, "new_years")]
    assert row.iloc[0, 1] == localized.t("blank")


def test_the_sentence_leaves_out_what_did_not_change(sized, localized):
    sentence, _ = difference_text(account(sized, localized))
    assert part_name(localized, "new_years") not in sentence
    assert part_name(localized, "assumptions") in sentence


def test_a_chance_that_stayed_is_said_to_be_the_same(sized, localized):
    stayed = account(sized, localized, chances=(0.2,) * len(CHANCES))
    sentence = next(difference_text(stayed))
    known = stayed.chance(sized)
    place = {
        "target": localized.target(stayed.target),
        "when": localized.when(stayed.target.question.window),
    }
    scenario = localized.scenario("baseline")
    assert sentence == localized.t("compare.same_chance", value=known, scenario=scenario, **place)


def test_shares_change_by_points_and_not_by_per_cent(sized, localized):
    told = account(sized, localized).median_changes()[1][1]
    assert told == localized.t("compare.share_points", points="+0.4")


def test_counts_change_by_their_own_unit(sized):
    localized = wording(sized, "syn_deals", "ja")
    told = account(sized, localized, medians=(20.0, 22.0)).median_changes()[0][1]
    assert told == "+2件"


def test_parts_that_cannot_be_told_apart_are_named_together(localized):
    name = part_name(localized, "model+assumptions")
    assert part_name(localized, "model") in name
    assert part_name(localized, "assumptions") in name


def test_two_changes_of_the_program_have_names_of_their_own(sized, localized):
    parts = [*GROUPS[:-1], GROUPS[0]]
    labels = difference_table(account(sized, localized, parts=parts)).iloc[:, 0]
    assert labels.is_unique


def test_the_package_is_accounted_for_beside_the_baseline(sized, localized):
    found = RunDifference(sized, sized, rows(sized, "syn_share"), {})
    assert [one.target.question.scenario for one in accounts(found, localized)] == [
        "baseline",
        "package",
    ]


def test_a_level_that_was_not_compared_has_no_account(sized, localized):
    found = RunDifference(sized, sized, rows(sized, "syn_share").iloc[:0], {})
    assert accounts(found, localized) == []


def test_a_point_without_a_result_is_remarked_on(sized, localized):
    found = RunDifference(sized, sized, rows(sized, "syn_share"), {"model": "no draws"})
    said = list(remarks(found, localized))
    assert localized.t("compare.no_result", part=part_name(localized, "model")) in said
