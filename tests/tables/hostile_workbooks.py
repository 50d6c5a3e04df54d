"""Bad-or-odd inputs that are, or pretend to be, workbooks: numbers 40 to 50."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tables import workbooks as wb
from tests.tables.hostile import ASN, NIP, UNITS, Case, Cells, Refused, csv, xlsx

HEADER = ("unit_id", "name", "parent_id")


def unit_sheet(*lines: tuple[str, ...], **options: str) -> str:
    rows = (wb.row(at, *cells) for at, cells in enumerate((HEADER, *lines), 1))
    return wb.sheet(*rows, **options)


def asn_cells(nip: str) -> str:
    header = wb.row(1, *ASN.strip().split(","))
    return wb.sheet(header, wb.row(2, "A1", nip, "Budi", "PNS", "P1", "U1"))


def packed(name: str, body: bytes, *, sheets: dict[str, str] | None = None) -> dict[str, str | bytes]:
    return wb.parts(sheets or {"units": unit_sheet(("U1", "Dinas", ""))}, extra={name: body})


def twice_named(folder: Path) -> Path:
    """A workbook with two entries of one name: which is read depends on the reader."""
    path = wb.write(folder / "source.xlsx", packed("docProps/note.txt", b""))
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/worksheets/sheet1.xml", unit_sheet(("U2", "Lain", "")))
    return path


def patched(field: str) -> Callable[[Path], Path]:
    """A workbook whose directory lies about the sheet's size or checksum, in both headers."""

    def build(folder: Path) -> Path:
        path = wb.write(folder / "source.xlsx", packed("docProps/note.txt", b"."))
        with zipfile.ZipFile(path) as archive:
            entry = archive.getinfo("xl/worksheets/sheet1.xml")
        content = bytearray(path.read_bytes())
        central = content.index(b"PK\x01\x02")
        while content[central + 46 :].startswith(entry.filename.encode()) is False:
            central = content.index(b"PK\x01\x02", central + 4)
        local = entry.header_offset
        if field == "crc":
            struct.pack_into("<L", content, central + 16, entry.CRC ^ 1)
            struct.pack_into("<L", content, local + 14, entry.CRC ^ 1)
        else:
            struct.pack_into("<L", content, central + 24, 10)
            struct.pack_into("<L", content, local + 22, 10)
        path.write_bytes(content)
        return path

    return build


def blanks(folder: Path) -> Path:
    """300 MB of blanks in 304 KB."""
    path = wb.write(folder / "source.xlsx", packed("docProps/note.txt", b"."))
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/sharedStrings.xml", "w") as part,
    ):
        for _ in range(300):
            part.write(b" " * 1_000_000)
    return path


