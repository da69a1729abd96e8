"""Count pages and slides of every kind of report, as three programs lay them out.

Run with ``uv run python benchmarks/page_counts.py runs/<run>``; see ``benchmarks/README.md``.
"""

import argparse
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kgisim.report.formats.registry import ending, write_report
from kgisim.report.kinds import make_report
from kgisim.report.scope import Scope
from kgisim.runs.run import Run, open_run

KINDS = ("brief", "target-sheet", "full", "annex")
FORMATS = ("docx", "pdf", "html", "pptx")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def rendered(file: Path, folder: Path) -> Path:
    """Print a file as PDF."""
    made = folder / f"{file.stem}-{file.suffix[1:]}.pdf"
    if file.suffix == ".pdf":
        return file
    if file.suffix == ".html":
        browser = next(name for name in BROWSERS if shutil.which(name))
        printing = ["--headless", "--no-sandbox", "--no-pdf-header-footer"]
        _run(browser, *printing, f"--print-to-pdf={made}", file.resolve().as_uri())
        return made
    profile = f"-env:UserInstallation=file://{folder}/profile"
    _run(
        "soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(file)
    )
    return (folder / f"{file.stem}.pdf").rename(made)


def pages(file: Path) -> int:
    """Return the number of pages of a PDF."""
    said = _run("pdfinfo", str(file))
    found = re.search(r"^Pages:\s+(\d+)", said, re.MULTILINE)
    assert found is not None, said
    return int(found[1])


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, check=True, text=True, timeout=600)
    return done.stdout


def counts(
    run: Run, kind: str, language: str, formats: tuple[str, ...], folder: Path
) -> Iterator[int]:
    """Write one kind of report in some formats, and count the pages of each."""
    report = make_report(Scope(run, language), kind)
    for form in formats:
        file = write_report(report, folder / ending(f"{kind}.{language}", form), form)
        yield pages(rendered(file, folder))


def main() -> None:
    """Write, render, count and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path, help="folder of a run")
    parser.add_argument("--kinds", nargs="+", default=KINDS, choices=KINDS)
    parser.add_argument("--formats", nargs="+", default=FORMATS, choices=FORMATS)
    parser.add_argument("--keep", type=Path, help="folder in which papers and prints are left")
    asked = parser.parse_args()
    run, formats = open_run(asked.run), tuple(asked.formats)
    print("| kind | language |", " | ".join(formats), "|")
    print("|---|---|", "---:|" * len(formats), sep="")
    with tempfile.TemporaryDirectory() as name:
        folder = asked.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        for kind in asked.kinds:
            for language in run.catalog.plan.languages:
                found = counts(run, kind, language, formats, folder.resolve())
                print(f"| {kind} | {language} |", " | ".join(map(str, found)), "|", flush=True)


if __name__ == "__main__":
    main()
