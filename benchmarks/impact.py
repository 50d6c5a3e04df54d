"""Is the evidence of impact to be trusted? Worlds with a known truth, and the data of LaLonde.

    python -m benchmarks.impact [--panels 500]

Each world is one year of 2,000 people (tests/impact/worlds.py). Asked: the 95 % interval holds the truth in
93-97 of 100, bias under .1 standard errors; without any effect at most 5.5 % of intervals leave 0 out and
nothing is ever called *terbukti*; a hidden confounder as strong as last year's score is said to explain
the result; a lottery is off by at most .02.
"""

from __future__ import annotations

from collections import Counter

import click
import numpy as np

from recommender.impact.aipw import aipw
from recommender.impact.finding import answer
from recommender.impact.learners import BOOSTING, LINEAR
from recommender.impact.lottery import lottery
from recommender.impact.ols import adjusted
from tests.impact.datasets import lalonde
from tests.impact.worlds import panel_world

EFFECT = 0.42


@click.command()
@click.option("--panels", default=500, help="Worlds of each kind.")
def main(panels: int) -> None:
    """Print one table."""
    random = np.random.default_rng(2026)
    drawn = [_drawn(random) for _ in range(panels)]
    print(f"lottery: bias {np.mean(drawn) - EFFECT:+.4f} beside a hidden confounder")
    for controls in ("nswre74_control", "psid_controls"):
        y, d, x = lalonde(controls)
        for learner in (LINEAR, BOOSTING):
            one = aipw(y, d=d, x=x, learner=learner)
            said = "refused" if one.estimate is None else f"{one.estimate.effect:.0f} ± {one.estimate.se:.0f}"
            print(f"LaLonde, {controls}, {learner.name}: {said}, ESS {one.ess:.0f}")
    worlds = [panel_world(random, effect=EFFECT) for _ in range(panels)]
    print(f"{'estimator':<34} {'mean':>6} {'bias/SE':>8} {'SE':>6} {'SD':>6} {'coverage':>9}")
    for name, estimator in {
        "AIPW, linear (primary)": lambda q: aipw(q.y, d=q.d, x=q.x, cluster=q.cluster).estimate,
        "AIPW, boosting": lambda q: aipw(q.y, d=q.d, x=q.x, cluster=q.cluster, learner=BOOSTING).estimate,
        "least squares, two lags": lambda q: adjusted(q.y, d=q.d, x=q.x, cluster=q.cluster),
    }.items():
        found = [estimator(q) for q in worlds]
        mean, se = np.mean([one.effect for one in found]), np.mean([one.se for one in found])
        held = np.mean([one.low <= EFFECT <= one.high for one in found])
        spread = np.std([one.effect for one in found])
        print(f"{name:<34} {mean:6.3f} {(mean - EFFECT) / se:8.3f} {se:6.3f} {spread:6.3f} {held:9.3f}")
    for name, hidden in {"no effect": 0.0, "no effect, hidden confounder": 1.0}.items():
        found = [answer(panel_world(random, hidden=hidden), seed=0) for _ in range(panels)]
        outside = np.mean([one.estimate is not None and abs(one.estimate.z) > 1.96 for one in found])
        verdicts = Counter(f"{one.judgement.verdict} ({one.judgement.reason})" for one in found)
        print(f"{name}: interval without 0 in {outside:.3f}; " + ", ".join(
            f"{verdict} {count}" for verdict, count in verdicts.most_common()
        ))  # fmt: skip


def _drawn(random: np.random.Generator) -> float:
    """The lottery's estimate in a world whose motive raises the score and is never recorded."""
    q = panel_world(random, hidden=1.0)
    drawn = random.random(len(q.y)) < 0.3
    y = q.y + EFFECT * drawn
    found = lottery(
        y, drawn=drawn, stratum=np.arange(len(y)) % 5, baseline=q.x[:, q.last], random=random, redraws=1
    )
    return float("nan") if found is None else found.ancova.effect


if __name__ == "__main__":
    main()
