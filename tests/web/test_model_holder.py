from __future__ import annotations

from dataclasses import dataclass, field

from recommender.bundle.contents import Bundle
from recommender.errors import BundleRefused
from recommender.store.serving import Serving
from recommender.web.model_holder import RETRY_SECONDS, ModelHolder
from tests.web.fake_service import bearer, fake_app, small_bundle


@dataclass
class World:
    row: Serving | None = None
    opened: list[str] = field(default_factory=list)
    bad: set[str] = field(default_factory=set)
    cold: set[str] = field(default_factory=set)
    broken: bool = False
    now: float = 0

    def read(self) -> Serving | None:
        if self.broken:
            raise OSError("no database")
        return self.row

    def open(self, version: str) -> Bundle:
        self.opened.append(version)
        if version in self.bad:
            raise BundleRefused("BUNDLE_ALTERED", "berubah")
        return small_bundle(snapshot_digest=version)

    def warm(self, bundle: Bundle) -> None:
        if bundle.snapshot_digest in self.cold:
            raise ValueError("nothing comes out")

    def holder(self) -> ModelHolder:
        return ModelHolder(
            read_serving=self.read, open_version=self.open, warm=self.warm,
            clock=lambda: self.now,
        )  # fmt: skip


def test_a_new_row_brings_its_version_in_once() -> None:
    world = World()
    holder = world.holder()
    holder.poll()
    assert holder.served is None
    world.row = Serving("v1", 1)
    holder.poll()
    holder.poll()
    assert (holder.current().version, world.opened) == ("v1", ["v1"])


def test_a_refused_version_leaves_the_old_one_and_is_not_tried_again() -> None:
    world = World(Serving("v1", 1), bad={"v2"}, cold={"v3"})
    holder = world.holder()
    holder.poll()
    world.row = Serving("v2", 2)
    holder.poll()
    holder.poll()
    assert holder.current().version == "v1"
    assert holder.refusal is not None
    assert holder.refusal.code == "BUNDLE_ALTERED"
    assert world.opened == ["v1", "v2"]
    world.row = Serving("v3", 3)
    holder.poll()
    assert (holder.current().version, holder.refusal.code) == ("v1", "MODEL_FAILED")
    world.row = Serving("v4", 4)
    holder.poll()
    assert (holder.current().version, holder.refusal) == ("v4", None)


def test_a_lost_database_is_degraded_until_it_is_back() -> None:
    world = World(Serving("v1", 1))
    holder = world.holder()
    holder.poll()
    client = fake_app(models=holder).test_client()
    world.broken = True
    holder.poll()
    assert client.get("/health/ready").get_json() == {
        "status": "degraded",
        "reason": "STORAGE_UNAVAILABLE",
    }
    assert client.get("/v1/asn/A1/recommendations", headers=bearer("portal-key")).status_code == 200
    world.broken = False
    holder.poll()
    assert client.get("/health/ready").get_json() == {"status": "ready", "reason": None}


def test_a_refused_version_is_tried_again_after_a_while() -> None:
    world = World(Serving("v1", 1), bad={"v1"})
    holder = world.holder()
    holder.poll()
    world.bad.clear()
    world.now = RETRY_SECONDS - 1
    holder.poll()
    assert holder.served is None
    world.now = RETRY_SECONDS
    holder.poll()
    assert holder.current().version == "v1"


def test_going_back_to_the_serving_row_ends_the_refusal() -> None:
    world = World(Serving("v1", 1), bad={"v2"})
    holder = world.holder()
    holder.poll()
    world.row = Serving("v2", 2)
    holder.poll()
    world.row = Serving("v1", 3)
    holder.poll()
    assert (holder.current().generation, holder.refusal) == (3, None)
    assert world.opened == ["v1", "v2"], "what is in place need not be opened again"
