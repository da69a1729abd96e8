from itertools import combinations

import pytest

from kgisim.presentation.figures.elements import Rectangles
from kgisim.presentation.figures.sensitivity import Swing, swings
from kgisim.presentation.i18n.catalog import text
from kgisim.schema import LANGUAGES
from tests.presentation.figures.boxes import boxes

LONG = {
    "ja": "海外事業の取得等による事業規模の拡大と円",
    "en": "Scale through purchases abroad and yen",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "ends", [[(0, 100), (40, 41)], [(0, 0), (0, 0)], [(99.5, 100)], [(80, 20), (50, 50), (3, 4)]]
)
def test_words_at_the_ends_of_bars_never_stand_on_names_or_beyond_the_sheet(ends, language):
    bars = [Swing(LONG[language], low, high, True) for low, high in ends]
    chart = swings(bars, 50.0, language)
    wide = 72 * chart.inches[0]
    for (one, *a), (other, *b) in combinations(list(boxes(chart)), 2):
        assert 0 <= a[0] < a[2] <= wide, one
        across, up = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
        assert across < 0 or up < 2, (one, other)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kinds", [(True,), (False,), (True, False)])
def test_the_legend_explains_the_kinds_of_bars_that_there_are(kinds, language):
    chart = swings([Swing("a", 40, 60, kind) for kind in kinds], 50.0, language)
    said = {one for one, *_ in boxes(chart)}
    for kind, key in ((True, "policy"), (False, "world")):
        assert (text(f"chart.{key}", language) in said) == (kind in kinds)
    assert len([one for one in chart if isinstance(one, Rectangles)]) == len(kinds)


def test_no_chance_below_nought_or_above_all_is_written_at_the_axis():
    found = {one for one, *_ in boxes(swings([Swing("a", 0, 100, True)], 50.0, "en"))}
    assert {"0", "100"} < found
    assert not {"-20", "120"} & found
