from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from recommender.needs.rulebook import read_rulebook
from recommender.web import kept_programmes
from recommender.web.kept_programmes import KeptProgrammes
from recommender.web.model_holder import Served
from recommender.web.plan_starter import PlanStarter
from tests.programme.world import known_province
from tests.small_bundle import small_bundle
from tests.web.fake_service import FakeFiles, signed_in
from tests.web.planner.pages import pages_app, words

WORLD = known_province()
SERVED = Served(
    "2026Q2-00000001", 1,
    small_bundle(
        people=WORLD.people, catalogue=WORLD.catalogue, gain=WORLD.gain, positions=WORLD.positions,
        competencies=WORLD.competencies,
    ),
)  # fmt: skip


def kept(folder: Path, *, starter: Callable[[str], Any] | None = None) -> KeptProgrammes:
    files: Any = FakeFiles()
    return KeptProgrammes(
        folder, key=b"k" * 32, files=files, book=read_rulebook(), starter=starter or (lambda version: Never())
    )


class Never:
    """A process that never ends."""

    failed = False

    def look(self) -> None:
        pass


def test_it_is_made_by_another_process_and_read_from_then_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    class Started(Never):
        def look(self) -> None:
            asked.append("look")

    ours = kept(tmp_path, starter=lambda version: asked.append(version) or Started())
    assert ours.of(SERVED) is None and ours.of(SERVED) is None
    assert asked == [SERVED.version, "look", "look"]
    process = kept(tmp_path)
    assert process.make(SERVED.version, SERVED.bundle) and not process.make(SERVED.version, SERVED.bundle)
    monkeypatch.setattr(kept_programmes, "design", None)  # nobody makes it again
    found = ours.of(SERVED)
    assert found is not None and len(found.proposals) > 3
    assert ours.of(SERVED) is found
    assert kept(tmp_path).of(SERVED) is not None


def test_a_process_that_fails_leaves_the_work_to_the_page(tmp_path: Path) -> None:
    starter = PlanStarter(lambda: True, command=[sys.executable, "-c", "raise SystemExit(1)"], environment={})
    ours = kept(tmp_path, starter=lambda version: starter)
    until = time.monotonic() + 20
    while (found := ours.of(SERVED)) is None and time.monotonic() < until:
        time.sleep(0.01)
    assert found is not None and found.proposals
    assert list(tmp_path.iterdir()) == []


def test_a_page_that_waits_says_so_and_loads_itself_again() -> None:
    client = signed_in(pages_app(programme=lambda served: None))
    for path in ("/program", "/program/kursus", "/program/usulan/x"):
        page = client.get(path).text
        assert "sedang dihitung" in words(page) and 'http-equiv="refresh"' in page
