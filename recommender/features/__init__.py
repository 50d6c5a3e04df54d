"""Frozen id maps and arrays as of a date; protected attributes are refused by name."""
