"""Workbooks written by hand, part by part, so that a test can get any byte of one wrong."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def cell(address: str, text: str) -> str:
    """A text cell."""
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def number(address: str, value: object, *, style: int = 0) -> str:
    """A numeric cell; style 1 is a date."""
    return f'<c r="{address}" s="{style}"><v>{value}</v></c>'


def row(index: int, *cells: str, hidden: bool = False) -> str:
    """One row of cells; a cell without markup becomes text in the next column."""
    parts = [
        one if one.startswith("<") else cell(f"{chr(65 + at)}{index}", one) for at, one in enumerate(cells)
    ]
    return f'<row r="{index}"{_flag("hidden", hidden)}>{"".join(parts)}</row>'


def sheet(*rows: str, before: str = "", after: str = "") -> str:
    """A worksheet part."""
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}">{before}<sheetData>{"".join(rows)}</sheetData>{after}</worksheet>'
    )


def table(*lines: Sequence[str]) -> str:
    """A worksheet of text rows."""
    return sheet(*(row(at + 1, *cells) for at, cells in enumerate(lines)))


def parts(
    sheets: Mapping[str, str],
    *,
    hidden: Iterable[str] = (),
    date1904: bool = False,
    extra: Mapping[str, str | bytes] = {},
) -> dict[str, str | bytes]:
    """All parts of a workbook by name, ``extra`` going over them."""
    names = list(sheets)
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{at}" r:id="rId{at}"'
        f"{_flag('state', name in hidden, 'hidden')}/>"
        for at, name in enumerate(names, 1)
    )
    related = "".join(
        f'<Relationship Id="rId{at}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(names) + 1)
    )
    book = f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
    properties = f"<workbookPr{_flag('date1904', date1904)}/>"
    formats = '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": _related(
            f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
        ),
        "xl/workbook.xml": f"{_HEAD}{book}{properties}<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _related(
            f'{related}<Relationship Id="rId99" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
        ),
        "xl/styles.xml": f'{_HEAD}<styleSheet xmlns="{_MAIN}">{formats}</styleSheet>',
        **{f"xl/worksheets/sheet{at}.xml": content for at, content in enumerate(sheets.values(), 1)},
        **extra,
    }


def _related(relations: str) -> str:
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'


def _flag(name: str, on: bool, value: str = "1") -> str:
    return f' {name}="{value}"' if on else ""


def write(path: Path, content: Mapping[str, str | bytes]) -> Path:
    """Pack ``content`` (part name -> content) into a workbook."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in content.items():
            archive.writestr(name, body)
    return path
