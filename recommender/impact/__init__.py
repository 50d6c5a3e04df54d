"""Evidence whether training helps: estimators, what would break them, and a verdict in words."""
