"""A fit: posterior draws of one indicator, and the verdict on them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kgisim.axis import Axis
from kgisim.errors import RunError, SchemaError
from kgisim.io import write_whole
from kgisim.messages import Message, joined, restored, stored
from kgisim.recent import Recent
from kgisim.schema import DRAW, PARAMETER, TERM, YEAR

if TYPE_CHECKING:
    import xarray as xr

KEPT = ("trend", "effect", "noise", "hyper", YEAR, TERM, PARAMETER)
"""Arrays that are stored of a fit."""
CHECKS = (
    "prior_change",
    "prior_step",
    "prior_turns",
    "posterior_change",
    "posterior_step",
    "posterior_turns",
    "sense_prior",
    "sense_data",
)
"""What a fit says of itself: tail probabilities of figures of the series under prior and posterior
(`kgisim.inference.predictive_checks`), and how much prior and data move the path in the horizon
year (`kgisim.inference.power_scaling`)."""


FILE = "_file"
"""Attribute of a fit whose path is left in a file."""
_PATHS = Recent[tuple[Path, str], np.ndarray](16)
"""Paths that were asked for last, by file and by the key of the fit."""

KEPT_OF_VERDICT = ("status", "rows", "atoms", "ess", "pareto_k", "method")
"""Fields of a gate's result that are stored with a fit as they are."""


@dataclass(frozen=True)
class GateResult:
    """What the gate says of a fit.

    Parameters
    ----------
    status
        ``ok`` or ``failed``.
    reasons
        Why it failed; empty if it did not.
    rows
        Observation rows in the likelihood.
    atoms
        Hyperparameter points weighed, or MCMC draws.
    ess
        Effective sample size.
    pareto_k
        Shape of the weights' tail; NaN for MCMC.
    method
        ``importance`` or ``nuts``.
    """

    status: str
    reasons: tuple[Message, ...]
    rows: int
    atoms: int
    ess: float
    pareto_k: float
    method: str

    @property
    def reason(self) -> Message:
        """Why it failed, in one line."""
        return joined(self.reasons)


@dataclass(frozen=True)
class Fit:
    """Posterior draws of one indicator on the link scale.

    Parameters
    ----------
    indicator
        Its id.
    key
        Hash of everything the draws depend on.
    verdict
        What the gate says; draws of a failed fit may not be used unless they were asked for.
    axis
        Years of `trend`.
    first, last
        First and last observed year.
    trend
        (draw, year) path without driver effects over `axis`; NaN before the first year. That of a
        stored fit is read from its file whenever it is asked for, and only the last few are kept:
        a thousand fits take a gigabyte.
    effect
        (draw, term) effect of each driver.
    noise
        (draw,) yearly noise: standard deviation, or overdispersion α for flow counts.
    hyper
        (draw, parameter) hyperparameters.
    terms, parameters
        Names of drivers and of hyperparameters.
    unit
        Natural units per link unit of scale ``real``; the usual size of a count.
    admitted
        Whether the draws are used although the fit failed its gate, because that was asked for.
    attributes
        What the fit says of itself, by name (`CHECKS`).
    """

    indicator: str
    key: str
    verdict: GateResult
    axis: Axis
    first: int
    last: int
    trend: np.ndarray
    effect: np.ndarray
    noise: np.ndarray
    hyper: np.ndarray
    terms: tuple[str, ...]
    parameters: tuple[str, ...]
    unit: float = 1.0
    family: str = ""
    admitted: bool = False
    attributes: dict[str, float] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        """Read the path of a stored fit, which alone is left in its file."""
        if name != "trend" or FILE not in vars(self):
            raise AttributeError(name)
        file = vars(self)[FILE]
        return _PATHS.once((file, self.key), lambda: _read_path(file))

    @property
    def file(self) -> Path | None:
        """File in which the path of a stored fit is left."""
        return vars(self).get(FILE)

    def left_in(self, file: Path) -> "Fit":
        """Leave the path in a file that has it."""
        vars(self).pop("trend", None)
        vars(self)[FILE] = file
        return self

    @classmethod
    def blocked(cls, indicator: str, reason: Message, axis: Axis) -> "Fit":
        """Stand in for a fit that could not be tried, because of a driver or of its rows."""
        nothing = np.empty((0, 0))
        return cls(
            indicator=indicator,
            key="",
            verdict=GateResult("failed", (reason,), 0, 0, 0.0, np.nan, "none"),
            axis=axis,
            first=axis.last,
            last=axis.first,
            trend=nothing,
            effect=nothing,
            noise=np.empty(0),
            hyper=nothing,
            terms=(),
            parameters=(),
        )

    @property
    def status(self) -> str:
        """``ok`` or ``failed``."""
        return self.verdict.status

    @property
    def is_usable(self) -> bool:
        """Whether its draws may be used: the gate is passed, or it was admitted all the same."""
        return self.verdict.status == "ok" or self.admitted

    @cached_property
    def points(self) -> np.ndarray:
        """Return for each draw (draw,) the number of the point that it was resampled from.

        Draws of one point share all hyperparameters.
        """
        # one number for each point: to compare whole rows takes a hundred times as long
        key = (self.hyper * np.sqrt(np.arange(2, self.hyper.shape[1] + 2))).sum(axis=1)
        return np.unique(key, return_inverse=True)[1]

    def to_tree(self) -> "xr.DataTree":
        """Write the draws as a DataTree that ArviZ reads (docs/schema.md, Fit).

        Returns
        -------
        DataTree
            Group ``posterior``: ``trend`` with dims chain, draw, year and ``effect`` with dims
            chain, draw, term on the link scale, ``noise`` with dims chain, draw, and ``hyper`` with
            dims chain, draw, parameter; the gate's figures as attributes.
        """
        import xarray as xr  # slow to import, and fits are written without it

        posterior = xr.Dataset(self._arrays, coords=self._coordinates, attrs=self._attributes)
        return xr.DataTree.from_dict({"posterior": posterior})

    @property
    def _arrays(self) -> dict[str, tuple[tuple[str, ...], np.ndarray]]:
        """Dims and values of what is stored, as one chain."""
        return {
            "trend": (("chain", DRAW, YEAR), self.trend[None]),
            "effect": (("chain", DRAW, TERM), self.effect[None]),
            "noise": (("chain", DRAW), self.noise[None]),
            "hyper": (("chain", DRAW, PARAMETER), self.hyper[None]),
        }

    @property
    def _coordinates(self) -> dict[str, np.ndarray]:
        return {
            "chain": np.zeros(1, dtype=int),
            DRAW: np.arange(len(self.noise)),
            YEAR: self.axis.years,
            TERM: np.array(self.terms, dtype=str),
            PARAMETER: np.array(self.parameters, dtype=str),
        }

    @property
    def _attributes(self) -> dict[str, Any]:
        return {
            "indicator": self.indicator,
            "family": self.family,
            "key": self.key,
            "first": self.first,
            "last": self.last,
            "unit": self.unit,
            "admitted": int(self.admitted),
            **{f"verdict_{name}": getattr(self.verdict, name) for name in KEPT_OF_VERDICT},
            "verdict_reason": stored(self.verdict.reasons),
            **{f"attribute_{name}": value for name, value in self.attributes.items()},
        }

    @classmethod
    def _of(cls, kept: Mapping[str, np.ndarray], attrs: Mapping[str, Any]) -> "Fit":
        """Assemble what was kept: arrays by name, with the one chain of `to_tree`."""
        verdict = GateResult(
            reasons=restored(attrs["verdict_reason"]),
            **{name: attrs[f"verdict_{name}"] for name in KEPT_OF_VERDICT},
        )
        return cls(
            indicator=attrs["indicator"],
            key=attrs["key"],
            verdict=verdict,
            axis=Axis(int(kept[YEAR][0]), int(kept[YEAR][-1])),
            first=int(attrs["first"]),
            last=int(attrs["last"]),
            trend=kept["trend"],
            effect=kept["effect"][0],
            noise=kept["noise"][0],
            hyper=kept["hyper"][0],
            terms=tuple(map(str, kept[TERM])),
            parameters=tuple(map(str, kept[PARAMETER])),
            unit=float(attrs["unit"]),
            family=attrs["family"],
            admitted=bool(attrs.get("admitted", False)),  # older runs do not say it
            attributes={
                name.removeprefix("attribute_"): float(value)
                for name, value in attrs.items()
                if name.startswith("attribute_")
            },
        )


