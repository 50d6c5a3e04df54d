"""Keys in force, objections and evidence as this process knows them: asked at every request, read seldom.

Read again every ``ASN_POLL_SECONDS`` beside the serving version. So a revoked key and an objection
told to another worker count within that time, and what this worker itself wrote counts at once. A key
not seen before is looked up in the database, so a new one works at once too. When the database could
not be read for ``STALE_SECONDS`` the view is no longer used: every question goes to the database,
which answers or says that it cannot.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final

from recommender.store.database import Database
from recommender.store.feedback import Report, record_feedback
from recommender.store.keys import Caller, list_keys, verify_key
from recommender.store.objections import end_objection, objections
from recommender.web.impact_evidence import Evidence, ImpactView

STALE_SECONDS: Final = 5.0


class StoreView:
    """See the module; safe between threads, and across ``fork`` while nobody uses it."""

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._writing = threading.Lock()
        self._read_at = -STALE_SECONDS
        self._in_force: frozenset[str] = frozenset()
        self._objectors: frozenset[str] = frozenset()
        self._impact = ImpactView(database)
        self._callers: dict[bytes, Caller] = {}
        """Callers by the SHA-256 of their key: keys that were in force when first used."""

    def refresh(self) -> None:
        """Read everything again; where that fails the view stays as it was, and grows stale."""
        self._impact.look()
        with self._writing:
            begun = self._clock()
            try:
                in_force = {one.key_id for one in list_keys(self._database) if one.revoked_at is None}
                self._objectors = objections(self._database)
            except Exception:
                # Whatever the storage raises: the model holder's look at it says so.
                return
            self._in_force, self._read_at = frozenset(in_force), begun
            self._callers = {key: one for key, one in self._callers.items() if one.key_id in in_force}

    def verify_key(self, key: str) -> Caller | None:
        """As :func:`recommender.store.keys.verify_key`."""
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
        known = self._callers.get(digest)
        if known is not None and known.key_id in self._in_force and self._is_fresh():
            return known
        found = verify_key(self._database, key=key)
        if found is not None:
            with self._writing:
                self._callers[digest] = found
        return found

    def impact(self) -> Evidence | None:
        """The newest evidence whether training helps; None before the first."""
        if not self._is_fresh():
            self._impact.look()
        return self._impact.current()

    def objectors(self, asn_ids: Sequence[str]) -> Collection[str]:
        """Those of ``asn_ids`` who object to automatic ranking; may hold others too."""
        return self._objectors if self._is_fresh() else objections(self._database, asn_ids=asn_ids)

    def record_feedback(self, report: Report, *, caller: Caller, request_key: str) -> Mapping[str, Any]:
        """As :func:`recommender.store.feedback.record_feedback`; an objection counts from now on."""
        stored = record_feedback(self._database, report, caller=caller, request_key=request_key)
        if report.event == "OBJECTED":
            with self._writing:  # after any reading that may have begun before the objection was written
                self._objectors |= {report.asn_id}
        return stored

    def end_objection(self, asn_id: str, *, outcome: str, note: str, caller: Caller) -> None:
        """As :func:`recommender.store.objections.end_objection`; counts here from now on."""
        end_objection(self._database, asn_id=asn_id, outcome=outcome, note=note, caller=caller)
        self.refresh()

    def _is_fresh(self) -> bool:
        return self._clock() - self._read_at < STALE_SECONDS
