import gc
import weakref
from datetime import date

from recommender.ranking.ready import next_sessions, ready, sessions_on
from tests.small_bundle import small_bundle


def test_what_is_ready_is_made_once_and_goes_with_its_version() -> None:
    bundle = small_bundle()
    made = weakref.ref(ready(bundle))
    assert ready(bundle) is made()
    del bundle
    gc.collect()
    assert made() is None


def test_sessions_are_those_of_the_day_asked_for() -> None:
    bundle = small_bundle()
    assert sessions_on(bundle, bundle.as_of).tolist() == next_sessions(bundle, as_of=bundle.as_of).tolist()
    assert max(sessions_on(bundle, bundle.as_of).tolist()) >= 0
    assert set(sessions_on(bundle, date(2199, 1, 1)).tolist()) == {-1}
