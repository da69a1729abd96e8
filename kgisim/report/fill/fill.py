"""Fills the fields of a document from a run, and finds those that were altered since."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kgisim.errors import ContentError, Problem, RequestError
from kgisim.io import write_whole
from kgisim.messages import Message, Word
from kgisim.report.differences import ReportDiff, What
from kgisim.report.fill import docx_fields, pptx_fields, xlsx_fields
from kgisim.report.fill.fields import Field, Fields, fields_for
from kgisim.report.fill.office import EditablePackage
from kgisim.report.fill.spot import Held, Place, Spot
from kgisim.report.inputs import attach_to, detach_from, packed_inputs
from kgisim.report.provenance import MARK, Provenance, ReportError, read_stamp
from kgisim.report.reading.pictures import same_picture

if TYPE_CHECKING:
    from kgisim.runs.run import Run

KIND = "fill"
"""Kind of report that the stamp of a filled document names."""
LIST = f"{MARK}.fields"
"""Property that lists the fields of a document, in their order."""
SPOTS: Mapping[str, Callable[[EditablePackage, Sequence[str]], list[Spot]]] = {
    ".docx": docx_fields.spots,
    ".pptx": pptx_fields.spots,
    ".xlsx": xlsx_fields.spots,
}
"""How fields are found, by the ending of the file."""


@dataclass(frozen=True)
class Filled:
    """A document whose fields were filled.

    Parameters
    ----------
    path
        The file.
    names
        Names of its fields, in their order.
    changed
        How many of them said something else before.
    """

    path: Path
    names: tuple[str, ...]
    changed: int


def fill(
    run: "Run", template: Path, out: Path, language: str = "", *, carries_inputs: bool = True
) -> Filled:
    """Fill the fields of a document; everything else stays as it is.

    Parameters
    ----------
    run
        The run.
    template
        A document with fields, also one that was filled before and edited since.
    out
        File to write; it may be the same.
    language
        Language of texts; blank: that in which it was filled before, else the plan's first.
    carries_inputs
        Whether the file holds the inputs of the run, so that the run can be made again.

    Raises
    ------
    ContentError
        If a field does not exist, or cannot be written where it stands; it holds every problem.
    ReportError
        If the document cannot be read or names no field.
    RequestError
        If the files are not of one format.
    """
    form = _form(template)
    if out.suffix.lower() != form:
        raise RequestError("fill.ending", path=str(out), expected=form)
    package = EditablePackage(template)
    asked = language or _language(package) or run.catalog.plan.language
    found, fields = _spots(package, form), fields_for(run, asked)
    if not found:
        raise ReportError("fill.none", path=str(template))
    problems = [Problem(template.name, (), one) for one in _problems(found, fields)]
    if problems:
        raise ContentError(problems)
    changed = 0
    for number, spot in enumerate(found):
        field = fields[spot.name]
        changed += not _same(spot.expected(field), spot.read(field.kind))
        spot.write(field)
        spot.mark(number)
    package.set_custom(MARK, str(Provenance(run.id, KIND, asked)))
    package.set_custom(LIST, " ".join(spot.name for spot in found))
    carried = packed_inputs(run) if carries_inputs else None
    detach_from(package)  # those of an earlier run
    if carried is not None:
        attach_to(package, carried)
    write_whole(out, package.packed())
    return Filled(out, tuple(spot.name for spot in found), changed)


def _form(path: Path) -> str:
    form = path.suffix.lower()
    if form not in SPOTS:
        raise ReportError("fill.format", path=str(path), expected=tuple(SPOTS))
    if not path.is_file():
        raise ReportError("report.absent", path=str(path))
    return form


def _spots(package: EditablePackage, form: str) -> list[Spot]:
    return SPOTS[form](package, package.custom(LIST).split())


def _language(package: EditablePackage) -> str:
    stamp = filled_stamp(package)
    return "" if stamp is None else stamp.language


def _problems(found: Sequence[Spot], fields: Fields) -> Iterator[Message]:
    for spot in found:
        where = place_message(spot.place)
        field = fields.get(spot.name)
        if field is None:
            yield Message("fill.at", place=where, message=fields.unknown(spot.name))
        elif field.kind not in spot.takes:
            words = {"name": spot.name, "kind": Word(field.kind)}
            said = Message(f"fill.needs_{field.kind}", **words)
            yield Message("fill.at", place=where, message=said)
        else:
            cell = spot.overwritten(field)
            if cell:
                said = Message("fill.no_room", name=spot.name, cell=cell)
                yield Message("fill.at", place=where, message=said)


def place_message(place: Place) -> Message:
    """Return where something is, in words."""
    return Message(f"fill.place.{place.part}", where=place.where or place.near)


def _same(one: Held, other: Held) -> bool:
    if isinstance(one, bytes) and isinstance(other, bytes):
        return same_picture(one, other)
    return one == other


def filled_stamp(package: EditablePackage) -> Provenance | None:
    """Return from which run a document was filled; None if it was not."""
    said = package.custom(MARK)
    return read_stamp(said, package.name) if said else None


def opened(path: Path) -> EditablePackage | None:
    """Open a document if it was filled from a run; None if it was not."""
    if path.suffix.lower() not in SPOTS:
        return None
    package = EditablePackage(path)
    return package if filled_stamp(package) is not None else None


def altered(package: EditablePackage, form: str, run: "Run", language: str) -> Iterator[ReportDiff]:
    """List the fields of a filled document that do not say what the run says.

    Parameters
    ----------
    package
        The document.
    form
        Ending of the file.
    run
        The run from which it was filled.
    language
        Language in which it was filled.
    """
    fields, found = fields_for(run, language), _spots(package, form)
    for spot in found:
        field = fields.get(spot.name)
        if field is None:
            yield _diff("added", spot, "", spot.name)
        elif not _same(spot.expected(field), spot.read(field.kind)):
            yield _altered(spot, field)
    filled = Counter(package.custom(LIST).split())
    for name in (filled - Counter(spot.name for spot in found)).elements():
        said = fields[name].text if name in fields else ""
        yield ReportDiff("missing", name, said, "")


def _altered(spot: Spot, field: Field) -> ReportDiff:
    if field.kind == "figure":
        return _diff("picture", spot, field.text, "")
    both = [_words(one) for one in (spot.expected(field), spot.read(field.kind))]
    if field.kind == "table":
        wanted, held = both
        both = [_without(wanted, held), _without(held, wanted)]
    return _diff("text", spot, " / ".join(both[0]), " / ".join(both[1]))


def _without(rows: list[str], others: list[str]) -> list[str]:
    return [one for one in rows if one not in others]


def _words(held: Held) -> list[str]:
    if isinstance(held, tuple):
        return [" | ".join(row) for row in held]
    return [held if isinstance(held, str) else ""]


def _diff(what: What, spot: Spot, expected: str, found: str) -> ReportDiff:
    place = spot.place
    return ReportDiff(what, spot.name, expected, found, place.part, place.where, place.near)
