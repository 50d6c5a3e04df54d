from __future__ import annotations

import os
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from recommender.needs.rulebook import read_rulebook
from recommender.programme.design import Programme, design
from recommender.programme.kept import MOST, kept_path, read_programme, write_programme
from recommender.programme.province import Terms
from tests.programme.test_design import CLASSES
from tests.programme.world import known_province

KEY = b"k" * 32
PROVINCE, TERMS = known_province(), Terms(classes=CLASSES)
PROGRAMME = design(PROVINCE, terms=TERMS)
VERSION = "2026Q2-00000001"


def path(folder: Path, **changes: Any) -> Path:
    asked: dict[str, Any] = {"version": VERSION, "province": PROVINCE, "terms": TERMS}
    return kept_path(folder, **{**asked, **changes})


def read(file: Path, *, key: bytes = KEY) -> Programme | None:
    return read_programme(file, province=PROVINCE, terms=TERMS, key=key)


def same(one: Any, other: Any) -> bool:
    """Equal to the last bit, arrays with their type."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return one.dtype.kind == other.dtype.kind and np.array_equal(
            one, other, equal_nan=one.dtype.kind == "f"
        )
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if is_dataclass(one) and one is not PROVINCE:
        return all(same(getattr(one, part.name), getattr(other, part.name)) for part in fields(one))
    return bool(one == other) or (one != one and other != other)


def test_what_was_written_is_read_to_the_last_bit(tmp_path: Path) -> None:
    write_programme(path(tmp_path), PROGRAMME, key=KEY)
    found = read(path(tmp_path))
    assert found is not None and same(PROGRAMME, found)
    assert len(found.proposals) > 3 and found.overlaps and found.not_needed and len(found.needs)
    assert path(tmp_path).stat().st_mode & 0o777 == 0o600
    nothing = replace(PROGRAMME, proposals=(), overlaps=(), not_needed=())
    write_programme(path(tmp_path), nothing, key=KEY)
    again = read(path(tmp_path))
    assert again is not None and same(nothing, again)


def test_a_file_that_is_not_ours_or_not_whole_counts_for_nothing(tmp_path: Path) -> None:
    file = path(tmp_path)
    assert read(file) is None
    write_programme(file, PROGRAMME, key=KEY)
    assert read(file, key=b"x" * 32) is None
    content = file.read_bytes()
    for changed in (
        content[:-1],
        content + b"0",
        content[:40] + bytes([content[40] ^ 1]) + content[41:],
        b"",
    ):
        file.write_bytes(changed)
        assert read(file) is None
    other = path(tmp_path, version="2026Q3-00000002")
    other.write_bytes(content)
    assert read(other) is None
    file.write_bytes(content)
    assert read(file) is not None


def test_other_terms_rules_or_versions_are_other_files(tmp_path: Path) -> None:
    book = replace(PROVINCE, book=read_rulebook().on(date(2030, 1, 1)))
    rules = replace(book.book, rules=book.book.rules[1:])
    names = {
        path(tmp_path).name, path(tmp_path, version="2026Q3-00000002").name,
        path(tmp_path, terms=replace(TERMS, far_hours=2.0)).name,
        path(tmp_path, terms=Terms()).name,
        path(tmp_path, province=replace(PROVINCE, book=rules)).name,
    }  # fmt: skip
    assert len(names) == 5
    assert path(tmp_path) == path(tmp_path, province=known_province())


def test_only_the_newest_files_stay(tmp_path: Path) -> None:
    for number in range(MOST + 2):
        file = path(tmp_path, version=f"2026Q2-{number:08d}")
        write_programme(file, PROGRAMME, key=KEY)
        os.utime(file, (number, number))
    assert len(list(tmp_path.iterdir())) == MOST
    assert path(tmp_path, version=f"2026Q2-{MOST + 1:08d}").exists()
