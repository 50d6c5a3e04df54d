import json

import numpy as np
import openpyxl
from click.testing import CliRunner

from recommender.tables.snapshot import Snapshot
from training_scripts.needs import command, names_of


def run(snapshot: Snapshot, out, *options: str) -> dict[str, object]:
    done = CliRunner().invoke(command, ["--snapshot", str(snapshot.path), "--out", str(out), *options])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout.splitlines()[-1])


def cells(path) -> set[str]:
    book = openpyxl.load_workbook(path, read_only=True)
    return {str(cell) for page in book for row in page.iter_rows(values_only=True) for cell in row}


def test_the_workbook_holds_every_person_in_need_and_no_nip(province_snapshot, tmp_path):
    out = tmp_path / "akpk.xlsx"
    answer = run(province_snapshot, out)
    assert answer["people"] == 300
    book = openpyxl.load_workbook(out, read_only=True)
    assert book.sheetnames == [
        "akpk", "hak", "jabatan", "unit", "aturan", "catatan", "program", "program_pegawai",
        "tumpang_tindih", "tidak_dibutuhkan", "program_sebab",
    ]  # fmt: skip
    rows = {page.title: sum(1 for _ in page.iter_rows()) - 1 for page in book}
    assert (rows["akpk"], rows["hak"]) == (answer["gap_needs"], answer["entitlement_needs"])
    assert out.stat().st_mode & 0o077 == 0
    people = province_snapshot.frame("people")
    assert not cells(out) & {*people["nip"].dropna(), *people["name"].dropna()}


def test_nip_and_name_stand_in_the_order_of_the_people(province_snapshot):
    people = province_snapshot.frame("people")
    last, first = people.iloc[-1], people.iloc[0]
    names = names_of(province_snapshot, np.array([last["asn_id"], first["asn_id"]]))
    assert names["Nama"].tolist() == [last["name"], first["name"]]
    assert list(names) == ["NIP", "Nama"]


def test_a_path_without_a_snapshot_is_bad_input(tmp_path):
    done = CliRunner().invoke(command, ["--snapshot", str(tmp_path / "x"), "--out", str(tmp_path / "a.xlsx")])
    assert done.exit_code == 2
    assert json.loads(done.stdout.splitlines()[-1])["error"]
