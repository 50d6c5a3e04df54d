"""The pictures of the planner's guide, made by the walk that the guide describes.

``PANDUAN=1`` writes them anew; otherwise a picture that the walk passes must be there.
"""

from __future__ import annotations

import os
import re
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from PIL import Image

GUIDE: Final = Path(__file__).resolve().parents[2] / "docs" / "panduan-perencana"
_WRITES: Final = os.environ.get("PANDUAN") == "1"
_SIZE: Final = {"width": 1000, "height": 720}
_COLOURS: Final = 64


def picture(page: Any, name: str, *, at: str = "") -> str:
    """Picture ``name`` of the page as it is now, scrolled to the element ``at``; returns the name."""
    path = GUIDE / "gambar" / f"{name}.png"
    if _WRITES:
        before = page.viewport_size
        page.set_viewport_size(_SIZE)
        page.evaluate("at => (at ? document.querySelector(at) : document.body).scrollIntoView()", at)
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.open(BytesIO(page.screenshot())).quantize(_COLOURS).save(path, optimize=True)
        page.set_viewport_size(before)
    assert path.exists(), f"{path.name}: PANDUAN=1 .venv/bin/pytest tests/browser/test_plan_story.py"
    return name


OTHER_WALKS: Final = {"16-dampak-kosong", "17-dampak"}
"""Pictures that walks of their own make."""


def named_pictures() -> list[str]:
    """The pictures of the plan's walk that the guide shows, in its order."""
    shown = re.findall(r"\]\(gambar/([\w-]+)\.png\)", (GUIDE / "README.md").read_text("utf-8"))
    return [one for one in shown if one not in OTHER_WALKS]
