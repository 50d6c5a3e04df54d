from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from recommender.bundle.manifest import VERSION, FileFacts, Manifest, canonical
from tests.small_bundle import small_bundle

FILES = {"contents.json": FileFacts(2, "a" * 64), "people/level.npy": FileFacts(3, "b" * 64)}


def manifest(**changes: object) -> Manifest:
    known = {"files": FILES, "code_version": "1", "created": "2026-07-01"}
    bundle = small_bundle(**{name: changes.pop(name) for name in list(changes) if name not in known})
    return Manifest.of(bundle, **{**known, **changes})


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 1, 1), "2026Q1"),
        (date(2026, 3, 31), "2026Q1"),
        (date(2026, 4, 1), "2026Q2"),
        (date(2026, 12, 31), "2026Q4"),
    ],
)
def test_a_version_is_named_after_its_quarter_and_its_content(day: date, quarter: str) -> None:
    made = manifest(as_of=day)
    assert VERSION.fullmatch(made.version)
    assert made.version == f"{quarter}-{made.content_digest()[:8]}"


def test_when_it_was_written_and_its_estimators_do_not_change_the_version() -> None:
    plain = manifest()
    assert manifest(created="2030-01-01").version == plain.version
    more = {**FILES, "estimators/completion.joblib": FileFacts(9, "c" * 64)}
    assert manifest(files=more).version == plain.version


@pytest.mark.parametrize(
    "change",
    [
        {"files": {**FILES, "contents.json": FileFacts(2, "c" * 64)}},
        {"files": {"contents.json": FILES["contents.json"]}},
        {"code_version": "2"},
        {"snapshot_digest": "1" * 64},
        {"seeds": {"hybrid": 2}},
        {"metrics": {"hr10": 0.6}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_made_it_changes_the_version(change: dict[str, object]) -> None:
    assert manifest(**change).version != manifest().version


def test_bytes_come_back_as_the_same_manifest() -> None:
    made = manifest()
    assert Manifest.from_bytes(made.to_bytes()) == made
    assert Manifest.from_bytes(made.to_bytes()).to_bytes() == made.to_bytes()


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"files": {}}', b'{"files": {"a": {}}}'])
def test_what_is_no_manifest_is_an_error(content: bytes) -> None:
    with pytest.raises((TypeError, ValueError, KeyError)):
        Manifest.from_bytes(content)


def test_a_manifest_with_a_field_more_is_another_format() -> None:
    content = replace(manifest()).to_bytes().replace(b'{"as_of"', b'{"also":1,"as_of"')
    with pytest.raises(TypeError):
        Manifest.from_bytes(content)


def test_canonical_json_has_one_way_to_say_a_thing() -> None:
    assert canonical({"b": "é", "a": [1, None]}) == '{"a":[1,null],"b":"é"}'.encode()


def test_only_canonical_version_names_match() -> None:
    wrong = [
        "2026Q5-00000000", "2026Q1-0000000", "2026Q1-0000000G", "2026Q1-00000000\n", "../2026Q1-00000000",
        "２０２６Q1-00000000", "2026Q1-ABCDEF00", "2026Q1-00000000/..", "",
    ]  # fmt: skip
    assert [name for name in wrong if VERSION.fullmatch(name)] == []
