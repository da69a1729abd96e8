"""From draws to futures under scenarios."""
