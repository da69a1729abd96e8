"""From rows to posterior draws."""
