"""Values and code lists of the civil service; imports nothing but the standard library and numpy."""
