"""What an indicator says of its rows: other definitions, and answers to the plausibility gate."""

from typing import Annotated

from pydantic import Field

from kgisim.evidence.base import Identifier, Positive, Record, Text, Words


class DefinitionOffset(Record):
    """How far rows under another definition may differ from the indicator, systematically."""

    sd: Positive
    """Prior standard deviation of the offset, on the link scale."""
    reason: Text
    """What is counted in another way."""


class Answer(Record):
    """Why a row that the plausibility gate asks about is right all the same."""

    row: Words
    """Years of the row (``"2024"``, ``"2009-2021"``), or the id of the linked series."""
    source: str = ""
    """Source of the row; blank for a link."""
    member: str = ""
    """Member of a group whose row it is."""
    finding: Identifier
    """What the gate found, by its code."""
    reason: Text
    """Why it is right."""
    who: Words
    """Who answers for it."""
    date: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    """Day of the answer."""
