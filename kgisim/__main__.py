"""Run the command line with ``python -m kgisim``."""

from kgisim.cli.main import main

if __name__ == "__main__":
    main()
