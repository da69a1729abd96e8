import pytest
from ruamel.yaml import YAML

from kgisim.audit.recorded_answers import with_answers
from kgisim.errors import RequestError
from kgisim.evidence.answers import Answer
from kgisim.evidence.base import Text
from tests.builders import TEXT


@pytest.mark.parametrize(
    "text",
    [
        "id: x\naccept:\n  - row: a\n    finding: old\nsources: {}\n",
        "id: x\naccept: # why\n- row: a\n  finding: old\n\n# next\nsources: {}\n",
        "id: x\nsources: {}",
    ],
)
def test_answers_are_added_below_those_of_the_file(text):
    new = Answer(
        row="2024", source="s", finding="step", reason=Text(**TEXT), who='A "B"', date="2026-11-30"
    )
    before, after = (YAML(typ="safe").load(one) for one in (text, with_answers(text, [new], "x")))
    assert after["accept"][:-1] == before.get("accept", [])
    assert after["accept"][-1]["who"] == 'A "B"'
    assert after["sources"] == {}
    with pytest.raises(RequestError):
        with_answers("accept: []\n", [new], "x")
