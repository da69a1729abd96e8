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
    "source",
    "evidence",
    "definition",
    "published",
    "note",
)
"""Columns of every ``data/<id>.csv``, in this order."""

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
