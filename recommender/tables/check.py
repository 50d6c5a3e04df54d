"""Rules of single cells, as pandera schemas generated from the declaration: all failures at once."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from recommender.tables.column import Column, Table
from recommender.tables.declaration import TABLES
from recommender.tables.ledger import Ledger, Problem

RANGE: Final = "RANGE"
CODE: Final = "CODE"
STEP: Final = "STEP"


def check_table(frame: pd.DataFrame, table: Table, ledger: Ledger) -> None:
    """Add every cell of ``frame`` outside its range, code list or step to ``ledger``."""
    judged = schema(table.name)
    try:
        judged.validate(frame[list(judged.columns)], lazy=True)
    except SchemaErrors as found:
        cases = found.failure_cases
        for (column, code), wrong in cases.groupby(["column", "check"], sort=True):
            ledger.rows(
                table.name,
                wrong["index"].to_numpy(dtype=np.int64),
                _problem(table.column(str(column)), str(code)),
                column=str(column),
                values=[_shown(one) for one in wrong["failure_case"]],
            )


@cache
def schema(name: str) -> pa.DataFrameSchema:
    """The pandera schema of the columns that have a range, a code list or a step.

    Empty cells and dtypes are the business of parsing, which alone knows an empty cell from an
    unreadable one and makes each column as declared.
    """
    columns = {
        one.name: pa.Column(checks=checks, nullable=True, required=True)
        for one in TABLES[name].columns
        if (checks := _checks(one))
    }
    return pa.DataFrameSchema(columns, strict=True, ordered=True, name=name)


def _checks(column: Column) -> list[pa.Check]:
    checks = []
    if column.codes:
        allowed: list[Any] = [int(one) if column.kind == "whole" else one for one in column.codes]
        checks.append(pa.Check.isin(allowed, error=CODE))
    if column.low is not None:
        checks.append(pa.Check.ge(column.low, error=RANGE))
    if column.above is not None:
        checks.append(pa.Check.gt(column.above, error=RANGE))
    if column.high is not None:
        checks.append(pa.Check.le(column.high, error=RANGE))
    if column.step is not None:
        step = column.step
        checks.append(pa.Check(lambda values: (values / step) % 1 == 0, error=STEP))
    return checks


def _problem(column: Column, code: str) -> Problem:
    if code == CODE:
        listed = ", ".join(column.codes[:40]) + (", …" if len(column.codes) > 40 else "")
        return Problem(CODE, "error", f"'{{value}}' bukan kode {column.label.lower()}.", f"Pakai: {listed}.")
    if code == STEP:
        return Problem(
            STEP, "error", f"{column.label} {{value}} bukan kelipatan {column.step}.", "Bulatkan nilainya."
        )
    if code == RANGE:
        return Problem(RANGE, "error", f"{column.label} {{value}} di luar batas.", f"Isi {bounds(column)}.")
    raise AssertionError(f"the declaration and the schema disagree on {column.name}: {code}")


def bounds(column: Column) -> str:
    """The range of a number in Indonesian, e.g. ``lebih dari 0 sampai 1000 JP``; empty without one."""
    low = f"lebih dari {column.above:g}" if column.above is not None else ""
    low = f"{column.low:.15g}" if column.low is not None else low
    high = f"{column.high:.15g}" if column.high is not None else ""
    return (
        " ".join(one for one in (low, "sampai" if high else "", high, column.unit) if one)
        if low or high
        else ""
    )


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
