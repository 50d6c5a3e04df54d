"""The quarter: compare a new version with the one that serves, and let it serve only if nothing got worse."""
