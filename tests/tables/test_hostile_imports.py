"""A hostile file among good ones: nothing is imported, and the report says why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from recommender.errors import ServiceError
from recommender.tables.importing import import_source
from tests.tables.hostile import Refused
from tests.tables.small_source import TODAY, small_source
from tests.tables.test_hostile_inputs import CASES

REFUSED = {one.expected.code: one for one in CASES if isinstance(one.expected, Refused)}
"""One input for each reason to refuse."""


def write_small_source(folder: Path) -> None:
    for name, rows in small_source().items():
        lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
        (folder / f"{name}.csv").write_text("\n".join(lines))


def test_the_good_files_alone_are_imported(tmp_path: Path) -> None:
    write_small_source(tmp_path)
    first = import_source(tmp_path, out=tmp_path / "out", today=TODAY)
    again = import_source(tmp_path, out=tmp_path / "out", today=TODAY)
    assert again.snapshot.digest == first.snapshot.digest, (
        "the same file twice is the same snapshot (number 52)"
    )


@pytest.mark.parametrize("code", sorted(REFUSED))
def test_nothing_is_imported(code: str, tmp_path: Path) -> None:
    folder, out = tmp_path / "source", tmp_path / "out"
    folder.mkdir()
    write_small_source(folder)
    with pytest.raises(ServiceError) as refused:
        import_source(REFUSED[code].build(folder), out=out, today=TODAY)
    said = {refused.value.code}
    if said == {"SOURCE_REFUSED"}:
        (report,) = (out / "reports").glob("*.json")
        said = {one["code"] for one in json.loads(report.read_text())["findings"]}
    assert code in said
    assert [one.name for one in out.glob("*")] in ([], ["reports"])
