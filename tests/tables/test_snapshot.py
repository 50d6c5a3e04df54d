from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from recommender.errors import BadInput, NotFound
from recommender.tables.declaration import TABLES
from recommender.tables.snapshot import Snapshot, open_snapshot, write_snapshot
from tests.tables.small_source import NIP_A, NIP_B, Rows, checked, small_source

AS_OF = date(2026, 3, 1)


def freeze(out: Path, tables: dict[str, Rows] | None = None) -> Snapshot:
    return write_snapshot(checked(tables or small_source())[1], out=out, as_of=AS_OF)


def test_the_same_rows_in_any_order_give_the_same_folder(tmp_path: Path) -> None:
    first = freeze(tmp_path / "a")
    turned = {name: rows[::-1] for name, rows in small_source().items()}
    assert freeze(tmp_path / "b", turned).digest == first.digest
    assert freeze(tmp_path / "a").path == first.path
    assert len(first.digest) == 64 and first.path.name == first.digest


def test_another_cell_or_date_gives_another_folder(tmp_path: Path) -> None:
    other = small_source()
    other["units"][0]["name"] = "Dinas Lain"
    frames = checked(small_source())[1]
    digests = {
        freeze(tmp_path).digest,
        freeze(tmp_path, other).digest,
        write_snapshot(frames, out=tmp_path, as_of=date(2026, 3, 2)).digest,
    }
    assert len(digests) == 3


def test_frames_have_the_declared_columns_dtypes_and_order(tmp_path: Path) -> None:
    snapshot = freeze(tmp_path)
    for name, table in TABLES.items():
        frame = snapshot.frame(name)
        expected = {one.name: one.dtype for one in table.columns if not one.private}
        if name == "asn":
            expected["born_on"] = "datetime64[s]"
        assert {column: str(dtype) for column, dtype in frame.dtypes.items()} == expected
        assert len(frame) == snapshot.rows[name] > 0


def test_what_identifies_a_person_is_in_the_people_file_alone(tmp_path: Path) -> None:
    snapshot = freeze(tmp_path)
    people = snapshot.frame("people")
    assert people.to_dict("list") == {
        "asn_id": ["A1", "A2"], "nip": [NIP_A, NIP_B], "name": ["Siti", "Budi"], "sex": ["L", "P"],
    }  # fmt: skip
    assert snapshot.frame("asn")["born_on"].tolist() == [
        pd.Timestamp("1987-03-15"),
        pd.Timestamp("1990-09-13"),
    ]
    for file in snapshot.path.iterdir():
        if file.name != "people.parquet":
            frame = pd.read_parquet(file) if file.suffix == ".parquet" else None
            text = file.read_text() if frame is None else frame.to_csv()
            assert not any(secret in text for secret in (NIP_A, NIP_B, "Siti", "Budi")), file.name


def test_a_missing_optional_table_is_an_empty_frame_of_the_right_shape(tmp_path: Path) -> None:
    tables = small_source()
    del tables["evaluations"], tables["budgets"]
    snapshot = freeze(tmp_path, tables)
    assert snapshot.missing == ("evaluations", "budgets")
    assert not snapshot.has("evaluations") and snapshot.has("performance")
    frame = snapshot.frame("evaluations")
    assert len(frame) == 0
    assert [str(one) for one in frame.dtypes] == [one.dtype for one in TABLES["evaluations"].columns]
    with pytest.raises(KeyError):
        snapshot.frame("gaji")


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    snapshot = freeze(tmp_path)
    assert stat.S_IMODE(snapshot.path.stat().st_mode) == 0o700
    assert {stat.S_IMODE(one.stat().st_mode) for one in snapshot.path.iterdir()} == {0o600}


@pytest.mark.parametrize("name", ["asn.parquet", "people.parquet", "manifest.json"])
def test_one_changed_byte_anywhere_is_refused(tmp_path: Path, name: str) -> None:
    snapshot = freeze(tmp_path)
    content = bytearray((snapshot.path / name).read_bytes())
    content[len(content) // 2] ^= 1
    (snapshot.path / name).write_bytes(content)
    with pytest.raises(BadInput) as refused:
        open_snapshot(snapshot.path)
    assert refused.value.code == "SNAPSHOT_ALTERED"


def test_a_lost_file_a_renamed_folder_and_no_folder_are_refused(tmp_path: Path) -> None:
    snapshot = freeze(tmp_path)
    renamed = snapshot.path.rename(tmp_path / ("0" * 64))
    with pytest.raises(BadInput, match="SNAPSHOT_ALTERED"):
        open_snapshot(renamed)
    back = renamed.rename(snapshot.path)
    (back / "units.parquet").unlink()
    with pytest.raises(BadInput, match="SNAPSHOT_ALTERED"):
        open_snapshot(back)
    with pytest.raises(NotFound, match="SNAPSHOT_MISSING"):
        open_snapshot(tmp_path / "tidak-ada")


def test_a_snapshot_of_another_declaration_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = freeze(tmp_path)
    monkeypatch.setattr("recommender.tables.snapshot.DECLARATION_VERSION", 2)
    with pytest.raises(BadInput, match="SNAPSHOT_FORMAT"):
        open_snapshot(snapshot.path)


def test_it_opens_again_as_it_was(tmp_path: Path) -> None:
    snapshot = freeze(tmp_path)
    again = open_snapshot(snapshot.path)
    assert again == snapshot
    assert again.as_of == AS_OF
