"""A synthetic province in the agency's own tables, labelled synthetic everywhere."""
