import csv
import hashlib
from pathlib import Path

import pytest

from recommender.errors import BadInput
from recommender.synthetic.province import Province, simulate
from recommender.synthetic.world import AS_OF, LABEL, WorldOptions
from recommender.synthetic.write import write_province, write_truth
from recommender.tables.declaration import TABLES
from recommender.tables.importing import import_source


def _digest(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def written(small: Province, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("province") / "demo"
    write_province(small, folder)
    return folder


def _rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_table_of_the_contract_is_written_with_its_columns(written: Path) -> None:
    for name, table in TABLES.items():
        rows = _rows(written, name)
        assert rows, name
        declared = {column.name for column in table.columns}
        assert set(rows[0]) <= declared, name
        filled = [column.name for column in table.columns if column.filled]
        assert all(row[column] for row in rows for column in filled), name


def test_codes_are_those_of_the_declaration(written: Path) -> None:
    for name, table in TABLES.items():
        coded = [column for column in table.columns if column.codes]
        for row in _rows(written, name):
            for column in coded:
                assert row.get(column.name, "") in {"", *map(str, column.codes)}, (name, column.name)


def test_references_lead_somewhere(written: Path) -> None:
    for name, table in TABLES.items():
        for reference in table.references:
            known = {row[reference.target] for row in _rows(written, reference.table)}
            named = {row.get(reference.column, "") for row in _rows(written, name)} - {""}
            assert named <= known, (name, reference.column)


def test_it_is_called_synthetic_everywhere(written: Path) -> None:
    assert LABEL in (written / "README.md").read_text(encoding="utf-8")
    assert all(row["name"].startswith("Pegawai Sintetis ") for row in _rows(written, "asn"))
    assert all(LABEL in row["description"] for row in _rows(written, "courses"))
    assert all("sintetis" in row["source"] for row in _rows(written, "budgets"))
    assert all("sintetis" in row["legal_basis"] for row in _rows(written, "position_standards"))
    assert "Sintetis" in _rows(written, "units")[0]["name"]


def test_nothing_observed_is_later_than_the_last_day(written: Path) -> None:
    for table, column in (
        ("training_records", "ends_on"), ("assessments", "assessed_on"), ("evaluations", "evaluated_on")
    ):  # fmt: skip
        assert max(row[column] for row in _rows(written, table)) <= AS_OF.isoformat()
    assert any(row["status"] == "RENCANA" for row in _rows(written, "sessions"))


def test_there_are_41_opd(written: Path) -> None:
    assert sum(row["parent_id"] == "U00000" for row in _rows(written, "units")) == 41


def test_dirty_names_are_partly_mapped(written: Path) -> None:
    records, aliases = _rows(written, "training_records"), _rows(written, "course_aliases")
    mapped = {row["raw_name"] for row in aliases if row["status"] == "TERVALIDASI"}
    dirty = [row["raw_name"] for row in records if not row["course_id"]]
    assert {row["status"] for row in aliases} == {"TERVALIDASI", "USULAN", "DITOLAK"}
    assert 0.15 < len(dirty) / len(records) < 0.3
    assert 0.5 < sum(name in mapped for name in dirty) / len(dirty) < 0.9


def test_equal_seed_and_size_give_equal_bytes(written: Path, tmp_path: Path) -> None:
    again = simulate(WorldOptions(asn=300, courses=40, seed=7))
    write_province(again, tmp_path / "again")
    other = simulate(WorldOptions(asn=300, courses=40, seed=8))
    write_province(other, tmp_path / "other")
    assert _digest(tmp_path / "again") == _digest(written)
    assert _digest(tmp_path / "other")["asn.csv"] != _digest(written)["asn.csv"]


def test_the_truth_stands_apart_and_nothing_is_overwritten(
    small: Province, written: Path, tmp_path: Path
) -> None:
    write_truth(small, tmp_path / "truth")
    assert {path.suffix for path in (tmp_path / "truth").iterdir()} == {".npy", ".json"}
    assert {path.suffix for path in written.iterdir()} == {".csv", ".md"}
    with pytest.raises(BadInput, match="OUT_EXISTS"):
        write_province(small, written)


def test_the_services_own_import_takes_it_and_has_something_to_say(written: Path, tmp_path: Path) -> None:
    outcome = import_source(written, out=tmp_path)
    codes = {count.code for count in outcome.report.counts}
    assert outcome.report.errors == 0
    assert "NAME_UNMAPPED" in codes
    assert outcome.snapshot.as_of <= AS_OF


def test_a_province_has_at_least_300_people() -> None:
    with pytest.raises(BadInput, match="PROVINCE_TOO_SMALL"):
        WorldOptions(asn=299)
