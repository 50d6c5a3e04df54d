"""The quarter: snapshot -> train -> compare -> gate -> promote, each step found done or done again.

Nothing serves that was not compared with what served at that moment: the promotion carries the
generation at which the comparison began, so whoever was faster wins and this run is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import TypeAdapter

from recommender import durable
from recommender.bundle.contents import Bundle
from recommender.bundle.promotion import Override, promote_version
from recommender.bundle.read import open_bundle
from recommender.bundle.registry import list_versions, version_path
from recommender.bundle.verify import verify_folder
from recommender.bundle.write import write_bundle
from recommender.config import Settings
from recommender.errors import GateRefused, ServiceError
from recommender.progress import Progress, silent
from recommender.retraining.comparison import Champion, Comparison, compare
from recommender.retraining.gate import GateResult, judge, read_limits
from recommender.retraining.journal import FOLDER, Journal, only_one
from recommender.retraining.report import report_json, report_page
from recommender.store.database import Database
from recommender.store.gate_results import record_gate
from recommender.store.serving import Serving, current_serving, register_version
from recommender.tables.importing import import_source
from recommender.tables.snapshot import Snapshot, open_snapshot
from recommender.training.fit import train

_STEPS: Final = 5
_COMPARISON: Final[TypeAdapter[Comparison]] = TypeAdapter(Comparison)
_JSON: Final = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS


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
        version = _trained(snapshot, tools, journal, progress)
        progress("Kuartal", 2, _STEPS)
        if before is not None and before.version == version:
            progress("Kuartal", _STEPS, _STEPS)
            return Outcome(before, snapshot.path, None, None)
        comparison = _compared(version, snapshot, before, tools, journal, progress)
        progress("Kuartal", 3, _STEPS)
        gate = judge(comparison, limits=limits, today=source.today)
        report = _reported(comparison, gate, tools, journal, actor)
        progress("Kuartal", 4, _STEPS)
        serving = _promoted(gate, before, tools, report, actor=actor, override=override)
        progress("Kuartal", _STEPS, _STEPS)
        return Outcome(serving, snapshot.path, gate, report)


def _snapshot(source: Source, tools: Tools, progress: Progress) -> Snapshot:
    """Read again each time: whether the source is still what it was only reading it can tell."""
    return import_source(
        source.source, out=tools.settings.snapshots_dir, as_of=source.as_of, today=source.today,
        mapping=source.mapping, allow_rejects=source.allow_rejects, progress=progress,
    ).snapshot  # fmt: skip


def _trained(snapshot: Snapshot, tools: Tools, journal: Journal, progress: Progress) -> str:
    models = tools.settings.models_dir
    known = journal.version_of(snapshot=snapshot.digest, code=tools.code_version)
    if known is not None and known in list_versions(models):
        verify_folder(models / known, public_key=tools.signing_key.public_key())
        return known
    trained = train(snapshot, nip_key=tools.nip_key, progress=progress)
    version = write_bundle(
        trained.bundle, models_dir=models, signing_key=tools.signing_key, code_version=tools.code_version,
        estimators=trained.estimators,
    )  # fmt: skip
    journal.note(snapshot=snapshot.digest, code=tools.code_version, version=version)
    return version


def _compared(
    version: str,
    snapshot: Snapshot,
    before: Serving | None,
    tools: Tools,
    journal: Journal,
    progress: Progress,
) -> Comparison:
    beside = "first" if before is None else before.version
    path = journal.folder / version / f"beside-{beside}.json"
    if path.exists():
        return _COMPARISON.validate_json(path.read_bytes())
    comparison = compare(
        version,
        bundle=_opened(version, tools),
        snapshot=snapshot,
        champion=None if before is None else _champion(before.version, tools),
        progress=progress,
    )
    durable.write_bytes(path, orjson.dumps(comparison, option=_JSON))
    return _COMPARISON.validate_json(path.read_bytes())


def _champion(version: str, tools: Tools) -> Champion:
    bundle = _opened(version, tools)
    return Champion(version, bundle, _kept_snapshot(bundle.snapshot_digest, tools))


def _opened(version: str, tools: Tools) -> Bundle:
    path = version_path(tools.settings.models_dir, version=version)
    return open_bundle(path, public_key=tools.signing_key.public_key())


def _kept_snapshot(digest: str, tools: Tools) -> Snapshot | None:
    """None where it is gone or altered: the gate says so, it is not guessed at."""
    try:
        return open_snapshot(tools.settings.snapshots_dir / digest)
    except ServiceError:
        return None


def _reported(comparison: Comparison, gate: GateResult, tools: Tools, journal: Journal, actor: str) -> Path:
    """Write page and JSON, then record the result: a recorded result always has its report."""
    folder = journal.folder / comparison.challenger
    durable.write_bytes(folder / "report.json", report_json(comparison, gate))
    durable.write_bytes(folder / "report.html", report_page(comparison, gate).encode())
    path = version_path(tools.settings.models_dir, version=comparison.challenger)
    manifest = verify_folder(path, public_key=tools.signing_key.public_key())
    register_version(
        tools.database,
        version=comparison.challenger,
        content_digest=manifest.content_digest(),
        snapshot_digest=manifest.snapshot,
    )
    record_gate(
        tools.database,
        version=gate.challenger,
        champion=gate.champion,
        red=gate.red,
        digest=gate.digest,
        actor=actor,
    )
    return folder / "report.html"


def _promoted(
    gate: GateResult,
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
            version=gate.challenger,
            models_dir=tools.settings.models_dir,
            public_key=tools.signing_key.public_key(),
            actor=actor,
            reason="retrain",
            override=override,
            expected_generation=0 if before is None else before.generation,
        )
    except GateRefused as refusal:
        context: dict[str, Any] = {**refusal.context, "version": gate.challenger, "report": str(report)}
        raise GateRefused(refusal.code, refusal.text, fix=refusal.fix, **context) from None
