"""What one cell says: a reader a kind of column, each from text to a value or the problem with it.

Readers are called once per distinct text of a column, so a million cells cost a few thousand calls.
Hidden characters are the business of reading (:mod:`recommender.tables.cells`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from recommender.domain.nip import parse_nip
from recommender.errors import BadInput
from recommender.tables.column import Column, Kind
from recommender.tables.ledger import Problem

FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2100, 12, 31)
MAX_ID_LENGTH: Final = 64
"""Ids become fixed-width arrays, so one long id would cost every row its length."""

_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_DAY_FIRST: Final = re.compile(r"([0-9]{2})([-/])([0-9]{2})\2([0-9]{4})")
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?(e-[0-9]+)?", re.ASCII)
_GROUPED: Final = re.compile(r"-?[1-9][0-9]{0,2}([.,][0-9]{3})+")
_NOT_FINITE: Final = re.compile(r"[+-]?(nan|inf(inity)?)|-0+([.,]0*)?", re.IGNORECASE)
_SCIENTIFIC: Final = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?e\+?[0-9]+", re.IGNORECASE)


class Unreadable(Exception):
    """A cell that says nothing its column could mean."""

    def __init__(self, code: str, text: str, fix: str) -> None:
        super().__init__(code)
        self.problem = Problem(code, "error", text, fix)


Reader = Callable[[str], Any]


def reader(column: Column, *, decimal_comma: bool, today: date) -> Reader:
    """The function that reads the filled cells of ``column``; it raises :class:`Unreadable`."""
    if column.kind == "number":
        return lambda text: _number(text, column, decimal_comma=decimal_comma)
    if column.kind == "whole":
        return lambda text: _whole(text, column)
    if column.kind == "nip":
        return lambda text: _nip(text, today)
    return _READERS[column.kind]


def _identifier(text: str) -> str:
    if len(text) > MAX_ID_LENGTH:
        raise Unreadable(
            "ID_TOO_LONG", f"Kode lebih dari {MAX_ID_LENGTH} karakter.", "Pakai kode yang lebih pendek."
        )
    return text


def _flag(text: str) -> bool:
    if text not in ("0", "1"):
        raise Unreadable("FLAG", "Nilai '{value}' bukan 0 atau 1.", "Isi 1 untuk ya, 0 untuk tidak.")
    return text == "1"


def _nip(text: str, today: date) -> str:
    try:
        return parse_nip(text, today=today).digits
    except BadInput as problem:
        raise Unreadable(problem.code, problem.text, problem.fix) from None


def _date(text: str) -> date:
    parts = date_parts(text)
    if parts is None:
        raise Unreadable(
            "DATE_FORMAT",
            "'{value}' bukan tanggal yang dikenal.",
            "Tulis tttt-bb-hh, hh-bb-tttt atau hh/bb/tttt (hari dahulu, dua angka).",
        )
    try:
        day = date(*parts)
    except ValueError:
        raise Unreadable(
            "DATE_IMPOSSIBLE",
            "Tanggal '{value}' tidak ada di kalender.",
            "Periksa hari dan bulannya; hari ditulis sebelum bulan.",
        ) from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Unreadable("DATE_RANGE", "Tanggal '{value}' di luar 1900-2100.", "Periksa tahunnya.")
    return day


def date_parts(text: str) -> tuple[int, int, int] | None:
    """Year, month and day as written, whether or not the calendar has them."""
    if found := _ISO.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _DAY_FIRST.fullmatch(text):
        return int(found[4]), int(found[3]), int(found[1])
    return None


def _number(text: str, column: Column, *, decimal_comma: bool) -> float:
    if _NOT_FINITE.fullmatch(text):
        raise _not_finite()
    if _SCIENTIFIC.fullmatch(text):
        if float(text.replace(",", ".")) == float("inf"):
            raise _not_finite()
        raise Unreadable(
            "NUMBER_SCIENTIFIC",
            "'{value}' ditulis berpangkat; angka akhirnya mungkin hilang.",
            "Format kolom sebagai angka biasa, lalu ekspor ulang.",
        )
    if _could_be_thousands(text, column):
        raise _ambiguous()
    plain = text
    if "," in text:
        if not decimal_comma:
            raise Unreadable(
                "DECIMAL_COMMA",
                "'{value}' memakai koma desimal dalam berkas yang tidak menyatakannya.",
                "Tulis dengan titik (86.5), atau simpan CSV dengan pemisah titik koma.",
            )
        if "." in text:
            raise _ambiguous()
        plain = text.replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        raise Unreadable("NUMBER", "'{value}' bukan bilangan.", "Isi angka saja, tanpa satuan dan spasi.")
    value = float(plain)
    if value == float("inf"):
        raise _not_finite()
    return value


def _could_be_thousands(text: str, column: Column) -> bool:
    """``1.200`` is 1,200 to an Indonesian and 1.2 to a program, unless 1,000 is too much anyway."""
    return bool(_GROUPED.fullmatch(text)) and (column.high is None or column.high >= 1000)


def _whole(text: str, column: Column) -> int:
    if re.fullmatch(r"-?[0-9]{1,15}", text):
        return int(text)
    if _NOT_FINITE.fullmatch(text):
        raise _not_finite()
    if _could_be_thousands(text, column):
        raise _ambiguous()
    raise Unreadable("NOT_WHOLE", "'{value}' bukan bilangan bulat.", "Isi angka saja, tanpa titik dan koma.")


def _not_finite() -> Unreadable:
    return Unreadable("NOT_FINITE", "'{value}' bukan bilangan yang wajar.", "Isi angka, atau kosongkan.")


def _ambiguous() -> Unreadable:
    return Unreadable(
        "AMBIGUOUS_NUMBER",
        "'{value}' dapat dibaca sebagai ribuan atau desimal.",
        "Tulis tanpa pemisah ribuan: 1200, atau 1.2 bila desimal.",
    )


_READERS: Final[dict[Kind, Reader]] = {
    "id": _identifier,
    "text": str,
    "code": _identifier,
    "flag": _flag,
    "date": _date,
}
