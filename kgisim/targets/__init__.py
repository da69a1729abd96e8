"""From futures to answers about targets."""
