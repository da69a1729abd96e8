import holoviews as hv
import numpy as np
import pytest

import kgisim as kg
from kgisim.errors import NotFoundError, RequestError
from kgisim.schema import LANGUAGES

GOAL = "share"


def drawn(overlay: hv.Overlay) -> list[np.ndarray]:
    """Numbers of every element, one below the other."""
    parts = [one for one in overlay if not isinstance(one, hv.VLine)]
    return [one.dimension_values(dim).astype(float) for one in parts for dim in one.dimensions()]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("figure", ["fan", "probability"])
def test_holoviews_draws_a_figure_in_every_language(quick_run, figure, language):
    # a glyph that the font does not have would be a warning, and so an error
    overlay = getattr(kg.plot, figure)(quick_run.projection, GOAL, language=language)
    assert hv.render(overlay, backend="matplotlib").axes


@pytest.mark.parametrize("figure", ["fan", "probability"])
def test_a_run_and_its_projection_are_drawn_alike(quick_run, figure):
    draw = getattr(kg.plot, figure)
    pairs = zip(drawn(draw(quick_run, GOAL)), drawn(draw(quick_run.projection, GOAL)), strict=True)
    assert all(np.array_equal(one, other, equal_nan=True) for one, other in pairs)


def test_the_variance_of_a_projection_is_split_when_it_is_drawn(quick_run):
    overlay = kg.plot.variance(quick_run.projection, GOAL, language="en")
    areas = [one for one in overlay if isinstance(one, hv.Area)]
    assert np.allclose(areas[-1].dimension_values("high"), 100.0)
    assert hv.render(overlay, backend="matplotlib").axes


def test_an_indicator_without_a_projection_is_refused_with_the_reason(quick_run):
    with pytest.raises(RequestError, match="supply carries no target"):
        kg.plot.fan(quick_run, "supply")


@pytest.mark.parametrize("figure", ["fan", "probability", "variance"])
def test_mistakes_are_reported_in_words(quick_run, figure):
    draw = getattr(kg.plot, figure)
    with pytest.raises(NotFoundError, match="no indicator is called 'shaer'; did you mean"):
        draw(quick_run, "shaer")
    with pytest.raises(NotFoundError, match="no language is called 'fr'"):
        draw(quick_run, GOAL, language="fr")
    with pytest.raises(RequestError, match="'future' is of type str, expected a projection"):
        draw("runs", GOAL)
