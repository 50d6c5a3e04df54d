import numpy as np

from recommender.synthetic.careers import superiors_of_next_year
from recommender.synthetic.province import Province, simulate
from recommender.synthetic.world import WorldOptions


def _seniority_gap(province: Province) -> float:
    """Mean years of service of a nomination less that of all who could have gone."""
    years = (20_000 - province.world.people.hired) / 365.25
    nominated = ~province.history.lottery
    return float(years[province.history.person[nominated]].mean() - years.mean())


def _travel_gap(province: Province) -> float:
    """Mean travel hours of participants of classical courses less the mean of the staff."""
    classical = province.world.book.classical[province.history.course]
    hours = province.world.people.travel_hours
    return float(hours[province.history.person[classical]].mean() - hours.mean())


def test_biased_bosses_send_seniors_who_live_near(medium: Province) -> None:
    fair = simulate(WorldOptions(asn=2_000, seed=3, bosses="random"))
    assert _seniority_gap(medium) > _seniority_gap(fair) + 1.5
    assert _travel_gap(medium) < _travel_gap(fair) - 0.2


def test_three_in_ten_have_no_history(medium: Province) -> None:
    without = 1 - len(np.unique(medium.history.person)) / len(medium.world.people)
    assert 0.2 < without < 0.4


def test_last_years_performers_are_sent(medium: Province) -> None:
    history, sessions = medium.history, medium.world.sessions
    year = sessions.start[history.session].astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    before = history.merit[history.person, np.maximum(year - 2022, 0)]
    chosen = before[(year >= 2022) & ~history.lottery]
    assert np.nanmean(chosen) > np.nanmean(history.merit) + 0.5


def test_wise_bosses_choose_who_gains(medium: Province) -> None:
    wise = simulate(WorldOptions(asn=2_000, seed=3, bosses="wise"))
    assert wise.history.gained.mean() > 1.1 * medium.history.gained.mean()


def test_rules_hold_in_the_history(medium: Province) -> None:
    history, world = medium.history, medium.world
    assert world.admitted[history.person, history.course].all()
    assert (world.people.hired[history.person] <= world.sessions.start[history.session]).all()
    passed = history.person[history.finished].astype(np.int64) * 1_000 + history.course[history.finished]
    assert len(np.unique(passed)) == len(passed)


def test_nobody_sits_in_two_sessions_at_once(medium: Province) -> None:
    history, sessions = medium.history, medium.world.sessions
    start, end = sessions.start[history.session], sessions.end[history.session]
    order = np.lexsort((start, history.person))
    person, start, end = history.person[order], start[order], end[order]
    same = person[1:] == person[:-1]
    assert (start[1:][same] > end[:-1][same]).all()


def test_no_session_holds_more_than_its_seats(medium: Province) -> None:
    taken = np.bincount(medium.history.session, minlength=len(medium.world.sessions))
    assert (taken <= medium.world.sessions.seats).all()
    assert medium.world.sessions.seats[medium.world.book.classical[medium.world.sessions.course]].max() <= 40


def test_finishing_follows_the_true_probability(medium: Province) -> None:
    history = medium.history
    expected = medium.world.finishing[history.person, history.course]
    error = (expected * (1 - expected)).sum() ** 0.5
    assert abs(history.finished.sum() - expected.sum()) < 4 * error


def test_next_years_superiors_still_prefer_whom_they_sent(medium: Province) -> None:
    """The weight of people is another each year; what a field thinks of a course stays."""
    superiors = superiors_of_next_year(medium.world, medium.history)
    able, course = np.arange(len(medium.world.people)), int(medium.history.course[0])
    weight = superiors.readiness(able, course=course, levels=medium.history.levels)
    sent = np.unique(medium.history.person[medium.history.course == course])
    assert np.log(weight[sent]).mean() > np.log(weight).mean() + 0.5
