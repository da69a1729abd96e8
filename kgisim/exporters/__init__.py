"""Results and evidence in open formats that other programs read."""
