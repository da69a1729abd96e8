"""Years that had not ended when they were published."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from kgisim.evidence.csv_cells import last_day
from kgisim.evidence.gate.finding import Case, Finding, first_day, last_day_of


def check(case: Case) -> Iterator[Finding]:
    """Refuse years of which less than half was over; ask about the others.

    Without a date of publication the day of looking counts, and a date after that day does not.
    A floor of a flow or an amount stays true whenever it was published.
    """
    for row in case.rows:
        known = min(last_day(row.published), case.today) if row.published else case.today
        end = last_day_of(case.indicator.period, row.year_end, case.fiscal_start)
        if known >= end or (row.relation == "ge" and _grows(case)):
            continue
        values = {"years": row.year_end, "known": known.isoformat(), "end": end.isoformat()}
        if known == case.today or _share_over(case, row, known, end) < 0.5:
            yield case.refusal(row, "not_over", "published", **values)
        else:
            yield case.question(row, "unfinished", "published", **values)


def _grows(case: Case) -> bool:
    scale, counting = case.indicator.scale, case.indicator.counting
    return scale == "positive" or (scale == "count" and counting == "flow")


def _share_over(case: Case, row: Any, known: dt.date, end: dt.date) -> float:
    begin = first_day(case.indicator.period, row.year, case.fiscal_start)
    return (known - begin).days / (end - begin).days
