"""An elicitation that contradicts itself is refused, in both languages."""

import datetime as dt

import pytest

from kgisim.elicitation.records import FEWEST, Elicitation
from kgisim.errors import ContentError
from kgisim.evidence.yaml_records import make_record
from kgisim.schema import LANGUAGES
from tests.builders import PLAN, TEXT
from tests.elicitation.asked import content, elicitation, estimate, expert

FILE = "elicitations/home.yaml"
SHARE = {"share": estimate(10.0, 22.0, 40.0)}
THINNED = {"counts": ("items",), "share": "share", "since": 2024}

WRONG = {
    "the lowest value is above the best one": (
        {"experts": (expert("one", {"share": estimate(50.0, 22.0, 60.0)}),)},
        "lowest, best and highest are out of order (50.0, 22.0, 60.0)",
    ),
    "nobody was asked": ({"experts": ()}, "found an empty list, expected 1 or more entries"),
    "nobody stands for it": ({"owner": None}, "missing key 'owner'"),
    "the confidence is that of a coin": (
        {"experts": (expert("one", {"share": estimate(10.0, 22.0, 40.0, confidence=40.0)}),)},
        "found 40.0, expected 50 or more",
    ),
    "an expert did not come back": (
        {"experts": (expert("one", SHARE, SHARE), expert("two", SHARE))},
        "expert 'two' has 1 round(s), expected 2",
    ),
    "an expert left a question out": (
        {"experts": (expert("one", {}),)},
        "expert 'one', round 1: no answer to 'share'",
    ),
    "an expert answered what nobody asked": (
        {"experts": (expert("one", SHARE | {"shore": estimate(1.0, 2.0, 3.0)}),)},
        "expert 'one', round 1: 'shore' is not among the quantities; did you mean 'share'?",
    ),
    "two experts have one pseudonym": (
        {"experts": (expert("one", SHARE), expert("one", SHARE))},
        "expert 'one' stands twice",
    ),
    "a share is above a hundred per cent": (
        {"experts": (expert("one", {"share": estimate(10.0, 22.0, 140.0)}),)},
        "expert 'one', round 1: 'share' is 10.0 to 140.0",
    ),
    "few experts are called a pool": (
        {"illustrative": False},
        f"2 experts; with fewer than {FEWEST} it must be marked 'illustrative: true'",
    ),
    "it is to be reviewed before it was made": (
        {"review": "2025-11-01"},
        "review 2025-11-01 is not after date 2026-11-01",
    ),
    "it is computed in two ways at once": (
        {"thinned": None},
        "expected exactly one of 'thinned' (counts and a share) and 'priced'",
    ),
    "the share is a quantity that was not asked for": (
        {"thinned": THINNED | {"share": "shares"}},
        "share names 'shares', which is not among the quantities; did you mean 'share'?",
    ),
    "the share is not a share": (
        {"quantities": {"share": {"question": TEXT, "unit": TEXT, "scale": "positive"}}},
        "quantity 'share' has scale 'positive', expected 'share' for this form",
    ),
    "a key is misspelt": ({"reviewed": "2027-11-01"}, "unknown key 'reviewed'"),
}


@pytest.mark.parametrize(("changes", "told"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_in_both_languages(changes, told):
    with pytest.raises(ContentError) as caught:
        make_record(Elicitation, content(**changes), FILE, context=PLAN.context)
    assert told in caught.value.text("en")
    texts = {caught.value.text(language) for language in LANGUAGES}
    assert len(texts) == len(LANGUAGES)


def test_everything_wrong_is_told_at_once():
    changes = {"review": "2025-11-01", "illustrative": False}
    with pytest.raises(ContentError) as caught:
        make_record(Elicitation, content(**changes), FILE, context=PLAN.context)
    assert len(caught.value.problems) == 2


def test_the_last_round_counts():
    second = {"share": estimate(12.0, 20.0, 30.0)}
    asked = elicitation(experts=(expert("one", SHARE, second),))
    assert asked.experts[0].answers["share"].best == 20.0
    assert asked.rounds == 2


@pytest.mark.parametrize(
    ("known", "due"), [(dt.date(2027, 10, 31), False), (dt.date(2027, 11, 1), True)]
)
def test_it_is_due_from_its_review_on(known, due):
    assert elicitation().is_due(known) is due


def test_it_rests_on_the_counts_that_it_names():
    assert elicitation().inputs == ("items",)
