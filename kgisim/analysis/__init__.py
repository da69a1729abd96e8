"""Why an answer is what it is, and what matters for it."""
