"""A design on disk, so that it is made once a version and not by every process that shows it.

A file is believed only where its seal (HMAC-SHA-256 under a key of this machine) is right, and it is named
after all that the design was made of: version, terms, rules of the day and ``FORMAT``. It can always be
made again, so one that is foreign, old or half written counts for nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from recommender import durable
from recommender.programme.courses import NotNeeded, Overlap
from recommender.programme.design import Programme
from recommender.programme.proposals import Place, Proposal
from recommender.programme.province import Province, Terms
from recommender.programme.unserved import Needs

FORMAT: Final = 1
"""Raise it whenever the design of the same version comes out otherwise, or is written otherwise."""
MOST: Final = 4
"""Files kept: those of the versions that served last."""
_SUFFIX: Final = ".programme"
_SEAL: Final = hashlib.sha256().digest_size
_PEOPLE: Final = ("person", "level", "required", "benefit")
"""Arrays of a proposal, one entry a person."""


def kept_path(folder: Path, *, version: str, province: Province, terms: Terms) -> Path:
    """Where the design of ``version`` lies under these terms and rules."""
    classes = {course: sorted(places) for course, places in sorted(terms.classes.regions.items())}
    smallest = sorted(terms.classes.min_class.items())
    plain = {one.name: getattr(terms, one.name) for one in fields(terms) if one.name != "classes"}
    made_of = repr((FORMAT, version, sorted(plain.items()), classes, smallest, province.book.rules))
    return folder / f"{version}-{hashlib.sha256(made_of.encode()).hexdigest()[:16]}{_SUFFIX}"


def write_programme(path: Path, programme: Programme, *, key: bytes) -> None:
    """Write it, readable by its owner alone; the oldest files beyond ``MOST`` go."""
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=False, **_arrays(programme))
    content = stream.getvalue()
    durable.write_bytes(path, _seal(content, path, key) + content, mode=0o600)
    files = sorted(path.parent.glob(f"*{_SUFFIX}"), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in files[MOST:]:
        old.unlink(missing_ok=True)


def read_programme(path: Path, *, province: Province, terms: Terms, key: bytes) -> Programme | None:
    """The design in the file; None where there is none that is whole and ours."""
    try:
        found = path.read_bytes()
    except OSError:
        return None
    seal, content = found[:_SEAL], found[_SEAL:]
    if not hmac.compare_digest(seal, _seal(content, path, key)):
        return None
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return _together(dict(arrays), province, terms)


def _seal(content: bytes, path: Path, key: bytes) -> bytes:
    """Bound to the file's name: a file of another version under this name is foreign."""
    return hmac.digest(key, b"programme\0" + path.name.encode() + b"\0" + content, "sha256")


def _arrays(programme: Programme) -> dict[str, NDArray[Any]]:
    needs = {f"needs/{one.name}": getattr(programme.needs, one.name) for one in fields(Needs)}
    names, codes = np.unique(programme.needs.rule, return_inverse=True)
    people = {
        f"proposals/{name}": np.concatenate([getattr(one, name) for one in programme.proposals])
        for name in _PEOPLE
        if programme.proposals
    }
    told = {
        "gaps": programme.gaps, "barred": programme.barred,
        "proposals": [_told(one) for one in programme.proposals],
        "overlaps": [asdict(one) for one in programme.overlaps],
        "not_needed": [asdict(one) for one in programme.not_needed],
    }  # fmt: skip
    document = np.frombuffer(json.dumps(told, default=_plain).encode(), np.uint8)
    return {
        **needs,
        "needs/rule": codes.astype(np.int16),
        "rules": names,
        **people,
        "told": document,
    }


def _told(one: Proposal) -> dict[str, Any]:
    """What of a proposal is no array; ``size`` says how much of the arrays is its own."""
    rest = {part.name: getattr(one, part.name) for part in fields(one) if part.name not in _PEOPLE}
    return {**rest, "places": [asdict(place) for place in one.places], "size": one.people}


def _plain(value: Any) -> Any:
    """numpy's numbers as Python's."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(type(value).__name__)


def _together(arrays: dict[str, NDArray[Any]], province: Province, terms: Terms) -> Programme:
    told = json.loads(arrays["told"].tobytes())
    needs = {one.name: arrays[f"needs/{one.name}"] for one in fields(Needs) if one.name != "rule"}
    return Programme(
        province=province, terms=terms, gaps=told["gaps"], barred=told["barred"],
        needs=Needs(**needs, rule=arrays["rules"][arrays["needs/rule"]]),
        proposals=_proposals(told["proposals"], arrays),
        overlaps=tuple(Overlap(**one) for one in told["overlaps"]),
        not_needed=tuple(NotNeeded(**one) for one in told["not_needed"]),
    )  # fmt: skip


def _proposals(told: Sequence[dict[str, Any]], arrays: dict[str, NDArray[Any]]) -> tuple[Proposal, ...]:
    ends = np.cumsum([one["size"] for one in told], dtype=np.int64)
    found = []
    for one, end in zip(told, ends.tolist(), strict=True):
        own = slice(end - one.pop("size"), end)
        one["places"] = tuple(Place(**place) for place in one["places"])
        one["closed_by"] = tuple((rule, count) for rule, count in one["closed_by"])
        own_arrays: dict[str, Any] = {name: arrays[f"proposals/{name}"][own] for name in _PEOPLE}
        found.append(Proposal(**one, **own_arrays))
    return tuple(found)
