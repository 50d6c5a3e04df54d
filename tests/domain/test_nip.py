from __future__ import annotations

import hashlib
import hmac
from datetime import date

import pytest

from recommender.domain.nip import Nip, parse_nip, pseudonym
from recommender.errors import BadInput

PNS = "198703152010011023"
PPPK = "199009132025242014"
TODAY = date(2026, 6, 1)


def test_a_pns_number_is_read_part_by_part() -> None:
    assert parse_nip(PNS, today=TODAY) == Nip(PNS, date(1987, 3, 15), "PNS", date(2010, 1, 1), "L")


def test_a_pppk_number_has_an_agreement_code_where_the_month_would_be() -> None:
    assert parse_nip(PPPK, today=TODAY) == Nip(PPPK, date(1990, 9, 13), "PPPK", date(2025, 1, 1), "P")


@pytest.mark.parametrize("written", ["19870315 201001 1 023", "19870315.201001.1.023", "'198703152010011023",
                                     "19870315-201001-1-023"])  # fmt: skip
def test_blanks_dots_dashes_and_an_apostrophe_are_how_people_write_it(written: str) -> None:
    assert parse_nip(written, today=TODAY).digits == PNS


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1.98703E+17", "NIP_SCIENTIFIC"),
        ("1,98703E+17", "NIP_SCIENTIFIC"),
        ("198703152010011023.0", "NIP_DECIMAL"),
        ("19870315201001102\u0663", "NIP_CHARACTER"),  # Arabic-Indic three
        ("\uff11987031520100110", "NIP_CHARACTER"),  # full-width one
        ("19870315\u200b2010011023", "NIP_CHARACTER"),
        ("19870315\u00a02010011023", "NIP_CHARACTER"),
        ("132145678", "NIP_OLD"),
        ("98703152010011023", "NIP_LENGTH"),
        ("1987031520100110230", "NIP_LENGTH"),
        ("198713152010011023", "NIP_BIRTH"),  # month 13
        ("198702302010011023", "NIP_BIRTH"),  # 30 February
        ("193903152010011023", "NIP_BIRTH"),  # before 1940
        ("200903152026051023", "NIP_BIRTH"),  # 17 years old
        ("198703152010001023", "NIP_KIND"),
        ("198703152010131023", "NIP_KIND"),
        ("198703152010201023", "NIP_KIND"),
        ("198703152026071023", "NIP_APPOINTED"),  # next month
        ("198703152005021023", "NIP_APPOINTED"),  # 17 years and 11 months old
        ("199009132018212014", "NIP_APPOINTED"),  # before the first PPPK intake
        ("199009132027212014", "NIP_APPOINTED"),  # next year
        ("200609132025212014", "NIP_APPOINTED"),  # 19 years old
        ("198703152010013023", "NIP_SEX"),
        ("198703152010011000", "NIP_SERIAL"),
    ],
)  # fmt: skip
def test_every_rule_refuses_under_its_own_code_without_repeating_the_number(written: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_nip(written, today=TODAY)
    assert refused.value.code == code
    assert written not in str(refused.value)


def test_eighteen_years_to_the_month_are_enough() -> None:
    assert parse_nip("198703152005031023", today=TODAY).appointed_on == date(2005, 3, 1)


def test_a_strange_character_is_named_by_its_code_point() -> None:
    with pytest.raises(BadInput, match=r"U\+0663"):
        parse_nip("19870315201001102\u0663")


def test_a_pseudonym_is_the_keyed_hash_and_depends_on_the_key() -> None:
    expected = hmac.new(b"k" * 32, PNS.encode(), hashlib.sha256).hexdigest()
    assert pseudonym(PNS, b"k" * 32) == expected
    assert pseudonym(PNS, b"l" * 32) != expected
