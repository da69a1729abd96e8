"""kgisim: how likely is a policy target, and what would have to be true for it."""
