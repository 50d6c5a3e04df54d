"""A version beside the one that serves: compared, judged, reported and recorded, for whoever asks.

The quarter asks for each version that it trains. ``promote`` asks for one that was trained by hand, or
was compared with a version that no longer serves: no version takes over from another unexamined.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from recommender import durable
from recommender.bundle.gate import pass_gate
from recommender.bundle.read import open_bundle
from recommender.bundle.registry import version_path
from recommender.bundle.verified import Verified
from recommender.config import Settings
from recommender.errors import GateRefused, ServiceError
from recommender.features.feedback import open_feedback
from recommender.impact.stored_value import stored_value
from recommender.progress import Progress, silent
from recommender.retraining.comparison import Champion, Comparison, compare
from recommender.retraining.comparison_file import read_comparison, write_comparison
from recommender.retraining.gate import GateResult, judge, read_limits
from recommender.retraining.journal import FOLDER, only_one
from recommender.retraining.report import Beside, report_json, report_page
from recommender.store.database import Database
from recommender.store.gate_results import gate_record, has_served, record_gate
from recommender.store.plan_swaps import planner_swaps
from recommender.store.serving import Serving, current_serving, register_version
from recommender.store.shadow import ShadowStanding, shadow_standings
from recommender.tables.snapshot import Snapshot, open_snapshot


@dataclass(frozen=True)
class Bench:
    """What an examination works with."""

    settings: Settings
    database: Database
    """Opened with the audit key."""
    public_key: Ed25519PublicKey
    limits: Path | None = None
    """Own table of limits, see :func:`recommender.retraining.gate.read_limits`."""


def compared(
    candidate: Verified,
    *,
    snapshot: Snapshot,
    before: Serving | None,
    bench: Bench,
    progress: Progress = silent,
) -> Comparison:
    """All figures of ``candidate``, learnt from ``snapshot``, beside what served; found or done again."""
    beside = "first" if before is None else before.version
    path = _folder(candidate.version, bench) / f"beside-{beside}.json"
    found = read_comparison(path)
    if found is None:
        heard = candidate.bundle.metrics.get("feedback", {}).get("digest", "")
        found = compare(
            candidate.version,
            bundle=candidate.bundle,
            snapshot=snapshot,
            champion=None if before is None else _champion(before.version, bench),
            feedback=open_feedback(bench.settings.feedback_dir, digest=heard),
            swaps=planner_swaps(bench.database),
            progress=progress,
        )
        found = write_comparison(path, found)
    return found


def reported(
    comparison: Comparison, gate: GateResult, *, candidate: Verified, bench: Bench, actor: str
) -> Path:
    """Write page and JSON, then record the result: a recorded result always has its report."""
    folder = _folder(comparison.challenger, bench)
    beside = Beside(_shadows(comparison.champion, bench), stored_value(bench.database))
    durable.write_bytes(folder / "report.json", report_json(comparison, gate, beside=beside))
    durable.write_bytes(folder / "report.html", report_page(comparison, gate, beside=beside).encode())
    register_version(
        bench.database,
        version=candidate.version,
        content_digest=candidate.manifest.content_digest(),
        snapshot_digest=candidate.manifest.snapshot,
    )
    record_gate(
        bench.database,
        version=gate.challenger,
        champion=gate.champion,
        red=gate.red,
        digest=gate.digest,
        actor=actor,
    )
    return folder / "report.html"


def examine(
    candidate: Verified, *, bench: Bench, today: date, actor: str, overridden: bool,
    progress: Progress = silent,
) -> Path | None:  # fmt: skip
    """Examine ``candidate`` before it is promoted by hand; returns the report where one was made now.

    Not where nothing serves, where ``candidate`` serves or served before, or where it was compared with
    what serves: then there is nothing new to be learnt.

    Raises
    ------
    GateRefused
        ``GATE_MISSING``: it cannot be compared, for its snapshot is not here, and nobody overrides.
    """
    before = current_serving(bench.database)
    if before is None or not _unexamined(candidate.version, before, bench.database):
        return None
    limits = read_limits(bench.limits)
    with only_one(bench.settings.home / FOLDER):
        pass_gate(candidate.bundle)
        snapshot = _kept_snapshot(candidate.bundle.snapshot_digest, bench)
        if snapshot is None:
            if overridden:
                return None
            raise GateRefused(
                "GATE_MISSING",
                f"Versi {candidate.version} belum dibandingkan dengan {before.version}: "
                "snapshot-nya tidak ada.",
                fix="Pulihkan snapshot itu, jalankan retrain, atau pakai --override NAMA --reason ALASAN.",
            )
        comparison = compared(candidate, snapshot=snapshot, before=before, bench=bench, progress=progress)
        gate = judge(comparison, limits=limits, today=today)
        return reported(comparison, gate, candidate=candidate, bench=bench, actor=actor)


def _shadows(champion: str | None, bench: Bench) -> list[ShadowStanding]:
    """What answered live requests unseen beside ``champion``; it is read, and judges nothing."""
    return [] if champion is None else shadow_standings(bench.database, serving=champion)


def _unexamined(version: str, before: Serving, database: Database) -> bool:
    if version == before.version or has_served(database, version=version):
        return False
    record = gate_record(database, version=version)
    return record is None or record.champion != before.version


def _folder(version: str, bench: Bench) -> Path:
    return bench.settings.home / FOLDER / version


def _champion(version: str, bench: Bench) -> Champion:
    path = version_path(bench.settings.models_dir, version=version)
    bundle = open_bundle(path, public_key=bench.public_key)
    return Champion(version, bundle, _kept_snapshot(bundle.snapshot_digest, bench))


def _kept_snapshot(digest: str, bench: Bench) -> Snapshot | None:
    """None where it is gone or altered: the gate says so, it is not guessed at."""
    try:
        return open_snapshot(bench.settings.snapshots_dir / digest)
    except ServiceError:
        return None
