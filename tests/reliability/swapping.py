"""The serving version changes under load, every third time to a bad one: what each answer must be."""

from __future__ import annotations

import asyncio
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import cycle
from pathlib import Path
from typing import Final

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.http_load import Load, get, is_good, open_loop
from recommender.bundle.contents import Bundle
from recommender.bundle.write import write_bundle
from recommender.ranking.prepared import prepare_lists
from recommender.ranking.recommend import Options, recommend_batch
from recommender.store.secret_files import read_signing_key
from recommender.store.serving import register_version
from recommender.web.answers import list_json
from recommender.web.model_holder import Served
from tests.small_bundle import SIGNING_KEY
from tests.web.real_server import Server, seconds_until
from tests.web.small_service import SmallService

PER_SECOND: Final = 60
LENGTH: Final = 5
WITHIN: Final = 1.0
"""Seconds in which every worker must have seen a change."""


def _largest(version: Path) -> Path:
    return max(version.rglob("*.npy"), key=lambda one: one.stat().st_size)


def _truncate(version: Path) -> None:
    path = _largest(version)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _flip(version: Path) -> None:
    path = _largest(version)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.chmod(0o644)
    path.write_bytes(content)


SPOILT: Final[Mapping[str, tuple[str, Callable[[Path], object]]]] = {
    "truncated": ("BUNDLE_ALTERED", _truncate),
    "other content": ("BUNDLE_ALTERED", _flip),
    "other key": ("BUNDLE_FOREIGN", lambda version: None),
    "file missing": ("BUNDLE_INCOMPLETE", lambda version: _largest(version).unlink()),
    "folder missing": ("VERSION_UNKNOWN", shutil.rmtree),
}
"""Ways in which a version goes bad: the reason that /health/ready must give, and what is done to it."""


@dataclass(frozen=True)
class Versions:
    """Good versions with everybody's answer, and bad ones with the reason they are refused for."""

    answers: Mapping[str, Mapping[str, object]]
    """By version and asn_id: the JSON of the batch answer."""
    bad: Mapping[str, str]


def make_versions(service: SmallService, bundle: Bundle) -> Versions:
    """Variants of ``bundle`` that rank otherwise, written into the service's models folder."""
    key = read_signing_key(service.settings.keys_dir)
    dials = (place / 16 for place in range(1, 16))
    answers = {}
    for _ in range(3):
        variant = replace(bundle, dial=next(dials), snapshot_digest="a" * 64)
        variant = replace(variant, lists=prepare_lists(variant))
        version = _written(service, variant, key)
        answers[version] = batch_answers(version, variant)
    lists = [{**one, "model_version": ""} for by_person in answers.values() for one in by_person.values()]
    assert len({orjson.dumps(one) for one in lists}) > len(bundle.people), "the versions rank otherwise"
    bad = {}
    for kind, (code, spoil) in SPOILT.items():
        signer = SIGNING_KEY if kind == "other key" else key
        version = _written(service, replace(bundle, dial=next(dials), snapshot_digest="b" * 64), signer)
        spoil(service.settings.models_dir / version)
        bad[version] = code
    return Versions(answers, bad)


def _written(service: SmallService, bundle: Bundle, key: Ed25519PrivateKey) -> str:
    version = write_bundle(
        bundle, models_dir=service.settings.models_dir, signing_key=key, code_version="test"
    )
    register_version(service.database, version=version, content_digest="c" * 64, snapshot_digest="d" * 64)
    return version


def batch_answers(version: str, bundle: Bundle) -> dict[str, object]:
    """What the version says to everybody, ranked in one batch, as JSON."""
    served = Served(version, 0, bundle)
    options = Options(n=LENGTH)
    lists = recommend_batch(bundle, bundle.people, as_of=bundle.as_of, options=options)
    return {one.asn_id: orjson.loads(orjson.dumps(list_json(one, served=served))) for one in lists}


@dataclass
class Seen:
    """What came of the swaps."""

    load: Load | None = None
    wrong: list[str] = field(default_factory=list)
    """Answers that are not 200, or not what their version says in batch."""
    versions: set[str] = field(default_factory=set)
    """Versions that answered."""
    seconds: list[float] = field(default_factory=list)
    """From each change to the moment every worker told of it."""
    late: list[str] = field(default_factory=list)
    """Changes that some worker did not tell of in time."""


@contextmanager
def _asked(server: Server, key: str, versions: Versions, seen: Seen, *, seconds: float) -> Iterator[None]:
    """Ask all the while, at fixed times, and judge every answer."""
    people = list(next(iter(versions.answers.values())))[:2000]

    def good(head: bytes, body: bytes) -> bool:
        if not is_good(head, body):
            seen.wrong.append(head.decode().splitlines()[0])
            return False
        answer = orjson.loads(body)
        seen.versions.add(answer["model_version"])
        right = versions.answers.get(answer["model_version"], {}).get(answer["asn_id"]) == answer
        if not right:
            seen.wrong.append(f"{answer['model_version']} {answer['asn_id']}: not its batch answer")
        return right

    def ask() -> None:
        requests = [get(f"/v1/asn/{one}/recommendations?n={LENGTH}", key=key) for one in people]
        seen.load = asyncio.run(
            open_loop(server.port, requests, per_second=PER_SECOND, clients=16, seconds=seconds, good=good)
        )

    thread = threading.Thread(target=ask)
    thread.start()
    yield
    thread.join()


def swap_under_load(
    server: Server, service: SmallService, versions: Versions, *, swaps: int, every: float
) -> Seen:
    """Change the serving row ``swaps`` times, ``every`` seconds, each third time to a bad version."""
    seen = Seen()
    good, bad = cycle(versions.answers), cycle(versions.bad)
    last = next(good)
    service.point_to(last)
    assert seconds_until(server, "/health/model", {"model_version": last}, within=5 * WITHIN) is not None
    with _asked(server, service.key, versions, seen, seconds=swaps * every + 1):
        for number in range(1, swaps + 1):
            due = time.monotonic() + every
            if number % 3 == 0:
                version = next(bad)
                changes = [("/health/ready", {"status": "degraded", "reason": versions.bad[version]}),
                           ("/health/model", {"model_version": last})]  # fmt: skip
            else:
                last = version = next(good)
                changes = [("/health/model", {"model_version": version}),
                           ("/health/ready", {"status": "ready", "reason": None})]  # fmt: skip
            service.point_to(version)
            _noted(server, version, changes, seen)
            time.sleep(max(0.0, due - time.monotonic()))
    return seen


def _noted(
    server: Server, version: str, changes: Sequence[tuple[str, dict[str, object]]], seen: Seen
) -> None:
    for path, wanted in changes:
        seconds = seconds_until(server, path, wanted, within=WITHIN)
        if seconds is None:
            seen.late.append(f"{version}: {path} did not say {wanted}: {server.get(path)}")
        elif path == changes[0][0]:
            seen.seconds.append(seconds)
