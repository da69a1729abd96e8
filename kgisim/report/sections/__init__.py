"""What a report says: each module holds sections, functions from a `Scope` to blocks.

To add a section

1. write a function ``name(scope: Scope) -> Iterator[Block]`` in a module of this folder; it yields
   blocks of `kgisim.report.blocks` in the order in which they are read, made from the tables,
   sentences and figures of `kgisim.presentation`. Nothing is computed here that a view could give;
2. give every block that prints a number a key, ``<subject>/<what>`` (``kgi1a/targets``): unique in
   the report, and the same whenever the same thing is printed;
3. a chapter begins with ``Heading(title, CHAPTER, name=...)``, where the name is that of its
   function in `kgisim.report.kinds`; what belongs to one goal goes into `goal.PARTS` instead;
4. name it in `kgisim.report.kinds.KINDS` under every kind of report that shall hold it.

All writers, and `kgisim verify`, then know it.
"""
