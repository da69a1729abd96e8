"""A goal of a few members in the smallest workspace."""

import re

from kgisim.presentation.localized import wording
from kgisim.runs.make_run import make_run

GROUP = """id: beds
role: goal
label: "2"
title: {ja: 導入率, en: Adoption}
definition: {ja: 割合, en: share}
unit: percent
scale: share
period: FY
model: {family: plain}
group:
  noun: {ja: 都道府県, en: prefecture}
  members: {north: {ja: 北, en: North}, south: {ja: 南, en: South}, west: {ja: 西, en: West}}
sources:
  survey: {title: Survey, publisher: Office}
targets:
  - {id: half, kind: value, value: 40, note: {ja: 例示, en: illustrative}}
"""
HEADER = (
    "member,year,year_end,value,relation,low,high,se,source,evidence,definition,published,note\n"
)
VALUES = {"north": 30, "south": 40, "west": 52}


def grouped(smallest, folder, language="en", values=VALUES, **keys):
    """Make a run with a goal of three members, in words; keys of its file may be others."""
    rows = [
        f"{member},{year},,{value + year - 2020},eq,,,,survey,official,,{year + 1}-06,\n"
        for member, value in values.items()
        for year in (2019, 2020, 2021)
    ]
    text = GROUP
    for key, value in keys.items():
        text = re.sub(rf"^{key}:.*\n(  .*\n)*", "", text, flags=re.MULTILINE)
        text += f"{key}: {value}\n"
    (smallest.data / "beds.yaml").write_text(text, encoding="utf-8")
    (smallest.data / "beds.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    return wording(make_run(smallest, folder=folder), "beds", language)
