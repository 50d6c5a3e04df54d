"""Change the serving version: found, verified, through the gate, then the compare-and-set."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from recommender.bundle.gate import pass_gate
from recommender.bundle.read import open_bundle
from recommender.bundle.registry import version_path
from recommender.bundle.verified import Verified, verify_version
from recommender.errors import BadInput, GateRefused
from recommender.store.database import Database
from recommender.store.gate_results import gate_record, has_served
from recommender.store.serving import (
    Serving,
    current_serving,
    promote,
    register_version,
    rollback,
    version_before,
)


@dataclass(frozen=True)
class Override:
    """A named person who lets a version serve although the comparison said no, and why."""

    name: str
    reason: str

    def __post_init__(self) -> None:
        if not self.name.strip() or not self.reason.strip():
            raise BadInput(
                "OVERRIDE_UNEXPLAINED",
                "Mengesampingkan gerbang memerlukan nama dan alasan.",
                fix="Isi --override NAMA dan --reason ALASAN.",
            )


def promote_version(
    database: Database,
    *,
    version: str,
    models_dir: Path,
    public_key: Ed25519PublicKey,
    actor: str,
    reason: str = "",
    override: Override | None = None,
    expected_generation: int | None = None,
    candidate: Verified | None = None,
) -> Serving:
    """Let ``version`` serve if it is intact and passes the gate; if it serves already, leave it so.

    Parameters
    ----------
    override
        Who answers for promoting a version whose comparison was red or is out of date; a version
        that is not intact or whose figures are not numbers is refused all the same.
    expected_generation
        Generation that the decision was taken at (default: the present one).
    candidate
        ``version``, where the caller has just verified it (default: it is verified now).

    Raises
    ------
    NotFound, BundleRefused, GateRefused
        See :mod:`~recommender.bundle.registry`, :mod:`~recommender.bundle.read` and
        :mod:`~recommender.bundle.gate`; what served before serves on.
    Conflict
        Somebody else changed the serving version meanwhile.
    """
    before = current_serving(database)
    found = candidate or verify_version(models_dir, version=version, public_key=public_key)
    pass_gate(found.bundle)
    if before is not None and before.version == version:
        return before
    register_version(
        database,
        version=version,
        content_digest=found.manifest.content_digest(),
        snapshot_digest=found.manifest.snapshot,
    )
    generation = 0 if before is None else before.generation
    expected = generation if expected_generation is None else expected_generation
    details = _comparison(database, version, before, override) if expected == generation else {}
    return promote(
        database, version=version, expected_generation=expected, actor=actor, reason=reason, details=details
    )


def _comparison(
    database: Database, version: str, before: Serving | None, override: Override | None
) -> dict[str, Any]:
    """What the audit row says of the recorded comparison with the version that serves.

    Raises
    ------
    GateRefused
        ``GATE_RED`` or ``GATE_STALE``, without an override.
    """
    record = gate_record(database, version=version)
    if record is None:
        return {"gate": None} | _by(override)
    stale = record.champion != (before and before.version) and not has_served(database, version=version)
    if override is None and record.red:
        raise GateRefused(
            "GATE_RED",
            f"Gerbang menolak versi {version}: {', '.join(record.red)}.",
            fix="Baca laporan kuartal; perbaiki data, atau pakai --override NAMA --reason ALASAN.",
            red=list(record.red),
        )
    if override is None and stale:
        raise GateRefused(
            "GATE_STALE",
            f"Versi {version} dibandingkan dengan versi yang kini tidak lagi melayani.",
            fix="Jalankan retrain lagi, atau promosikan dengan --override NAMA --reason ALASAN.",
        )
    return {"gate": record.digest, "red": list(record.red)} | _by(override)


def _by(override: Override | None) -> dict[str, Any]:
    return {} if override is None else {"override": override.name, "override_reason": override.reason}


def rollback_version(
    database: Database, *, models_dir: Path, public_key: Ed25519PublicKey, actor: str, reason: str = ""
) -> Serving:
    """Return to the version that served before the present one was promoted, if it is still intact.

    Raises
    ------
    BadInput
        ``NOTHING_BEFORE``.
    NotFound, BundleRefused, Conflict
        As :func:`promote_version`.
    """
    now = current_serving(database)
    generation = 0 if now is None else now.generation
    target = version_before(database, generation=generation)
    if target is not None:
        open_bundle(version_path(models_dir, version=target), public_key=public_key)
    return rollback(database, expected_generation=generation, actor=actor, reason=reason)
