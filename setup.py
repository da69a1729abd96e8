"""Build the package with ``workspace.yaml`` beside the four folders that are mapped into it."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class WithSettings(build_py):
    """Copy the file as well: `package-dir` maps folders only."""

    def run(self) -> None:
        """Copy the packages, and the file into the place that the folders have in a wheel."""
        super().run()
        if not self.editable_mode:
            self.copy_file("workspace.yaml", str(Path(self.build_lib, "kgisim", "workspace.yaml")))


setup(cmdclass={"build_py": WithSettings})
