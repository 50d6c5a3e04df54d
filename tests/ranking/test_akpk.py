from dataclasses import replace

import numpy as np

from recommender.features.arrays import Dataset
from recommender.needs.rulebook import read_rulebook
from recommender.needs.workbook import Sheet, workbook_bytes
from recommender.ranking.akpk import akpk_sheets, last_performance
from recommender.ranking.person_needs import find_needs
from tests.small_world import AS_OF, small_dataset


def sheets(world: Dataset | None = None, **options: object) -> dict[str, Sheet]:
    world = world or small_dataset()
    needs = find_needs(
        world.people, positions=world.positions, units=world.units, catalogue=world.catalogue,
        as_of=AS_OF, book=read_rulebook(), switched_off=world.switched_off,
    )  # fmt: skip
    return {one.name: one for one in akpk_sheets(world, world.people, needs=needs, as_of=AS_OF, **options)}


def row(sheet: Sheet, number: int) -> dict[str, object]:
    return {header: np.asarray(values)[number].item() for header, values in sheet.columns.items()}


def test_a_gap_row_by_hand():
    assert row(sheets()["akpk"], 4) == {
        "No": 5, "ASN ID": "A5", "Jabatan": "Petugas Loket", "Unit": "Seksi Layanan",
        "Kompetensi": "Pelayanan Publik", "Level standar": 3, "Level individu": 1, "Simpangan baku": 0.4,
        "Gap": 2, "Bobot": 1, "Sumber": "ASSESSMENT_CENTER", "Keandalan sumber": "tinggi",
        "Umur penilaian (tahun)": 0.6, "Kinerja tahun lalu": 92, "Kebutuhan": "Coaching Penanganan Pengaduan",
        "Jalur": "NONKLASIKAL", "Prioritas": 1,
        "Alasan": "Pelayanan Publik: level 1, standar jabatan 3, kesenjangan 2; "
                  "sumber ASSESSMENT_CENTER 0,6 tahun lalu (keandalan tinggi).",
        "Pengusul": "Sistem", "Status": "USULAN",
    }  # fmt: skip


def test_priority_starts_again_with_each_person():
    world = small_dataset()
    levels = np.ones((6, 3), np.float32)
    found = sheets(replace(world, people=replace(world.people, level=levels)))["akpk"]
    assert np.asarray(found.columns["Prioritas"]).tolist() == [1, 2, 1, 2, 1, 1, 1, 1]


def test_an_entitlement_row_carries_its_unit_and_basis():
    found = [row(sheets()["hak"], number) for number in range(3)]
    mine = next(one for one in found if one["Jenis"] == "JP tahun ini" or one["Jenis"] == "Butir IP-ASN")
    assert mine["ASN ID"] == "A1"
    assert mine["Satuan"] in ("JP", "poin")
    assert str(mine["Dasar hukum"]) in str(mine["Keterangan"])


def test_posts_and_units_are_rolled_up():
    found = sheets()
    assert row(found["jabatan"], 0) == {
        "Jabatan": "Kepala Seksi", "Kompetensi": "Komunikasi", "Jumlah pegawai": 2,
        "Pegawai dengan gap": 1, "Rata-rata gap": 1, "Perlu dinilai dahulu": 0,
    }  # fmt: skip
    province = row(found["unit"], 0)
    assert (province["Unit"], province["Jumlah pegawai"], province["Pegawai dengan gap"]) == (
        "Pemerintah Provinsi", 6, 6,
    )  # fmt: skip
    assert province["Kurang: JP tahun ini (JP)"] == 88


def test_nip_and_name_appear_only_when_asked_for():
    assert not {"NIP", "Nama"} & set(sheets()["akpk"].columns)
    names = {"NIP": np.array([f"19870315201001{i}023" for i in range(1000, 1006)])}
    assert row(sheets(names=names)["akpk"], 0)["NIP"] == "198703152010011000023"


def test_what_is_switched_off_is_said_and_not_invented():
    found = sheets(replace(small_dataset(()), switched_off=("training_records",)))
    assert "hak" not in found
    notes = np.asarray(found["catatan"].columns["Catatan"]).tolist()
    assert "Tabel training_records tidak ada; yang bergantung padanya tidak dihitung." in notes


def test_last_performance_is_that_of_the_newest_year():
    evidence = replace(
        small_dataset().evidence,
        performance_person=np.array([0, 0, 2], np.int32),
        performance_year=np.array([2025, 2024, 2023], np.int32),
        performance_score=np.array([90, 80, 70], np.float32),
    )
    np.testing.assert_array_equal(last_performance(evidence, n=3), np.array([90, np.nan, 70], np.float32))


def test_the_sheets_make_a_workbook():
    assert workbook_bytes(list(sheets().values())).startswith(b"PK")
