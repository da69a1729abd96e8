from pathlib import Path

import pytest

from kgisim.api.arguments import count, expect, language_of, named, path_of, workspace_of
from kgisim.errors import ContentError, NotFoundError, RequestError
from kgisim.workspace import Workspace


def test_a_value_of_the_expected_kind_passes_unchanged():
    assert expect("runs", str, "folder", "a folder") == "runs"


def test_another_kind_is_refused_with_its_name_and_what_to_give():
    with pytest.raises(RequestError, match="'folder' is of type int, expected a folder"):
        expect(7, Path, "folder", "a folder")


def test_a_path_may_be_given_as_text():
    assert path_of("runs", "folder", "a folder") == Path("runs") == path_of(Path("runs"), "", "")


def test_one_name_may_stand_alone():
    assert named("b", ["a", "b"], "indicator") == ("b",)


def test_no_names_stand_for_all():
    assert named(None, ["a", "b"], "indicator") == ("a", "b")


def test_a_wrong_name_is_answered_with_the_nearest():
    with pytest.raises(NotFoundError, match="did you mean 'usd_jpy'"):
        named(["usd_jp"], ["usd_jpy", "gdp"], "indicator")


def test_what_is_no_name_is_refused():
    with pytest.raises(RequestError, match="expected the name of an indicator"):
        named(7, ["a"], "indicator")


@pytest.mark.parametrize("value", [0, -1, 2.0, True, "3"])
def test_a_count_is_a_whole_number_of_at_least_one(value):
    with pytest.raises(RequestError, match="expected a whole number of at least 1"):
        count(value, "draws")


def test_a_language_without_messages_is_refused():
    with pytest.raises(NotFoundError, match="no language is called 'fr'"):
        language_of("fr")


def test_no_workspace_stands_for_the_bundled_one():
    assert workspace_of(None) == Workspace.bundled()


def test_a_workspace_of_any_kind_becomes_a_plain_one(smallest):
    class Special(Workspace):
        pass

    assert workspace_of(Special(smallest.root)) == smallest == workspace_of(str(smallest.root))


def test_a_folder_that_is_no_workspace_is_refused(tmp_path):
    with pytest.raises(ContentError, match="missing folder"):
        workspace_of(tmp_path)
