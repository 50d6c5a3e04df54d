"""The page on the architecture names every layer, and no module that is not there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROWS = [
    line.split("|")[1:3]
    for line in (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| `")
]


def _names(text):
    return re.findall(r"`(\w+)`", text)


def test_every_layer_has_its_row():
    there = {path.stem for path in (ROOT / "recommender").iterdir() if path.suffix == ".py"} | {
        path.name for path in (ROOT / "recommender").iterdir() if (path / "__init__.py").exists()
    }
    assert {name for layer, _ in ROWS for name in _names(layer)} == there - {"__init__"}


def test_every_module_named_is_there():
    modules = {path.stem for path in (ROOT / "recommender").rglob("*")}
    assert [name for _, text in ROWS for name in _names(text) if name not in modules] == []
