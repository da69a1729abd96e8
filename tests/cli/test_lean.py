"""Imports that a command does without."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("plain", [True, False])
def test_xarray_works_without_dask_and_whoever_needs_it_has_it_later(plain):
    code = f"""
import sys
from kgisim.cli.lean import import_plain_xarray
if {plain}:
    import_plain_xarray()
import xarray as xr
print(xr.DataArray([1.0, 3.0]).mean().item(), "dask.array" in sys.modules)
import dask.array as da
print(da.ones(2).sum().compute().item())
"""
    command = [sys.executable, "-c", code]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert found == ["2.0", str(not plain), "2.0"]
