"""Answers in a browser that reaches no server: the same numbers, the same words."""
