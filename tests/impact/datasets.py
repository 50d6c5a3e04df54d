"""Real data of the literature, where it lies beside the project; tests skip with a reason where not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def folder(name: str) -> Path:
    if not (DATA / name).is_dir():
        pytest.skip(f"../shared/data/{name} is not here")
    return DATA / name


def lalonde(controls: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """y (earnings 1978), d, x (with "no earnings" flags for 1974 and 1975) against one control group."""
    place = folder("lalonde-nsw")
    rows = np.vstack([np.loadtxt(place / f"{name}.txt") for name in ("nswre74_treated", controls)])
    x = rows[:, 1:-1]
    return rows[:, -1], rows[:, 0] == 1, np.column_stack([x, x[:, -2:] == 0])


def jtrain() -> pd.DataFrame:
    frame = pd.read_csv(folder("jtrain") / "jtrain.csv.bz2")
    return frame[frame["lscrap"].notna()]
