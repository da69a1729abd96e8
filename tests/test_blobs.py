"""What is put into a store comes out the same, or not at all; what fails is told in sentences."""

from uuid import uuid4

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from kgisim import blobs
from kgisim.blobs import Store, shown
from kgisim.errors import RequestError


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(blobs, "WAIT_S", 0.0)


@pytest.fixture(params=["memory", "file"])
def store(request, tmp_path):
    places = {"memory": f"memory://{uuid4().hex}/fits", "file": f"file://{tmp_path}/fits"}
    return Store(places[request.param])


@pytest.mark.parametrize("content", [b"", b"\x00\nbytes of any kind\xff" * 1000])
def test_content_comes_back_as_it_was(store, content):
    store.write("one.h5", content)
    assert store.read("one.h5") == content


def test_what_is_not_there_is_nothing(store):
    assert store.read("one.h5") is None
    store.remove("one.h5")
    store.write("one.h5", b"1")
    store.remove("one.h5")
    assert store.read("one.h5") is None


def test_the_last_content_counts(store):
    store.write("one.h5", b"1")
    store.write("one.h5", b"2")
    assert store.read("one.h5") == b"2"


@pytest.mark.parametrize(
    "change",
    [
        lambda blob: blob[:-1],
        lambda blob: blob[:10],
        lambda blob: b"",
        lambda blob: blob + b"x",
        lambda blob: blob.replace(b"draws", b"Draws"),
        lambda blob: blob[blob.index(b"draws") :],
    ],
)
def test_what_was_changed_or_cut_short_counts_as_absent(store, change):
    store.write("one.h5", b"draws of a fit")
    files, root = fsspec.core.url_to_fs(store.address)
    whole = files.cat_file(f"{root}/one.h5")
    files.pipe_file(f"{root}/one.h5", change(whole))
    assert store.read("one.h5") is None
    store.write("one.h5", b"draws of a fit")
    assert store.read("one.h5") == b"draws of a fit"


class Flaky(MemoryFileSystem):
    """Files of which every access fails as long as it is told to."""

    protocol = "flaky"
    failures = 0

    def _fail(self):
        if Flaky.failures:
            Flaky.failures -= 1
            raise ConnectionResetError("the line is dead")

    def cat_file(self, *known, **more):
        self._fail()
        return super().cat_file(*known, **more)

    def pipe_file(self, *known, **more):
        self._fail()
        return super().pipe_file(*known, **more)


@pytest.fixture
def flaky():
    fsspec.register_implementation("flaky", Flaky, clobber=True)
    Flaky.failures = 0
    return Store(f"flaky://{uuid4().hex}")


def test_a_failure_that_passes_is_not_noticed(flaky):
    for failures in range(blobs.TRIES):
        Flaky.failures = failures
        flaky.write("one.h5", b"1")
        Flaky.failures = failures
        assert flaky.read("one.h5") == b"1"
    assert Flaky.failures == 0


@pytest.mark.parametrize(
    "work", [lambda store: store.write("one.h5", b"1"), lambda store: store.read("one.h5")]
)
def test_a_failure_that_stays_is_told(flaky, work):
    Flaky.failures = blobs.TRIES
    with pytest.raises(RequestError, match="the line is dead"):
        work(flaky)
    assert Flaky.failures == 0


@pytest.mark.parametrize("address", ["no-such-kind://place", "s3://bucket/fits"])
def test_an_address_of_a_kind_that_is_not_there_is_told(address, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "s3fs", None)  # installed or not
    with pytest.raises(RequestError, match="cannot be exchanged at"):
        Store(address).read("one.h5")


def test_a_missing_package_is_told(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "fsspec", None)
    with pytest.raises(RequestError, match=r"pip install 'kgisim\[dask\]'"):
        Store("memory://").read("one.h5")


def test_no_password_is_repeated():
    assert shown("sftp://me:secret@host/fits") == "sftp://host/fits"
    with pytest.raises(RequestError) as told:
        Store("no-such-kind://me:secret@host/fits").read("one.h5")
    assert "secret" not in str(told.value)
