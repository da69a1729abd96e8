#!/usr/bin/env bash
# Years with a count of nought come back as missing
#
# Packages:  zarr 3.1.6, xarray 2025.12.0
# Expected:  In Zarr version 2, fill_value is the value of chunks that were never written (Zarr v2
#            specification, "Arrays"); 0 is zarr's default. What was written as 0 reads as 0, and CF
#            calls a value missing only where _FillValue or missing_value say so (section 2.5.1).
# Happens:   xarray takes fill_value of a version 2 array for CF's _FillValue: every 0 becomes NaN and the
#            integers become floats. The same array in version 3 keeps its noughts. The documented switch,
#            use_zarr_fill_value_as_mask=False, changes nothing for version 2; mask_and_scale=False does, but
#            also keeps values that are declared missing.
# Matters:   A year without an approval becomes a year without an observation. Means rise, and a fit
#            that skips missing years never sees the noughts.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check \
    zarr==3.1.6 xarray==2025.12.0 numpy==2.3.5 pandas==2.3.3
cd "$dir"
"$dir/venv/bin/python" -W ignore - <<'PY'
from importlib.metadata import version

import numpy as np
import xarray as xr
import zarr

APPROVALS = np.array([0, 3, 0, 5], dtype="int32")


def through_zarr(form: int, **options: bool) -> np.ndarray:
    names = {"dimension_names": ["year"]} if form == 3 else {}
    group = zarr.open_group(f"counts{form}", mode="w", zarr_format=form)
    array = group.create_array("approvals", shape=(4,), dtype="int32", **names)
    if form == 2:
        array.attrs["_ARRAY_DIMENSIONS"] = ["year"]
    array[:] = APPROVALS
    assert (zarr.open_group(f"counts{form}", mode="r")["approvals"][:] == APPROVALS).all()
    return xr.open_zarr(f"counts{form}", consolidated=False, **options)["approvals"].to_numpy()


print(f"zarr {version('zarr')}, xarray {version('xarray')}; expected {APPROVALS} from both")
seen = {form: through_zarr(form) for form in (2, 3)}
for form, values in seen.items():
    print(f"version {form}: {values}, mean {np.nanmean(values)}")
switched = through_zarr(2, use_zarr_fill_value_as_mask=False)
print(f"version 2, use_zarr_fill_value_as_mask=False: {switched}")
assert np.isnan(switched).tolist() == np.isnan(seen[2]).tolist()
assert (through_zarr(2, mask_and_scale=False) == APPROVALS).all()
assert np.isnan(seen[2]).tolist() == [True, False, True, False]
assert (seen[3] == APPROVALS).all()
PY
