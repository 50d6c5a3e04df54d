"""The file of refused rows: what is wrong with each, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Mapping

import pandas as pd

from recommender.domain.nip import mask_nips
from recommender.tables.declaration import TABLES
from recommender.tables.ledger import Ledger

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}",
            "\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}")  # fmt: skip


def spreadsheet_safe(text: str) -> str:
    """``text`` behind an apostrophe where a spreadsheet would run it as a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def rejects_csv(frames: Mapping[str, pd.DataFrame], ledger: Ledger) -> bytes:
    """One line a refused row: table, row number in the source, key and codes. Neither NIP nor name.

    The row number finds the row in the source, so nothing private needs to be copied out of it.
    """
    codes: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for one in ledger.findings:
        if one.severity == "error":
            codes[one.table, one.row].append(f"{one.column}:{one.code}" if one.column else one.code)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["table", "row", "key", "codes"])
    for name in sorted(ledger.refused_tables()):
        frame = frames.get(name, pd.DataFrame())
        keys = _keys(frame, name)
        for row in ledger.refused(name):
            found = sorted(set(codes[name, int(row)])) or ["(lihat laporan)"]
            writer.writerow([name, int(row), spreadsheet_safe(keys.get(int(row), "")), " ".join(found)])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def _keys(frame: pd.DataFrame, name: str) -> dict[int, str]:
    shown = [one for one in TABLES[name].key if one in frame.columns]
    if frame.empty or not shown:
        return {}
    texts = frame[shown].astype("str").fillna("").agg(" | ".join, axis=1)
    return dict(zip(frame.index.tolist(), map(mask_nips, texts.tolist()), strict=True))
