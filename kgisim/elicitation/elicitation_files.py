"""Elicitation files: read, and checked against the indicators that they name."""

from collections.abc import Collection, Iterator, Mapping

from kgisim.elicitation.records import Elicitation
from kgisim.errors import ContentError, Keys, Problem
from kgisim.evidence.catalog import Catalog
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.loader import files_in, stray_files
from kgisim.evidence.plan import Plan
from kgisim.evidence.yaml_records import collecting, read_record
from kgisim.messages import Message, Nearest
from kgisim.workspace import Workspace

Finding = tuple[Keys, Message]
"""Keys and message."""


def load_elicitations(workspace: Workspace, catalog: Catalog) -> dict[str, Elicitation]:
    """Load all elicitations of a workspace, or raise every problem found.

    Parameters
    ----------
    workspace
        Where the files are; it need not have any.
    catalog
        Indicators that they may name.

    Returns
    -------
    dict
        By indicator, in the order of the catalogue.

    Raises
    ------
    ContentError
        If any file is wrong; it holds every problem.
    """
    indicators = catalog.indicators
    found, problems = read_elicitations(workspace, catalog.plan, indicators, indicators)
    if problems:
        raise ContentError(problems)
    return found


def read_elicitations(
    workspace: Workspace,
    plan: Plan,
    indicators: Mapping[str, Indicator],
    known: Collection[str],
) -> tuple[dict[str, Elicitation], list[Problem]]:
    """Read what can be read, and collect everything that is wrong.

    Parameters
    ----------
    workspace
        Where the files are; it need not have any.
    plan
        Gives the years that can be projected.
    indicators
        Sound indicators.
    known
        Names of all indicators, so that a broken one is not also called unknown.
    """
    folder = workspace.elicitations
    if not folder.is_dir():
        return {}, []
    problems = stray_files(workspace, folder, (".yaml",))
    read: dict[str, Elicitation] = {}
    for stem, path in files_in(folder, ".yaml").items():
        with collecting(problems):
            read[stem] = read_record(Elicitation, path, workspace.name(path), plan.context)
    problems += [
        Problem(f"elicitations/{stem}.yaml", where, message)
        for stem, one in read.items()
        for where, message in _findings(stem, one, plan, indicators, known)
    ]
    return {name: read[name] for name in indicators if name in read}, problems


def elicitation_findings(stem: str, one: Elicitation, catalog: Catalog) -> list[Finding]:
    """Return what is wrong with an elicitation beside a catalogue, as keys and messages.

    Parameters
    ----------
    stem
        Name of its file.
    """
    indicators = catalog.indicators
    return list(_findings(stem, one, catalog.plan, indicators, indicators))


def _findings(
    stem: str,
    one: Elicitation,
    plan: Plan,
    indicators: Mapping[str, Indicator],
    known: Collection[str],
) -> Iterator[Finding]:
    if one.indicator != stem:
        yield ("indicator",), Message("elicitation.file_name", found=one.indicator, expected=stem)
    elif stem not in known:
        yield ("indicator",), Message("elicitation.indicator", name=stem, near=Nearest(stem, known))
    elif stem in indicators and indicators[stem].is_projected:
        yield ("indicator",), Message("elicitation.projected", name=stem)
    yield from _form_findings(one, plan, indicators, known)
    for place, expert in enumerate(one.experts, start=1):
        for number, answer in enumerate(expert.known, start=1):
            if answer.indicator not in known:
                name = answer.indicator
                message = Message("elicitation.indicator", name=name, near=Nearest(name, known))
                yield ("experts", place, "known", number), message


def _form_findings(
    one: Elicitation, plan: Plan, indicators: Mapping[str, Indicator], known: Collection[str]
) -> Iterator[Finding]:
    where = ("priced", "deals") if one.priced is not None else ("thinned", "counts")
    for name in one.inputs:
        if name not in known:
            yield where, Message("elicitation.indicator", name=name, near=Nearest(name, known))
        elif name in indicators and not _is_projected_count(indicators[name]):
            yield where, Message("elicitation.no_count", name=name)
    further = one.thinned.rate_of if one.thinned is not None else None
    if further is not None and further not in known:
        message = Message("elicitation.indicator", name=further, near=Nearest(further, known))
        yield ("thinned", "rate_of"), message
    if one.thinned is not None and not plan.first_year <= one.thinned.since < plan.horizon:
        span = {"first": plan.first_year, "last": plan.horizon - 1}
        since = one.thinned.since
        yield ("thinned", "since"), Message("elicitation.since", found=since, **span)


def _is_projected_count(indicator: Indicator) -> bool:
    return indicator.is_projected and indicator.scale == "count" and indicator.counting == "flow"
