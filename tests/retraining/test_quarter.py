from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from recommender.bundle.promotion import Override, promote_version
from recommender.errors import Conflict, GateRefused
from recommender.retraining import quarter as quarter_module
from recommender.retraining.journal import FOLDER, only_one
from recommender.store.audit import verify_audit
from recommender.store.schema import AUDIT
from recommender.store.serving import current_serving
from tests.retraining import provinces
from tests.retraining.conftest import Q1, Home
from tests.small_bundle import PUBLIC_KEY, SIGNING_KEY, write_small_bundle

Q2, Q3 = date(2026, 4, 30), date(2026, 7, 31)


def refused(home: Home, source: Path, as_of: date) -> set[str]:
    """Names of the red lines; what served serves on."""
    before = current_serving(home.tools.database)
    with pytest.raises(GateRefused) as refusal:
        home.retrain(source, as_of)
    assert refusal.value.exit_code == 1
    assert current_serving(home.tools.database) == before
    page = Path(refusal.value.context["report"]).read_text(encoding="utf-8")
    assert "Tidak lulus." in page
    assert not any(outside in page for outside in ("<script", 'src="', 'href="http', "@import", "url(http"))
    return set(refusal.value.context["red"])


def test_quarters_of_a_province_that_drifts_and_is_fed_nonsense(
    source: Path, make_home: Callable[..., Home], after_q1: Path, tmp_path: Path
) -> None:
    home = make_home(after_q1)
    before = current_serving(home.tools.database)
    assert before is not None and before.generation == 1

    drifted = provinces.with_renamed_courses(provinces.with_new_unit(source, tmp_path / "drifted"))
    grown = home.retrain(drifted, Q2)
    assert grown.serving.generation == 2 and grown.gate is not None and grown.gate.red == ()
    units = next(line for line in grown.gate.lines if line.name == "units_vanished")
    assert units.text.startswith("0 unit hilang, 1 baru")

    red = refused(home, provinces.poisoned(source, tmp_path / "poisoned", first="2026-05-01"), Q3)
    assert {"pace_high", "crowd", "shift_growth"} <= red

    red = refused(home, provinces.halved(source, tmp_path / "halved"), Q3)
    assert {"tables_shrunk", "people_vanished", "history_gone"} <= red

    override = Override("Siti Rahma", "Pemekaran kabupaten")
    forced = home.retrain(tmp_path / "halved", Q3, override)
    assert forced.serving.generation == 3
    with home.tools.database.reading() as connection:
        rows = connection.execute(AUDIT.select().order_by(AUDIT.c.seq)).all()
    details = json.loads(rows[-1].details)
    assert (rows[-1].action, details["override"], details["override_reason"]) == (
        "PROMOTE", "Siti Rahma", "Pemekaran kabupaten",
    )  # fmt: skip
    assert "people_vanished" in details["red"]
    assert verify_audit(home.tools.database).faults == ()


def test_an_export_in_which_nobody_is_known_is_stopped_and_said(
    source: Path, make_home: Callable[..., Home], after_q1: Path, tmp_path: Path
) -> None:
    home = make_home(after_q1)
    red = refused(home, provinces.with_new_keys(source, tmp_path / "keys"), Q2)
    assert {"people_vanished", "history_gone"} <= red


def test_the_same_source_gives_the_same_version_and_changes_nothing(
    source: Path, make_home: Callable[..., Home], after_q1: Path
) -> None:
    home = make_home(after_q1)
    first = current_serving(home.tools.database)
    assert first is not None and make_home().trained(source, Q1) == first.version
    again = home.retrain(source, Q1)
    assert again.serving == first and again.gate is None
    assert verify_audit(home.tools.database).rows == 2  # what the gate said, and the promotion


def test_who_promotes_while_a_quarter_runs_wins_and_the_quarter_is_told(
    source: Path, make_home: Callable[..., Home], after_q1: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, real = make_home(after_q1, remembers=False), quarter_module.compared
    faster = write_small_bundle(home.settings.models_dir, key=SIGNING_KEY)

    def slow(*args, **kwargs):
        promote_version(
            home.tools.database, version=faster.name, models_dir=faster.parent, public_key=PUBLIC_KEY,
            actor="faster",
        )  # fmt: skip
        return real(*args, **kwargs)

    monkeypatch.setattr(quarter_module, "compared", slow)
    with pytest.raises(Conflict, match="SERVING_CHANGED"):
        home.retrain(source, Q1)
    serving = current_serving(home.tools.database)
    assert serving is not None and serving.version == faster.name


def test_two_quarters_at_once_are_one_quarter(source: Path, make_home: Callable[..., Home]) -> None:
    home = make_home()
    with only_one(home.settings.home / FOLDER), pytest.raises(Conflict, match="RETRAIN_RUNNING"):
        home.retrain(source, Q1)
    assert current_serving(home.tools.database) is None
