"""Frozen and traceable results."""
