"""retrain, prune and replay as an operator uses them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from training_scripts import retrain
from training_scripts.__main__ import main


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASN_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("ASN_MODELS_DIR", str(tmp_path / "models"))
    monkeypatch.delenv("ASN_DATABASE_URL", raising=False)
    monkeypatch.setattr(retrain, "today", lambda: date(2026, 11, 25))
    return tmp_path


def run(*words: str, code: int = 0) -> dict[str, Any]:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == code, result.output
    answer: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return answer


def test_a_quarter_from_a_bare_home_then_nothing_new_then_one_the_gate_refuses(
    home: Path, province_source: Path
) -> None:
    first = run("retrain", str(province_source), "--as-of", "2026-07-31")
    assert (first["generation"], first["changed"], first["red"]) == (1, True, [])
    assert Path(first["report"]).read_text(encoding="utf-8").startswith("<!doctype html>")

    again = run("retrain", str(province_source), "--as-of", "2026-07-31")
    assert (again["version"], again["changed"], again["report"]) == (first["version"], False, None)

    older = run("retrain", str(province_source), "--as-of", "2026-04-30", code=1)
    assert older["error"] == "GATE_RED" and "not_older" in older["red"]
    promoted = run("promote", older["version"], code=1)
    assert promoted["error"] == "GATE_RED"
    forced = run("promote", older["version"], "--override", "Siti Rahma", "--reason", "Uji coba")
    assert (forced["version"], forced["generation"]) == (older["version"], 2)

    pruned = run("prune", "--keep", "1")
    assert [pruned[name] for name in ("versions", "snapshots", "feedback", "refused")] == [[], [], [], []]
    assert pruned["kept"].keys() == {first["version"], older["version"]}
    assert all("SERVED" in reasons for reasons in pruned["kept"].values())


def test_an_override_without_a_reason_and_bad_limits_are_refused_before_any_work(
    home: Path, province_source: Path
) -> None:
    assert (
        run("retrain", str(province_source), "--override", "Siti", code=2)["error"] == "OVERRIDE_UNEXPLAINED"
    )
    limits = home / "limits.toml"
    limits.write_text("")
    refused = run("retrain", str(province_source), "--limits", str(limits), code=2)
    assert refused["error"] == "GATE_LIMITS"
    assert not (home / "var" / "snapshots").exists()


def test_an_unknown_record_is_bad_input(home: Path) -> None:
    run("init")
    assert run("replay", "0" * 32, code=2)["error"] == "RECORD_UNKNOWN"
