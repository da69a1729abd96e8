"""The dashboard: server, state of a session, and the parts from which pages are made."""
