from dataclasses import replace

import numpy as np

from recommender.ranking import batch
from recommender.ranking.batch import COLUMNS, rank_everyone
from recommender.ranking.recommend import Options, recommend_batch
from tests.small_bundle import small_bundle
from tests.small_world import AS_OF


def columns(bundle, **options):
    return rank_everyone(bundle, as_of=AS_OF, options=Options(**options))


def test_columns_have_the_types_of_the_contract():
    found = columns(small_bundle())
    assert tuple(found) == COLUMNS
    kinds = {name: column.dtype.kind for name, column in found.items()}
    assert kinds == {
        "asn_id": "U", "rank": "i", "course_id": "U", "score": "f", "benefit": "f", "p_complete": "f",
        "reason_codes": "U",
    }  # fmt: skip
    assert found["score"].dtype == np.float32
    assert len({len(column) for column in found.values()}) == 1


def test_rows_are_the_lists_of_recommend_in_order():
    bundle = small_bundle()
    found = columns(bundle, n=3)
    answers = recommend_batch(bundle, bundle.people, as_of=AS_OF, options=Options(n=3))
    expected = [
        (
            one.asn_id,
            item.rank,
            bundle.catalogue.courses[item.course],
            item.score,
            item.benefit.value,
            item.p_complete,
            ";".join(f"{r.code}:{r.subject}" if r.subject else r.code for r in item.reasons),
        )
        for one in answers
        for item in one.items
    ]
    assert list(zip(*(found[name].tolist() for name in COLUMNS), strict=True)) == expected
    assert len(expected) == 18


def test_what_nothing_speaks_for_is_called_so():
    bundle = small_bundle()
    nothing = replace(bundle.gain, scale=np.zeros_like(bundle.gain.scale))
    found = columns(replace(bundle, gain=nothing), dial=0.0)
    assert set(found["reason_codes"]) == {"NO_EVIDENCE"}


def test_chunks_do_not_show(monkeypatch):
    bundle = small_bundle()
    whole = columns(bundle)
    told = []
    monkeypatch.setattr(batch, "_CHUNK", 4)
    cut = rank_everyone(bundle, as_of=AS_OF, options=Options(), progress=lambda *step: told.append(step[1:]))
    assert all(np.array_equal(whole[name], cut[name]) for name in COLUMNS)
    assert told == [(4, 6), (6, 6)]


def test_nobody_gets_no_rows():
    bundle = small_bundle()
    empty = columns(replace(bundle, people=bundle.people.take([])))
    assert tuple(empty) == COLUMNS
    assert all(len(column) == 0 for column in empty.values())
