"""Rules of the plausibility gate, one module each: ``check`` looks at one indicator."""
