"""The dated rule book: every threshold with the days it holds and the law it rests on.

Rules are TOML data beside this module (``rulebook/*.toml``), never constants in code: the law
changes, and a need must say which rule made it. ``verified = false`` marks what was not read at a
source; such a mark travels with every need that rests on it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from recommender.domain import codes
from recommender.errors import BadInput

FOLDER: Final = Path(__file__).parent / "rulebook"
IDS: Final = (
    "JP_MINIMUM", "JP_CEILING", "LEADERSHIP", "IPASN_ITEM", "ASSESSMENT_VALIDITY", "SOURCE_RELIABILITY",
)  # fmt: skip
IPASN_ITEMS: Final = ("KEPEMIMPINAN", "FUNGSIONAL", "TEKNIS_20_JP", "SEMINAR")

_NAMED: Final = ("LEADERSHIP", "SOURCE_RELIABILITY")
"""Rules whose value is a name; of all others it is a number."""
_CODE_LISTS: Final[Mapping[str, tuple[Any, ...]]] = {
    "employment": codes.EMPLOYMENT,
    "position_class": codes.POSITION_CLASSES,
    "method": codes.METHODS,
    "dev_kind": tuple(codes.DEV_KINDS),
}


@dataclass(frozen=True)
class Rule:
    """One rule. A list that limits whom or what it is about is empty where it does not limit."""

    id: str
    value: Any
    """The number or name the rule gives; ``unit`` says in what."""
    valid_from: date
    legal_basis: str
    verified: bool
    """The legal basis and value were read in a source, not recalled or proposed."""
    valid_to: date | None = None
    """Last day, or None while it holds."""
    unit: str = ""
    note: str = ""
    employment: tuple[str, ...] = ()
    position_class: tuple[str, ...] = ()
    method: tuple[str, ...] = ()
    dev_kind: tuple[int, ...] = ()
    programme: str = ""
    pattern: tuple[str, ...] = ()
    fulfilled_by: tuple[str, ...] = ()
    item: str = ""
    min_jp: float = 0.0
    window_months: int | None = None
    """Only records of the last months count; None: all."""

    def holds_on(self, day: date) -> bool:
        """In force on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def basis(self) -> str:
        """The legal basis as people read it, with its mark where it is not verified."""
        return self.legal_basis + ("" if self.verified else " (belum diverifikasi)")


@dataclass(frozen=True)
class RuleBook:
    """All rules of one day, or of all days; build with :func:`read_rulebook`."""

    rules: tuple[Rule, ...]

    def on(self, day: date) -> RuleBook:
        """The rules in force on ``day``."""
        return RuleBook(tuple(rule for rule in self.rules if rule.holds_on(day)))

    def of(self, rule_id: str) -> tuple[Rule, ...]:
        """All rules of an id, in the order of the files."""
        return tuple(rule for rule in self.rules if rule.id == rule_id)


def read_rulebook(folder: Path = FOLDER) -> RuleBook:
    """Read and check every ``*.toml`` of ``folder``.

    Raises
    ------
    BadInput
        ``RULEBOOK_INVALID``: a file or rule cannot be read, or two rules of one kind hold on the
        same day for the same people. The text names the file and the rule.
    """
    rules = tuple(
        _read_rule(row, f"{path.name}, aturan ke-{number}")
        for path in sorted(folder.glob("*.toml"))
        for number, row in enumerate(_rows(path), start=1)
    )
    for first, second in combinations(rules, 2):
        if _overlap(first, second):
            raise _invalid(first.id, f"berlaku ganda sejak {second.valid_from} untuk sasaran yang sama")
    return RuleBook(rules)


def _invalid(where: str, what: str) -> BadInput:
    return BadInput("RULEBOOK_INVALID", f"Buku aturan ({where}): {what}.", fix="Perbaiki berkas TOML itu.")


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise _invalid(path.name, f"tidak dapat dibaca ({problem})") from problem
    rows = content.get("rule")
    if set(content) != {"rule"} or not isinstance(rows, list):
        raise _invalid(path.name, "harus berisi [[rule]] saja")
    return rows


def _read_rule(row: Mapping[str, Any], where: str) -> Rule:
    unknown = set(row) - {one.name for one in fields(Rule)}
    missing = {"id", "value", "valid_from", "legal_basis", "verified"} - set(row)
    if unknown or missing:
        raise _invalid(where, f"kolom {', '.join(sorted(unknown | missing))} tidak dikenal atau tidak ada")
    values: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in row.items()}
    rule = Rule(**values)
    _check(rule, where)
    return rule


def _check(rule: Rule, where: str) -> None:
    if rule.id not in IDS:
        raise _invalid(where, f"id {rule.id!r} tidak dikenal")
    for column, allowed in _CODE_LISTS.items():
        wrong = set(getattr(rule, column)) - set(allowed)
        if wrong:
            raise _invalid(where, f"{column} berisi kode tidak dikenal: {sorted(wrong)}")
    if isinstance(rule.value, str) != (rule.id in _NAMED):
        raise _invalid(where, f"value harus {'teks' if rule.id in _NAMED else 'angka'}")
    if not rule.legal_basis.strip():
        raise _invalid(where, "legal_basis kosong")
    if type(rule.valid_from) is not date or type(rule.valid_to) not in (date, type(None)):
        raise _invalid(where, "valid_from dan valid_to harus tanggal")
    if rule.id == "IPASN_ITEM" and rule.item not in IPASN_ITEMS:
        raise _invalid(where, f"item harus salah satu dari {', '.join(IPASN_ITEMS)}")
    for pattern in rule.pattern:
        try:
            re.compile(pattern)
        except re.error as problem:
            raise _invalid(where, f"pattern {pattern!r} tidak sah ({problem})") from problem


def _overlap(first: Rule, second: Rule) -> bool:
    """Both speak of the same thing to the same people on the same day."""
    if (first.id, first.programme, first.item) != (second.id, second.programme, second.item):
        return False
    lists = (
        (getattr(first, name), getattr(second, name)) for name in ("employment", "position_class", "method")
    )
    if any(one and other and not set(one) & set(other) for one, other in lists):
        return False
    first_end, second_end = first.valid_to or date.max, second.valid_to or date.max
    return first.valid_from <= second_end and second.valid_from <= first_end
