"""Dashboard pages of the bundled workspace."""
