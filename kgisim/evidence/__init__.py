"""What is known, and from whom."""
