"""Is a workspace sound: every rule over every file, everything told at once."""

from collections.abc import Iterator, Mapping
from inspect import signature
from typing import Any, NamedTuple

from kgisim.elicitation.elicitation_files import read_elicitations
from kgisim.errors import ContentError, FitError, Keys, NotFoundError, Problem
from kgisim.evidence.gate.finding import Finding
from kgisim.evidence.gate.problems import gate_problems
from kgisim.evidence.gate.screen import Screening, screen
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.languages import language_problems
from kgisim.evidence.loader import LoadResult, read_data
from kgisim.evidence.plan import Plan, read_plan
from kgisim.evidence.yaml_records import collecting
from kgisim.inference.driver_growth import is_driven
from kgisim.inference.family import Family, load_family
from kgisim.messages import Message
from kgisim.projection.scenario_loader import read_scenarios
from kgisim.workspace import Workspace

POSITIVE = ("sigma", "nu", "lam", "tau")
"""Parameters that are widths or degrees of freedom in every distribution of PyMC that has them."""

ORDINARY = {
    "Beta": {"alpha", "beta"},
    "Gamma": {"alpha", "beta"},
    "HalfNormal": {"sigma"},
    "Normal": {"mu", "sigma"},
}
"""Distributions, and parameters with which PyMC makes them of any numbers: these need not be tried,
and PyMC takes a second to import."""


def check_workspace(workspace: Workspace) -> tuple[Problem, ...]:
    """Find every problem in a workspace; content never makes this raise.

    Parameters
    ----------
    workspace
        The workspace; it need not be complete.

    Examples
    --------
    >>> from pathlib import Path
    >>> str(check_workspace(Workspace(Path("/nowhere")))[0].message)
    "no such folder; make a workspace with 'kgisim init'"
    """
    return read_checked(workspace).problems


class Checked(NamedTuple):
    """What a check of a workspace has found.

    Parameters
    ----------
    reading
        The data, as far as they can be read; None where not even a plan can.
    problems
        Everything that is wrong.
    """

    reading: LoadResult | None
    problems: tuple[Problem, ...]

    def sound(self) -> LoadResult:
        """Return the data of a workspace in which nothing is wrong.

        Raises
        ------
        ContentError
            If anything is.
        """
        if self.reading is None or self.problems:
            raise ContentError(self.problems)
        return self.reading


def read_checked(workspace: Workspace) -> Checked:
    """Return the data, as far as they can be read, and every problem of the workspace."""
    missing = workspace.missing_folders()
    if missing:
        return Checked(None, missing)
    try:
        plan = read_plan(workspace)
    except ContentError as error:  # its years and languages decide what is right elsewhere
        return Checked(None, error.problems)
    reading = read_data(workspace, plan)
    around = reading.around
    _, problems = read_scenarios(workspace, plan, around.indicators, around.known)
    problems += language_problems(workspace, plan)
    problems += read_elicitations(workspace, plan, around.indicators, around.known)[1]
    problems += [*reading.problems, *_family_problems(workspace, around.indicators)]
    if not problems:  # plausible is asked of what is sound
        problems += gate_problems(_screened(reading, plan))
    return Checked(reading, tuple(sorted(set(problems))))


def open_questions(workspace: Workspace) -> dict[str, tuple[Finding, ...]]:
    """Return what the plausibility gate asks and nobody has answered, by the name of the file.

    Questions about members of a group are under the file of the group.
    """
    plan = read_plan(workspace)
    reading = read_data(workspace, plan)
    asked = () if reading.problems else _screened(reading, plan).open
    names = dict.fromkeys(finding.stem for finding in asked)
    return {name: tuple(one for one in asked if one.stem == name) for name in names}


def _screened(reading: LoadResult, plan: Plan) -> Screening:
    return screen(reading.around.indicators, reading.rows, fiscal_start=plan.fiscal_year_starts)


def _family_problems(workspace: Workspace, indicators: Mapping[str, Indicator]) -> list[Problem]:
    problems: list[Problem] = []
    families: dict[str, Family] = {}
    for name in workspace.families():
        with collecting(problems):
            families[name] = load_family(workspace, name)
    for stem, indicator in indicators.items():
        family = families.get(indicator.model.family or "")
        if family is not None:
            problems += [
                Problem(f"data/{stem}.yaml", where, message)
                for where, message in _prior_problems(indicator, family)
            ]
            if family.expects_growth(indicator.model.priors):
                driven = is_driven(indicators, workspace, stem)
                where = (f"data/{stem}.yaml", ("model", "priors"), Message("prior.grows_twice"))
                problems += [Problem(*where)] * driven
    return problems


def _prior_problems(indicator: Indicator, family: Family) -> Iterator[tuple[Keys, Message]]:
    for name, prior in indicator.model.priors.items():
        where = ("model", "priors", name)
        if not _is_prior(prior):
            yield where, Message("prior.form")
            continue
        low = [key for key in POSITIVE if key in prior["kwargs"] and prior["kwargs"][key] <= 0]
        if low:
            found = {"parameter": low[0], "found": prior["kwargs"][low[0]]}
            yield where, Message("prior.positive", name=name, **found)
            continue
        try:
            family.merged_priors(indicator.scale, {name: prior})
            if not _is_ordinary(prior):
                _try_prior(name, prior)
        except (NotFoundError, FitError) as error:
            yield where, error.message


def _is_prior(prior: Mapping[str, Any]) -> bool:
    if prior.keys() - {"within"} != {"dist", "kwargs"} or not isinstance(prior["kwargs"], dict):
        return False
    ends = prior.get("within", [0, 1])
    if not isinstance(ends, list) or len(ends) != 2:
        return False
    return all(type(value) in (int, float) for value in [*prior["kwargs"].values(), *ends])


def _is_ordinary(prior: Mapping[str, Any]) -> bool:
    return "within" not in prior and ORDINARY.get(str(prior["dist"])) == prior["kwargs"].keys()


def _try_prior(name: str, prior: Mapping[str, Any]) -> None:
    """Make the prior as a fit would; PyMC passes over unknown parameters in silence."""
    import pymc as pm  # slow to import, and overrides are rare

    from kgisim.inference.pymc_priors import make_prior

    kinds = {
        key: kind
        for key, kind in vars(pm).items()
        if isinstance(kind, type) and issubclass(kind, pm.Distribution)
    }
    called = str(prior["dist"])
    if called not in kinds:
        raise NotFoundError("distribution", called, kinds)
    with pm.Model():
        make_prior(name, prior)
    parameters = signature(kinds[called].dist).parameters
    for key in prior["kwargs"]:
        if key not in parameters:
            raise NotFoundError(Message("prior.parameter", name=called), key, parameters)
