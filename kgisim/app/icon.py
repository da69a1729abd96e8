"""The icon in the tab of the browser: an outlook that widens, and a level above it."""

from urllib.parse import quote

from kgisim.app.html_pane import file

ICON = f"data:image/svg+xml,{quote(file('favicon.svg'))}"
"""Address of the icon, which holds it whole."""
