"""A scenario as a session has tuned it, kept as a file of the workspace."""

import io
import shutil
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pydantic import ValidationError
from ruamel.yaml import YAML

from kgisim.app.levers import with_settings
from kgisim.audit.data_revision import require_own
from kgisim.audit.users import Person
from kgisim.errors import ContentError, RequestError
from kgisim.evidence.base import Text
from kgisim.evidence.catalog import Catalog
from kgisim.evidence.plan import Plan
from kgisim.io import write_whole
from kgisim.presentation.i18n.catalog import text
from kgisim.projection.scenario import Measure, Part, Scenario, key_of
from kgisim.projection.scenario_loader import read_scenarios
from kgisim.workspace import Workspace


def tuned(
    base: Scenario,
    settings: Mapping[str, float | None],
    plan: Plan,
    *,
    id: str,
    title: str,
    who: str,
    why: str,
) -> Scenario:
    """Make a scenario of its own out of one with its levers moved.

    Nothing switched off: it extends the other and restates what was moved, so that the same draws
    stay paired. Otherwise it holds all that is left.

    Raises
    ------
    RequestError
        If nothing was moved, or the name is no id.
    """
    if not settings:
        raise RequestError("saving.unmoved", id=id, base=base.id)
    moved = with_settings(base, settings, plan.axis)
    extends = () if None in settings.values() else (base.id,)
    held = [part for part in moved.parts if not extends or key_of(part) in settings]
    parts = [_restated(part, base, why) for part in held]
    titles, reasons = dict.fromkeys(plan.languages, title), dict.fromkeys(plan.languages, why)
    change = {
        "date": date.today().isoformat(),
        "who": who,
        "what": titles,
        "why": reasons,
    }
    try:
        fresh = Scenario.model_validate(
            {
                "id": id,
                "title": titles,
                "description": reasons,
                "extends": extends,
                "changes": [change],
            }
        )
    except ValidationError as error:
        where = ", ".join(str(place) for one in error.errors() for place in one["loc"])
        raise RequestError("saving.identifier", key=where, found=id) from None
    return fresh.with_parts(parts)


def _restated(part: Part, base: Scenario, why: str) -> Part:
    """Return a part whose rationale is about its own effect: the old one names the old number."""
    before = {key_of(one): one for one in base.measures}.get(key_of(part))
    if not isinstance(part, Measure) or before is None or before.effect == part.effect:
        return part
    values = {"old": f"{before.effect.p50:g}", "new": f"{part.effect.p50:g}", "why": why}
    said = {
        language: text("app.keep.moved", language, scenario=base.title(language), **values)
        for language in part.rationale.words
    }
    return part.model_copy(update={"rationale": Text(**said)})


def save_scenario(workspace: Workspace, catalog: Catalog, scenario: Scenario, by: Person) -> Path:
    """Write a scenario into the workspace, after all rules were tried on a copy.

    Parameters
    ----------
    by
        Who asks for it: an analyst.

    Raises
    ------
    AccessError
        If that person may not change scenarios.
    RequestError
        If there is a scenario of that name, or the workspace is the bundled one.
    ContentError
        If the scenario breaks a rule of `kgisim check`.
    """
    by.require_analyst()
    require_own(workspace)
    path = workspace.scenarios / f"{scenario.id}.yaml"
    if path.exists():
        raise RequestError("saving.taken", id=scenario.id)
    content = _written(scenario)
    with tempfile.TemporaryDirectory() as folder:
        copy = Workspace(Path(folder))
        shutil.copytree(workspace.scenarios, copy.scenarios)
        (copy.scenarios / path.name).write_bytes(content)
        _, problems = read_scenarios(copy, catalog.plan, catalog.indicators, catalog.indicators)
    own = [problem for problem in problems if problem.file == f"scenarios/{path.name}"]
    if own:
        raise ContentError(own)
    write_whole(path, content)
    return path


def _written(scenario: Scenario) -> bytes:
    yaml, out = YAML(), io.StringIO()
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.dump(scenario.model_dump(mode="json", exclude_defaults=True), out)
    return out.getvalue().encode()
