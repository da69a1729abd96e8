"""A new indicator's YAML file: filled in as far as a table says, the rest is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from kgisim.evidence.base import Unit as UnitWords
from kgisim.importers.importing import Import
from kgisim.importers.units import read_unit

COMMENTS = (
    "role",
    "title",
    "definition",
    "unit",
    "scale",
    "period",
    "better",
    "withheld",
    "publisher",
)
"""Keys with a comment, and so the messages below ``skeleton`` beside ``head``."""
ALWAYS = ("title", "definition", "withheld", "better")
"""Keys whose comment is written whatever is known."""


@dataclass(frozen=True)
class NewIndicator:
    """What is known of an indicator before anybody has described it.

    Parameters
    ----------
    id
        Its name.
    source
        Key of the source of the rows.
    found
        The import.
    file
        Name of the imported file.
    """

    id: str
    source: str
    found: Import
    file: str

    def yaml(
        self,
        units: Mapping[str, UnitWords],
        languages: Sequence[str],
        comments: Mapping[str, str],
    ) -> str:
        """Return the file: blank where nothing is known, with a comment that says what is needed.

        Parameters
        ----------
        units
            Units of the workspace, by key.
        languages
            Languages of the plan, in which every text is needed.
        comments
            What is written at the head, and beside the keys `COMMENTS`.
        """
        unit = _unit_key(self._unit(), units)
        scales: Sequence[str] = units[unit].scales if unit else ()
        tree = CommentedMap(
            id=self.id,
            role=None,
            title=CommentedMap.fromkeys(languages),
            definition=CommentedMap.fromkeys(languages),
            unit=unit,
            scale=scales[0] if len(scales) == 1 else None,
            period=self._period(),
            better="higher",
            model=CommentedMap(family=None),
            withheld=CommentedMap.fromkeys(languages),
            sources=CommentedMap({self.source: self._source(comments["publisher"])}),
        )
        tree.yaml_set_start_comment(f"{comments['head']}\n{self._read()}")
        for key in COMMENTS:
            if key in tree and (tree[key] is None or key in ALWAYS):
                tree.yaml_add_eol_comment(comments[key], key)
        return _written(tree)

    def _source(self, comment: str) -> CommentedMap:
        described = dict(self.found.table.described)
        title = described.get("title") or self.found.table.title or self.file
        source = CommentedMap(title=title, publisher=described.get("sources"))
        if source["publisher"] is None:
            source.yaml_add_eol_comment(comment, "publisher")
        return source

    def _unit(self) -> str:
        return next(one.text for one in self.found.answers if one.kind == "unit")

    def _period(self) -> str | None:
        cells = {row.place for row in self.found.rows}
        kinds = {
            one.period.kind
            for one in self.found.table.points
            if one.place in cells and one.period is not None
        }
        return (kinds.pop() or None) if len(kinds) == 1 else None

    def _read(self) -> str:
        said = [f"{one.kind}: {one.text}" for one in self.found.answers if one.text]
        return f"{self.file}; {'; '.join(said)}"


def _unit_key(text: str, units: Mapping[str, UnitWords]) -> str | None:
    """Return the unit of a workspace that is written so; None if there is none, or several."""
    wanted = read_unit(text)
    written = {key: [*map(read_unit, one.words.values())] for key, one in units.items()}
    found = [key for key, both in written.items() if wanted.base and wanted in both]
    return found[0] if len(found) == 1 else None


def _written(tree: CommentedMap) -> str:
    file = StringIO()
    yaml = YAML()
    yaml.representer.add_representer(
        type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", "")
    )
    yaml.width = 100
    yaml.dump(tree, file)
    return file.getvalue()
