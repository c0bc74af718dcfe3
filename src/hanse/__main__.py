"""`python -m hanse` is the `hanse` command."""

from hanse.config.cli import main

if __name__ == "__main__":
    main()
