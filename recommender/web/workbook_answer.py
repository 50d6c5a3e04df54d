"""A workbook as an answer that the browser keeps as a file."""

from __future__ import annotations

from typing import Final

from flask import Response

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_answer(content: bytes, *, name: str) -> Response:
    """``content`` as ``name``.xlsx; ``name`` is of our own making, without quotes."""
    answer = Response(content, mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer
