"""Reading a request strictly: what is unknown, doubled or not quite JSON is refused, never guessed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, NoReturn, TypeVar, get_origin

import orjson
from flask import Request
from pydantic import BaseModel, ValidationError

from recommender.web.plan_models import PLAN_FIELD_NAMES
from recommender.web.problems import FieldError, RequestRefused
from recommender.web.request_models import FIELD_NAMES

BODY_LIMIT: Final = 1_000_000
"""Bytes of a body; the server refuses more while reading, chunked or not."""

_FIELDS: Final = FIELD_NAMES | PLAN_FIELD_NAMES
Model = TypeVar("Model", bound=BaseModel)

_TEXTS: Final = {
    "missing": "wajib diisi",
    "extra_forbidden": "tidak dikenal; yang dikenal di tingkat atas: {fields}",
    "string_type": "harus berupa teks",
    "int_type": "harus berupa bilangan bulat",
    "float_type": "harus berupa bilangan",
    "bool_type": "harus true atau false",
    "list_type": "harus berupa daftar",
    "dict_type": "harus berupa objek",
    "model_type": "harus berupa objek",
    "string_too_long": "terlalu panjang, paling banyak {max_length} huruf",
    "string_too_short": "terlalu pendek, paling sedikit {min_length} huruf",
    "too_long": "terlalu banyak isi, paling banyak {max_length}",
    "too_short": "terlalu sedikit isi, paling sedikit {min_length}",
    "greater_than": "harus lebih dari {gt}",
    "greater_than_equal": "paling kecil {ge}",
    "less_than_equal": "paling besar {le}",
    "literal_error": "harus salah satu dari {expected}",
    "string_pattern_mismatch": "bentuknya tidak sesuai pola {pattern}",
    "date_type": "harus berupa tanggal yyyy-mm-dd yang ada",
    "datetime_type": "harus berupa waktu RFC 3339 dengan zona waktu, mis. 2026-11-24T08:30:00+07:00",
    "multiple_of": "harus kelipatan {multiple_of}",
    "repeated": "hanya boleh disebut sekali",
}
"""Indonesian text of a pydantic error type; none of them repeats the value that was sent."""


def _refuse_json(*_: object) -> NoReturn:
    raise RequestRefused("JSON_INVALID")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        _refuse_json()
    return found


def _finite(text: str) -> float:
    value = float(text)
    if value - value != 0.0:  # 1e999 reads as infinity
        _refuse_json()
    return value


def parse_json(raw: bytes) -> Any:
    """The value of a JSON text.

    Raises
    ------
    RequestRefused
        ``JSON_INVALID``: not UTF-8, a BOM, NaN or an infinite number, a key twice in one object, a
        lone surrogate, or nested beyond what the parsers take (several hundred levels).
    """
    try:
        # orjson is strict about encoding, surrogates and NaN; json alone can tell doubled keys.
        orjson.loads(raw)
        return json.loads(raw, object_pairs_hook=_unique, parse_constant=_refuse_json, parse_float=_finite)
    except (ValueError, RecursionError):
        _refuse_json()


def _validate(model: type[Model], value: object, *, place: str, strict: bool) -> Model:
    try:
        return model.model_validate(value, strict=strict)
    except ValidationError as failure:
        found = failure.errors(include_url=False, include_input=False)
        fields = ", ".join(model.model_fields) or "tidak ada"
        errors = tuple(
            FieldError(
                ".".join([place, *(_named(part, model) for part in one["loc"])]),
                _TEXTS.get(one["type"], "tidak dapat dibaca")
                .format(**one.get("ctx", {}), fields=fields)
                .replace(" or ", " atau "),
            )
            for one in found[:20]
        )
        raise RequestRefused("FIELDS_INVALID", errors=errors) from None


def _named(part: int | str, model: type[BaseModel]) -> str:
    """A step of a path: a field of ours or a number; a name the client invented is not repeated."""
    return str(part) if isinstance(part, int) or part in _FIELDS or part in model.model_fields else "?"


def read_body(request: Request, model: type[Model]) -> Model:
    """The body as ``model``: numbers are numbers and texts texts, nothing is converted.

    Raises
    ------
    RequestRefused
        ``MEDIA_TYPE``, ``JSON_INVALID`` or ``FIELDS_INVALID``.
    """
    if request.mimetype != "application/json":
        raise RequestRefused("MEDIA_TYPE")
    return _validate(model, parse_json(request.get_data(cache=False)), place="body", strict=True)


def read_query(request: Request, model: type[Model]) -> Model:
    """The query string as ``model``; an unknown or repeated parameter is refused.

    Raises
    ------
    RequestRefused
        ``FIELDS_INVALID``.
    """
    given: Mapping[str, list[str]] = request.args.to_dict(flat=False)
    for name, values in given.items():
        if len(values) > 1:
            error = FieldError(f"query.{_named(name, model)}", _TEXTS["repeated"])
            raise RequestRefused("FIELDS_INVALID", errors=(error,))
    flat = {name: values[0] for name, values in given.items()}
    return _validate(model, flat, place="query", strict=False)


def read_form(request: Request, model: type[Model], *, without: str) -> Model:
    """A form of a page as ``model``, but for the field ``without``; only a list's field comes twice.

    Raises
    ------
    RequestRefused
        ``FIELDS_INVALID``.
    """
    lists = {name for name, one in model.model_fields.items() if get_origin(one.annotation) is list}
    given = request.form.to_dict(flat=False)
    if any(len(values) > 1 and name not in lists for name, values in given.items()):
        raise RequestRefused("FIELDS_INVALID")
    flat = {name: values if name in lists else values[0] for name, values in given.items() if name != without}
    return _validate(model, flat, place="form", strict=False)
