"""Reads reports again, whoever saved them last: all that a reader of the file sees, in order."""
