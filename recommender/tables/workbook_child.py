"""Child process: checks a workbook's content, reads wanted sheets and answers with one JSON object.

Imports nothing heavy: memory is limited and the start is part of every import. Numbers answer as JSON
numbers, booleans as booleans, dates as ``{"date": ISO}``, so that only real text arrives as text.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import sys
import zipfile
from dataclasses import asdict
from typing import Any, BinaryIO

import orjson
import python_calamine

from recommender.tables.workbook_scan import SheetFacts, SheetRefused, parse_xml, scan_sheet, unpacked

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"


def main(arguments: list[str]) -> None:
    """``main([path, name, ...])``: read the sheets of those names, whatever their case."""
    path, *wanted = arguments
    try:
        answer = {"sheets": _read(path, {_key(one) for one in wanted})}
    except SheetRefused as refused:
        answer = _refusal(refused)
    except python_calamine.CalamineError:
        answer = _refusal(SheetRefused("XLSX_DAMAGED"))
    sys.stdout.buffer.write(
        orjson.dumps(answer, default=_plain, option=orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_NON_STR_KEYS)
    )


def _key(name: str) -> str:
    return name.strip().casefold()


def _refusal(refused: SheetRefused) -> dict[str, Any]:
    return {"refused": refused.code, "about": refused.about}


def _plain(value: object) -> dict[str, str]:
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    return {"other": type(value).__name__}


def _read(path: str, wanted: set[str]) -> list[dict[str, Any]]:
    with open(path, "rb") as stream, zipfile.ZipFile(path) as archive:  # noqa: PTH123 (no pathlib: quick start)
        entries = {one.filename: one for one in archive.infolist()}
        sheets = _sheets(stream, entries)
        read = [one for one in sheets if _key(one["name"]) in wanted and one["visible"]]
        for sheet in read:
            sheet |= _facts(stream, entries, sheet["part"])
        _verify(
            stream, [entry for name, entry in entries.items() if name not in {one["part"] for one in read}]
        )
    _add_values(path, [one for one in read if "facts" in one])
    return sheets


def _verify(stream: BinaryIO, entries: list[zipfile.ZipInfo]) -> None:
    """Hold the parts nobody has read yet to what the directory says, and to no document type."""
    for entry in entries:
        chunks = unpacked(stream, entry)
        if entry.filename.casefold().endswith((".xml", ".rels", ".vml")):
            parse_xml(chunks)
        else:
            for _ in chunks:
                pass


def _facts(stream: BinaryIO, entries: dict[str, zipfile.ZipInfo], part: str) -> dict[str, Any]:
    if part not in entries:
        raise SheetRefused("XLSX_DAMAGED")
    try:
        facts: SheetFacts = scan_sheet(unpacked(stream, entries[part]))
    except SheetRefused as refused:
        if refused.code in ("XML_DTD", "XLSX_DAMAGED"):
            raise
        return _refusal(refused)
    return {"facts": asdict(facts)}


def _add_values(path: str, sheets: list[dict[str, Any]]) -> None:
    if not sheets:
        return
    workbook = python_calamine.CalamineWorkbook.from_path(path)
    for sheet in sheets:
        sheet["values"] = workbook.get_sheet_by_name(sheet["name"]).to_python(skip_empty_area=False)


def _sheets(stream: BinaryIO, entries: dict[str, zipfile.ZipInfo]) -> list[dict[str, Any]]:
    """Name, visibility and part of every worksheet, in the order of the workbook."""
    targets: dict[str, str] = {}
    found: list[dict[str, Any]] = []

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = attributes.get("Target", "")
            part = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
            targets[attributes.get("Id", "")] = part

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "sheet":
            relation_id = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            if relation_id in targets:
                visible = attributes.get("state", "visible") == "visible"
                found.append(
                    {"name": attributes.get("name", ""), "visible": visible, "part": targets[relation_id]}
                )

    if _RELATIONS not in entries:
        raise SheetRefused("XLSX_DAMAGED")
    parse_xml(unpacked(stream, entries[_RELATIONS]), relation)
    parse_xml(unpacked(stream, entries[_WORKBOOK]), sheet)
    if len({_key(one["name"]) for one in found}) < len(found):
        raise SheetRefused("XLSX_DAMAGED")
    return found
