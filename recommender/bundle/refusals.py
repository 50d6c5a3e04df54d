"""Why a bundle is refused: one code, text and fix for each reason."""

from __future__ import annotations

from typing import Any, Final

from recommender.errors import BadInput, BundleRefused

_AGAIN: Final = "Pulihkan folder versi itu dari cadangan, atau latih ulang."

REFUSALS: Final = {
    "BUNDLE_UNSIGNED": ("Versi ini tidak bertanda tangan.", "Latih ulang; jangan menyalin berkas dari luar."),
    "BUNDLE_FOREIGN": (
        "Versi ini ditandatangani kunci lain.",
        "Pakai folder kunci yang melatih versi ini, atau latih ulang di sini.",
    ),
    "BUNDLE_ALTERED": ("Isi versi ini berubah sejak ditandatangani.", _AGAIN),
    "BUNDLE_INCOMPLETE": ("Ada berkas versi ini yang hilang.", _AGAIN),
    "BUNDLE_FORMAT": (
        "Format versi ini tidak dikenal oleh rilis layanan ini.",
        "Latih ulang dengan rilis ini, atau pasang rilis yang melatihnya.",
    ),
    "BUNDLE_INVALID": ("Isi versi ini tidak masuk akal walau utuh.", "Latih ulang dan laporkan rinciannya."),
}


def refused(code: str, **context: Any) -> BundleRefused:
    """The exception for ``code``; ``context`` names the file or field, never its content."""
    text, fix = REFUSALS[code]
    return BundleRefused(code, text, fix=fix, **context)


def require_snapshot(digest: str, *, learnt_from: str, version: str) -> None:
    """Go on only with the snapshot that ``version`` was learnt from.

    Raises
    ------
    BadInput
        SNAPSHOT_FOREIGN.
    """
    if digest != learnt_from:
        raise BadInput(
            "SNAPSHOT_FOREIGN",
            f"Versi {version} dilatih dari snapshot lain.",
            fix="Pilih snapshot yang dipakai melatih versi itu, atau latih versi dari snapshot ini.",
        )
