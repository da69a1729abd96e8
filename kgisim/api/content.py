"""Open, copy and check the content that belongs to the user."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kgisim import workspace as folders
from kgisim.api.arguments import language_of, path_of, workspace_of
from kgisim.errors import place_text
from kgisim.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from kgisim.evidence.catalog import Catalog
    from kgisim.projection.scenario import Scenario


@dataclass(frozen=True)
class OpenWorkspace(Workspace):
    """A workspace opened for use: four folders, and what can be loaded from them."""

    def catalog(self, *, as_of: str | None = None, unverified: bool = True) -> "Catalog":
        """Load all indicators with their observation rows.

        Parameters
        ----------
        as_of
            Day (YYYY-MM-DD) or month (YYYY-MM): what was published later is left out. None: all.
        unverified
            Whether rows whose source was not read are used.

        Returns
        -------
        Catalog
            ``indicators`` by id; ``rows(id)`` is a DataFrame with the columns of the CSV files.

        Raises
        ------
        ContentError
            If files are wrong; it holds every problem.
        RequestError
            If `as_of` is not a date.

        Examples
        --------
        >>> catalog = open_workspace().catalog(as_of="2026-03")
        >>> catalog.indicators["kgi1b_overseas_ratio"].unit
        'percent'
        """
        from kgisim.evidence.catalog import load_catalog

        return load_catalog(Workspace(self.root), as_of=as_of, unverified=unverified)

    def scenario_set(self) -> "dict[str, Scenario]":
        """Load all scenarios with their parents merged in.

        Returns
        -------
        dict
            `Scenario` by id, the baseline first.

        Raises
        ------
        ContentError
            If files are wrong; it holds every problem.

        Examples
        --------
        >>> next(iter(open_workspace().scenario_set()))
        'baseline'
        """
        from kgisim.projection.scenario_loader import load_scenarios

        return load_scenarios(Workspace(self.root), self.catalog())


def open_workspace(folder: str | Path | None = None) -> OpenWorkspace:
    """Open a workspace: indicators, model families, scenarios and dashboard pages.

    Parameters
    ----------
    folder
        Folder that holds ``data``, ``models``, ``scenarios`` and ``dashboards``. None: the
        workspace that comes with kgisim.

    Returns
    -------
    OpenWorkspace
        The workspace; ``.catalog()`` loads its indicators.

    Raises
    ------
    ContentError
        If the folder or one of the four in it is missing.
    RequestError
        If an argument is of another kind.

    Examples
    --------
    >>> open_workspace().families()
    ('damped_trend',)
    """
    return OpenWorkspace(workspace_of(folder).root)


def init_workspace(
    folder: str | Path, *, minimal: bool = False, language: str = "en"
) -> OpenWorkspace:
    """Copy the workspace that comes with kgisim, to make it your own.

    Parameters
    ----------
    folder
        A new or an empty folder.
    minimal
        One indicator, one scenario and one target, in files whose comments explain them.
    language
        Language of these comments.

    Returns
    -------
    OpenWorkspace
        The copy, opened.

    Raises
    ------
    RequestError
        If the folder holds something already, or is no path at all.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     len(check(init_workspace(folder)))
    0
    """
    target = path_of(folder, "folder", "a new or an empty folder")
    return OpenWorkspace(folders.init_workspace(target, minimal=minimal, language=language))


def check(
    workspace: str | Path | Workspace | None = None, *, language: str = "en"
) -> "pd.DataFrame":
    """List everything that is wrong in the files of a workspace; wrong content never raises.

    Parameters
    ----------
    workspace
        A folder or an opened workspace. None: the workspace that comes with kgisim.
    language
        Language of the messages: one of `kgisim.messages.languages`.

    Returns
    -------
    DataFrame
        One row per problem: ``file`` (relative to the workspace), ``where`` (key path or row,
        blank for the whole file), ``message``. No rows: the workspace is sound.

    Raises
    ------
    ContentError
        If the folder is not a workspace at all.
    NotFoundError
        If there is no such language.
    RequestError
        If an argument is of another kind.

    Examples
    --------
    >>> check().empty
    True
    """
    import pandas as pd

    from kgisim.projection.workspace_check import check_workspace

    spoken = language_of(language)
    found = [
        (one.file, place_text(one.where, spoken), one.message.text(spoken))
        for one in check_workspace(workspace_of(workspace))
    ]
    return pd.DataFrame(found, columns=["file", "where", "message"])
