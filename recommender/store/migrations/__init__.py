"""Alembic migrations of the service's own tables; run by :mod:`recommender.store.migrate`."""
