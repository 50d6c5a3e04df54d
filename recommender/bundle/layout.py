"""A bundle as plain arrays and one JSON document, and back.

Both ways follow the declared types of :class:`~recommender.bundle.contents.Bundle`: the file says
what the values are, never which class is made of them.

=======================  ====================================================================
declared type            on disk
=======================  ====================================================================
array, Vocabulary        ``<owner>/<field>.npy``
scorer (``from_arrays``) ``<field>/<array>.npy`` each; a ``Scorer`` also its name in the JSON
dataclass                its fields, one folder down
texts, numbers, date     ``contents.json``
=======================  ====================================================================
"""

from __future__ import annotations

import collections.abc
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Final, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

from recommender.bundle.contents import Bundle
from recommender.features.identifiers import Vocabulary
from recommender.scorers.contract import Scorer
from recommender.scorers.registry import rebuild

CONTENTS: Final = "contents.json"
_NAME: Final = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*", re.ASCII)


@dataclass(frozen=True)
class Plain:
    """A bundle without classes: arrays by path (``people/level``) and a JSON value."""

    arrays: Mapping[str, NDArray[Any]]
    document: Any


def to_plain(bundle: Bundle) -> Plain:
    """Take ``bundle`` apart.

    Raises
    ------
    TypeError
        An array of objects, or a value that is not what its field declares.
    """
    arrays: dict[str, NDArray[Any]] = {}
    document = _apart(bundle, Bundle, "", arrays)
    return Plain(arrays=arrays, document=document)


def from_plain(plain: Plain) -> Bundle:
    """The inverse of :func:`to_plain`.

    Raises
    ------
    KeyError, TypeError, ValueError
        Something is missing, left over, or of another type than declared.
    """
    left = dict(plain.arrays)
    bundle: Bundle = _together(plain.document, Bundle, "", left)
    if left:
        raise ValueError(f"{sorted(left)[0]}: no such array")
    return bundle


def _apart(value: Any, kind: Any, path: str, arrays: dict[str, NDArray[Any]]) -> Any:
    if _is_array(kind):
        arrays[path] = _plain_array(value, path)
        return None
    if kind is Vocabulary:
        arrays[path] = _plain_array(value.ids, path)
        return None
    if kind is Scorer or hasattr(kind, "from_arrays"):
        for name, array in value.arrays().items():
            arrays[f"{path}/{_checked_name(name)}"] = _plain_array(array, path)
        return value.name if kind is Scorer else None
    if _is_record(kind):
        parts = {
            one: _apart(getattr(value, one), hint, _join(path, one), arrays)
            for one, hint in _hints(kind).items()
        }
        return {name: part for name, part in parts.items() if part is not None}
    if get_origin(kind) is tuple:
        return [_apart(one, get_args(kind)[0], path, arrays) for one in value]
    return value.isoformat() if kind is date else dict(value) if _is_mapping(kind) else kind(value)


def _together(plain: Any, kind: Any, path: str, left: dict[str, NDArray[Any]]) -> Any:
    if _is_array(kind):
        return _declared(left.pop(path), kind, path)
    if kind is Vocabulary:
        return Vocabulary(_declared(left.pop(path), NDArray[np.str_], path))
    if kind is Scorer or hasattr(kind, "from_arrays"):
        own = [name for name in left if name.startswith(f"{path}/")]
        arrays = {name.removeprefix(f"{path}/"): left.pop(name) for name in own}
        return rebuild(plain, arrays) if kind is Scorer else kind.from_arrays(arrays)
    if _is_record(kind):
        parts = {
            name: _together(plain.get(name), hint, _join(path, name), left)
            for name, hint in _hints(kind).items()
        }
        return kind(**parts)
    if get_origin(kind) is tuple:
        return tuple(_together(one, get_args(kind)[0], path, left) for one in plain)
    if kind is date:
        return date.fromisoformat(plain)
    expected = dict if _is_mapping(kind) else (int, float) if kind is float else kind
    if not isinstance(plain, expected):
        raise TypeError(f"{path}: not {kind}")
    return plain


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind)}


def _join(path: str, name: str) -> str:
    return f"{path}/{name}" if path else name


def _is_record(kind: Any) -> bool:
    return is_dataclass(kind)


def _is_array(kind: Any) -> bool:
    return get_origin(kind) is np.ndarray


def _is_mapping(kind: Any) -> bool:
    return get_origin(kind) is collections.abc.Mapping


def _checked_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot name a file")
    return name


def _plain_array(array: NDArray[Any], path: str) -> NDArray[Any]:
    if array.dtype.kind not in "biufUS":
        raise TypeError(f"{path}: arrays of {array.dtype} are not stored")
    return np.asarray(array, order="C")


def _declared(array: NDArray[Any], kind: Any, path: str) -> NDArray[Any]:
    """``array``, if it has the declared number type; text may be of any width."""
    (scalar,) = get_args(get_args(kind)[1])
    if not issubclass(array.dtype.type, scalar):
        raise TypeError(f"{path}: {array.dtype} instead of {np.dtype(scalar)}")
    return array
