"""A family's card is read from its file, which is never run."""

import subprocess
import sys

import pytest

from kgisim.errors import NotFoundError
from kgisim.inference.family import load_family
from kgisim.inference.model_card import Card, read_card
from kgisim.schema import LANGUAGES
from kgisim.workspace import Workspace

BUNDLED = Workspace.bundled()
EXPLOSIVE = '''
raise RuntimeError("the file was run")

FILE = "learned.yaml"


class Other(Family):
    """Another class of the file."""


class Mine(Family):
    """A walk.

    With equations::

        level[i] = level[i-1] + step
    """

    title: ClassVar[Mapping[str, str]] = {"ja": "歩み", "en": "walk"}
    docstrings = {"ja": """歩みである。

        次のとおり。
        """}
    parameters = {"step": {"ja": "歩幅"}}
    priors_file: ClassVar[str] = FILE


FAMILY = Mine
'''


@pytest.fixture
def read(tmp_path):
    """Read the card of a family with this file."""
    (tmp_path / "models").mkdir()

    def read(source: str) -> Card:
        (tmp_path / "models" / "mine.py").write_text(source, encoding="utf-8")
        return read_card(Workspace(tmp_path), "mine")

    return read


@pytest.fixture
def card(read) -> Card:
    return read(EXPLOSIVE)


def test_reading_a_card_loads_no_sampler():
    code = (
        "import sys; from kgisim.inference.model_card import read_card;"
        "from kgisim.workspace import Workspace;"
        "read_card(Workspace.bundled(), 'damped_trend');"
        "sys.exit('pytensor' in sys.modules or 'pymc' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_text_is_that_of_the_class_called_family(card):
    assert card.docstrings["en"].startswith("A walk.\n\nWith equations::\n\n    level[i]")


def test_texts_in_other_languages_lose_the_margin_of_the_file(card):
    assert card.docstrings["ja"] == "歩みである。\n\n次のとおり。"


def test_a_family_has_its_own_name_in_each_language(card):
    assert [card.title(language) for language in LANGUAGES] == ["歩み", "walk"]


def test_a_name_of_a_plain_value_stands_for_it(card):
    assert card.priors_file == "learned.yaml"


def test_a_hyperparameter_has_words_only_in_languages_that_have_them(card):
    assert [card.parameter("step", language) for language in LANGUAGES] == ["歩幅", None]


def test_a_hyperparameter_that_is_not_told_has_no_words(card):
    assert card.parameter("stride", "ja") is None


@pytest.mark.parametrize(
    "source",
    ["from elsewhere import FAMILY", "from elsewhere import Mine\n\nFAMILY = Mine", "FAMILY = a.B"],
)
def test_a_family_that_is_written_elsewhere_is_only_called_as_its_file(read, source):
    assert read(source) == Card("mine")


def test_what_is_computed_is_left_out(read):
    source = (
        "class Mine(Family):\n    title = words()\n    docstrings = {'ja': call()}\n\nFAMILY = Mine"
    )
    assert read(source) == Card("mine")


def test_an_unknown_family_offers_the_nearest():
    with pytest.raises(NotFoundError, match="did you mean 'damped_trend'"):
        read_card(BUNDLED, "damped_trends")


@pytest.mark.parametrize("family", BUNDLED.families())
def test_a_bundled_family_has_a_text_in_every_language(family):
    assert set(LANGUAGES) <= read_card(BUNDLED, family).docstrings.keys()


@pytest.mark.parametrize("family", BUNDLED.families())
def test_a_bundled_family_has_the_same_equations_in_every_language(family):
    said = read_card(BUNDLED, family).docstrings.values()
    assert len({tuple(one for one in text.splitlines() if one[:1] == " ") for text in said}) == 1


@pytest.mark.parametrize("family", BUNDLED.families())
def test_a_card_says_what_the_loaded_family_says(family):
    card, loaded = read_card(BUNDLED, family), load_family(BUNDLED, family)
    own = (loaded.title, loaded.parameters, loaded.priors_file)
    assert (card.titles, card.parameters, card.priors_file) == own
