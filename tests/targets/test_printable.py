import pytest

from kgisim.targets.printable import printable
from kgisim.targets.window import TargetWindow
from tests.builders import goal

ONE, MEAN, SUM = TargetWindow(2040), TargetWindow(2040, 3), TargetWindow(2040, 3, "sum")


@pytest.mark.parametrize(
    ("value", "scale", "window", "nearest", "below", "above"),
    [
        (12.345, "share", ONE, 12.3, 12.3, 12.4),
        (12.5, "count", ONE, 12.0, 12.0, 13.0),
        (12.34, "count", MEAN, 12.3, 12.3, 12.4),
        (12.34, "count", SUM, 12.0, 12.0, 13.0),
        (1234.5, "positive", ONE, 1200.0, 1200.0, 1300.0),
        (0.0567, "positive", ONE, 0.057, 0.056, 0.057),
        (-3.456, "real", ONE, -3.5, -3.5, -3.4),
        (0.0, "real", ONE, 0.0, 0.0, 0.0),
        (12.3, "share", ONE, 12.3, 12.3, 12.3),
    ],
)
def test_levels_are_rounded_as_a_council_would_print_them(
    value, scale, window, nearest, below, above
):
    more = {"counting": "flow"} if scale == "count" else {}
    up, down = (goal(scale=scale, better=better, **more) for better in ("higher", "lower"))
    assert printable(value, up, window) == pytest.approx(nearest)
    for one, easier, harder in ((up, below, above), (down, above, below)):
        assert printable(value, one, window, "easier") == pytest.approx(easier)
        assert printable(value, one, window, "harder") == pytest.approx(harder)
