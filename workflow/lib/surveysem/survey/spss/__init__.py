"""SPSS files, read and written without losing a row or a code in silence."""
