"""Bad-or-odd inputs that are text: numbers 1 to 40 and 51."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from tests.tables.hostile import ASN, COURSES, NIP, UNITS, Case, Cells, Refused, csv


def one_unit(value: str, *, column: int = 0) -> str:
    cells = ["U1", "Dinas", ""]
    cells[column] = value
    return UNITS + ",".join(cells) + "\n"


def one_asn(nip: str) -> str:
    return f"{ASN}A1,{nip},Budi,PNS,P1,U1\n"


def kept(nip: str, number: int, label: str) -> Case:
    return Case(number, label, csv(one_asn(nip), table="asn"), Cells("asn", "nip", (nip.strip(),)))


def course_jp(jp: str, number: int, label: str) -> Case:
    content = f"{COURSES}C1,Kelas,3,KLASIKAL,{jp}\n"
    return Case(number, label, csv(content, table="courses"), Cells("courses", "jp", (jp.strip('"'),)))


def hostile_names(folder: Path) -> Path:
    (folder / "units.csv").write_text(one_unit("U1"))
    for name in ("con.csv", "<script>alert(1)<|script>.csv", "x" * 240 + ".csv", "..%2f..%2fx.csv"):
        (folder / name).write_text("a,b\n1,2\n")
    return folder


TEXT_CASES = [
    Case(1, "UTF-8 BOM", csv(b"\xef\xbb\xbf" + one_unit("U1").encode()), Cells("units", "unit_id", ("U1",))),
    Case(
        2,
        "UTF-16 LE",
        csv("\ufeff" + one_unit("René", column=1), encoding="utf-16-le"),
        Cells("units", "name", ("René",)),
    ),
    Case(
        2,
        "UTF-16 BE",
        csv("\ufeff" + one_unit("René", column=1), encoding="utf-16-be"),
        Cells("units", "name", ("René",)),
    ),
    Case(
        2,
        "UTF-16 cut in a character",
        csv(("\ufeff" + one_unit("U1")).encode("utf-16-le")[:-1]),
        Refused("ENCODING"),
    ),
    Case(3, "cp1252", csv(one_unit("René", column=1), encoding="cp1252"), Refused("ENCODING")),
    Case(
        4,
        "mixed encodings",
        csv(one_unit("René", column=1).encode() + "U2,Léo,\n".encode("cp1252")),
        Refused("ENCODING"),
    ),
    Case(
        5,
        "semicolon",
        csv("unit_id;name;parent_id\nU1;Dinas, Kota;\n"),
        Cells("units", "name", ("Dinas, Kota",)),
    ),
    Case(
        5,
        "two delimiters in the header",
        csv("unit_id;name,parent_id\nU1;Dinas,\n"),
        Refused("DELIMITER_AMBIGUOUS", row=1),
    ),
    Case(6, "tab", csv("unit_id\tname\nU1\tDinas, Kota;\n"), Cells("units", "name", ("Dinas, Kota;",))),
    course_jp('"86,5"', 7, "quoted decimal comma"),
    Case(
        8,
        "unquoted decimal comma",
        csv(f"{COURSES}C1,Kelas,3,KLASIKAL,86,5\nC2,Kelas,3,KLASIKAL,40\n", table="courses"),
        Refused("FIELD_COUNT", "courses", 2, left=("C2",)),
    ),
    Case(
        9,
        "trailing comma on data rows",
        csv(f"{UNITS}U1,Dinas,,\nU2,Badan,U1,\n"),
        Refused("FIELD_COUNT", row=2),
    ),
    kept("1.98703E+17", 10, "scientific NIP stays as it stands"),
    Case(
        11,
        "one blank NIP",
        csv(f"{ASN}A1,{NIP},Budi,PNS,P1,U1\nA2,,Ani,PNS,P1,U1\n", table="asn"),
        Cells("asn", "nip", (NIP, "")),
    ),
    kept(f"{NIP}.0", 12, "NIP with .0"),
    kept("19870315 201001 1 023", 13, "NIP with blanks"),
    kept(NIP[1:], 14, "NIP of 17 digits"),
    Case(
        15,
        "ZWSP in a NIP",
        csv(one_asn(NIP[:8] + "\u200b" + NIP[8:]), table="asn"),
        Refused("HIDDEN_CHARACTER", "asn", 2, "nip"),
    ),
    Case(
        15,
        "NBSP in a NIP",
        csv(one_asn(NIP + "\u00a0"), table="asn"),
        Refused("HIDDEN_CHARACTER", "asn", 2, "nip"),
    ),
    Case(
        15,
        "RTL mark in a NIP",
        csv(one_asn("\u200f" + NIP), table="asn"),
        Refused("HIDDEN_CHARACTER", "asn", 2, "nip"),
    ),
    kept("١٩٨٧٠٣١٥٢٠١٠٠١١٠٢٣", 16, "Arabic-Indic digits"),
    kept("198713152010011023", 17, "month 13 in a NIP"),
    Case(
        18,
        "same NIP twice",
        csv(f"{ASN}A1,{NIP},B,PNS,P1,U1\nA2,{NIP},C,PNS,P1,U1\n", table="asn"),
        Cells("asn", "nip", (NIP, NIP)),
    ),
    Case(
        19,
        "course 007",
        csv(f"{COURSES}007,Kelas,3,KLASIKAL,8\n", table="courses"),
        Cells("courses", "course_id", ("007",)),
    ),
    course_jp("03/04/2025", 20, "a date stays text"),
    course_jp("45730", 21, "a serial stays text"),
    course_jp("2099-01-01", 22, "a future date stays text"),
    course_jp("1e999", 23, "not finite stays text"),
    course_jp("-8", 24, "out of range stays text"),
    course_jp("1.200", 25, "thousands stay text"),
    *(
        Case(26, f"surname {one}", csv(one_unit(one, column=1)), Cells("units", "name", (one,)))
        for one in ("NA", "null", "None", "TRUE", "nan")
    ),
    *(
        Case(
            27,
            f"formula text {one}",
            csv(one_unit(f'"{one}"', column=1)),
            Cells("units", "name", (one.strip(),)),
        )
        for one in ("=HYPERLINK(1)", "+cmd", "-2+3", "@SUM", "\t=1", "\r=1")
    ),
    Case(
        28,
        "NUL in a key",
        csv(one_unit("U\x001") + "U2,B,\n"),
        Refused("NUL_BYTE", row=2, column="unit_id", left=("U2",)),
    ),
    Case(
        28,
        "NUL in a name",
        csv(one_unit("B\x00di", column=1) + "U2,B,\n"),
        Refused("NUL_BYTE", row=2, column="name", left=("U2",)),
    ),
    Case(
        29,
        "RLO in a key",
        csv(one_unit("U\u202e1") + "U2,B,\n"),
        Refused("HIDDEN_CHARACTER", row=2, column="unit_id", left=("U2",)),
    ),
    Case(
        29,
        "ESC in a name",
        csv(one_unit("\x1b[31mDinas\u202e", column=1)),
        Cells("units", "name", ("[31mDinas",), (("HIDDEN_CHARACTER_REMOVED", 2, "name"),)),
    ),
    Case(
        30,
        "emoji",
        csv(one_unit("Dinas 👩\u200d🔬", column=1)),
        Cells("units", "name", ("Dinas 👩\u200d🔬",)),
    ),
    Case(
        30,
        "NFD",
        csv(one_unit(unicodedata.normalize("NFD", "René"), column=1)),
        Cells("units", "name", ("René",)),
    ),
    Case(
        31,
        "1 MB cell",
        csv(one_unit("x" * 1_000_000, column=1) + "U2,B,\n"),
        Refused("CELL_TOO_LONG", row=2, column="name", left=("U2",)),
    ),
    Case(
        31, "1,000 characters", csv(one_unit("é" * 1_000, column=1)), Cells("units", "name", ("é" * 1_000,))
    ),
    Case(
        31,
        "1,001 characters",
        csv(one_unit("é" * 1_001, column=1) + "U2,B,\n"),
        Refused("CELL_TOO_LONG", row=2, column="name", left=("U2",)),
    ),
    Case(32, "1,000,000 columns", csv("a," * 1_000_000 + "\n"), Refused("HEADER_TOO_LONG", row=1)),
    Case(
        32,
        "201 columns",
        csv(",".join(["unit_id", "name", *(f"c{at}" for at in range(199))]) + "\n"),
        Refused("TOO_MANY_COLUMNS", row=1),
    ),
    Case(
        34,
        "unterminated quote",
        csv(f'{UNITS}U1,Dinas,\nU2,"Badan,U1\nU3,Biro,\n'),
        Refused("QUOTE_UNTERMINATED", row=3),
    ),
    Case(
        34,
        "unterminated quote, 20 MB behind it",
        csv(f'{UNITS}U1,"Dinas,\n' + "U2,Badan,U1\n" * 1_700_000),
        Refused("QUOTE_UNTERMINATED", row=2),
    ),
    Case(34, "quote inside a cell", csv(f'{UNITS}U1,Dinas,\nU2,Badan "Kota",\n'), Refused("QUOTE", row=3)),
    Case(34, "text after a closing quote", csv(f'{UNITS}U1,"Dinas" Kota,\n'), Refused("QUOTE", row=2)),
    Case(
        35,
        "newline in quotes",
        csv(f'{UNITS}U1,"Dinas\nKota",\r\nU2,Badan,U1'),
        Cells("units", "name", ("Dinas\nKota", "Badan")),
    ),
    Case(
        35, "CR only", csv("unit_id,name\rU1,Dinas\rU2,Badan\r"), Cells("units", "name", ("Dinas", "Badan"))
    ),
    Case(36, "empty", csv(""), Refused("NO_ROWS")),
    Case(36, "blanks", csv(" \n\n  \n"), Refused("NO_ROWS")),
    Case(36, "header only", csv(UNITS), Refused("NO_ROWS")),
    Case(37, "no header", csv("U1,Dinas,\nU2,Badan,U1\n"), Refused("HEADER_MISSING", row=1)),
    Case(37, "title row", csv(f"Daftar Unit\n{UNITS}U1,Dinas,\n"), Refused("HEADER_NOT_FIRST", row=2)),
    Case(37, "other case and blanks", csv(" Unit ID ,NAME\nU1,Dinas\n"), Cells("units", "unit_id", ("U1",))),
    Case(37, "synonym", csv("kode unit,Nama\nU1,Dinas\n"), Cells("units", "name", ("Dinas",))),
    Case(
        37,
        "duplicate header",
        csv("unit_id,name,Name\nU1,A,B\n"),
        Refused("HEADER_DUPLICATE", row=1, column="name"),
    ),
    Case(
        37,
        "two headers for one column",
        csv("unit_id,name,nama\nU1,A,B\n"),
        Refused("HEADER_DUPLICATE", row=1, column="name"),
    ),
    Case(
        37,
        "unknown column",
        csv("unit_id,name,warna\nU1,A,B\n"),
        Cells("units", "name", ("A",), (("UNKNOWN_COLUMN", 1, "warna"),)),
    ),
    Case(
        37, "missing column", csv("unit_id,parent_id\nU1,\n"), Refused("COLUMN_MISSING", row=1, column="name")
    ),
    Case(
        38,
        "total row",
        csv(f"{UNITS}U1,Dinas,\nJUMLAH,2,\n"),
        Refused("TOTAL_ROW", row=3, column="unit_id", left=("U1",)),
    ),
    Case(
        38,
        "total row, first cell empty",
        csv(f"{UNITS}U1,Dinas,\n,Total :,\n"),
        Refused("TOTAL_ROW", row=3, column="name", left=("U1",)),
    ),
    Case(
        38,
        "blank rows at the end",
        csv(f"{UNITS}U1,Dinas,\n,,\n  ,,\n\n\n"),
        Cells("units", "unit_id", ("U1",)),
    ),
    Case(
        38,
        "blank rows between",
        csv(f"{UNITS}U1,Dinas,\n,,\nU2,B,\n"),
        Cells("units", "unit_id", ("U1", "U2"), (("BLANK_ROW", 3, ""),)),
    ),
    Case(
        38,
        "note under the table",
        csv(f"{UNITS}U1,Dinas,\nSumber: BKD\n"),
        Refused("FIELD_COUNT", row=3, left=("U1",)),
    ),
    Case(39, "cut in mid-row", csv(f"{UNITS}U1,Dinas,\nU2,Ba"), Refused("FIELD_COUNT", row=3, left=("U1",))),
    Case(
        51,
        "hostile file names",
        hostile_names,
        Cells("units", "unit_id", ("U1",), (("UNKNOWN_TABLE", 0, ""),) * 4),
    ),
]
