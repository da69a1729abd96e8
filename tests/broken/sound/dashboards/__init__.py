"""No pages."""
