"""From what the portal reports to the next version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from recommender.bundle.contents import Bundle
from recommender.bundle.read import open_bundle
from recommender.bundle.registry import list_versions
from recommender.scorers.feedback import FeedbackScorer, practice_model
from recommender.store.feedback import Report, record_feedback
from recommender.store.keys import Caller, create_key
from tests.retraining.conftest import Q1, Home


def tell(home: Home, *told: tuple[str, str, str, str]) -> None:
    database = home.tools.database
    record, _ = create_key(database, role="portal", actor="test")
    caller = Caller(record.key_id, record.role, record.unit_id)
    for place, (asn_id, course, event, reason) in enumerate(told):
        at = datetime(2026, 1, 5, 8 + place // 60, place % 60, tzinfo=UTC)
        record_feedback(
            database, Report(asn_id, course, event, at, reason), caller=caller, request_key=str(place)
        )


def written(home: Home, version: str) -> Bundle:
    return open_bundle(home.settings.models_dir / version, public_key=home.tools.bench.public_key)


@pytest.fixture(scope="module")
def plain(make_home: Callable[..., Home], after_q1: Path) -> Bundle:
    home = make_home(after_q1)
    (version,) = list_versions(home.settings.models_dir)
    return written(home, version)


def test_a_quarter_learns_from_feedback_and_the_same_feedback_gives_the_same_version(
    source: Path, make_home: Callable[..., Home], plain: Bundle
) -> None:
    person, course = str(plain.people.asn_id[0]), plain.catalogue.courses[3]
    other = plain.catalogue.courses[5]
    told = ((person, course, "DECLINED", "NOT_RELEVANT"), (person, other, "REQUESTED", ""))
    home, other = make_home(), make_home()
    for one in (home, other):
        tell(one, *told)
    version = home.retrain(source, Q1).serving.version
    assert home.retrain(source, Q1).serving.version == version
    assert other.trained(source, Q1) == version

    bundle = written(home, version)
    assert isinstance(bundle.agreement, FeedbackScorer)
    assert practice_model(bundle.agreement) == plain.agreement.name
    assert bundle.metrics["feedback"]["declined"] == {"NOT_RELEVANT": 1}
    kept = home.settings.feedback_dir / f"{bundle.metrics['feedback']['digest']}.jsonl"
    assert kept.read_text().count("\n") == 2
    assert bundle.agreement.score(bundle.people.take([0]))[0].argmin() == 3
    assert "feedback" not in plain.metrics and not isinstance(plain.agreement, FeedbackScorer)


def test_benefit_and_completion_do_not_hear_it_and_a_full_diary_changes_no_list(
    source: Path, make_home: Callable[..., Home], plain: Bundle
) -> None:
    home = make_home()
    told = [
        (str(asn_id), plain.catalogue.courses[int(course)], event, reason)
        for asn_id, course in zip(plain.people.asn_id[:40], plain.lists.course[:40, 0], strict=True)
        for event, reason in (("SHOWN", ""), ("DECLINED", "WORKLOAD"))
    ]
    tell(home, *told)
    bundle = written(home, home.trained(source, Q1))
    for name in ("gain", "completion", "levels"):
        one, two = getattr(plain, name).arrays(), getattr(bundle, name).arrays()
        assert all(np.array_equal(one[key], two[key]) for key in one)
    assert np.array_equal(plain.lists.course, bundle.lists.course)
    assert np.array_equal(plain.lists.score, bundle.lists.score)


def test_a_run_that_was_killed_ends_with_the_version_it_began(
    source: Path, make_home: Callable[..., Home], plain: Bundle
) -> None:
    home = make_home()
    begun = home.trained(source, Q1)  # and killed then
    tell(home, (str(plain.people.asn_id[0]), plain.catalogue.courses[3], "REQUESTED", ""))
    assert home.retrain(source, Q1).serving.version == begun
    assert home.trained(source, Q1) != begun  # a new run hears what was told since
