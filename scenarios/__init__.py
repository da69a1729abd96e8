"""Scenarios of the bundled workspace: one YAML file each."""
