"""Indicators of the bundled workspace: one YAML and one CSV file each."""
