"""The agency's data, read only: declaration of tables, read, check, alias, immutable snapshot."""
