"""NIP of a PNS and NI of a PPPK: 18 digits that hold a birth date, so personal data in themselves.

=======  ==============================  ==============================
digits   PNS                             PPPK
=======  ==============================  ==============================
1-8      birth date ``yyyymmdd``         the same
9-12     year of appointment             year of first appointment
13-14    month of appointment 01-12      agreement code, 21 or more
15       1 man, 2 woman                  the same
16-18    running number from 001         the same
=======  ==============================  ==============================

PerBKN 22/2007 for PNS; the PPPK code from data in use. There is no check digit: a number damaged
by a spreadsheet still looks valid, which is why a NIP is text from the first byte. No message
repeats the number.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from recommender.errors import BadInput

OLDEST_BIRTH_YEAR: Final = 1940
ADULT: Final = 18
PPPK_ADULT: Final = 20
FIRST_PPPK_YEAR: Final = 2019
FIRST_PPPK_CODE: Final = 21

_SEPARATORS: Final = str.maketrans("", "", " .-")
_SCIENTIFIC: Final = re.compile(r"[0-9]([.,][0-9]+)?[eE][+-]?[0-9]+")
_DECIMAL: Final = re.compile(r"[0-9]{15,}[.,][0-9]*")
_SHAPE: Final = re.compile(r"[0-9]{8}[ .-]?[0-9]{6}[ .-]?[0-9][ .-]?[0-9]{3}")
_RETYPE: Final = (
    "Format kolom sebagai Teks di Excel, lalu isi ulang dari sumbernya: angka akhirnya sudah hilang."
)


@dataclass(frozen=True)
class Nip:
    """A number whose parts were understood.

    Attributes
    ----------
    digits
        The 18 digits.
    born_on
        Birth date by the number.
    kind
        Which numbering it follows.
    appointed_on
        First day of the month (PNS) or year (PPPK) of appointment.
    sex
        ``L`` or ``P``; for audits only.
    """

    digits: str
    born_on: date
    kind: Literal["PNS", "PPPK"]
    appointed_on: date
    sex: Literal["L", "P"]


def parse_nip(text: str, *, today: date = date.max) -> Nip:
    """Read a NIP as people write it: blanks, dots, dashes and a leading apostrophe are allowed.

    Parameters
    ----------
    today
        Appointments after it are refused, as are people under 18 on it.

    Raises
    ------
    BadInput
        ``NIP_SCIENTIFIC``, ``NIP_DECIMAL``, ``NIP_CHARACTER``, ``NIP_OLD`` (9 digits),
        ``NIP_LENGTH``, ``NIP_BIRTH``, ``NIP_KIND``, ``NIP_APPOINTED``, ``NIP_SEX`` or ``NIP_SERIAL``.
    """
    digits = _digits(text)
    born_on = _born_on(digits, today)
    kind, appointed_on = _appointed(digits, born_on, today)
    if digits[14] not in "12":
        raise BadInput("NIP_SEX", "Angka ke-15 NIP harus 1 atau 2.", fix="Periksa NIP pada SK pegawai.")
    if digits[15:] == "000":
        raise BadInput("NIP_SERIAL", "Nomor urut NIP (3 angka akhir) tidak boleh 000.", fix=_RETYPE)
    return Nip(digits, born_on, kind, appointed_on, "L" if digits[14] == "1" else "P")


def pseudonym(nip: str, key: bytes) -> str:
    """Keyed pseudonym of a NIP: HMAC-SHA-256 as 64 hex digits.

    A plain hash would be no protection: there are few enough NIPs to try them all.
    """
    return hmac.new(key, nip.encode("ascii"), hashlib.sha256).hexdigest()


def mask_nips(text: str) -> str:
    """``text`` with everything that has the shape of a NIP taken out, for messages and reports."""
    return _SHAPE.sub("(18 angka)", text)


def _digits(text: str) -> str:
    bare = text.strip().removeprefix("'")
    if _SCIENTIFIC.fullmatch(bare):
        raise BadInput("NIP_SCIENTIFIC", "NIP tertulis sebagai bilangan berpangkat (E+).", fix=_RETYPE)
    if _DECIMAL.fullmatch(bare):
        raise BadInput("NIP_DECIMAL", "NIP tertulis sebagai bilangan desimal.", fix=_RETYPE)
    digits = bare.translate(_SEPARATORS)
    strange = next((one for one in digits if not "0" <= one <= "9"), None)
    if strange is not None:
        raise BadInput(
            "NIP_CHARACTER",
            f"NIP memuat karakter U+{ord(strange):04X}, bukan angka 0-9.",
            fix="Ketik ulang NIP dengan angka biasa.",
        )
    if len(digits) == 9:
        raise BadInput("NIP_OLD", "Ini NIP lama (9 angka).", fix="Isi NIP baru, 18 angka.")
    if len(digits) != 18:
        raise BadInput(
            "NIP_LENGTH",
            f"NIP harus 18 angka, bukan {len(digits)}.",
            fix="Salin NIP lengkap dari SK pegawai.",
        )
    return digits


def _born_on(digits: str, today: date) -> date:
    try:
        born_on = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        born_on = date.min
    if not OLDEST_BIRTH_YEAR <= born_on.year <= today.year - ADULT:
        raise BadInput(
            "NIP_BIRTH",
            "Delapan angka pertama NIP bukan tanggal lahir yang mungkin.",
            fix="Periksa NIP pada SK pegawai.",
        )
    return born_on


def _appointed(digits: str, born_on: date, today: date) -> tuple[Literal["PNS", "PPPK"], date]:
    year, code = int(digits[8:12]), int(digits[12:14])
    if 1 <= code <= 12 and year > 0:
        appointed_on = date(year, code, 1)
        adult = (appointed_on.year - born_on.year) * 12 + appointed_on.month - born_on.month >= ADULT * 12
        if not adult or appointed_on > today:
            raise _appointment(f"PNS: usia paling sedikit {ADULT} tahun dan tidak di masa depan")
        return "PNS", appointed_on
    if code < FIRST_PPPK_CODE:
        raise BadInput(
            "NIP_KIND",
            f"Angka ke-13 dan ke-14 NIP ({digits[12:14]}) bukan bulan 01-12 dan bukan kode PPPK.",
            fix="Periksa NIP pada SK pegawai.",
        )
    if not FIRST_PPPK_YEAR <= year <= today.year or year - born_on.year < PPPK_ADULT:
        raise _appointment(
            f"PPPK: tahun {FIRST_PPPK_YEAR} ke atas dan usia paling sedikit {PPPK_ADULT} tahun"
        )
    return "PPPK", date(year, 1, 1)


def _appointment(rule: str) -> BadInput:
    return BadInput(
        "NIP_APPOINTED", f"Waktu pengangkatan pada NIP tidak mungkin ({rule}).", fix="Periksa NIP pada SK."
    )
