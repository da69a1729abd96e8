"""The seven demands of a Reproducible Analytical Pipeline, asked of a run.

They are those that the Government Analysis Function of the United Kingdom makes of any pipeline
(https://analysisfunction.civilservice.gov.uk/support/reproducible-analytical-pipelines/). Each is
answered from what can be read in the run, in the register and in version control, and what is not
there counts as not met. Whether everybody can read a remote repository cannot be seen, and is
stated beside the answer.
"""

import hashlib
import re
import subprocess
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from kgisim.audit.entries import Decision, Dissent, Proposal, Statement
from kgisim.audit.log import Register
from kgisim.inference.model_card import read_card
from kgisim.runs.run import Run

OPEN_LICENCES = re.compile(r"\b(Apache|BSD|MIT|ISC|PSF|Python Software Foundation|L?GPL|MPL)\b")
"""Names by which packages declare an open licence."""
OF_PYTHON = "PSF-2.0"
"""Licence of Python itself, which is no package."""
REVIEWERS = 2
"""Who looked at a run: one who made it, and another."""


@dataclass(frozen=True)
class Demand:
    """One demand, and what was found.

    Parameters
    ----------
    name
        Which, as in the message catalogue under ``pipeline.demands``.
    is_met
        Whether what was found meets it.
    values
        The facts, by placeholder of the sentence under ``pipeline.findings``.
    """

    name: str
    is_met: bool
    values: Mapping[str, object]


def demands(run: Run, folder: Path, register: Register | None) -> tuple[Demand, ...]:
    """Answer all seven, in the order in which they are published.

    Parameters
    ----------
    run
        The run.
    folder
        Workspace whose files are looked up in version control.
    register
        Where people record what they think of a run; None: nothing was recorded.
    """
    return (
        _manual_steps(run),
        _open_source(run.manifest["versions"]),
        _peer_review(run, register),
        _version_control(run.manifest["inputs"], folder),
        _open_to_anyone(folder),
        _quality_assurance(run),
        _documentation(run),
    )


def _manual_steps(run: Run) -> Demand:
    answers = [one for each in run.catalog.indicators.values() for one in each.accept]
    judged = run.elicitations.values()
    signed = all(one.who and one.date for one in answers) and all(
        one.date and one.review for one in judged
    )
    values = {"answers": len(answers), "judged": len(judged)}
    counts = {"inputs": len(run.manifest["inputs"]), "outputs": len(run.manifest["outputs"])}
    return Demand("manual_steps", signed, values | counts)


def _open_source(versions: dict[str, str]) -> Demand:
    licences = {name: _licence(name) for name in versions}
    closed = [name for name, licence in licences.items() if not OPEN_LICENCES.search(licence)]
    listed = ", ".join(
        f"{name} {versions[name]} ({licence or '–'})" for name, licence in licences.items()
    )
    return Demand("open_source", not closed, {"listed": listed})


def _licence(name: str) -> str:
    """Return the licence that a package declares; blank if none can be read."""
    if name == "python":
        return OF_PYTHON
    try:
        declared = metadata(name)
    except PackageNotFoundError:
        return ""
    classified = [
        one.rpartition(" :: ")[2]
        for one in declared.get_all("Classifier") or ()
        if one.startswith("License ::")
    ]
    if "License-Expression" in declared:
        return declared["License-Expression"]
    return ", ".join(classified)


def _peer_review(run: Run, register: Register | None) -> Demand:
    people = set() if register is None else _people(run.id, register)
    values = {"people": len(people), "needed": REVIEWERS}
    return Demand("peer_review", len(people) >= REVIEWERS, values)


def _people(run: str, register: Register) -> set[str]:
    """Return who proposed, objected, decided or stated something about a run."""
    proposals = [one for one in register.entries(Proposal) if one.run == run]
    about = {one.id for one in proposals}
    answers = [*register.entries(Dissent), *register.entries(Decision)]
    stated = [one for one in register.entries(Statement) if one.run == run]
    replied = [one for one in answers if one.proposal in about]
    return {one.author for one in (*proposals, *stated, *replied)}


def _version_control(inputs: dict[str, str], folder: Path) -> Demand:
    commit = _git(folder, "rev-parse", "--short", "HEAD").decode().strip()
    same = sum(_committed(folder, path) == digest for path, digest in inputs.items())
    values = {"same": same, "inputs": len(inputs), "commit": commit or "–"}
    return Demand("version_control", bool(commit) and same == len(inputs), values)


def _committed(folder: Path, path: str) -> str:
    """Return the digest of a file as it was last committed."""
    return hashlib.sha256(_git(folder, "show", f"HEAD:./{path}")).hexdigest()


def _git(folder: Path, *words: str) -> bytes:
    """Return what Git prints; nothing, where there is no Git, no repository or no such file."""
    try:
        done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=False)
    except FileNotFoundError:
        return b""
    return done.stdout if done.returncode == 0 else b""


def _open_to_anyone(folder: Path) -> Demand:
    top = _git(folder, "rev-parse", "--show-toplevel").decode().strip()
    places = [folder, *([Path(top)] if top else [])]
    licences = _files(places, "LICEN[CS]E*")
    remotes = _git(folder, "remote").decode().split()
    values = {"licence": ", ".join(licences) or "–", "remotes": len(remotes)}
    is_kept = bool(_git(folder, "ls-files", "workspace.yaml"))
    return Demand("open_to_anyone", bool(licences and remotes and is_kept), values)


def _files(folders: Iterable[Path], pattern: str) -> Collection[str]:
    return sorted({path.name for folder in folders for path in folder.glob(pattern)})


def _quality_assurance(run: Run) -> Demand:
    status = run.fits["status"].tolist()
    failed, passed = status.count("failed"), status.count("ok")
    used = failed if run.manifest["options"]["use_failed"] else 0
    compared = 0 if run.backtests is None else run.backtests["forecaster"].tolist().count("model")
    values = {"passed": passed, "failed": failed, "used": used, "compared": compared}
    return Demand("quality_assurance", used == 0 and compared > 0, values)


def _documentation(run: Run) -> Demand:
    families = {one.model.family for one in run.catalog.indicators.values()}
    cards = [read_card(run.workspace, name) for name in families if name is not None]
    parts = {part.id for one in run.scenarios.values() for part in one.measures}
    values = {
        "indicators": len(run.catalog.indicators),
        "measures": len(parts),
        "families": len(cards),
        "described": sum(bool(card.docstrings) for card in cards),
    }
    is_met = values["described"] == values["families"]
    return Demand("documentation", is_met, values)
