"""Remove what nobody needs any more: old versions that nothing names, and what lies behind no version.

Kept: the newest N versions, every version that served, gave a recorded answer, proposed a plan that was not
cancelled or is watched as shadow (:mod:`recommender.store.named_versions`), and the snapshots and the
frozen feedback of all of these. A candidate that was only compared goes; its report stays.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from recommender import durable
from recommender.bundle.manifest import Manifest
from recommender.bundle.registry import list_versions
from recommender.bundle.verify import verify_folder
from recommender.config import Settings
from recommender.errors import BundleRefused
from recommender.retraining.journal import FOLDER, only_one
from recommender.store.audit import append_audit
from recommender.store.database import Database
from recommender.store.named_versions import named_versions

_STALE_SECONDS: Final = 24 * 3600
_DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True)
class Pruned:
    """What was removed, and what could not be judged."""

    versions: tuple[str, ...]
    snapshots: tuple[str, ...]
    feedback: tuple[str, ...]
    refused: tuple[str, ...]
    """Versions that do not verify: left where they are, for a person to look at."""
    kept: Mapping[str, tuple[str, ...]]
    """Versions that stay, newest last, with why: ``NEWEST`` or a code of ``named_versions.REASONS``."""


def prune(
    settings: Settings, database: Database, *, keep: int, public_key: Ed25519PublicKey, actor: str
) -> Pruned:
    """Remove all but what the module says; told to the audit chain before anything goes.

    Raises
    ------
    Conflict
        ``RETRAIN_RUNNING``.
    """
    with only_one(settings.home / FOLDER) as journal:
        manifests, refused = _manifests(settings.models_dir, public_key)
        newest = sorted(manifests, key=lambda name: (manifests[name].as_of, manifests[name].created))
        kept = _kept(newest, keep, named_versions(database))
        versions = tuple(name for name in newest if name not in kept)
        needed = {one.snapshot for name, one in manifests.items() if name not in versions}
        heard = {_heard(one) for name, one in manifests.items() if name not in versions} | journal.heard()
        snapshots = () if refused else _unneeded(settings.snapshots_dir, needed)
        feedback = () if refused else _unneeded(settings.feedback_dir, heard, suffix=".jsonl")
        if versions or snapshots or feedback:
            with database.writing() as connection:
                append_audit(
                    database, connection, actor=actor, action="PRUNE", subject=f"keep {keep}",
                    details={
                        "versions": list(versions), "snapshots": [one[:12] for one in snapshots],
                        "feedback": [one[:12] for one in feedback],
                    },
                )  # fmt: skip
        for path in (
            *(settings.models_dir / name for name in versions),
            *(settings.snapshots_dir / name for name in snapshots),
            *_left_behind(settings.models_dir),
            *_left_behind(settings.snapshots_dir),
        ):
            durable.remove_folder(path)
        for name in feedback:
            (settings.feedback_dir / f"{name}.jsonl").unlink()
        return Pruned(versions, snapshots, feedback, refused, kept)


def _kept(
    newest: Sequence[str], keep: int, named: Mapping[str, tuple[str, ...]]
) -> Mapping[str, tuple[str, ...]]:
    """Which of the versions (newest last) stay, and why."""
    last = set(newest[max(0, len(newest) - keep) :])
    reasons = {name: (("NEWEST",) if name in last else ()) + named.get(name, ()) for name in newest}
    return {name: found for name, found in reasons.items() if found}


def _manifests(models: Path, key: Ed25519PublicKey) -> tuple[dict[str, Manifest], tuple[str, ...]]:
    found, refused = {}, []
    for name in list_versions(models):
        try:
            found[name] = verify_folder(models / name, public_key=key)
        except BundleRefused:
            refused.append(name)
    return found, tuple(refused)


def _heard(manifest: Manifest) -> str:
    """Digest of the feedback that a version was trained with; empty for none."""
    return str(manifest.metrics.get("feedback", {}).get("digest", ""))


def _unneeded(folder: Path, needed: set[str], *, suffix: str = "") -> tuple[str, ...]:
    """Digests in ``folder`` that no kept version was learnt from; none is judged while one cannot be read."""
    if not folder.is_dir():
        return ()
    names = [one.name.removesuffix(suffix) for one in folder.iterdir() if one.name.endswith(suffix)]
    return tuple(sorted(name for name in names if _DIGEST.fullmatch(name) and name not in needed))


def _left_behind(folder: Path) -> list[Path]:
    """Half-written folders of processes that were killed more than a day ago."""
    if not folder.is_dir():
        return []
    before = time.time() - _STALE_SECONDS
    return [one for one in folder.glob(".tmp-*") if one.is_dir() and one.stat().st_mtime < before]