PACKED = {"compression": "gzip", "compression_opts": 1, "shuffle": True}
"""How arrays are packed without loss: bytes of one rank beside each other, in filters that every
reader of NetCDF has. Higher levels save hardly anything."""


def write_fit(path: Path, fit: Fit, *, packed: bool = False) -> None:
    """Store a fit as NetCDF: what `Fit.to_tree` returns, for `read_fit` and for ArviZ.

    It is written as HDF5 with dimension scales, which takes a fifth of the time of xarray's writer.

    Parameters
    ----------
    path
        The file.
    fit
        The fit.
    packed
        Whether its arrays are packed without loss: about half the bytes, for some more time.
    """
    import h5py

    content, coordinates, arrays = BytesIO(), fit._coordinates, fit._arrays
    with h5py.File(content, "w", track_order=True) as file:  # the order is part of NetCDF
        group: Any = file.create_group("posterior", track_order=True)
        for name, values in (coordinates | {n: one for n, (_, one) in arrays.items()}).items():
            if values.dtype.kind == "U":
                values = values.astype(h5py.string_dtype())
            how = PACKED if packed and values.size > 1 and values.dtype.kind == "f" else {}
            group.create_dataset(name, data=values, **how)
        for name in coordinates:
            group[name].make_scale(name)
        for name, (dims, _) in arrays.items():
            for place, dim in enumerate(dims):
                group[name].dims[place].attach_scale(group[dim])
        group.attrs.update(fit._attributes)
    write_whole(path, content.getvalue())


def read_fit(path: Path) -> Fit:
    """Read a stored fit, or one of a run, as plain HDF5: that takes a tenth of a tree's time.

    Its path is left in the file until it is asked for.
    """
    import h5py

    with h5py.File(path) as file, _of_this_version():
        stored: Any = file["posterior"]
        kept = {name: stored[name] for name in KEPT}
        read = {
            name: one.asstr()[()] if name in (TERM, PARAMETER) else one[()]
            for name, one in kept.items()
            if name != "trend"
        }
        # a number stands in a list of one
        attrs = {n: one.item() if np.ndim(one) else one for n, one in stored.attrs.items()}
        whole = Fit._of(read | {"trend": np.empty((0, 0))}, attrs)
    return whole.left_in(path.absolute())


def forget_paths() -> None:
    """Keep no paths that were read from files; they are read again when somebody asks."""
    _PATHS.forget()


def _read_path(file: Path) -> np.ndarray:
    """Read the path of a stored fit, (draw, year).

    Raises
    ------
    RunError
        If the file is no longer there.
    """
    import h5py

    try:
        with h5py.File(file) as opened:
            stored: Any = opened["posterior"]
            return stored["trend"][0]
    except OSError as error:
        raise RunError("fit.gone", file=str(file)) from error


@contextmanager
def _of_this_version() -> Iterator[None]:
    try:
        yield
    except KeyError as error:
        raise SchemaError("fit.version", missing=str(error)) from error
