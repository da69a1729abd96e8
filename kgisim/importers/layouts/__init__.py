"""Layouts of tables that `kgisim import` recognises, one module each."""
