"""The small world behind the pages, its models written by hand; what each page says is known."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from flask import Flask

from recommender.store.serving import Serving
from recommender.web.model_holder import ModelHolder
from tests.small_bundle import small_bundle
from tests.web.fake_service import NIP, VERSION, fake_app, pseudonym


def pages_app(*, bundle: dict[str, Any] | None = None, **services: Any) -> Flask:
    """An application on the small world; ``bundle`` replaces fields of its version."""
    known = {
        "nip_pseudonym": np.array([pseudonym(NIP).encode()], "S64"), "nip_person": np.array([0], np.int32),
    }  # fmt: skip
    version = small_bundle(**{**known, **(bundle or {})})
    models = ModelHolder(
        read_serving=lambda: Serving(VERSION, 1), open_version=lambda _: version, warm=lambda _: None
    )
    models.poll()
    return fake_app(**{"models": models, **services})


def words(page: str) -> str:
    """What a reader sees: no tags, single blanks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def table_rows(page: str) -> list[list[str]]:
    """The cells of every row of every table body."""
    bodies = re.findall(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    rows = [row for body in bodies for row in re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)]
    return [
        [words(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)] for row in rows
    ]
