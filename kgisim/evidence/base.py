"""What every record of a workspace is made of: names, numbers, texts, units and sources."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Words = Annotated[str, Field(pattern=r"\S")]
Year = Annotated[int, Field(ge=1900, le=2100)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Scale = Literal["share", "positive", "count", "real"]
Share = Annotated[float, Field(gt=0, le=1)]
Finite = Annotated[float, Field(allow_inf_nan=False)]


class Record(BaseModel):
    """Closed and frozen: an unknown key is an error, a value never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Text(Record):
    """One text in both languages; neither may be empty."""

    ja: Words
    """Japanese, as a civil servant would write it."""
    en: Words
    """English."""

    def __call__(self, language: str) -> str:
        """Return the text in the language asked for."""
        return getattr(self, language)


class Unit(Text):
    """How a unit is written, and the scales it may be used with."""

    scales: Annotated[tuple[Scale, ...], Field(min_length=1)]
    """Scales of indicators in this unit."""


class Source(Record):
    """A document from which numbers were taken."""

    title: Words
    """Title as printed."""
    publisher: Words
    """Body that makes or prints the number."""
    address: str = ""
    """Address or shelf mark; blank if only the title is known."""
