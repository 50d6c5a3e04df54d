"""Headers of a source -> columns of the contract, privacy columns dropped, the rest named."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from recommender.tables.declaration import Column, Table
from recommender.tables.findings import Finding, TableRefused
from recommender.tables.grid import MAX_COLUMNS, Arrangement, harmless, shown
from recommender.tables.privacy import is_private, squeezed

_SYNONYMS: Final = {
    "nama": "name",
    "namalengkap": "name",
    "nipbaru": "nip",
    "nomorindukpegawai": "nip",
    "idpegawai": "asn_id",
    "pegawaiid": "asn_id",
    "idunit": "unit_id",
    "idjabatan": "position_id",
    "idkompetensi": "competency_id",
    "idpelatihan": "course_id",
    "iddiklat": "course_id",
    "idangkatan": "session_id",
    "judul": "title",
    "namapelatihan": "title",
    "jumlahjp": "jp",
    "tglmulai": "starts_on",
    "tanggalmulai": "starts_on",
    "tglselesai": "ends_on",
    "tanggalselesai": "ends_on",
    "tahun": "year",
    "kuota": "seats",
    "jeniskelamin": "sex",
    "statuspegawai": "employment",
}
"""Squeezed headers people write by hand, where they mean the same in every table."""


def arrange(
    table: Table,
    header: Sequence[str],
    *,
    opening: Sequence[Sequence[str]] = (),
    renames: Mapping[str, str] | None = None,
) -> Arrangement:
    """Settle which column of the source is which of ``table``.

    Parameters
    ----------
    header
        First row of the source.
    opening
        Some rows below it: only to say where the header stands if it is not the first row.
    renames
        Foreign header -> column of the contract, from a mapping file; goes before everything else.

    Raises
    ------
    TableRefused
        TOO_MANY_COLUMNS, HEADER_DUPLICATE, HEADER_NOT_FIRST, HEADER_MISSING or COLUMN_MISSING.
    """
    if len(header) > MAX_COLUMNS:
        raise TableRefused(
            table.name,
            "TOO_MANY_COLUMNS",
            f"Tabel memiliki {len(header)} kolom; paling banyak {MAX_COLUMNS}.",
            fix="Hapus kolom yang tidak termasuk kamus data.",
            row=1,
        )
    _refuse_twins(table, header)
    mapped = {squeezed(foreign): name for foreign, name in (renames or {}).items()}
    names = [_contract_name(table, one, mapped=mapped) for one in header]
    columns = {one.name: one for one in table.columns}
    wanted = tuple((index, columns[name]) for index, name in enumerate(names) if name)
    if not wanted:
        raise _no_header(table, opening, mapped=mapped)
    _refuse_doubles(table, header, names, mapped=mapped)
    _refuse_missing(table, wanted)
    private = [not name and is_private(one) for one, name in zip(header, names, strict=True)]
    absent = [one for one in columns if one not in names]
    return Arrangement(
        wanted,
        tuple(
            _unknown(table, one, index, absent)
            for index, (one, name, drop) in enumerate(zip(header, names, private, strict=True))
            if not name and not drop
        ),
        tuple(harmless(one) for one, drop in zip(header, private, strict=True) if drop),
    )


def _contract_name(table: Table, header: str, *, mapped: Mapping[str, str]) -> str:
    """The contract's name of ``header``, or ``""``; what is private stays so whatever a mapping says."""
    plain = squeezed(header)
    own = {squeezed(one.name): one.name for one in table.columns}
    if plain in own:
        return mapped.get(plain, own[plain])
    if not plain or is_private(header):
        return ""
    # A column headed “Jabatan” holds names, not ids: a label stands for an id only where it says “Kode”.
    labels = {
        squeezed(one.label): one.name
        for one in table.columns
        if one.kind != "id" or one.label.startswith("Kode")
    }
    name = mapped.get(plain) or labels.get(plain) or _SYNONYMS.get(plain, "")
    return name if name in own.values() else ""


def _refuse_twins(table: Table, header: Sequence[str]) -> None:
    twins = [one for one, count in Counter(map(squeezed, header)).items() if one and count > 1]
    if twins:
        first = next(one for one in header if squeezed(one) == twins[0])
        raise TableRefused(
            table.name,
            "HEADER_DUPLICATE",
            f"Kepala kolom {shown(first)} muncul lebih dari sekali.",
            fix="Hapus atau beri nama lain kolom yang berulang.",
            row=1,
            column=harmless(first),
        )


def _refuse_doubles(
    table: Table, header: Sequence[str], names: Sequence[str], *, mapped: Mapping[str, str]
) -> None:
    """Two headers for one column are refused unless the mapping names both."""
    for name, count in Counter(filter(None, names)).items():
        sources = [one for one, own in zip(header, names, strict=True) if own == name]
        if count > 1 and not all(mapped.get(squeezed(one)) == name for one in sources):
            raise TableRefused(
                table.name,
                "HEADER_DUPLICATE",
                f"Kolom {', '.join(shown(one) for one in sources)} sama-sama berarti `{name}`.",
                fix="Sisakan satu, atau tentukan urutannya dalam berkas pemetaan.",
                row=1,
                column=name,
            )


def _refuse_missing(table: Table, wanted: Sequence[tuple[int, Column]]) -> None:
    found = {column.name for _, column in wanted}
    missing = [one.name for one in table.columns if one.required and one.name not in found]
    if missing:
        raise TableRefused(
            table.name,
            "COLUMN_MISSING",
            f"Kolom wajib tidak ada: {', '.join(f'`{one}`' for one in missing)}.",
            fix="Tambahkan kolom itu, atau petakan kolom yang ada dengan --mapping.",
            row=1,
            column=missing[0],
        )


def _no_header(table: Table, opening: Sequence[Sequence[str]], *, mapped: Mapping[str, str]) -> TableRefused:
    for index, row in enumerate(opening):
        if sum(bool(_contract_name(table, one, mapped=mapped)) for one in row[:MAX_COLUMNS]) > 1:
            return TableRefused(
                table.name,
                "HEADER_NOT_FIRST",
                f"Kepala tabel ada di baris {index + 2}, bukan di baris 1.",
                fix="Hapus baris judul di atas kepala tabel.",
                row=index + 2,
            )
    return TableRefused(
        table.name,
        "HEADER_MISSING",
        "Baris 1 tidak memuat satu pun nama kolom yang dikenal.",
        fix=f"Isi baris 1 dengan nama kolom: {', '.join(one.name for one in table.columns)}.",
        row=1,
    )


def _unknown(table: Table, header: str, index: int, absent: Sequence[str]) -> Finding:
    plain = header.strip()
    near = difflib.get_close_matches(plain.casefold(), absent, n=1, cutoff=0.75)
    return Finding(
        table.name,
        1,
        harmless(header),
        "UNKNOWN_COLUMN",
        "warning",
        f"Kolom {index + 1} {shown(plain) if plain else '(tanpa nama)'} tidak dikenal dan tidak dibaca.",
        f"Mungkin maksudnya `{near[0]}`?" if near else "Hapus kolom itu, atau petakan dengan --mapping.",
    )
