"""Seven people by hand.

person  class, employment     JP  records
0       JPT_PRATAMA PNS       0   passed PKN Tingkat II
1       ADMINISTRATOR PNS     20  passed PKN Tingkat II
2       ADMINISTRATOR PNS     12  attended PKA
3       PENGAWAS PNS          25  passed old Diklat PIM Tingkat IV, attended a seminar 23 months ago
4       JF_KEAHLIAN PPPK      8   12 + 8 JP of technical courses this year
5       PELAKSANA CPNS        0   19 JP e-learning; a seminar 25 months ago
6       PELAKSANA unknown     0   nothing
"""

from datetime import date

import numpy as np
import pytest

from recommender.domain import codes
from recommender.domain.days import to_day
from recommender.needs.entitlement import (
    Courses,
    Entitlements,
    Records,
    Staff,
    courses_of_programme,
    describe_entitlement,
    find_entitlements,
)
from recommender.needs.rulebook import RuleBook, read_rulebook

TODAY = date(2026, 6, 30)
BOOK = read_rulebook().on(TODAY)
COURSES = Courses(
    titles=(
        "Pelatihan Kepemimpinan Nasional Tingkat II", "Pelatihan Kepemimpinan Administrator",
        "Diklat PIM Tingkat IV", "Seminar Nasional", "Bimtek Keuangan", "Bimtek Aset", "E-Learning Data",
    ),
    dev_kind=np.array([1, 1, 1, 9, 8, 8, 16], np.int32),
    jp=np.array([923, 900, 285, 4, 12, 8, 19], np.float32),
)  # fmt: skip
CLASSES = (
    "JPT_PRATAMA", "ADMINISTRATOR", "ADMINISTRATOR", "PENGAWAS", "JF_KEAHLIAN", "PELAKSANA", "PELAKSANA",
)  # fmt: skip
STAFF = Staff(
    employment=np.array([0, 0, 0, 0, 2, 1, -1], np.int8),
    position_class=np.array([codes.POSITION_CLASSES.index(name) for name in CLASSES], np.int32),
    jp_this_year=np.array([0, 20, 12, 25, 8, 0, 0], np.float32),
)


def records(*rows: tuple[int, int, str, str]) -> Records:
    person, course, day, status = zip(*rows, strict=True)
    return Records(
        person=np.array(person, np.int64),
        course=np.array(course, np.int32),
        day=np.array([to_day(date.fromisoformat(one)) for one in day], np.int32),
        status=np.array([codes.RECORD_STATUSES.index(one) for one in status], np.int8),
    )


def found(book: RuleBook = BOOK) -> Entitlements:
    return find_entitlements(
        STAFF,
        courses=COURSES,
        records=records(
            (0, 0, "2023-01-01", "LULUS"), (1, 0, "2023-01-01", "LULUS"), (2, 1, "2025-01-01", "HADIR"),
            (3, 2, "2015-01-01", "LULUS"), (3, 3, "2024-07-30", "HADIR"),
            (4, 4, "2026-01-10", "LULUS"), (4, 5, "2026-02-10", "HADIR"),
            (5, 6, "2026-03-01", "LULUS"), (5, 3, "2024-05-30", "HADIR"),
        ),
        today=to_day(TODAY),
        book=book,
    )  # fmt: skip


def missing(rule_id: str, name: str = "") -> dict[int, float]:
    needs = found()
    return {
        int(needs.person[row]): float(needs.missing[row])
        for row in range(len(needs))
        if needs.rule_of(row).id == rule_id
        and name in (needs.rule_of(row).programme, needs.rule_of(row).item, "")
    }


def test_hours_short_of_twenty_this_year():
    assert missing("JP_MINIMUM") == {0: 20, 2: 8, 4: 12, 5: 20}


@pytest.mark.parametrize(
    ("programme", "who"), [("PKN_II", []), ("PKA", [2]), ("PKP", []), ("LATSAR", [5]), ("PKN_I", [])]
)
def test_leadership_owed_for_the_present_post(programme, who):
    """1 has the higher programme, 2 only attended, 3 has the old one."""
    assert list(missing("LEADERSHIP", programme)) == who


@pytest.mark.parametrize(
    ("item", "points"),
    [
        ("KEPEMIMPINAN", {2: 15}),
        ("FUNGSIONAL", {4: 15}),
        ("TEKNIS_20_JP", {0: 15, 1: 15, 2: 15, 3: 15, 5: 22.5, 6: 22.5}),  # 4 has 12 + 8
        ("SEMINAR", {0: 10, 1: 10, 2: 10, 4: 10, 5: 17.5, 6: 17.5}),  # 3's is recent, 5's too old
    ],
)
def test_ipasn_items_still_empty(item, points):
    assert missing("IPASN_ITEM", item) == points


def test_needs_come_by_person_and_can_be_taken_for_one():
    needs = found()
    assert (np.diff(needs.person) >= 0).all()
    assert [needs.of(3).rule_of(row).item for row in range(len(needs.of(3)))] == ["TEKNIS_20_JP"]


def test_every_need_says_what_is_missing_and_why():
    needs = found().of(5)
    texts = [describe_entitlement(needs, row=row) for row in range(len(needs))]
    assert texts == [
        "Butir IP-ASN diklat teknis 20 JP masih kosong (22,5 poin). "
        "Dasar: PermenPANRB 38/2018, PerBKN 8/2019 (belum diverifikasi).",
        "Butir IP-ASN seminar atau lokakarya masih kosong (17,5 poin). "
        "Dasar: PermenPANRB 38/2018, PerBKN 8/2019 (belum diverifikasi).",
        "Kurang 20 JP dari 20 JP tahun ini. Dasar: PP 11/2017 Pasal 203 ayat (4) jo. PP 17/2020.",
        "Belum lulus Pelatihan Dasar CPNS yang disyaratkan jabatan atau status saat ini. "
        "Dasar: PerLAN 10/2021.",
    ]  # fmt: skip


def test_without_rules_nothing_is_owed():
    assert len(found(RuleBook(()))) == 0


@pytest.mark.parametrize(
    ("title", "programme"),
    [
        ("Pelatihan Kepemimpinan Nasional Tingkat I", "PKN_I"),
        ("PKN Tingkat II Angkatan XVI", "PKN_II"),
        ("Pelatihan Kepemimpinan Administrator", "PKA"),
        ("DIKLAT PIM TK. III", "PKA"),
        ("Diklatpim Tingkat IV", "PKP"),
        ("Pelatihan Kepemimpinan Pengawas (PKP)", "PKP"),
        ("Pelatihan Dasar CPNS (Blended)", "LATSAR"),
        ("Kepemimpinan Pelayanan Publik", None),
        ("Pembinaan Pengawas", None),
    ],
)
def test_a_programme_is_known_by_kind_and_title(title, programme):
    courses = Courses((title, title), np.array([1, 3], np.int32), np.ones(2, np.float32))
    matching = {r.programme: courses_of_programme(r, courses).tolist() for r in BOOK.of("LEADERSHIP")}
    assert [name for name, hits in matching.items() if hits[0]] == ([programme] if programme else [])
    if programme not in (None, "LATSAR"):
        assert matching[programme] == [True, False]  # the kind of development counts too
