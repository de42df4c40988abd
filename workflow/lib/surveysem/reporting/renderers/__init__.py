"""Everything of the report that reads or writes files."""
