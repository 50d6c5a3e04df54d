"""The planner's guide: every picture is there, small, and told of; every button it names is on a page."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "panduan-perencana"
TEXT = (GUIDE / "README.md").read_text("utf-8")
SMALL = 100_000
"""Bytes of a picture."""


def test_every_picture_is_shown_and_every_picture_shown_is_there():
    shown = re.findall(r"!\[([^\]]+)\]\(gambar/([\w-]+)\.png\)", TEXT)
    assert [name for _, name in shown] == sorted(path.stem for path in (GUIDE / "gambar").glob("*.png"))
    assert all(path.stat().st_size < SMALL for path in (GUIDE / "gambar").glob("*.png"))


def test_the_steps_are_numbered_without_a_gap():
    steps = [int(one) for one in re.findall(r"^## (\d+)\.", TEXT, re.MULTILINE)]
    assert steps == list(range(1, len(steps) + 1))


def test_what_the_guide_tells_to_press_is_on_a_page():
    pages = " ".join(
        path.read_text("utf-8") for path in ROOT.glob("recommender/web/templates/planner/*.html")
    )
    names = (ROOT / "recommender/web/planner/field_names.py").read_text("utf-8")
    told = {re.sub(r"\s+", " ", one) for one in re.findall(r"\*\*([^*]+)\*\*", TEXT)}
    assert [one for one in told if one not in pages + names and one.lower() not in ("id akun", "kunci")] == []
