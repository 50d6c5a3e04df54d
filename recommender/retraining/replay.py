"""A past answer again, bit for bit, from its model and its request; or exactly what is missing for it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from recommender.bundle.read import open_bundle
from recommender.bundle.registry import version_path
from recommender.errors import ServiceError
from recommender.features.identifiers import UNKNOWN, Vocabulary
from recommender.ranking.answer import Recommendation
from recommender.ranking.answer_bytes import answer_bytes
from recommender.ranking.recommend import Options, recommend
from recommender.store.database import Database
from recommender.store.served import ServedAnswer, read_answer


@dataclass(frozen=True)
class Replay:
    """What came of it."""

    record: ServedAnswer
    answer: Recommendation | None
    """None where something is missing."""
    same: bool
    """Whether its bytes are those that were answered."""
    missing: tuple[str, ...]
    """What is missing or differs, in Indonesian; empty where it is the same."""


def replay(database: Database, *, record_id: str, models_dir: Path, public_key: Ed25519PublicKey) -> Replay:
    """Answer the request of a record again with the version that answered it.

    Raises
    ------
    NotFound
        ``RECORD_UNKNOWN``.
    """
    record = read_answer(database, record_id=record_id)
    try:
        bundle = open_bundle(version_path(models_dir, version=record.version), public_key=public_key)
    except ServiceError as failure:
        return Replay(record, None, False, (f"versi {record.version}: {failure.text}",))
    request = record.request
    person = Vocabulary(bundle.people.asn_id).row(request["asn_id"])
    if person == UNKNOWN:
        return Replay(record, None, False, (f"pegawai ini tidak ada pada versi {record.version}",))
    answer = recommend(
        bundle,
        bundle.people.take([person]),
        as_of=date.fromisoformat(request["as_of"]),
        options=Options(**request["options"]),
        objected=request["objected"],
    )
    same = hashlib.sha256(answer_bytes(answer)).hexdigest() == record.answer_digest
    differs = "jawaban yang terbentuk berbeda: kode program bukan lagi yang menjawab saat itu"
    return Replay(record, answer, same, () if same else (differs,))
