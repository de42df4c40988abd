"""How many factors the items carry, and which items serve their construct."""
