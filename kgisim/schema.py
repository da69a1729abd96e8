"""Names of dimensions, variables and columns: the contract between the rooms.

``docs/schema.md`` says the same for people, and a test compares the two.
"""

SCENARIO = "scenario"
"""Dimension: one entry per scenario, the baseline first."""
DRAW = "draw"
"""Dimension: posterior draws; the same draw is the same future under every scenario."""
YEAR = "year"
"""Dimension: the year in which the period (fiscal or calendar) starts."""
SERIES = "series"
"""Dimension: indicator ids."""
TERM = "term"
"""Dimension of a fit: drivers with an effect on the indicator."""
PARAMETER = "parameter"
"""Dimension of a fit: hyperparameters of the family."""

LEVEL = "level"
"""Variable: the underlying level in natural units."""
OUTCOME = "outcome"
"""Variable: what will be counted or published in that year, in natural units."""

BASELINE = "baseline"
"""Name of the scenario in which nothing is changed."""

OBSERVATION_COLUMNS = (
    "year",
    "year_end",
    "value",
    "relation",
    "low",
    "high",
    "se",
    "of",
    "design_effect",
    "source",
    "evidence",
    "definition",
    "published",
    "note",
)
"""Columns of observation rows, in this order."""

OPTIONAL_COLUMNS = ("of", "design_effect")
"""Columns that a ``data/<id>.csv`` may lack: only shares counted as k of n have them."""

REQUIRED_COLUMNS = tuple(name for name in OBSERVATION_COLUMNS if name not in OPTIONAL_COLUMNS)
"""Columns of every ``data/<id>.csv``."""

RELATIONS = ("eq", "about", "ge", "le", "sum", "mean", "set")
"""How a published number relates to the quantity."""

EVIDENCE = ("official", "secondary", "unverified")
"""Who vouches for a number, strongest first."""

SCALES = ("share", "positive", "count", "real")
"""Scales of an indicator; each gives a link and a likelihood."""

ASSESSMENT_COLUMNS = (
    "indicator",
    "target",
    "kind",
    "value",
    "year",
    "window",
    "statistic",
    "since",
    "scenario",
    "chance",
    "mcse",
    "median",
    "low90",
    "low50",
    "high50",
    "high90",
    "pace_needed",
    "pace_past",
    "pace_ratio",
    "illustrative",
)
"""Columns of a run's ``assessment.csv``: one row per target and scenario."""

LANGUAGES = ("ja", "en")
"""Languages of everything people read; the first is the default."""
