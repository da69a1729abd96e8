"""The command line's own rooms: its options, and its answers as tables."""
