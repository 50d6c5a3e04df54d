"""Encodings: byte order marks, blocks that cut characters, and where the trouble stands."""

from __future__ import annotations

import io

import pytest

from recommender.tables import csv_text
from recommender.tables.csv_text import utf8_blocks
from recommender.tables.findings import TableRefused
from recommender.tables.magic import foreign_format


def read(content: bytes) -> bytes:
    return b"".join(utf8_blocks(io.BufferedReader(io.BytesIO(content)), table="t"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("size", [1, 3, 100])
def test_every_encoding_gives_the_same_text(
    encoding: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_text, "BLOCK_BYTES", size)
    assert read("a;é\n👩;b\n".encode(encoding)) == "a;é\n👩;b\n".encode()


@pytest.mark.parametrize("size", [1, 4, 100])
@pytest.mark.parametrize(
    ("content", "byte", "line"),
    [
        (b"\xe9", 1, 1),
        (b"a\nb\n\xe9c", 5, 3),
        (b"a\rb\xe9", 4, 2),
        (b"\xef\xbb\xbfa\n\xc3", 6, 2),
        (b"\xff\xfea\0\n\0b", 7, 2),
    ],
)
def test_the_first_foreign_byte_is_named(
    content: bytes, byte: int, line: int, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_text, "BLOCK_BYTES", size)
    with pytest.raises(TableRefused) as refused:
        read(content)
    assert refused.value.finding.code == "ENCODING"
    assert f"byte ke-{byte} di baris teks ke-{line} " in refused.value.finding.text


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"PK\x03\x04", "Excel"),
        (b"\xd0\xcf\x11\xe0", "lama"),
        (b"PAR1", "Parquet"),
        (b"%PDF-1", "PDF"),
        (b"\xef\xbb\xbf <!doctype html>", "HTML"),
        (b"\n[1]", "JSON"),
        (b'{"a": 1}', "JSON"),
        (b"unit_id,name", ""),
        (b"", ""),
    ],
)
def test_a_file_is_known_by_its_first_bytes(head: bytes, name: str) -> None:
    assert name in foreign_format(head)
    assert bool(name) == bool(foreign_format(head))
