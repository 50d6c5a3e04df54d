"""The quarter: snapshot -> train -> compare -> gate -> promote, each step found done or done again.

Nothing serves that was not compared with what served at that moment: the promotion carries the
generation at which the comparison began, so whoever was faster wins and this run is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recommender.bundle.promotion import Override, promote_version
from recommender.bundle.registry import list_versions
from recommender.bundle.verified import Verified, verify_version
from recommender.bundle.write import write_bundle
from recommender.config import Settings
from recommender.errors import GateRefused
from recommender.features.feedback import Feedback, freeze_feedback, open_feedback
from recommender.progress import Progress, silent
from recommender.retraining.examine import Bench, compared, reported
from recommender.retraining.gate import GateResult, judge, read_limits
from recommender.retraining.journal import FOLDER, Journal, only_one
from recommender.store.database import Database
from recommender.store.serving import Serving, current_serving
from recommender.tables.importing import import_source
from recommender.tables.snapshot import Snapshot
from recommender.training.fit import train

_STEPS: Final = 5


@dataclass(frozen=True)
class Source:
    """What to retrain from; see :func:`recommender.tables.importing.import_source`."""

    source: str
    today: date
    as_of: date | None = None
    mapping: Path | None = None
    allow_rejects: int = 0


@dataclass(frozen=True)
class Tools:
    """What a quarter works with."""

    settings: Settings
    database: Database
    """Opened with the audit key."""
    signing_key: Ed25519PrivateKey
    nip_key: bytes
    code_version: str
    limits: Path | None = None
    """Own table of limits, see :func:`recommender.retraining.gate.read_limits`."""

    @property
    def bench(self) -> Bench:
        """What the examination of a version needs of it."""
        return Bench(self.settings, self.database, self.signing_key.public_key(), self.limits)


@dataclass(frozen=True)
class Outcome:
    """What a quarter came to."""

    serving: Serving
    snapshot: Path
    gate: GateResult | None
    """None where the version served already."""
    report: Path | None


def run_quarter(
    source: Source, tools: Tools, *, actor: str, override: Override | None = None, progress: Progress = silent
) -> Outcome:
    """Run it, or what is left of it; the same source gives the same version and the same result.

    Raises
    ------
    BadInput
        The source or the limits are refused.
    GateRefused
        ``GATE_RED``: a line is red and nobody overrides; ``context`` names report and lines, and the
        serving version serves on.
    Conflict
        ``RETRAIN_RUNNING``, or ``SERVING_CHANGED``: somebody promoted meanwhile.
    """
    limits = read_limits(tools.limits)
    with only_one(tools.settings.home / FOLDER) as journal:
        before = current_serving(tools.database)
        snapshot = _snapshot(source, tools, progress)
        progress("Kuartal", 1, _STEPS)
        with journal.run(f"{snapshot.digest}:{tools.code_version}", hear=lambda: _frozen(tools)) as heard:
            feedback = open_feedback(tools.settings.feedback_dir, digest=heard)
            version = _trained(snapshot, feedback, tools, journal, progress)
            candidate = verify_version(
                tools.settings.models_dir, version=version, public_key=tools.bench.public_key
            )
            progress("Kuartal", 2, _STEPS)
            if before is not None and before.version == version:
                progress("Kuartal", _STEPS, _STEPS)
                return Outcome(before, snapshot.path, None, None)
            comparison = compared(
                candidate, snapshot=snapshot, before=before, bench=tools.bench, progress=progress
            )
            progress("Kuartal", 3, _STEPS)
            gate = judge(comparison, limits=limits, today=source.today)
            report = reported(comparison, gate, candidate=candidate, bench=tools.bench, actor=actor)
            progress("Kuartal", 4, _STEPS)
            serving = _promoted(candidate, before, tools, report, actor=actor, override=override)
            progress("Kuartal", _STEPS, _STEPS)
            return Outcome(serving, snapshot.path, gate, report)


def _snapshot(source: Source, tools: Tools, progress: Progress) -> Snapshot:
    """Read again each time: whether the source is still what it was only reading it can tell."""
    return import_source(
        source.source, out=tools.settings.snapshots_dir, as_of=source.as_of, today=source.today,
        mapping=source.mapping, allow_rejects=source.allow_rejects, progress=progress,
    ).snapshot  # fmt: skip


def _frozen(tools: Tools) -> str:
    """Digest of the feedback there is now, frozen; empty where there is none."""
    feedback = freeze_feedback(tools.database, folder=tools.settings.feedback_dir)
    return feedback.digest if feedback.events else ""


def _trained(
    snapshot: Snapshot, feedback: Feedback, tools: Tools, journal: Journal, progress: Progress
) -> str:
    models = tools.settings.models_dir
    data = f"{snapshot.digest}+{feedback.digest}" if feedback.events else snapshot.digest
    known = journal.version_of(snapshot=data, code=tools.code_version)
    if known is not None and known in list_versions(models):
        return known
    trained = train(snapshot, nip_key=tools.nip_key, feedback=feedback, progress=progress)
    version = write_bundle(
        trained.bundle, models_dir=models, signing_key=tools.signing_key, code_version=tools.code_version,
        estimators=trained.estimators,
    )  # fmt: skip
    journal.note(snapshot=data, code=tools.code_version, version=version)
    return version


def _promoted(
    candidate: Verified,
    before: Serving | None,
    tools: Tools,
    report: Path,
    *,
    actor: str,
    override: Override | None,
) -> Serving:
    try:
        return promote_version(
            tools.database,
            version=candidate.version,
            models_dir=tools.settings.models_dir,
            public_key=tools.bench.public_key,
            actor=actor,
            reason="retrain",
            override=override,
            candidate=candidate,
            expected_generation=0 if before is None else before.generation,
        )
    except GateRefused as refusal:
        context: dict[str, Any] = {**refusal.context, "version": candidate.version, "report": str(report)}
        raise GateRefused(refusal.code, refusal.text, fix=refusal.fix, **context) from None
