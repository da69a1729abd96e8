"""A part of the screen with a script of the dashboard's own."""

from panel.custom import JSComponent


class Component(JSComponent):
    """What our parts have in common: the class holds its script, so no files are looked for."""

    _bundle_path = None  # type: ignore[assignment]

    __abstract = True
