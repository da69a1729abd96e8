"""One figure: the drawing, what it says in words, and the numbers behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import pandas as pd

from kgisim.presentation.figures.elements import AREA, Chart, Label
from kgisim.presentation.figures.render import inline, saved

Role = Literal[
    "x",
    "low90",
    "low50",
    "high50",
    "high90",
    "past",
    "median",
    "observed",
    "target",
    "chance",
    "rung",
    "dot",
    "low80",
    "high80",
    "rank",
]
"""What a column of drawn numbers is to a chart."""


Form = Literal["png", "svg", "pdf"]
"""File format of a drawing."""


@dataclass(frozen=True)
class Numbers:
    """The numbers that a chart draws, to the last digit.

    Parameters
    ----------
    frame
        One column per line or edge of the drawing, the horizontal place first; headings are as
        people read them. Blank where nothing is drawn.
    roles
        What each column is.
    unit
        Unit of the values.
    """

    frame: pd.DataFrame
    roles: tuple[Role, ...]
    unit: str

    def of(self, *roles: Role) -> pd.DataFrame:
        """Return the columns with these roles.

        Returns
        -------
        DataFrame
            Those columns of `frame`, in its order.
        """
        kept = [place for place, role in enumerate(self.roles) if role in roles]
        return self.frame.iloc[:, kept]


@dataclass(frozen=True)
class Figure:
    """One figure of a report; it is drawn when the first writer asks for it, and once.

    Parameters
    ----------
    name
        Unique name.
    chart
        What is drawn.
    caption
        What stands below it.
    alt
        What a reader who cannot see it is told.
    table
        Its numbers as text, for readers who cannot or will not read a chart.
    numbers
        Its numbers as they are drawn.
    """

    name: str
    chart: Chart
    caption: str
    alt: str
    table: pd.DataFrame
    numbers: Numbers

    @cached_property
    def svg(self) -> str:
        """The drawing as an SVG element, for a page."""
        return inline(self.image("svg").decode(), name=self.name, alt=self.alt)

    def draw(self, forms: Sequence[Form]) -> None:
        """Make its files in some formats, before they are asked for."""
        for form in forms:
            self.image(form)

    @property
    def inches(self) -> float:
        """Width of the drawing."""
        return float(self.chart.inches[0])

    def image(self, form: Form, dpi: int = 300) -> bytes:
        """Return the drawing as a file; each is made once."""
        if (form, dpi) not in self._files:
            self._files[form, dpi] = saved(self.chart, form, dpi)
        return self._files[form, dpi]

    @cached_property
    def _files(self) -> dict[tuple[str, int], bytes]:
        return {}


def warm(forms: Sequence[Form]) -> None:
    """Draw an empty sheet, so that fonts and all that draws are there before the first chart."""
    words = Label("0", (0.5, 0.5), frame=AREA, size=9, color="black")
    for form in forms:
        saved(Chart([words], (1.0, 1.0), ((0, 1), (0, 1))), form)
