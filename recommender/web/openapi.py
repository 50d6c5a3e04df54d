"""The OpenAPI 3.1 document, made from the declarations of the views: nothing is described twice."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

from flask import Flask
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from recommender.web.answer_models import ProblemAnswer
from recommender.web.operation import Operation, operation_of
from recommender.web.problems import MEDIA_TYPE, PROBLEMS

_REFERENCE: Final = "#/components/schemas/{model}"
_PATH: Final = {
    "asn_id": ("Kunci ASN di instansi; bukan NIP.", "A000123"),
    "plan_id": ("Nomor rencana, dari POST /v1/plans.", "0123456789abcdef"),
    "unit_id": ("Kunci unit organisasi.", "U01"),
}
"""Meaning and example of each part of a path."""


def openapi_document(app: Flask) -> dict[str, Any]:
    """Every route with every status it can answer with."""
    found = [
        (rule, method.lower(), declared)
        for rule in sorted(app.url_map.iter_rules(), key=lambda one: one.rule)
        if (declared := operation_of(app, rule.endpoint)) is not None and not declared.session
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]
    paths: dict[str, dict[str, Any]] = {}
    for rule, method, declared in found:
        path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
        paths.setdefault(path, {})[method] = _operation(declared, rule.endpoint, sorted(rule.arguments))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Rekomendasi pelatihan ASN",
            "version": "1",
            "description": "Nasihat pelatihan bagi ASN: manusia yang memutuskan.",
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": _schemas([declared for _, _, declared in found]),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(declared: Operation, endpoint: str, arguments: list[str]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": endpoint.replace(".", "_"),
        "summary": declared.summary,
        "description": f"Peran: {', '.join(declared.roles)}." if declared.roles else "Tanpa kunci.",
        "parameters": _parameters(declared, arguments),
        "responses": {str(declared.status): _success(declared), **_failures(declared)},
        "security": [{"key": []}] if declared.roles else [],
    }
    if declared.body is not None:
        described["requestBody"] = {
            "required": True,
            "content": {
                "application/json": {"schema": _reference(declared.body), "example": declared.example}
            },
        }
    return described


def _reference(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REFERENCE.format(model=model.__name__)}


def _parameters(declared: Operation, arguments: list[str]) -> list[dict[str, Any]]:
    path = [
        {
            "name": name, "in": "path", "required": True, "description": _PATH[name][0],
            "example": _PATH[name][1], "schema": {"type": "string", "minLength": 1, "maxLength": 64},
        }
        for name in arguments
    ]  # fmt: skip
    schema = _schema(declared.query)
    query = [
        {
            "name": name, "in": "query", "required": False,
            "description": one.get("description", ""), "schema": _without_null(one),
            **({"example": declared.example[name]} if name in declared.example else {}),
        }
        for name, one in schema.get("properties", {}).items()
    ]  # fmt: skip
    header = [
        {
            "name": name, "in": "header", "required": False, "description": text,
            "schema": {"type": "string", "pattern": "^[!-~]([ -~]{0,198}[!-~])?$"},
        }
        for name, text in declared.headers.items()
    ]  # fmt: skip
    return path + query + header


@cache
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    """Made once a process; nobody changes it."""
    return model.model_json_schema(ref_template=_REFERENCE)


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A query parameter is left out, never null."""
    options = [one for one in schema.get("anyOf", []) if one.get("type") != "null"]
    if len(options) == 1:
        return options[0]  # type: ignore[no-any-return]
    return {name: value for name, value in schema.items() if name not in {"title", "description"}}


def _success(declared: Operation) -> dict[str, Any]:
    if isinstance(declared.answer, str):
        return {"description": "Berhasil.", "content": {declared.answer: {"schema": {"type": "string"}}}}
    return {
        "description": "Berhasil.",
        "content": {"application/json": {"schema": _reference(declared.answer)}},
    }


def _failures(declared: Operation) -> dict[str, Any]:
    by_status: dict[int, list[str]] = {}
    for code in declared.problems:
        by_status.setdefault(PROBLEMS[code].status, []).append(code)
    return {str(status): _failure(status, codes) for status, codes in by_status.items()}


def _failure(status: int, codes: list[str]) -> dict[str, Any]:
    failure: dict[str, Any] = {
        "description": " ".join(f"{code}: {PROBLEMS[code].title}" for code in codes),
        "content": {
            MEDIA_TYPE: {
                "schema": {"allOf": [_reference(ProblemAnswer), {"properties": {"code": {"enum": codes}}}]}
            }
        },
    }
    header = {401: "WWW-Authenticate", 429: "Retry-After"}.get(status)
    if header is not None:
        failure["headers"] = {header: {"schema": {"type": "string"}}}
    return failure


def _schemas(declared: list[Operation]) -> dict[str, Any]:
    bodies = {one.body for one in declared if one.body is not None}
    answers = {one.answer for one in declared if not isinstance(one.answer, str)} | {ProblemAnswer}
    return _definitions(frozenset(bodies), frozenset(answers))


@cache
def _definitions(bodies: frozenset[type[BaseModel]], answers: frozenset[type[BaseModel]]) -> dict[str, Any]:
    """Made once a process; nobody changes it."""
    wanted = [(one, "validation") for one in bodies] + [(one, "serialization") for one in answers]
    _, schema = models_json_schema(
        sorted(wanted, key=lambda one: one[0].__name__),  # type: ignore[arg-type]
        ref_template=_REFERENCE,
    )
    return schema["$defs"]  # type: ignore[no-any-return]