def zip64(folder: Path) -> Path:
    path = folder / "source.xlsx"
    path.write_bytes(
        b"PK\x03\x04"
        + b"\0" * 60
        + b"PK\x05\x06"
        + struct.pack("<4H2LH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    )
    return path


def encrypted_entries(folder: Path) -> Path:
    path = wb.write(folder / "source.xlsx", packed("docProps/note.txt", b"."))
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    path.write_bytes(content)
    return path


def truncated(folder: Path) -> Path:
    path = wb.write(folder / "source.xlsx", packed("docProps/note.txt", b"."))
    path.write_bytes(path.read_bytes()[:-200])
    return path


DTD = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
TWO = (("U1", "Dinas", ""), ("U2", "Badan", "U1"))


def with_dtd(dtd: str, *, encoding: str = "utf-8") -> dict[str, str | bytes]:
    head, _, body = unit_sheet(*TWO).partition("?>")
    text = f"{head.replace('UTF-8', encoding.upper())}?>{dtd}{body}"
    return wb.parts({"units": text.encode(encoding)})  # type: ignore[dict-item]


WORKBOOK_CASES = [
    Case(40, "xlsx as csv", csv(b"PK\x03\x04" + b"\0" * 50), Refused("NOT_CSV")),
    Case(40, "HTML as csv", csv("\n <html><table><tr><td>unit_id"), Refused("NOT_CSV")),
    Case(40, "JSON as csv", csv('[{"unit_id": "U1", "name": "Dinas"}]'), Refused("NOT_CSV")),
    Case(41, "csv as xlsx", xlsx(UNITS.encode()), Refused("NOT_XLSX")),
    Case(41, "xls as xlsx", xlsx(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), Refused("XLS_OLD")),
    Case(41, "empty xlsx", xlsx(b""), Refused("NOT_XLSX")),
    Case(41, "truncated xlsx", truncated, Refused("XLSX_DAMAGED")),
    Case(41, "other ZIP as xlsx", xlsx({"word/document.xml": "<w/>"}), Refused("NOT_XLSX")),
    Case(
        42,
        "NIP as a number",
        xlsx(wb.parts({"asn": asn_cells(wb.number("B2", NIP))})),
        Refused("NIP_NUMERIC_CELL", "asn", 2, "nip"),
    ),
    Case(
        42,
        "unit id as a date",
        xlsx(
            wb.parts({"units": unit_sheet((wb.number("A2", 45730, style=1), "Dinas", ""), ("U2", "B", ""))})
        ),
        Refused("ID_NUMERIC_CELL", row=2, column="unit_id"),
    ),
    Case(
        43,
        "formula with a cached value",
        xlsx(
            wb.parts(
                {"units": unit_sheet(("U1", '<c r="B2" t="str"><f>A2</f><v>U1</v></c>', ""), ("U2", "B", ""))}
            )
        ),
        Refused("FORMULA_CELL", row=2, column="name"),
    ),
    Case(
        43,
        "formula without one",
        xlsx(wb.parts({"units": unit_sheet(("U1", '<c r="B2"><f>1+1</f></c>', ""), ("U2", "B", ""))})),
        Refused("FORMULA_CELL", row=2, column="name"),
    ),
    Case(
        43,
        "error cell",
        xlsx(wb.parts({"units": unit_sheet(("U1", '<c r="B2" t="e"><v>#N/A</v></c>', ""), ("U2", "B", ""))})),
        Refused("ERROR_CELL", row=2, column="name"),
    ),
    Case(
        44,
        "merged cells",
        xlsx(
            wb.parts({"units": unit_sheet(*TWO, after='<mergeCells><mergeCell ref="B2:B3"/></mergeCells>')})
        ),
        Refused("MERGED_CELLS", row=2),
    ),
    Case(
        44,
        "hidden sheet of a table",
        xlsx(wb.parts({"units": unit_sheet(*TWO), "asn": asn_cells(NIP)}, hidden=("asn",))),
        Refused("SHEET_HIDDEN", "asn"),
    ),
    Case(
        44,
        "two sheets, one unknown",
        xlsx(wb.parts({"units": unit_sheet(*TWO), "Sheet2": unit_sheet(*TWO)})),
        Cells("units", "unit_id", ("U1", "U2"), (("UNKNOWN_TABLE", 0, ""),)),
    ),
    Case(
        44,
        "filtered rows",
        xlsx(
            wb.parts(
                {"units": wb.sheet(wb.row(1, *HEADER), wb.row(2, *TWO[0], hidden=True), wb.row(3, *TWO[1]))}
            )
        ),
        Cells("units", "unit_id", ("U1", "U2"), (("ROWS_HIDDEN", 2, ""),)),
    ),
    Case(
        44,
        "hidden column",
        xlsx(wb.parts({"units": unit_sheet(*TWO, before='<cols><col min="2" max="2" hidden="1"/></cols>')})),
        Cells("units", "unit_id", ("U1", "U2"), (("COLUMN_HIDDEN", 0, "name"),)),
    ),
    Case(45, "300 MB of blanks", blanks, Refused("ZIP_BOMB")),
    Case(45, "2,001 entries", xlsx({f"xl/media/{at}.png": b"" for at in range(2_001)}), Refused("ZIP_BOMB")),
    Case(
        46,
        "one cell at XFD1048576",
        xlsx(wb.parts({"units": unit_sheet(("U1", "Dinas", ""), (wb.cell("XFD1048576", "x"),))})),
        Refused("SHEET_AREA"),
    ),
    Case(
        46,
        "one cell at B1048576",
        xlsx(wb.parts({"units": unit_sheet(("U1", "Dinas", ""), (wb.cell("B1048576", "x"),))})),
        Refused("SHEET_AREA"),
    ),
    Case(
        46,
        "false dimension",
        xlsx(wb.parts({"units": unit_sheet(*TWO, before='<dimension ref="A1:XFD1048576"/>')})),
        Cells("units", "unit_id", ("U1", "U2")),
    ),
    Case(48, "billion laughs", xlsx(with_dtd(DTD)), Refused("XML_DTD")),
    Case(48, "external entity", xlsx(with_dtd(EXTERNAL)), Refused("XML_DTD")),
    Case(48, "DTD in UTF-16", xlsx(with_dtd(DTD, encoding="utf-16")), Refused("XML_DTD")),
    Case(49, "macros", xlsx(packed("xl/vbaProject.bin", b"VBA")), Refused("XLSX_MACROS")),
    Case(
        49,
        "password",
        xlsx(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")),
        Refused("XLSX_ENCRYPTED"),
    ),
    Case(49, "encrypted entry", encrypted_entries, Refused("XLSX_ENCRYPTED")),
    Case(
        49,
        "external link and embedded object",
        xlsx(packed("xl/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0")),
        Cells("units", "unit_id", ("U1",)),
    ),
    Case(50, "../ in an entry", xlsx(packed("../../etc/cron.d/x", b"x")), Refused("ZIP_ENTRY")),
    Case(50, "backslash ..", xlsx(packed("xl\\..\\..\\x", b"x")), Refused("ZIP_ENTRY")),
    Case(50, "two entries of one name", twice_named, Refused("ZIP_ENTRY")),
    Case(50, "false checksum", patched("crc"), Refused("XLSX_DAMAGED")),
    Case(50, "false size", patched("size"), Refused("XLSX_DAMAGED")),
    Case(50, "ZIP64", zip64, Refused("ZIP_ENTRY")),
]
