"""Recommendation engine for the competency development of Indonesian civil servants (ASN)."""
