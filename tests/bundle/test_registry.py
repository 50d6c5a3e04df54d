from __future__ import annotations

from pathlib import Path

import pytest

from recommender.bundle.registry import list_versions, version_path
from recommender.errors import NotFound

VERSION = "2026Q2-0123abcd"


@pytest.fixture
def models(tmp_path: Path) -> Path:
    for name in (VERSION, "2025Q4-ffffffff", ".tmp-x", "README.md", "2026Q5-00000000", "latest"):
        (tmp_path / name).mkdir()
    (tmp_path.parent / "secret").mkdir(exist_ok=True)
    return tmp_path


def test_versions_are_listed_in_order_and_nothing_else_is(models: Path) -> None:
    assert list_versions(models) == ("2025Q4-ffffffff", VERSION)
    assert list_versions(models / "nothing") == ()


def test_a_version_is_found_by_its_name(models: Path) -> None:
    assert version_path(models, version=VERSION) == models / VERSION


@pytest.mark.parametrize(
    "text",
    [
        "", ".", "..", "/", "../secret", f"../{VERSION}", f"{VERSION}/..", f"{VERSION}/../../secret",
        "latest", "README.md", f"{VERSION}\0", f"{VERSION}\n", f" {VERSION}", VERSION.upper(), "%2e%2e",
        "2026Q5-00000000", f"{VERSION}#", "*", "2026Q2-*", "~", "/etc/passwd", "x" * 100_000,
    ],
)  # fmt: skip
def test_whatever_is_not_in_the_list_is_unknown(models: Path, text: str) -> None:
    with pytest.raises(NotFound) as refusal:
        version_path(models, version=text)
    assert refusal.value.code == "VERSION_UNKNOWN"
    assert len(str(refusal.value)) < 300
