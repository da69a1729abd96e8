"""Real published files, imported and compared with a reading by hand.

    uv run python benchmarks/import_real_files.py FOLDER

FOLDER holds the files that the readings below name; those that are absent are skipped. A reading by
hand names the lines of the file and the place of year and value in them, found by looking into it.
"""

import csv
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from kgisim.evidence.base import Unit
from kgisim.evidence.plan import read_plan
from kgisim.importers.importing import Wanted, import_file
from kgisim.importers.observation_rows import Provenance
from kgisim.importers.questions import Interview
from kgisim.importers.refusal import ImportRefused
from kgisim.workspace import Workspace


@dataclass(frozen=True)
class Reading:
    """What a person reads in a file.

    Parameters
    ----------
    file
        Path below the folder.
    unit
        Unit of the indicator, in Japanese and English.
    answers
        Answers to the questions that the file leaves open.
    lines
        First and last line with an observation from 2000 on; empty if there is none.
    year, value
        Places of year and value in a line.
    times
        What the value has to be multiplied by.
    refused
        Why nothing may be imported; empty if something may.
    """

    file: str
    unit: tuple[str, str]
    answers: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[int, int] = (0, 0)
    year: int = 0
    value: int = -1
    times: str = "1"
    refused: str = ""

    def rows(self, folder: Path) -> dict[int, Decimal]:
        """Return value by year as written in those lines."""
        with (folder / self.file).open(encoding="utf-8-sig", newline="") as file:
            table = list(csv.reader(file))
        first, last = self.lines
        return {
            int(line[self.year]): Decimal(line[self.value]) * Decimal(self.times)
            for line in table[first - 1 : last]
        }


PLAN = read_plan(Workspace.bundled())
PER_MILLION = ("人/百万人", "per million population")
PERCENT, CASES = ("%", "%"), ("件", "cases")
PPP = ("百万PPPドル", "PPP$ m")
RESEARCHERS = "uk_sdg_9-5-2_researchers.csv"
HIJACKINGS = "Number of airline hijackings (Aviation Safety Network)"
READINGS = (
    Reading(RESEARCHERS, PER_MILLION, refused="question_open"),
    Reading(RESEARCHERS, PER_MILLION, {"series": "M166:M171"}, (166, 171), 0, 12),
    Reading(RESEARCHERS, PER_MILLION, {"series": "M172:M188"}, (172, 188), 0, 12),
    Reading("uk_sdg_17-3-2_remittances.csv", PERCENT, {}, (15, 37), 0, 5),
    Reading(
        "ca_sdg_8-1-1_gdp_per_capita.csv",
        PERCENT,
        {"column": "Value", "unit": "%"},
        (22, 31),
        0,
        4,
    ),
    Reading(
        "ca_sdg_8-1-1_gdp_per_capita.csv",
        ("カナダドル", "CAD"),
        {"column": "Progress", "unit": "CAD"},
        (22, 31),
        0,
        2,
    ),
    Reading(
        "jp_ipss_population_projection.csv",
        ("千人", "thousand persons"),
        refused="projections_unmarked",
    ),
    Reading("jp_ipss_10-1.xls", ("千人", "thousand persons"), refused="projections_unmarked"),
    Reading(
        "frictionless_rd/medical_and_health.csv",
        PPP,
        {"series": "Hungary", "unit": "千PPPドル"},
        (32, 46),
        2,
        3,
        "0.001",
    ),
    Reading(
        "frictionless_rd/medical_and_health.csv",
        PPP,
        {"series": "Russian Federation", "unit": "千PPPドル"},
        (377, 392),
        2,
        3,
        "0.001",
    ),
    Reading(
        "frictionless_rd/medical_and_health.csv", PPP, {"series": "Japan"}, refused="answer_unfit"
    ),
    Reading("frictionless_rd/datapackage.json", PPP, refused="package"),
    Reading("nhs_nhp_params_sample.json", PERCENT, refused="no_layout"),
    Reading("hubverse_scenario_hub_tasks.json", PERCENT, refused="no_layout"),
    Reading(
        "owid_airline_hijackings.csv",
        CASES,
        {"column": HIJACKINGS, "unit": "件"},
        (60, 74),
        1,
        2,
    ),
)


def compare(reading: Reading, folder: Path) -> tuple[str, ...]:
    """Return a line of the table: file, layout, answers, rows, left out, verdict."""
    wanted = Wanted(PLAN, Unit(ja=reading.unit[0], en=reading.unit[1], scales=("real",)), "CY")
    answered = ", ".join(f"{kind}={text[:24]}" for kind, text in reading.answers.items()) or "none"
    try:
        found = import_file(
            folder / reading.file,
            wanted,
            Provenance("source", "official"),
            Interview(reading.answers),
        )
    except ImportRefused as error:
        is_right = error.message.code.removeprefix("import.") == reading.refused
        return reading.file, "-", answered, "0", error.message.code, _verdict(is_right)
    rows = {int(row.cells["year"]): Decimal(row.cells["value"]) for row in found.rows}
    counts = Counter(one.reason.code for one in found.left_out)
    left_out = ", ".join(f"{code} {count}" for code, count in counts.items())
    is_right = not reading.refused and rows == reading.rows(folder)
    return reading.file, found.table.layout, answered, str(len(rows)), left_out, _verdict(is_right)


def _verdict(is_right: bool) -> str:
    return "equal" if is_right else "DIFFERENT"


def main(arguments: Sequence[str]) -> int:
    """Print the table; the exit code is 1 if a file was read otherwise than by hand."""
    folder = Path(arguments[0])
    present = [one for one in READINGS if (folder / one.file).is_file()]
    lines = [compare(one, folder) for one in present]
    for line in lines:
        print(" | ".join(line))
    print(f"{len(lines)} readings, {len(READINGS) - len(lines)} skipped")
    return int(any(line[-1] != "equal" for line in lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
