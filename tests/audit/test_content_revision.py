"""Changes of YAML files: checked on a copy, shown, accepted whole, and entered in the register."""

import pytest
from ruamel.yaml import YAML

from kgisim.audit.content_revision import Edit, accept_edit, draft_edit, edited
from kgisim.audit.entries import Revision
from kgisim.audit.log import open_register
from kgisim.audit.users import AccessError, Person
from kgisim.errors import ContentError, KgisimError, RequestError
from kgisim.io import digest
from kgisim.projection.workspace_check import check_workspace
from kgisim.workspace import Workspace

ANALYST, MEMBER = Person("Suzuki", "analyst"), Person("田中", "member")
SAID = {"author": "Suzuki", "reason": "新しい資料"}
SOURCE = Edit("share", ("sources", "yearbook"), {"title": "Yearbook", "publisher": "Office"})
PRIOR = Edit(
    "share", ("model", "priors", "level_sd"), {"dist": "HalfNormal", "kwargs": {"sigma": 0.2}}
)
KGI = Edit(
    "beds",
    (),
    {
        "id": "beds",
        "role": "goal",
        "label": "9",
        "title": {"ja": "病床", "en": "beds"},
        "definition": {"ja": "許可病床", "en": "licensed beds"},
        "unit": "percent",
        "scale": "share",
        "period": "FY",
        "model": {"family": None},
        "withheld": {"ja": "数値がない。", "en": "There are no numbers."},
    },
)


@pytest.fixture
def register(smallest):
    made = open_register(smallest.root)
    yield made
    made.close()


@pytest.mark.parametrize("edit", [SOURCE, PRIOR, KGI], ids=["source", "prior", "kgi"])
def test_a_sound_change_is_shown_then_written_and_entered(smallest, register, edit):
    path = smallest.data / f"{edit.indicator}.yaml"
    before = path.read_bytes() if path.exists() else None
    made = draft_edit(smallest, edit)
    assert made.problems == ()
    assert made.lines
    assert (path.read_bytes() if path.exists() else None) == before
    kept = accept_edit(made, register, ANALYST, **SAID)
    assert (kept.file, kept.after) == (f"data/{path.name}", digest(path))
    assert register.entries(Revision) == (kept,)
    assert check_workspace(smallest) == ()
    found = YAML(typ="safe").load(path)
    for key in edit.keys:
        found = found[key]
    assert found == edit.values


@pytest.mark.parametrize(
    "edit",
    [
        Edit("share", ("sources", "x"), {"title": "", "publisher": "P"}),
        Edit("share", ("sources", "x"), {"title": "T"}),
        Edit("share", ("model", "priors", "level_sd"), {"dist": "Magic", "kwargs": {}}),
        Edit("share", ("model", "priors", "nonsense"), {"dist": "Normal", "kwargs": {}}),
        Edit("beds", (), {**KGI.values, "unit": "furlong"}),
        Edit("beds", (), {**KGI.values, "withheld": {"ja": "数値がない。"}}),
    ],
)
def test_what_check_would_refuse_is_not_accepted(smallest, register, edit):
    made = draft_edit(smallest, edit)
    assert made.problems
    assert not made.may_be_accepted
    with pytest.raises(ContentError):
        accept_edit(made, register, ANALYST, **SAID)
    assert register.entries(Revision) == ()


@pytest.mark.parametrize("name", ["", "../x", "Beds", "a b", "病床", "share"])
def test_a_new_indicator_has_a_name_of_its_own(smallest, name):
    with pytest.raises(KgisimError):
        draft_edit(smallest, Edit(name, (), KGI.values))


def test_a_member_changes_nothing(smallest, register):
    made = draft_edit(smallest, SOURCE)
    with pytest.raises(AccessError):
        accept_edit(made, register, MEMBER, author="田中", reason="x")
    assert register.entries(Revision) == ()


def test_a_file_that_changed_meanwhile_is_not_overwritten(smallest, register):
    made = draft_edit(smallest, SOURCE)
    path = smallest.data / "share.yaml"
    path.write_text(path.read_text("utf-8") + "# seen\n", "utf-8")
    with pytest.raises(RequestError):
        accept_edit(made, register, ANALYST, **SAID)
    assert path.read_text("utf-8").endswith("# seen\n")


def test_the_bundled_workspace_is_not_changed(register, monkeypatch, smallest):
    made = draft_edit(smallest, SOURCE)
    monkeypatch.setattr(Workspace, "bundled", classmethod(lambda _: smallest))
    with pytest.raises(RequestError):
        accept_edit(made, register, ANALYST, **SAID)


def test_comments_and_all_other_lines_stay():
    text = "id: x # here\n# why\nsources:\n  a: {title: A, publisher: P} # old\n"
    made = edited(text, ("sources", "b"), {"title": "B"})
    assert made.startswith(text)
    assert made.count("\n") == text.count("\n") + 2
