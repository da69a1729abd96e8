"""The inputs of a run inside a paper, so that whoever has the paper can make the run again.

They are one compressed archive: the manifest, the workspace without its dashboards, and the tables
of results. A document of Office holds it as a part of its own, a page as a block of data, a PDF as
an attachment.
"""

import base64
import io
import json
import lzma
import re
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from kgisim.io import digest, write_whole
from kgisim.report.fill.office import EditablePackage
from kgisim.report.provenance import ReportError

if TYPE_CHECKING:
    from kgisim.report.blocks import Report
    from kgisim.runs.run import Run

LARGEST, LARGEST_UNPACKED = 2_000_000, 50_000_000
"""Bytes of an archive that is carried or opened, packed and unpacked."""
MOST_FILES = 5_000
PRESET = 1
"""How hard an archive is packed: a sixth larger than by default, in a fifth of the time."""
NAME = re.compile(r"manifest\.json|(?:workspace|results)(?:/[\w-][\w.-]*)+")
"""Names of files in an archive: below two folders, none that begins with a point."""
TABLES = ("*.csv", "explanations/*.csv", "conditional/*.csv")
"""Tables of results that are carried, to be compared number by number."""
OFFICE = (".docx", ".pptx", ".xlsx")
PART, INPUTS = "customXml/kgisim.xml", "{urn:kgisim:inputs}inputs"
"""Part of a document of Office that holds an archive, and the element in it."""
PAGE_ID = "kgisim-inputs"
FILE = "kgisim-inputs.tar.xz"
"""Name of the attachment of a PDF."""


def packed_inputs(run: "Run") -> bytes | None:
    """Return the archive of a run's inputs; None if it is in no folder, or too large to carry."""
    if not (run.path / "manifest.json").is_file():
        return None
    return run.cache.once(("inputs",), lambda: _pack(run))


def inputs_for(report: "Report") -> bytes | None:
    """Return the archive that a report's file holds; None if it is to hold none."""
    return packed_inputs(report.run) if report.carries_inputs else None


def _pack(run: "Run") -> bytes | None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, path in sorted(_files(run)):
            about = tarfile.TarInfo(name)
            about.size = path.stat().st_size
            with path.open("rb") as file:
                archive.addfile(about, file)
    made = lzma.compress(buffer.getvalue(), preset=PRESET)
    return made if len(made) <= LARGEST else None


def _files(run: "Run") -> Iterator[tuple[str, Path]]:
    yield "manifest.json", run.path / "manifest.json"
    for name in run.manifest["inputs"]:
        if _is_carried(name):
            yield f"workspace/{name}", run.path / "workspace" / name
    for pattern in TABLES:
        for path in run.path.glob(pattern):
            yield f"results/{path.relative_to(run.path).as_posix()}", path


def unpack_inputs(packed: bytes, folder: Path) -> dict[str, Any]:
    """Unpack an archive into a folder, and return the manifest.

    Raises
    ------
    ReportError
        If it is too large, holds anything but plain files below its two folders, or an input that
        differs from the manifest.
    """
    try:
        _extract(packed, folder)
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        inputs = {name: one for name, one in manifest["inputs"].items() if _is_carried(name)}
        wrong = [name for name, one in inputs.items() if digest(folder / "workspace" / name) != one]
    except (lzma.LZMAError, tarfile.TarError, ValueError, KeyError, OSError) as error:
        raise ReportError("reproduce.broken", cause=str(error)) from error
    if wrong:
        raise ReportError("reproduce.broken", cause=wrong[0])
    return manifest


def _is_carried(name: str) -> bool:
    return not name.startswith("dashboards/")


def _extract(packed: bytes, folder: Path) -> None:
    """Unpack plain files below two folders; anything else, or too much, raises a ValueError."""
    if len(packed) > LARGEST:
        raise ValueError("size")
    plain = lzma.LZMADecompressor().decompress(packed, LARGEST_UNPACKED + 1)
    if len(plain) > LARGEST_UNPACKED:
        raise ValueError("size")
    with tarfile.open(fileobj=io.BytesIO(plain), mode="r:") as archive:
        members = archive.getmembers()
        odd = [one.name for one in members if not (one.isreg() and NAME.fullmatch(one.name))]
        if odd or len(members) > MOST_FILES:
            raise ValueError(*odd[:1] or ["size"])
        for one in members:
            held = archive.extractfile(one)
            target = folder.joinpath(*PurePosixPath(one.name).parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(b"" if held is None else held.read())


def attach(path: Path, packed: bytes) -> None:
    """Write an archive into a paper that has been written; a PDF takes it while it is set."""
    form = path.suffix.lower()
    if form in OFFICE:
        package = EditablePackage(path)
        attach_to(package, packed)
        write_whole(path, package.packed())
    elif form == ".html":
        block = f'<script type="application/octet-stream" id="{PAGE_ID}">{_text(packed)}</script>'
        page = path.read_text("utf-8")
        end = page.rindex("</body>")
        write_whole(path, f"{page[:end]}{block}{page[end:]}".encode())


def attach_to(package: EditablePackage, packed: bytes) -> None:
    """Add an archive to a document of Office."""
    content = f'<inputs xmlns="urn:kgisim:inputs">{_text(packed)}</inputs>'
    package.add(PART, content.encode(), "application/xml")
    package.relate(package.main, PART, "customXml")


def detach_from(package: EditablePackage) -> None:
    """Remove the archive that a document of Office holds, if it holds one."""
    for part in package.related(package.main, "customXml"):
        if package.xml(part).tag == INPUTS:
            package.forget(package.main, part)


def inputs_in(path: Path) -> bytes | None:
    """Return the archive that a paper carries; None if it carries none."""
    form = path.suffix.lower()
    if form in OFFICE:
        package = EditablePackage(path)
        for part in package.related(package.main, "customXml"):
            root = package.xml(part)
            if root.tag == INPUTS:
                return _bytes(root.text)
        return None
    if form == ".html":
        pattern = rf'<script[^>]*id="{PAGE_ID}"[^>]*>([A-Za-z0-9+/=\s]*)</script>'
        found = re.search(pattern, path.read_text("utf-8"))
        return _bytes(found[1]) if found else None
    return _attachment(path.read_bytes()) if form == ".pdf" else None


def _attachment(pdf: bytes) -> bytes | None:
    """Return the attachment of a PDF that begins as an archive does."""
    for found in re.finditer(rb"/Type\s*/EmbeddedFile.*?stream\r?\n", pdf, re.DOTALL):
        content = pdf[found.end() : pdf.find(b"endstream", found.end())]
        with suppress(zlib.error):  # it may not be compressed once more
            content = zlib.decompressobj().decompress(content, LARGEST + 1)
        if content.startswith(b"\xfd7zXZ"):
            return content[: content.rfind(b"YZ") + 2]  # a break of line may follow its end
    return None


def _text(packed: bytes) -> str:
    return base64.b64encode(packed).decode()


def _bytes(text: str | None) -> bytes:
    try:
        return base64.b64decode(text or "", validate=False)
    except ValueError as error:
        raise ReportError("reproduce.broken", cause=str(error)) from error
