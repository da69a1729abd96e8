"""Every lack of the machine is found, and comes with a remedy in either language."""

import shutil
import socket
from collections import namedtuple
from importlib.metadata import PackageNotFoundError

import pytest

from kgisim.cli import doctor
from kgisim.messages import catalogue

Disk = namedtuple("Disk", "free")


def found(workspace, tmp_path, port=0):
    return {one.name: one for one in doctor.examine(workspace, tmp_path / "runs", port)}


def test_a_sound_machine_lacks_nothing(smallest, tmp_path):
    looked = found(smallest, tmp_path)
    assert {name: one.status for name, one in looked.items() if one.status == "missing"} == {}
    assert looked["content"].values["count"] == 0


def full_disk(patch):
    patch.setattr(shutil, "disk_usage", lambda _: Disk(0.9e9))


def little_memory(patch):
    patch.setattr(doctor, "_free_memory", lambda: 1.9)


def no_font(patch):
    def font_file():
        raise PackageNotFoundError("matplotlib-fontja")

    patch.setattr("kgisim.presentation.figures.fonts.font_file", font_file)


def no_library(patch):
    def version(name):
        if name == "typst":
            raise PackageNotFoundError(name)
        return "1"

    patch.setattr(doctor, "version", version)


def closed_folder(patch):
    patch.setattr(doctor.os, "access", lambda *_: False)


def problems(patch):
    patch.setattr("kgisim.projection.workspace_check.check_workspace", lambda _: ["one"])


@pytest.mark.parametrize(
    ("spoil", "name", "status"),
    [
        (full_disk, "disk", "attention"),
        (little_memory, "memory", "attention"),
        (no_font, "font", "missing"),
        (no_library, "libraries", "missing"),
        (closed_folder, "runs", "missing"),
        (closed_folder, "cache", "missing"),
        (problems, "content", "missing"),
    ],
)
def test_a_lack_is_found_and_its_remedy_printed(
    smallest, tmp_path, monkeypatch, capsys, spoil, name, status
):
    spoil(monkeypatch)
    assert found(smallest, tmp_path)[name].status == status
    for language in ("ja", "en"):
        assert doctor.report(smallest, tmp_path / "runs", 0, language) == (status != "missing")
        words = catalogue(language)[f"doctor.remedies.{name}"]
        longest = max(words.replace("}", "{").split("{"), key=len)
        assert longest.strip() in capsys.readouterr().out


def test_a_port_in_use_is_found(smallest, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        looked = found(smallest, tmp_path, taken.getsockname()[1])
    assert looked["port"].status == "attention"
    assert looked["port"].values["cause"]


def test_what_is_measured_of_folders_is_their_content(smallest, tmp_path):
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "one").write_bytes(bytes(20_000_000))
    looked = found(smallest, tmp_path)
    assert looked["runs"].values["size"] == "0.02"
