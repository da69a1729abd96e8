"""Elicitations of the bundled workspace: one YAML file each, all of them illustrative."""
