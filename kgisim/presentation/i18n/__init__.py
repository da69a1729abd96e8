"""Messages, numbers and errors in the reader's language."""
