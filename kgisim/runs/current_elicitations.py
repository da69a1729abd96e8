"""Conditional projections that may be used: those whose experts need not be asked again yet."""

from datetime import date

from kgisim.elicitation.elicitation_files import load_elicitations
from kgisim.evidence.catalog import Catalog
from kgisim.evidence.csv_cells import last_day
from kgisim.projection.conditional import ConditionalProjection, conditional_projections
from kgisim.projection.projection import Projection
from kgisim.workspace import Workspace


def current_conditional(
    workspace: Workspace, projection: Projection
) -> dict[str, ConditionalProjection]:
    """Return the conditional projections of a workspace whose elicitation is not due again.

    Parameters
    ----------
    workspace
        It holds the elicitations.
    projection
        It holds the counts that they name.

    Returns
    -------
    dict
        By indicator.
    """
    known = newest(projection.catalog)
    elicited = load_elicitations(workspace, projection.catalog)
    current = {name: one for name, one in elicited.items() if not one.is_due(known)}
    return conditional_projections(projection, current)


def newest(catalog: Catalog) -> date:
    """Return the day of the newest publication among the rows; without any, the first of all."""
    published = [text for text in catalog.observations["published"] if text]
    return max(map(last_day, published), default=date.min)
