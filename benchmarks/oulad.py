"""Completion before the start, on real students: what can be known, and are the probabilities honest?

    python -m benchmarks.oulad ../shared/data/oulad

Open University Learning Analytics Dataset (Kuzilek et al. 2017, CC BY 4.0), presentations of 2013; done =
passed, with or without distinction; everybody who registered counts. The model is the form of the
completion scorer (scaled inputs, logistic). Gender, age, disability, region and deprivation are in the
file and are never read.

``predicted`` are out-of-fold probabilities with a student's rows in one fold; ``forward`` learns on the
presentations of February and is judged on those of October, where two of six modules are new.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from recommender.evaluation.probability import area_under_curve, calibration_error

_KEY: Final = ["code_module", "code_presentation", "id_student"]
_READ: Final = [*_KEY, "highest_education", "num_of_prev_attempts", "studied_credits", "final_result"]
STEPS: Final = ("module", "registration", "earlier attempts, credits", "education")
"""Groups of inputs, each added to the ones before."""


@click.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True))
def main(path: Path) -> None:
    """Print AUC and calibration error as inputs are added."""
    students = read(path)
    print(f"{len(students)} registrations, {students['done'].mean():.3f} completed")
    print(f"{'inputs':<28} {'AUC':>6} {'ECE':>6} {'forward AUC':>12}")
    for step in range(1, len(STEPS) + 1):
        done = students["done"].to_numpy()
        probability = predicted(students, steps=step)
        auc, ece = area_under_curve(probability, done), calibration_error(probability, done)
        print(
            f"{'+ ' * (step > 1) + STEPS[step - 1]:<28} {auc:6.3f} {ece:6.3f} {forward(students, step):12.3f}"
        )


def read(path: Path) -> pd.DataFrame:
    """Registrations of 2013 with what was known before the start, and whether they were completed."""
    students = pd.read_csv(path / "studentInfo.csv", usecols=_READ)
    registered = pd.read_csv(path / "studentRegistration.csv", usecols=[*_KEY, "date_registration"])
    students = students.merge(registered, on=_KEY)
    students = students[students["code_presentation"].str.startswith("2013")].reset_index(drop=True)
    return students.assign(done=students["final_result"].isin(["Pass", "Distinction"]))


def inputs(students: pd.DataFrame, *, steps: int) -> np.ndarray:
    """(n, p) the first ``steps`` groups of inputs."""
    day = students["date_registration"]
    groups = (
        pd.get_dummies(students["code_module"]),
        pd.DataFrame({"day": day.fillna(0).clip(-200, 0), "late": day > -14, "unknown": day.isna()}),
        pd.DataFrame(
            {
                "attempts": students["num_of_prev_attempts"].clip(0, 3),
                "credits": np.log(students["studied_credits"]),
            }
        ),
        pd.get_dummies(students["highest_education"]),
    )
    return pd.concat(groups[:steps], axis=1).to_numpy(np.float64)


def predicted(students: pd.DataFrame, *, steps: int) -> np.ndarray:
    """(n,) out-of-fold probability of completing."""
    folds = GroupKFold(5).split(students, groups=students["id_student"])
    x = inputs(students, steps=steps)
    return cross_val_predict(_model(), x, students["done"], cv=list(folds), method="predict_proba")[:, 1]


def forward(students: pd.DataFrame, steps: int) -> float:
    """AUC of October's presentations by a model of February's."""
    x, done = inputs(students, steps=steps), students["done"].to_numpy()
    early = (students["code_presentation"] == "2013B").to_numpy()
    probability = _model().fit(x[early], done[early]).predict_proba(x[~early])[:, 1]
    return area_under_curve(probability, done[~early])


def _model() -> Pipeline:
    return make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=300))


if __name__ == "__main__":
    main()
