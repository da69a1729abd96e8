"""The damped local trend: the default family."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from kgisim.inference.family import Family, LinearPath, PriorSpec
from kgisim.io import read_yaml

LEARNED = "reference_priors.yaml"
"""File beside this one with the priors learned from public series, and their sources."""

START_SD = 2.0
"""Standard deviation of the level in the first year, in link units around the data's centre."""

DRIFT_MEAN_SD = 0.005
"""Standard deviation of the learned mean of the long-run drift; drifts of series differ by more."""

DRIVEN_DRIFT_SD = 0.01
"""Standard deviation of the mean drift of an amount beyond a driver that grows itself.

Its mean is nought: the learned growth of amounts is already in the driver. 28 public amounts grow
by 2.9 % a year and beyond the mean of others of their kind by 0.0 %, with a standard error of
0.9 % (`benchmarks/driven_drift.py`)."""

LEVEL, DRIFT, SLOPE, SHOCK, TURN = range(5)
"""Kinds of innovation: first level, long-run drift, first slope, a year's shock, a year's turn."""

SIZES = ("drift_sd", "slope_start", "level_sd", "slope_sd")
"""Hyperparameters that are the standard deviations of all kinds but the first."""


@lru_cache(maxsize=1)
def _learned() -> Any:
    content: Any = read_yaml(Path(__file__).with_name(LEARNED), f"models/{LEARNED}")
    return content["scales"]


