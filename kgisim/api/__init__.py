"""The public API: thin functions over the engine, for scripts and notebooks.

Everything that a user may rely on is named in `kgisim.__all__`; these modules hold it.
"""
