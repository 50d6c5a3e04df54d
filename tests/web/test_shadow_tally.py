from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from recommender.errors import Unavailable
from recommender.evaluation.disagreement import Disagreement
from recommender.store.shadow import ShadowCount
from recommender.web.shadow_tally import ShadowTally


class World:
    """A tally with its clock, and what it wrote."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 8, 59, tzinfo=UTC)
        self.works = True
        self.written: list[Sequence[ShadowCount]] = []
        self.tally = ShadowTally(self._keep, clock=lambda: self.now)

    def _keep(self, counts: Sequence[ShadowCount]) -> None:
        if not self.works:
            raise Unavailable("STORAGE_UNAVAILABLE", "tidak dapat dipakai")
        self.written.append(counts)


def test_what_comes_together_is_written_as_one_row_an_hour_and_pair() -> None:
    world = World()
    world.tally.compared("v1", "v2", Disagreement(True, 1.0, 1.0, 0.0))
    world.tally.compared("v1", "v2", Disagreement(False, 0.5, None, -0.25))
    world.tally.compared("v1", "v2", Disagreement(False, 0.0, None, None))
    world.tally.count("v1", "v2", "dropped")
    world.now += timedelta(minutes=1)
    world.tally.count("v1", "v2", "failed")
    world.tally.flush()
    (written,) = world.written
    assert list(written) == [
        ShadowCount(
            "2026-11-24T08", "v1", "v2", same=1, changed=2, dropped=1, ranked=1, shifted=2,
            overlap=1.5, rank_correlation=1.0, benefit_shift=-0.25,
        ),
        ShadowCount("2026-11-24T09", "v1", "v2", failed=1),
    ]  # fmt: skip


def test_nothing_new_writes_nothing() -> None:
    world = World()
    world.tally.flush()
    world.tally.count("v1", "v2", "unknown")
    world.tally.flush()
    world.tally.flush()
    assert len(world.written) == 1


@pytest.mark.parametrize("meanwhile", [0, 2])
def test_what_the_storage_refused_is_written_later_with_what_came_meanwhile(meanwhile: int) -> None:
    world = World()
    world.tally.count("v1", "v2", "unknown")
    world.works = False
    world.tally.flush()
    for _ in range(meanwhile):
        world.tally.count("v1", "v2", "unknown")
    world.works = True
    world.tally.flush()
    assert [one.unknown for (one,) in world.written] == [1 + meanwhile]
