"""Deal-level and other tables behind indicators."""
