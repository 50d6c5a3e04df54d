"""A plan written straight into the store, where a walk is about reviewing and not about computing."""

from __future__ import annotations

from recommender.store.keys import Caller
from tests.browser.site import Site
from tests.store.plan_world import proposed


def stored_plan(site: Site) -> str:
    """Id of a fresh plan of the site's planner: sessions S1 and S2, people A1 and A3, reserves A4 to A6."""
    database = site.home.database()
    try:
        return proposed(database, Caller(site.account, "planner", None))
    finally:
        database.close()
