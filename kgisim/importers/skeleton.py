"""A new indicator's YAML file: filled in as far as a table says, the rest is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from kgisim.evidence.base import Unit as UnitWords
from kgisim.importers.importing import Import
from kgisim.importers.units import read_unit

HEAD = "Made from an imported table. Fill in every line marked with: fill in"
COMMENTS = {
    "role": "fill in: goal, kpi, component, driver or reference",
    "title": "fill in: short name",
    "definition": "fill in: what exactly is counted, by whom, with what left out",
    "unit": "fill in: key of data/units.yaml",
    "scale": "fill in: share (0-100 %), positive, count (whole numbers) or real",
    "period": "fill in: FY (April to March, named by its start) or CY",
    "better": "check: higher, lower or neither",
    "withheld": "fill in: why nothing is projected; or delete this and name model.family",
    "publisher": "fill in: body that makes the number",
}
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

    def yaml(self, units: Mapping[str, UnitWords]) -> str:
        """Return the file: blank where nothing is known, with a comment that says what is needed.

        Parameters
        ----------
        units
            Units of the workspace, by key.
        """
        unit = _unit_key(self._unit(), units)
        scales: Sequence[str] = units[unit].scales if unit else ()
        tree = CommentedMap(
            id=self.id,
            role=None,
            title=CommentedMap(ja=None, en=None),
            definition=CommentedMap(ja=None, en=None),
            unit=unit,
            scale=scales[0] if len(scales) == 1 else None,
            period=self._period(),
            better="higher",
            model=CommentedMap(family=None),
            withheld=CommentedMap(ja=None, en=None),
            sources=CommentedMap({self.source: self._source()}),
        )
        tree.yaml_set_start_comment(f"{HEAD}\n{self._read()}")
        for key, comment in COMMENTS.items():
            if key in tree and (tree[key] is None or key in ALWAYS):
                tree.yaml_add_eol_comment(comment, key)
        return _written(tree)

    def _source(self) -> CommentedMap:
        described = dict(self.found.table.described)
        title = described.get("title") or self.found.table.title or self.file
        source = CommentedMap(title=title, publisher=described.get("sources"))
        if source["publisher"] is None:
            source.yaml_add_eol_comment(COMMENTS["publisher"], "publisher")
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
