"""What ``python -m surveysem`` can be asked: one module for each command."""
