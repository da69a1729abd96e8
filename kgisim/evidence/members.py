"""From the file of a group to its indicators: each member, and the middle of all.

The *middle* is the path that all members share, at the level of the typical one: link values are
split by least squares into a level of each member and a change of each year that is the same for
all, so that members that begin late or miss years do not move it. It is fitted like any other
indicator, and drives the members (docs/method.md, Groups).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from kgisim.evidence.base import Identifier, Scale, Source, Text
from kgisim.evidence.group import Group
from kgisim.evidence.indicator import DriverEffect, Indicator, ModelChoice
from kgisim.evidence.observations import published_values
from kgisim.messages import Message, languages
from kgisim.schema import EVIDENCE, OBSERVATION_COLUMNS

SOURCE = "members"
"""Key of the source that stands for the rows of all members."""
EDGE = 5e-3
"""Distance to the ends of its range, as part of it, within which no share enters the middle."""
FEWEST_EVENTS = 0.5
"""Count below which none enters the middle: nothing counted is not minus infinity."""

OF_THE_MIDDLE = {
    **{"label": "", "order": 100, "variant_of": None, "serves": (), "withheld": None},
    **{"wanted": (), "candidates": (), "caveats": (), "group": None, "breaks": ()},
    **{"exceptional": (), "targets": ()},
}
"""Keys of a group that speak of its middle, and what its members have in their place."""


class Member(Indicator):
    """One member of a group, as an indicator."""

    member: Identifier
    """Word of the column ``member``."""
    member_of: Identifier
    """Id of the group."""
    name: Text
    """Name of the member alone."""
    own_level: float | None = None
    """Level that it has to reach in place of that of the group's target; None: that one."""

    @property
    def file(self) -> str:
        """Name of the files of its group."""
        return self.member_of


class Middle(Indicator):
    """The middle of a group, as an indicator."""

    scale_of_members: Scale
    """Scale of the members; the middle of counts is an amount."""
    title_of_all: Text
    """Title of the group, which says nothing of a middle."""

    @property
    def is_of_counts(self) -> bool:
        """Whether the members are counts, which are not expected to grow as amounts do."""
        return self.scale_of_members == "count"


def member_id(group: str, member: str) -> str:
    """Return the id of a member.

    Examples
    --------
    >>> member_id("births", "tokyo")
    'births_tokyo'
    """
    return f"{group}_{member}"


def members_of(indicators: Mapping[str, Indicator], group: str) -> list[Member]:
    """Return the members of a group in the order of its file; of what is no group, none."""
    own = indicators[group].group
    ids = (member_id(group, member) for member in own.members) if own else ()
    return [found for found in map(indicators.get, ids) if isinstance(found, Member)]


def with_members(indicators: Mapping[str, Indicator]) -> dict[str, Indicator]:
    """Return indicators with each group followed by its members, and itself as their middle."""
    expanded: dict[str, Indicator] = {}
    for name, indicator in indicators.items():
        if indicator.group is None:
            expanded[name] = indicator
        else:
            own = (member_of(indicator, member) for member in indicator.group.members)
            expanded |= {name: middle_of(indicator), **{member.id: member for member in own}}
    return expanded


def middle_of(indicator: Indicator) -> Middle:
    """Return the indicator of what is in the middle of a group.

    What tells the rows of one member from each other is left to the members.
    """
    assert indicator.group is not None
    file = f"data/{indicator.id}.csv"
    own = _own(indicator) | {
        **{"definitions": {}, "editions": (), "design_effect": 1.0, "counting": "flow"},
        "title": _words(
            Message("group.middle", title=indicator.title, noun=indicator.group.noun),
            indicator.title,
        ),
        "scale": "positive" if indicator.scale == "count" else indicator.scale,
        "sources": {SOURCE: Source(title=file, publisher="kgisim", address=file)},
        "accept": tuple(
            one for one in indicator.accept if one.member not in indicator.group.members
        ),
    }
    return Middle(**own, scale_of_members=indicator.scale, title_of_all=indicator.title)


def member_of(indicator: Indicator, member: str) -> Member:
    """Return one member of a group as an indicator that the middle drives."""
    group = indicator.group
    assert group is not None
    own = _own(indicator) | OF_THE_MIDDLE
    own |= {
        "id": member_id(indicator.id, member),
        "role": "component",
        "order": indicator.order,
        "title": _words(
            Message("group.member", title=indicator.title, member=group.members[member]),
            indicator.title,
        ),
        "model": ModelChoice(family=indicator.model.family),
        "drivers": (_loading(indicator.id, group),),
        "accept": tuple(one for one in indicator.accept if one.member == member),
    }
    return Member(
        **own,
        member=member,
        member_of=indicator.id,
        name=group.members[member],
        own_level=group.own_levels.get(member),
    )


