"""Documents made by others, whose named fields are filled from a run."""
