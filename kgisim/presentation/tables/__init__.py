"""Tables that people read."""
