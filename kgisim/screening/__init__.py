"""Whether a goal may carry a number."""
