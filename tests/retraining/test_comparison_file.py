from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from recommender.retraining.comparison_file import FORMAT, read_comparison, write_comparison
from tests.retraining import comparisons as c


def test_a_comparison_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "beside-first.json"
    assert read_comparison(path) is None
    assert write_comparison(path, c.GOOD) == read_comparison(path) == c.GOOD


def old(document: dict) -> bytes:
    """As written before there was a format."""
    return orjson.dumps(document["comparison"])


def newer(document: dict) -> bytes:
    return orjson.dumps({**document, "format": FORMAT + 1})


def without_lists(document: dict) -> bytes:
    del document["comparison"]["lists"]
    return orjson.dumps(document)


def wrong_kind(document: dict) -> bytes:
    document["comparison"]["rows"] = "many"
    return orjson.dumps(document)


def half(document: dict) -> bytes:
    content = orjson.dumps(document)
    return content[: len(content) // 2]


def a_list(_: dict) -> bytes:
    return b"[1, 2]"


@pytest.mark.parametrize("spoil", [old, newer, without_lists, wrong_kind, half, a_list])
def test_what_this_release_does_not_understand_counts_for_nothing(tmp_path: Path, spoil) -> None:
    path = tmp_path / "beside-first.json"
    write_comparison(path, c.GOOD)
    path.write_bytes(spoil(orjson.loads(path.read_bytes())))
    assert read_comparison(path) is None
