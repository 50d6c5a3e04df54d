import json

import pytest
from click.testing import CliRunner

from recommender.impact import study as module
from training_scripts.impact import command


def test_the_report_is_written_for_its_owner_alone(province_snapshot, tmp_path, monkeypatch):
    every = module.scopes
    monkeypatch.setattr(module, "scopes", lambda *args: every(*args)[:1])
    done = CliRunner().invoke(command, ["--snapshot", str(province_snapshot.path), "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout.splitlines()[-1])
    assert answer["scopes"] == 1
    assert sum(answer["verdicts"]["kinerja"].values()) == 1
    for name in ("impact.html", "impact.json"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
    assert json.loads((tmp_path / "impact.json").read_text())["people"] == 300


@pytest.mark.parametrize("missing", ["x"])
def test_a_path_without_a_snapshot_is_bad_input(missing, tmp_path):
    done = CliRunner().invoke(command, ["--snapshot", str(tmp_path / missing), "--out", str(tmp_path)])
    assert done.exit_code == 2
