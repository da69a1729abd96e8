"""Dask stays out of commands that do not use its workers, and comes back after them."""

import subprocess
import sys

import pytest

PROGRAM = """
import sys
from kgisim.cli.unneeded import without_dask
with without_dask(sys.argv[1:], {environment}):
    import numpy, xarray
    xarray.Dataset(coords={{"year": numpy.arange(3)}})
    print("dask.array" in sys.modules)
import dask.array
"""


def imported(*words: str, environment: str = "{}") -> bool:
    program = PROGRAM.format(environment=environment)
    command = [sys.executable, "-c", program, *words]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    return found.stdout.strip() == "True"


def test_a_run_does_without():
    assert not imported("run", "--report")


@pytest.mark.parametrize("words", [("run", "--dask", "tcp://host:1"), ("fit", "--dask=tcp://x:1")])
def test_whoever_asks_for_its_workers_has_it(words):
    assert imported(*words)


def test_its_address_may_be_set_in_the_environment():
    assert imported("run", environment="{'KGISIM_DASK': 'tcp://host:1'}")


def test_servers_look_for_themselves():
    assert imported("serve")


def test_a_process_that_has_looked_for_it_keeps_it():
    program = "import numpy, xarray\nfrom xarray.namedarray.utils import module_available\n"
    program += 'module_available("dask")\n' + PROGRAM.format(environment="{}")
    command = [sys.executable, "-c", program, "run"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout.strip()) == (0, "True"), found.stderr
