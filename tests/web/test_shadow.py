from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from recommender.bundle.contents import Bundle
from recommender.errors import BundleRefused
from recommender.ranking.prepared import prepare_lists, recommend_known
from recommender.ranking.recommend import Options
from recommender.web.answer_log import Given
from recommender.web.shadow import Shadow
from recommender.web.shadow_figures import ShadowFigures, Standing, read_standings
from tests.small_bundle import small_bundle
from tests.small_world import AS_OF

PLAIN = Options(n=3)


def given(bundle: Bundle, *, person: int = 0, version: str = "v1", objected: bool = False) -> Given:
    (answer,) = recommend_known(
        bundle, [person], as_of=AS_OF, options=PLAIN,
        objectors=[str(bundle.people.asn_id[person])] if objected else (),
    )  # fmt: skip
    return Given(bundle, version, AS_OF, PLAIN, objected, answer)


class World:
    """A shadow named v2 and what it counted."""

    def __init__(
        self, open_version: Callable[[str], Bundle], *, version: str = "v2", waiting: int = 9
    ) -> None:
        self._registry = CollectorRegistry()
        figures = ShadowFigures(self._registry)
        self.shadow = Shadow(version, open_version=open_version, figures=figures, waiting=waiting)

    def standings(self) -> list[Standing]:
        return read_standings(generate_latest(self._registry).decode())

    def settled(self, count: int) -> list[Standing]:
        """The standings, once so many answers are accounted for."""
        deadline = time.monotonic() + 5
        while True:
            found = self.standings()
            if sum(one.compared + sum(one.not_compared.values()) for one in found) >= count:
                return found
            assert time.monotonic() < deadline, found
            time.sleep(0.01)


def test_the_same_version_under_another_name_agrees_in_everything() -> None:
    bundle = small_bundle()
    world = World(lambda _: bundle)
    world.shadow.start()
    for person in range(3):
        world.shadow.offer(given(bundle, person=person))
    (found,) = world.settled(3)
    assert (found.serving, found.shadow, found.compared) == ("v1", "v2", 3)
    assert (found.changed_share, found.overlap, found.benefit_shift) == (0.0, 1.0, 0.0)


def test_a_version_that_helps_less_is_seen_to() -> None:
    bundle = small_bundle()
    halved = replace(bundle, gain=replace(bundle.gain, table=bundle.gain.table / 2))
    halved = replace(halved, lists=prepare_lists(halved))
    world = World(lambda _: halved)
    one = given(bundle, person=1)
    world.shadow.compare(one, halved)
    (found,) = world.standings()
    (other,) = recommend_known(halved, [1], as_of=AS_OF, options=PLAIN)
    lost = [a.benefit.value - b.benefit.value for a, b in zip(one.answer.items, other.items, strict=True)]
    assert min(lost) > 0
    assert found.benefit_shift == pytest.approx(-sum(lost) / 3)


def test_an_objector_is_no_disagreement() -> None:
    bundle = small_bundle()
    world = World(lambda _: bundle)
    world.shadow.compare(given(bundle, objected=True), bundle)
    (found,) = world.standings()
    assert (found.compared, found.changed_share) == (1, 0.0)


def test_who_is_unknown_to_the_candidate_and_what_it_cannot_answer_is_counted_apart() -> None:
    bundle = small_bundle()
    world = World(lambda _: bundle)
    stranger = given(bundle)
    world.shadow.compare(replace(stranger, answer=replace(stranger.answer, asn_id="Z9")), bundle)
    world.shadow.compare(given(bundle), replace(bundle, gain=None, lists=None))  # type: ignore[arg-type]
    (found,) = world.standings()
    assert (found.compared, found.not_compared) == (0, {"unknown": 1, "failed": 1})


def test_what_would_wait_too_long_is_dropped_at_once_and_counted() -> None:
    bundle = small_bundle()
    world = World(lambda _: bundle, waiting=2)
    begun = time.monotonic()
    for _ in range(1000):  # no thread takes any away
        world.shadow.offer(given(bundle))
    assert time.monotonic() - begun < 5
    assert world.standings()[0].not_compared == {"dropped": 998}


def test_a_candidate_that_is_not_intact_is_told_once_and_compares_nothing() -> None:
    def refuse(version: str) -> Bundle:
        raise BundleRefused("BUNDLE_ALTERED", "berubah")

    world = World(refuse)
    world.shadow.start()
    world.settled(1)
    for _ in range(100):
        world.shadow.offer(given(small_bundle()))
    assert [one.not_compared for one in world.standings()] == [{"refused": 1}]


def test_without_a_candidate_and_for_its_own_answers_nothing_is_taken_over() -> None:
    bundle = small_bundle()
    for version in ("", "v1"):
        world = World(lambda _: bundle, version=version, waiting=1)
        for _ in range(3):
            world.shadow.offer(given(bundle, version="v1"))
        assert world.standings() == []


def test_the_dates_of_two_versions_may_differ() -> None:
    bundle = small_bundle()
    later = replace(bundle, as_of=date(AS_OF.year + 1, 1, 1))
    world = World(lambda _: later)
    world.shadow.compare(given(bundle), later)
    assert world.standings()[0].compared == 1