def middle_rows(members: Sequence[Member], rows: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Compute the rows of the middle from those of the members.

    Only exact numbers of single years enter. A row is as well vouched for as the weakest that it
    was made from.

    Parameters
    ----------
    members
        Of one group.
    rows
        By id; columns `kgisim.schema.OBSERVATION_COLUMNS`, values in their unit.

    Returns
    -------
    DataFrame
        Columns `kgisim.schema.OBSERVATION_COLUMNS`, one row per year that any member has; values
        in the same unit.
    """
    known = {one.id: published_values(one, rows[one.id]) for one in members if one.id in rows}
    table = pd.DataFrame({name: values for name, values in known.items() if len(values)})
    table = table.sort_index()
    if table.empty:
        return pd.DataFrame(columns=list(OBSERVATION_COLUMNS))
    values = _natural(shared_path(_link(table.to_numpy(), members[0])), members[0])
    joined = pd.concat([rows[name] for name in table.columns], ignore_index=True)
    made = [
        {
            **{"year": year, "year_end": year, "value": value, "relation": "eq"},
            **{"source": SOURCE, "evidence": evidence, "published": published},
        }
        for year, value, (evidence, published) in zip(
            table.index, values, _vouched(joined, table.index), strict=True
        )
    ]
    blank = {"definition": "", "note": ""}
    return pd.DataFrame([one | blank for one in made]).reindex(columns=list(OBSERVATION_COLUMNS))


def shared_path(link: np.ndarray) -> np.ndarray:
    """Split values into a level of each column and a change of each row that all columns share.

    Parameters
    ----------
    link
        (year, member), NaN where a member is not known.

    Returns
    -------
    ndarray
        (year,) the mean level and the shared change, by least squares.

    Examples
    --------
    >>> shared_path(np.array([[1.0, 5.0], [2.0, np.nan], [3.0, 7.0]])).round(9).tolist()
    [3.0, 4.0, 5.0]
    """
    there = ~np.isnan(link)
    filled, count = np.where(there, link, 0.0), there.sum(axis=0)
    own = filled.sum(axis=0) / count
    # the normal equations of the years, the levels of the members eliminated
    between = np.diag(there.sum(axis=1)) - (there / count) @ there.T
    change = np.linalg.pinv(between) @ (filled - there * own).sum(axis=1)
    level = np.where(there, link - change[:, None], 0.0).sum(axis=0) / count
    return level.mean() + change


def _link(values: np.ndarray, member: Indicator) -> np.ndarray:
    """Map values to the link scale of the members; NaN stay."""
    top = _top(member)
    if member.scale == "count":
        values = np.maximum(values, FEWEST_EVENTS)
    if top is None:
        return np.log(values)
    share = np.clip(values / top, EDGE, 1 - EDGE)
    return np.log(share) - np.log1p(-share)


def _natural(link: np.ndarray, member: Indicator) -> np.ndarray:
    top = _top(member)
    return np.exp(link) if top is None else top / (1 + np.exp(-link))


def _top(member: Indicator) -> float | None:
    return (member.ceiling or 100.0) if member.scale == "share" else member.ceiling


def _vouched(rows: pd.DataFrame, years: Iterable[int]) -> list[tuple[str, str]]:
    """Return the weakest evidence and the last publication of each year."""
    found = []
    for year in years:
        own = rows.loc[rows["year"] == year]
        weakest = max(own["evidence"], key=EVIDENCE.index)
        found.append((weakest, max(own["published"])))
    return found


def _loading(group: str, own: Group) -> DriverEffect:
    rationale = _words(Message("group.loading", noun=own.noun), own.noun)
    return DriverEffect(driver=group, mean=1.0, sd=own.loading_sd, rationale=rationale)


def _own(indicator: Indicator) -> dict[str, Any]:
    """Return what an indicator's file says, by key."""
    return {name: getattr(indicator, name) for name in Indicator.model_fields}


def _words(message: Message, like: Text) -> Text:
    """Write a message in every language that a text has, as far as the program has its words."""
    known = [language for language in like.words if language in languages()]
    return Text(**{language: message.text(language) for language in known})
