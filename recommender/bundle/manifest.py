"""The manifest: what a version is made of and where it comes from; what is signed.

``version = YYYYQn-xxxxxxxx``: the quarter of the as-of date and the first 8 hex digits of the content
digest. The digest covers everything but the moment of writing and the offline estimators, so the same
data, seeds and code give the same version.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import numpy as np

from recommender.bundle.contents import Bundle

MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.sig"
ESTIMATORS: Final = "estimators"
VERSION: Final = re.compile(r"[0-9]{4}Q[1-4]-[0-9a-f]{8}", re.ASCII)

FORMAT: Final = 2
"""Raise by one whenever a reader of the old number would misread or fail on the new files: a field
added to, removed from or retyped in ``contents.Bundle`` or anything it holds, other array names in a
scorer, another rule in ``layout``. Not for a new scorer, a new metric or a new estimator. A reader
opens its own number only: versions are cheap to train again, silent misreading is not."""


@dataclass(frozen=True)
class FileFacts:
    """Size in bytes and SHA-256 (hex) of one file."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """See the module; ``files`` is keyed by the path within the folder."""

    version: str
    format: int
    as_of: str
    snapshot: str
    code_version: str
    created: str
    seeds: Mapping[str, int]
    metrics: Mapping[str, Any]
    files: Mapping[str, FileFacts]

    @classmethod
    def of(
        cls, bundle: Bundle, *, files: Mapping[str, FileFacts], code_version: str, created: str
    ) -> Manifest:
        """The manifest of ``bundle`` written as ``files``."""
        unnamed = cls(
            version="",
            format=FORMAT,
            as_of=bundle.as_of.isoformat(),
            snapshot=bundle.snapshot_digest,
            code_version=code_version,
            created=created,
            seeds=dict(bundle.seeds),
            metrics=dict(bundle.metrics),
            files=files,
        )
        quarter = f"{bundle.as_of.year:04d}Q{(bundle.as_of.month + 2) // 3}"
        return replace(unnamed, version=f"{quarter}-{unnamed.content_digest()[:8]}")

    def content_digest(self) -> str:
        """SHA-256 (hex) of all that makes this version what it is; see the module for what does not."""
        facts = asdict(self)
        serving = {name: one for name, one in facts["files"].items() if not name.startswith(f"{ESTIMATORS}/")}
        return hashlib.sha256(
            canonical({**facts, "version": "", "created": "", "files": serving})
        ).hexdigest()

    def to_bytes(self) -> bytes:
        """The bytes that are signed."""
        return canonical(asdict(self))

    @classmethod
    def from_bytes(cls, content: bytes) -> Manifest:
        """The inverse of :meth:`to_bytes`; for bytes whose signature was checked.

        Raises
        ------
        TypeError, ValueError
            A manifest of another format.
        """
        facts = json.loads(content)
        return cls(**{**facts, "files": {name: FileFacts(**one) for name, one in facts["files"].items()}})


def canonical(value: Any) -> bytes:
    """The one way to write ``value`` as JSON: sorted names, no blanks, UTF-8."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain_number
    ).encode()


def _plain_number(value: Any) -> Any:
    """numpy's numbers, as metrics often are, written as Python's."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} is not stored as JSON")
