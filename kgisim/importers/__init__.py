"""Reading of public tables as they are published, into observation rows."""
