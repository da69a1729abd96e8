"""Pages are those of the bundled workspace."""
