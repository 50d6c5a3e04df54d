"""What one column and one table of the contract are, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["id", "text", "code", "nip", "whole", "number", "date", "flag"]
Mark = Literal["", "!", "!!"]

DTYPES: Final[dict[Kind, str]] = {
    "id": "str",
    "text": "str",
    "code": "str",
    "nip": "str",
    "whole": "Int64",
    "number": "float64",
    "date": "datetime64[s]",
    "flag": "boolean",
}
"""Kind of a column -> dtype of the snapshot's frames."""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name
        Name of the contract.
    kind
        ``id`` is a key (kept as text, no control characters), ``text`` free text, ``code`` one of
        ``codes``, ``whole`` an integer, ``number`` a real number, ``flag`` 0 or 1.
    label, meaning
        Indonesian: heading for people, and what the cell says.
    mark
        ``!`` the column must be there, ``!!`` its cells must be filled too.
    unit
        Unit of a number (``JP``, ``Rp``, ``hari``); empty without one.
    low, high
        Inclusive bounds of a number; ``None`` is unbounded.
    above
        Exclusive lower bound of a number.
    step
        Numbers are multiples of it (0.5: halves allowed).
    codes
        Allowed values, as text; empty allows all.
    default
        Text an empty cell stands for; empty text is "missing".
    siasn
        Name of the field in SIASN, where it has one.
    private
        Kept in the snapshot's people file alone.
    """

    name: str
    kind: Kind
    label: str
    meaning: str = ""
    mark: Mark = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    above: float | None = None
    step: float | None = None
    codes: tuple[str, ...] = ()
    default: str = ""
    siasn: str = ""
    private: bool = False

    @property
    def required(self) -> bool:
        """The column must be there."""
        return self.mark != ""

    @property
    def filled(self) -> bool:
        """Every cell must be filled."""
        return self.mark == "!!"

    @property
    def dtype(self) -> str:
        """Dtype in the snapshot's frames."""
        return DTYPES[self.kind]


@dataclass(frozen=True)
class Reference:
    """``column`` holds ids of ``table`` (its ``target`` column)."""

    column: str
    table: str
    target: str


@dataclass(frozen=True)
class Table:
    """One table of the contract.

    Attributes
    ----------
    name, label
        Name of the contract; Indonesian heading.
    columns
        In the order of the contract.
    key
        Columns that tell two rows apart; rows of a snapshot are sorted by them.
    references
        Ids that must exist in another table.
    ordered
        Pairs of columns whose first may not lie after its second.
    must_exist
        The service cannot work without the table.
    switches_off
        Indonesian: what is not offered while an optional table is missing.
    observed
        Column of the day the row was observed, ``"period"`` for the end of its period, empty for
        tables that state rather than observe.
    many_where
        ``(column, code)``: rows with this code are never doubles, since several unnamed people
        judge the same person on one day.
    """

    name: str
    label: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[Reference, ...] = ()
    ordered: tuple[tuple[str, str], ...] = ()
    must_exist: bool = False
    switches_off: str = ""
    observed: str = ""
    many_where: tuple[str, str] | None = None

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises
        ------
        KeyError
            The table has no such column.
        """
        for one in self.columns:
            if one.name == name:
                return one
        raise KeyError(name)
