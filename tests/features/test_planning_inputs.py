import numpy as np

from recommender.features.build import build_dataset
from recommender.features.planning_inputs import read_planning_inputs


def test_terms_stand_in_the_order_of_the_sessions(province_snapshot):
    dataset = build_dataset(province_snapshot)
    catalogue, units = dataset.catalogue, dataset.units
    found = read_planning_inputs(province_snapshot, catalogue=catalogue, units=units, year=2027)
    frame = province_snapshot.frame("sessions").set_index("session_id")
    later = np.flatnonzero(catalogue.session_start > catalogue.session_start.max() - 200)[:5]
    for row in later:
        own = frame.loc[catalogue.session_id[row]]
        assert found.cost[row] == own["cost_per_participant"]
        assert found.minimum[row] == own["min_seats"]
        assert found.seats[row] <= own["seats"]
    budgets = province_snapshot.frame("budgets")
    budgets = budgets[budgets["year"] == 2027]
    assert found.ceiling.sum() == budgets["ceiling"].sum()
    assert (found.ceiling_unit < 0).sum() == budgets["unit_id"].isna().sum()
    named = {units.ids[int(one)] for one in found.ceiling_unit if one >= 0}
    assert named == set(budgets["unit_id"].dropna())
    assert found.source == tuple(budgets.sort_values("budget_id")["source"])


def test_another_year_has_no_ceilings(province_snapshot):
    dataset = build_dataset(province_snapshot)
    found = read_planning_inputs(
        province_snapshot, catalogue=dataset.catalogue, units=dataset.units, year=2099
    )
    assert len(found.ceiling) == 0
