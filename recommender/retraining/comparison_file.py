"""A comparison on disk, so that a quarter that was killed need not compare again.

It can always be made again, so a file that this release does not understand (another format, a half
file of a failing disk) counts for nothing and is replaced.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import orjson
from pydantic import TypeAdapter

from recommender import durable
from recommender.retraining.comparison import Comparison

FORMAT: Final = 1
"""Raise it whenever a figure of a comparison means something else than before, or one is added."""

_COMPARISON: Final[TypeAdapter[Comparison]] = TypeAdapter(Comparison)
_JSON: Final = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS


def write_comparison(path: Path, comparison: Comparison) -> Comparison:
    """Write it and read it back: a run that was killed and one that was not judge the same figures."""
    durable.write_bytes(path, orjson.dumps({"format": FORMAT, "comparison": comparison}, option=_JSON))
    return _read(path)


def read_comparison(path: Path) -> Comparison | None:
    """What is in the file; None where there is none of this format."""
    try:
        return _read(path)
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _read(path: Path) -> Comparison:
    document = orjson.loads(path.read_bytes())
    if document["format"] != FORMAT:
        raise ValueError(document["format"])
    return _COMPARISON.validate_python(document["comparison"])
