"""What people said and decided, and what has newly become known: records that only grow."""
