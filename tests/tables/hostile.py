"""What a bad-or-odd input is: how it is made and what reading must make of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.tables import workbooks as wb

UNITS = "unit_id,name,parent_id\n"
ASN = "asn_id,nip,name,employment,position_id,unit_id\n"
COURSES = "course_id,title,dev_kind_id,form,jp\n"
NIP = "198703152010011023"


@dataclass(frozen=True)
class Cells:
    """Accepted: the column's cells, and warnings or notes as ``(code, row, column)``."""

    table: str
    column: str
    expected: tuple[str, ...]
    said: tuple[tuple[str, int, str], ...] = ()


@dataclass(frozen=True)
class Refused:
    """Refused with this code at this row and column; ``left`` are the ids of rows that remain."""

    code: str
    table: str = "units"
    row: int = 0
    column: str = ""
    left: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    number: int
    label: str
    build: Callable[[Path], Path]
    expected: Cells | Refused


def csv(content: str | bytes, *, table: str = "units", encoding: str = "utf-8") -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        (folder / f"{table}.csv").write_bytes(
            content.encode(encoding) if isinstance(content, str) else content
        )
        return folder

    return build


def xlsx(content: dict[str, str | bytes] | bytes) -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        path = folder / "source.xlsx"
        if isinstance(content, bytes):
            path.write_bytes(content)
            return path
        return wb.write(path, content)

    return build
