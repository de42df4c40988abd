"""Survey studies from raw SPSS files to a defensible test of every hypothesis."""

__version__ = "0.1.0"
