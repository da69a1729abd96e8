"""A group: one KGI of many regions, countries or sectors, written in one file with one CSV."""

from typing import Annotated

from pydantic import Field

from kgisim.evidence.base import Finite, Identifier, Positive, Record, Text

COLUMN = "member"
"""Column of a group's CSV file that names the member of each row."""


class Group(Record):
    """Regions, countries or sectors that are counted alike, and fitted with partial pooling."""

    noun: Text
    """What a member is: a prefecture, a country, a sector."""
    members: Annotated[dict[Identifier, Text], Field(min_length=3)]
    """Names of the members, by the word that the column ``member`` of the CSV file holds."""
    own_levels: dict[Identifier, Finite] = Field(default_factory=dict)
    """Levels that single members have to reach, by their word, in place of the level of the target
    that stands for the group, over the years of that target."""
    loading_sd: Positive = 0.25
    """Prior standard deviation of a member's loading on the path that all share; its mean is 1."""

    @property
    def has_namesakes(self) -> bool:
        """Whether two members have one name in any language."""
        names = [pair for name in self.members.values() for pair in name.words.items()]
        return len({*names}) < len(names)
