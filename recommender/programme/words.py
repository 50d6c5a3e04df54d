"""Reasons, places and rules as planners read them."""

from __future__ import annotations

from typing import Final

from recommender.domain import codes
from recommender.programme.proposals import CENTRE, Place

REASON_WORDS: Final = {
    "NO_COURSE": ("Belum ada pelatihan", "Buat pelatihan baru, atau cari penyelenggara lain."),
    "END_LEVEL": ("Pelatihan yang ada berhenti terlalu rendah", "Buat jenjang lanjutannya."),
    "START_LEVEL": ("Pelatihan yang ada mulai terlalu tinggi", "Buat jenjang di bawahnya."),
    "FORM": ("Bentuknya tidak dapat diikuti", "Selenggarakan dalam bentuk lain."),
    "DISTANCE": ("Terlalu jauh", "Buka kelas di wilayah itu, atau bentuk daring."),
    "RULES": ("Tertutup oleh syarat", "Tinjau syaratnya, atau buat pelatihan setara tanpa syarat itu."),
}  # fmt: skip
"""Why a need is served by no course, and what usually helps."""
CENTRE_NAME: Final = "Pusat pelatihan"


def place_name(place: Place) -> str:
    """Where people would meet."""
    if place.region == CENTRE:
        return CENTRE_NAME
    return codes.LAMPUNG_REGIONS.get(place.region, f"Wilayah {place.region}")
