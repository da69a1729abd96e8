"""The synthetic run of the views, and its report in both languages, written once."""

import importlib.util
from pathlib import Path

import pytest

from kgisim.report.html import write_html


@pytest.fixture(scope="session")
def run(tmp_path_factory):
    file = Path(__file__).parents[1] / "views" / "synthetic.py"
    spec = importlib.util.spec_from_file_location("synthetic", file)
    synthetic = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(synthetic)
    return synthetic.run(tmp_path_factory.mktemp("run"))


@pytest.fixture(scope="session")
def report(run, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    return {
        language: write_html(run, folder / f"{language}.html", language=language)
        for language in ("ja", "en")
    }


@pytest.fixture(params=["ja", "en"])
def html(request, report) -> str:
    return report[request.param].read_text(encoding="utf-8")
