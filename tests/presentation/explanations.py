"""Explanations of the synthetic run: invented numbers, every kind of row at least once."""

import numpy as np
import pandas as pd

from kgisim.analysis.explanation_tables import TABLES

GOAL = "syn_share"
STEPS = {"without": (0.25, 0.03), "complete": (0.6, 0.035), "interaction": (0.0, 0.0)}
PRIOR = "HalfNormal(sigma=0.01)"


def _questions() -> list[dict]:
    asked = {"indicator": GOAL, "value": 9.0, "year": 2040, "window": 1, "statistic": "mean"}
    asked |= {"package": "package", "probability": 0.5}
    for step, (chance, error) in STEPS.items():
        asked |= {f"chance_{step}": chance, f"chance_{step}_error": error}
    return [asked]


def _contributions() -> list[dict]:
    kinds = {"alone": 0.35, "last": 0.35, "share": 0.35}
    row = {"indicator": GOAL, "measure": "export_help"}
    for kind, value in kinds.items():
        row |= {f"chance_{kind}": value, f"chance_{kind}_error": 0.02}
    return [row]


def _packages() -> list[dict]:
    known = {"indicator": GOAL, "priced": False, "close": False, "proven": True}
    return [
        known
        | {"role": role, "place": 1, "measure": "export_help", "level": int(cost)}
        | {"cost": cost, "chance": chance, "chance_error": 0.02}
        for role, cost, chance in (
            ("smallest", 3.0, 0.55),
            ("full", 4.0, 0.6),
            ("smaller", 2.0, 0.45),
        )
    ]


def _tornado() -> list[dict]:
    ends = {("world", "syn_yen"): (0.8, 0.3), ("measure", "export_help"): (0.25, 0.7)}
    return [
        {
            "indicator": GOAL,
            "assumption": f"{kind}:{name}",
            "kind": kind,
            "name": name,
            "chance_low": low,
            "chance_high": high,
            "chance_swing": high - low,
            "chance_swing_error": 0.02,
        }
        for (kind, name), (low, high) in ends.items()
    ]


def _ledger() -> list[dict]:
    rows = [
        ("world:syn_yen", "world", "syn_yen", None, "", "model", -0.5, "projected", 1),
        (
            "measure:export_help",
            "measure",
            GOAL,
            (0, 10, 25),
            "percent",
            "illustrative",
            0.45,
            "projected",
            2,
        ),
        (
            "effect:syn_share/syn_yen",
            "effect",
            GOAL,
            (-0.03, 0.1, 0.2),
            "elasticity",
            "",
            0.1,
            "draws",
            3,
        ),
        ("hyper:syn_yen/slope_sd", "prior", "syn_yen", None, "", "", 0.02, "draws", 4),
        ("break:syn_share/2019", "break", GOAL, (-0.1, 0, 0.1), "link", "", np.nan, "refit", None),
        (
            "evidence:syn_share/unverified",
            "evidence",
            GOAL,
            (-0.06, 0, 0.06),
            "link",
            "",
            np.nan,
            "refit",
            None,
        ),
    ]
    return [
        {
            "indicator": GOAL,
            "assumption": name,
            "kind": kind,
            "subject": subject,
            "name": name.partition(":")[2].partition("/")[0],
            "part": name.partition("/")[2],
            **dict(zip(("low", "middle", "high"), sizes or (np.nan,) * 3, strict=True)),
            "unit": unit,
            "detail": {"world": "model", "prior": PRIOR}.get(kind, ""),
            "source": source,
            "owner": "合成課" if kind == "measure" else "",
            "review": 2030 if kind == "measure" else None,
            "rationale_ja": "合成の理由" if kind == "measure" else "",
            "rationale_en": "synthetic reason" if kind == "measure" else "",
            "swing": swing,
            "swing_error": 0.02,
            "computed": computed,
            "rank": rank,
        }
        for name, kind, subject, sizes, unit, source, swing, computed, rank in rows
    ]


def _worth() -> list[dict]:
    rows = [
        (GOAL, "next", 2024, 2028, 0.3, 0.02, 0.2, 1),
        ("syn_sales", "verify", 2023, 2023, 0.08, 0.01, 0.06, 2),
        (GOAL, "missing", 2009, 2009, 0.001, 0.001, 0.0, 3),
    ]
    keys = ("series", "kind", "first", "last", "narrowing", "narrowing_error", "chance_move")
    return [{"indicator": GOAL} | dict(zip((*keys, "rank"), row, strict=True)) for row in rows]


def _variance() -> list[dict]:
    shares = {"innovations": 0.6, "world": 0.25, "parameters": 0.12, "noise": 0.029}
    shares["elicited"] = 0.001
    return [
        {
            "indicator": GOAL,
            "year": year,
            "source": source,
            "variance": share,
            "share": share,
            "error": 0.01,
        }
        for source, share in shares.items()
        for year in range(2024, 2041)
    ]


def _criteria() -> list[dict]:
    found = {
        "projected": (1, 1, True),
        "rows": (14, 3, True),
        "width": (33.0, 20.0, False),
        "policy": (0.004, 0.05, False),
        "unverified": (0.6, 0.5, False),
        "lag": (3, 2, False),
        "error": (1.4, 0.5, False),
        "detection": (np.inf, 2036, False),
        "definitions": (0.2, 0.15, False),
    }
    return [
        {
            "indicator": GOAL,
            "criterion": name,
            "value": value,
            "limit": limit,
            "met": met,
            "decisive": False,
        }
        for name, (value, limit, met) in found.items()
    ] + [
        {"indicator": "syn_withheld", "criterion": "projected", "value": 0, "limit": 1}
        | {"met": False, "decisive": True},
        {
            "indicator": "syn_deals",
            "criterion": "rows",
            "value": 12,
            "limit": 3,
            "met": True,
            "decisive": True,
        },
        {
            "indicator": "syn_deals",
            "criterion": "lag",
            "value": 1,
            "limit": 2,
            "met": True,
            "decisive": False,
        },
    ]


def explanations() -> dict[str, pd.DataFrame]:
    """Give the tables by name; those of which nothing is said are there, without rows."""
    rows = {
        "questions": _questions(),
        "contributions": _contributions(),
        "packages": _packages(),
        "tornado": _tornado(),
        "ledger": _ledger(),
        "worth": _worth(),
        "wanted": [{"indicator": GOAL, "wanted_ja": "合成", "wanted_en": "synthetic"}],
        "variance": _variance(),
        "screens": [
            {"indicator": GOAL, "verdict": "conditions"},
            {"indicator": "syn_withheld", "verdict": "none"},
            {"indicator": "syn_deals", "verdict": "carry"},
        ],
        "criteria": _criteria(),
        "detectable": [
            {"indicator": GOAL, "year": 2028, "change": 1.5},
            {"indicator": "syn_deals", "year": 2028, "change": 4.0},
        ],
    }
    return {
        name: pd.DataFrame(rows.get(name, []), columns=list(columns))
        for name, columns in TABLES.items()
    }
