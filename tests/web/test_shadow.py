from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from prometheus_client import CollectorRegistry

from recommender.bundle.contents import Bundle
from recommender.errors import BundleRefused, Unavailable
from recommender.ranking.prepared import prepare_lists, recommend_known
from recommender.ranking.recommend import Options
from recommender.store.shadow import NOT_COMPARED, ShadowCount
from recommender.web.answer_log import Given
from recommender.web.shadow import Candidate, Shadow
from recommender.web.shadow_figures import ShadowFigures
from recommender.web.shadow_tally import ShadowTally
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
    """A shadow, the version that the database names, and what was counted."""

    def __init__(
        self, open_version: Callable[[str], Bundle], *, version: str | None = "v2", waiting: int = 9
    ) -> None:
        self.version = version
        self.now = 0.0
        self.counts: list[ShadowCount] = []
        self.tally = ShadowTally(self.counts.extend)
        self.shadow = Shadow(
            read_version=lambda: self.version, open_version=open_version,
            figures=ShadowFigures(CollectorRegistry()), tally=self.tally, waiting=waiting,
            clock=lambda: self.now,
        )  # fmt: skip

    def total(self, *outcomes: str) -> int:
        self.tally.flush()
        return sum(getattr(one, name) for one in self.counts for name in outcomes)

    def settled(self, count: int) -> None:
        """Wait until so many answers are accounted for."""
        deadline = time.monotonic() + 5
        while self.total("same", "changed", *NOT_COMPARED) < count:
            assert time.monotonic() < deadline, self.counts
            time.sleep(0.01)


def test_the_same_version_under_another_name_agrees_in_everything() -> None:
    bundle = small_bundle()
    world = World(lambda _: bundle)
    world.shadow.look()
    for person in range(3):
        world.shadow.offer(given(bundle, person=person))
    world.settled(3)
    assert {(one.serving, one.shadow) for one in world.counts} == {("v1", "v2")}
    assert (world.total("same"), world.total("overlap"), world.total("benefit_shift")) == (3, 3.0, 0.0)


def test_a_version_that_helps_less_is_seen_to() -> None:
    bundle = small_bundle()
    halved = replace(bundle, gain=replace(bundle.gain, table=bundle.gain.table / 2))
    halved = replace(halved, lists=prepare_lists(halved))
    world = World(lambda _: halved)
    one = given(bundle, person=1)
    world.shadow.compare(one, Candidate("v2", halved))
    (other,) = recommend_known(halved, [1], as_of=AS_OF, options=PLAIN)
    lost = [a.benefit.value - b.benefit.value for a, b in zip(one.answer.items, other.items, strict=True)]
    assert min(lost) > 0
    assert world.total("benefit_shift") == pytest.approx(-sum(lost) / 3)


def test_an_objector_is_no_disagreement() -> None:
    bundle = small_bundle()
    world = World(lambda _: bundle)
    world.shadow.compare(given(bundle, objected=True), Candidate("v2", bundle))
    assert (world.total("same"), world.total("changed")) == (1, 0)


def test_who_is_unknown_to_the_candidate_and_what_it_cannot_answer_is_counted_apart() -> None:
    bundle = small_bundle()
    world = World(lambda _: bundle)
    stranger = given(bundle)
    stranger = replace(stranger, answer=replace(stranger.answer, asn_id="Z9"))
    world.shadow.compare(stranger, Candidate("v2", bundle))
    broken = replace(bundle, gain=None, lists=None)  # type: ignore[arg-type]
    world.shadow.compare(given(bundle), Candidate("v2", broken))
    assert (world.total("unknown"), world.total("failed"), world.total("same", "changed")) == (1, 1, 0)


def test_what_would_wait_too_long_is_dropped_at_once_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = small_bundle()
    monkeypatch.setattr(Shadow, "_run", lambda _: None)  # no thread takes any away
    world = World(lambda _: bundle, waiting=2)
    world.shadow.look()
    begun = time.monotonic()
    for _ in range(1000):
        world.shadow.offer(given(bundle))
    assert time.monotonic() - begun < 5
    assert world.total("dropped") == 998


def test_a_candidate_follows_the_database_while_answers_are_given() -> None:
    bundle, opened = small_bundle(), []

    def open_version(version: str) -> Bundle:
        opened.append(version)
        return bundle

    world = World(open_version, version=None)
    for version, count in ((None, 0), ("v2", 1), ("v3", 2), (None, 2), ("v2", 3)):
        world.version = version
        for _ in range(3):
            world.shadow.look()
        world.shadow.offer(given(bundle))
        world.settled(count)
    time.sleep(0.05)
    assert opened == ["v2", "v3", "v2"]
    assert [one.shadow for one in world.counts] == ["v2", "v3", "v2"]


def test_storage_that_cannot_be_read_changes_nothing() -> None:
    bundle = small_bundle()
    world = World(lambda _: bundle)
    world.shadow.look()

    def broken() -> str:
        raise Unavailable("STORAGE_UNAVAILABLE", "tidak dapat dipakai")

    world.shadow._read_version = broken
    world.shadow.look()
    world.shadow.offer(given(bundle))
    world.settled(1)


def test_a_candidate_that_is_not_intact_compares_nothing_and_is_tried_again_later() -> None:
    bundle, tries = small_bundle(), []

    def refuse_once(version: str) -> Bundle:
        tries.append(version)
        if len(tries) == 1:
            raise BundleRefused("BUNDLE_ALTERED", "berubah")
        return bundle

    world = World(refuse_once)
    for _ in range(5):
        world.shadow.look()
        world.shadow.offer(given(bundle))
    assert (len(tries), world.total("refused"), world.total("same")) == (1, 1, 0)
    world.now = 31.0
    world.shadow.look()
    world.shadow.offer(given(bundle))
    world.settled(2)
    assert (len(tries), world.total("same")) == (2, 1)


def test_without_a_candidate_and_for_its_own_answers_nothing_is_taken_over() -> None:
    bundle = small_bundle()
    for version in (None, "v1"):
        world = World(lambda _: bundle, version=version, waiting=1)
        world.shadow.look()
        for _ in range(3):
            world.shadow.offer(given(bundle, version="v1"))
        assert world.total("same", "changed", *NOT_COMPARED) == 0


def test_the_dates_of_two_versions_may_differ() -> None:
    bundle = small_bundle()
    later = replace(bundle, as_of=date(AS_OF.year + 1, 1, 1))
    world = World(lambda _: later)
    world.shadow.compare(given(bundle), Candidate("v2", later))
    assert world.total("same", "changed") == 1
