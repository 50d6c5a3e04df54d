import json
import shutil

import pytest
from click.testing import CliRunner

from recommender.config import read_settings
from recommender.impact import study as module
from recommender.store.audit import audit_entries
from recommender.store.database import open_database
from recommender.store.impact_studies import newest_study
from recommender.store.schema import SERVING
from recommender.store.serving import register_version
from training_scripts.impact import command


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("ASN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("ASN_DATABASE_URL", raising=False)
    every = module.scopes
    monkeypatch.setattr(module, "scopes", lambda *args: every(*args)[:1])


def test_the_report_is_written_for_its_owner_alone_and_kept_for_the_pages(province_snapshot, tmp_path):
    done = CliRunner().invoke(
        command, ["--snapshot", str(province_snapshot.path), "--out", str(tmp_path), "--actor", "timer"]
    )
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout.splitlines()[-1])
    assert answer["scopes"] == 1
    assert sum(answer["verdicts"]["kinerja"].values()) == 1
    for name in ("impact.html", "impact.json"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
    assert json.loads((tmp_path / "impact.json").read_text())["people"] == 300
    database = open_database(read_settings().database_url)
    stored = newest_study(database)
    assert stored.body == (tmp_path / "impact.json").read_text(encoding="utf-8")
    assert (stored.snapshot_digest, stored.study_id) == (province_snapshot.digest, answer["study"])
    (entry,) = audit_entries(database, about=province_snapshot.digest)
    assert (entry.actor, entry.action) == ("timer", "IMPACT")


def test_no_person_is_in_what_is_kept(province_snapshot, tmp_path):
    done = CliRunner().invoke(command, ["--snapshot", str(province_snapshot.path)])
    assert done.exit_code == 0, done.output
    body = newest_study(open_database(read_settings().database_url)).body
    people = province_snapshot.frame("people")
    named = [*people["asn_id"], *people["nip"].dropna(), *people["name"].dropna()]
    assert len(named) >= 600
    assert [one for one in named if f'"{one}"' in body or (len(one) == 18 and one in body)] == []


def test_without_a_snapshot_it_is_about_what_serves(province_snapshot):
    settings = read_settings()
    shutil.copytree(province_snapshot.path, settings.snapshots_dir / province_snapshot.digest)
    nothing = CliRunner().invoke(command, [])
    assert nothing.exit_code == 2
    assert json.loads(nothing.stdout.splitlines()[-1])["error"] == "NO_SERVING_VERSION"
    database = open_database(settings.database_url)
    register_version(
        database, version="2026Q4-00000001", content_digest="0", snapshot_digest=province_snapshot.digest
    )
    with database.writing() as connection:
        connection.execute(SERVING.update().values(version="2026Q4-00000001", generation=1))
    done = CliRunner().invoke(command, [])
    assert done.exit_code == 0, done.output
    assert newest_study(database).snapshot_digest == province_snapshot.digest
    assert (settings.home / "impact" / "impact.html").exists()


@pytest.mark.parametrize("missing", ["x"])
def test_a_path_without_a_snapshot_is_bad_input(missing, tmp_path):
    done = CliRunner().invoke(command, ["--snapshot", str(tmp_path / missing), "--out", str(tmp_path)])
    assert done.exit_code == 2
