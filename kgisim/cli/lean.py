"""xarray without Dask: where Dask is installed, xarray imports it to look for its arrays."""

import sys


def import_plain_xarray() -> None:
    """Import xarray such that it takes Dask for absent: no array here is one of Dask's.

    A third of a second is saved. Where xarray has been imported already, nothing happens.
    """
    if "xarray" in sys.modules or "dask" in sys.modules:
        return
    sys.modules["dask"] = None  # type: ignore[assignment]  # what marks a module as absent
    try:
        import xarray as xr

        xr.Variable("x", [0]).to_numpy()  # it looks once, and remembers
    finally:
        del sys.modules["dask"]