class DampedTrend(Family):
    """A level that follows a fading slope.

    On the scale on which its path is Gaussian, for the years i = 0, 1, … from the first
    observation::

        level[i] = level[i-1] + slope[i] + level_sd · shock[i]
        slope[i] = drift + damping · (slope[i-1] - drift) + slope_sd · turn[i]

    ``level`` is where the series stands, ``slope`` its trend, which is a change a year, and
    ``drift`` the long-run trend. ``shock`` and ``turn`` are independent and standard normal; since
    their sizes ``level_sd`` and ``slope_sd`` are uncertain, a year's change has heavier tails than
    a normal one. Known jumps are declared as breaks. That scale is the logit of a share, the
    logarithm of an amount, and for values of either sign the value over their spread. For counts
    it is bent: a count far below its usual size moves on a logarithmic scale, one far above on a
    cube-root scale, so that a few counts do not say that a hundredfold may come.

    The slope fades towards a long-run drift, which is small: what grew for ten years need not grow
    for the next fifteen. Amounts drift upwards on average, so the mean of their long-run drift was
    learned as well; it raises the chances of a baseline. Because the slope fades, forecast
    intervals widen about linearly with the horizon instead of with its 1.5th power (Gardner and
    McKenzie 1985, 2011).

    Ten to twenty points cannot tell how large shocks and turns are or how fast a slope fades, so
    the priors were learned from the record of some 250 public annual series, by scale
    (`reference_priors.yaml` lists them with their licences; `benchmarks/RESULTS.md` says how the
    forecasts they give did on series that they had not seen).
    """

    title: ClassVar[Mapping[str, str]] = {
        "ja": "減衰局所トレンド",
        "en": "damped local trend",
    }

    docstrings: ClassVar[Mapping[str, str]] = {
        "ja": """水準が、次第に弱まる趨勢に沿って動くモデルである。

        経路が正規分布に従う尺度の上で、最初の観測の年から i = 0, 1, … と数えて、次のとおりとする::

            level[i] = level[i-1] + slope[i] + level_sd · shock[i]
            slope[i] = drift + damping · (slope[i-1] - drift) + slope_sd · turn[i]

        ``level`` は水準、``slope`` は趨勢（1年当たりの動き）、``drift`` は長期の趨勢である。
        ``shock`` と ``turn`` は互いに独立な標準正規分布に従う。その大きさを表す ``level_sd`` と
        ``slope_sd`` も不確かなものとして推計するため、1年の変化の分布は、正規分布より裾が厚い。
        既に知られている段差は、定義の変更として別に置く。尺度は、比率ではロジット、金額などの量では
        対数、正負のいずれもとる値ではその散らばりで割った値とする。件数などの数では曲げた尺度を用い、
        普段の大きさを大きく下回るところでは対数、大きく上回るところでは立方根の尺度に近づける。
        わずかな数の実績から、将来100倍にもなり得るという見通しが出ることを避けるためである。

        趨勢は、長期の趨勢に向かって弱まる。10年続いた伸びが、その後の15年も続くとは限らないため、
        長期の趨勢は小さいものとしている。金額などの量は、平均すると長期的に増える傾向があるため、
        長期の趨勢の平均も過去の系列から学んだ。これにより、基準シナリオでの達成確率は高くなる。
        趨勢が弱まるため、見通しの幅は、先の年数の1.5乗ではなく、ほぼ年数に比例して広がる
        （Gardner and McKenzie 1985, 2011）。

        10から20程度の実績だけでは、水準の段差や趨勢の変化の大きさも、趨勢の弱まる速さも定まらない。
        そこで、その事前分布を、公表されている年次系列およそ250本の推移から尺度ごとに学んだ
        （系列とライセンスの一覧は `reference_priors.yaml` に、学習に用いていない系列についての
        予測の成績は `benchmarks/RESULTS.md` に示している）。
        """,
    }

    parameters: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "level_sd": {"ja": "水準の段差の大きさ", "en": "size of jumps of the level"},
        "slope_sd": {"ja": "趨勢の年々の変化の大きさ", "en": "size of yearly turns of the trend"},
        "slope_start": {"ja": "当初の趨勢の大きさ", "en": "size of the first trend"},
        "drift": {"ja": "長期の趨勢", "en": "long-run drift"},
        "drift_sd": {"ja": "長期の趨勢の大きさ", "en": "size of the long-run drift"},
        "damping": {"ja": "趨勢の持続の度合い", "en": "persistence of the trend"},
    }

    priors_file: ClassVar[str] = LEARNED
    pool_file: ClassVar[str] = "cross_learned.yaml"

    def priors(self, scale: str) -> PriorSpec:
        """Return the reference class's priors, the yearly noise among them."""
        return self._priors(scale, _learned()[scale]["drift_mean"], DRIFT_MEAN_SD)

    def driven_priors(self, scale: str) -> PriorSpec:
        """Return the priors beside a driver that grows: no drift of its own on average."""
        return self._priors(scale, 0.0, DRIVEN_DRIFT_SD)

    def learned_means(self, scale: str, *, driven: bool = False) -> PriorSpec:
        """Return the prior of the long-run drift, where there is one."""
        priors = self.driven_priors(scale) if driven else self.priors(scale)
        return {name: prior for name, prior in priors.items() if name == "drift"}

    def expects_growth(self, priors: PriorSpec) -> bool:
        """Return whether the long-run drift is positive on average under these priors."""
        return "drift" in priors and priors["drift"]["kwargs"].get("mu", 0.0) > 0

    @staticmethod
    def _priors(scale: str, mean: float, sd: float) -> PriorSpec:
        learned = _learned()[scale]
        if not learned["drift_mean"]:
            return learned["priors"]
        drift = {"dist": "Normal", "kwargs": {"mu": mean, "sigma": sd}}
        return {**learned["priors"], "drift": drift}

    def path(self, hyper: Mapping[str, Any], years: int) -> LinearPath:
        """Load on first level, drift, first slope, then each year's shock and turn."""
        import pytensor.tensor as pt  # slow to import, and fits need `batch` alone

        kind, place = _places(years)
        step = np.arange(years)
        # one table of all that a column can hold: first faded[n] = damping**0 + … + damping**(n-1),
        # what one unit of slope adds in n years, then the years 0, 1, … over which a drift adds up
        fading: Any = pt.log(hyper["damping"])
        slopes = np.concatenate([np.arange(years + 1), np.zeros(years)])
        drifts = np.concatenate([np.zeros(years + 1), step])
        held: Any = pt.expm1(slopes * fading) / (hyper["damping"] - 1.0) + drifts
        sizes = (START_SD, *(hyper[name] for name in SIZES))
        size: Any = sum(size * (kind == one) for one, size in enumerate(sizes))
        return LinearPath(hyper.get("drift", 0.0) * pt.as_tensor(step), held[place] * size)

    def batch(self, hyper: Mapping[str, np.ndarray], years: int) -> tuple[np.ndarray, np.ndarray]:
        """Compute the same at many points at once."""
        kind, place = _places(years)
        step, damping = np.arange(years), hyper["damping"][:, None]
        faded = np.expm1(np.arange(years + 1) * np.log(damping)) / (damping - 1.0)
        held = np.concatenate([faded, np.broadcast_to(step, (len(damping), years))], axis=1)
        loadings = held.take(place, axis=1, mode="clip")
        sizes = np.stack(np.broadcast_arrays(START_SD, *(hyper[name] for name in SIZES)), axis=1)
        loadings *= sizes[:, None, kind]
        drift = hyper.get("drift")
        return np.zeros(years) if drift is None else drift[:, None] * step, loadings


@lru_cache(maxsize=64)
def _places(years: int) -> tuple[np.ndarray, np.ndarray]:
    """Kind of each innovation (E,), and where what it adds to each year is held (years, E).

    What is held is first what one unit of slope adds in 0, 1, … `years` years, then the years
    0, 1, … over which a drift adds up.
    """
    kind, year = _columns(years)
    step = np.arange(years)[:, None]
    own = np.maximum(step - year + 1, 0)  # for slopes and turns
    place = np.select(
        [kind == DRIFT, np.isin(kind, (LEVEL, SHOCK))],
        [years + 1 + step, np.minimum(own, 1)],
        own,
    )
    return kind, place


def _columns(years: int) -> tuple[np.ndarray, np.ndarray]:
    """Kind of each innovation, and the year from which it acts."""
    later = np.repeat(np.arange(1, years), 2)
    acting = np.tile([SHOCK, TURN], years - 1)
    usable = (acting == SHOCK) | (later > 1)  # the first slope is a column of its own
    kind = np.concatenate([[LEVEL, DRIFT, SLOPE], acting[usable]])
    return kind, np.concatenate([[0, 0, 1], later[usable]])


FAMILY = DampedTrend
