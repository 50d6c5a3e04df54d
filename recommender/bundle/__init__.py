"""A trained version on disk: write, sign, verify, read; no parsing before the signature holds."""
