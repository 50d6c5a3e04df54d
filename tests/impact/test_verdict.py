import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.impact import verdict as module
from recommender.impact.estimate import Estimate
from recommender.impact.verdict import VERDICTS, Case, judge
from recommender.impact.words import REASONS


def case(effect=1.0, se=0.1, design="adjusted", **rest) -> Case:
    return Case(Estimate(effect, se, 100, 50), design, 2.0, **{"explained": False, **rest})


@pytest.mark.parametrize(
    ("given_case", "expected"),
    [
        (Case(None, "lottery", 1.0), ("belum dapat disimpulkan", "NO_ESTIMATE")),
        (case(placebo_clean=False), ("belum dapat disimpulkan", "PLACEBO")),
        (case(agree=False), ("belum dapat disimpulkan", "LEARNERS")),
        (case(design="lottery", explained=True), ("terbukti", "LOTTERY")),
        (case(), ("terbukti", "ROBUST")),
        (case(design="uncontrolled"), ("mungkin", "UNCONTROLLED")),
        (case(design="relative"), ("mungkin", "RELATIVE")),
        (case(design="staggered"), ("mungkin", "TRENDS")),
        (case(explained=True), ("mungkin", "EXPLAINED")),
        (case(se=0.4), ("mungkin", "NOT_SURE")),
        (case(effect=0.0, se=0.1), ("tidak tampak", "BELOW_WORTH")),  # 0.196 < 0.1 · 2
        (case(effect=-1.0), ("tidak tampak", "BELOW_WORTH")),
        (case(effect=0.0, se=0.11), ("belum dapat disimpulkan", "WIDE")),
    ],
)
def test_each_rule_of_the_table(given_case, expected):
    found = judge(given_case)
    assert (found.verdict, found.reason) == expected


def test_every_reason_of_the_table_has_its_words_and_the_reverse():
    assert set(re.findall(r"\| ([A-Z_]+) \|", module.__doc__)) == set(REASONS)


designs = st.sampled_from(["lottery", "adjusted", "uncontrolled", "relative", "staggered"])


@given(
    effect=st.floats(-5, 5), more=st.floats(0, 5), se=st.floats(0.01, 3), design=designs,
    explained=st.booleans(), agree=st.booleans(), clean=st.booleans(),
)  # fmt: skip
def test_a_larger_effect_never_gets_a_worse_verdict(effect, more, se, design, explained, agree, clean):
    rest = {"design": design, "explained": explained, "agree": agree, "placebo_clean": clean}
    ranks = [VERDICTS.index(judge(case(one, se, **rest)).verdict) for one in (effect, effect + more)]
    assert ranks[0] <= ranks[1]


@given(effect=st.floats(-5, 5), se=st.floats(0.01, 3), design=designs)
def test_a_more_robust_effect_never_gets_a_worse_verdict(effect, se, design):
    ranks = [VERDICTS.index(judge(case(effect, se, design, explained=one)).verdict) for one in (True, False)]
    assert ranks[0] <= ranks[1]
