import orjson
import pytest
from click.testing import CliRunner

from recommender.bundle.read import open_bundle
from recommender.config import read_settings
from recommender.store.secret_files import read_public_key
from training_scripts.train import command


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("ASN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ASN_MODELS_DIR", str(tmp_path / "models"))
    monkeypatch.delenv("ASN_DATABASE_URL", raising=False)
    return tmp_path


def run(*arguments):
    done = CliRunner().invoke(command, [str(one) for one in arguments])
    return done, orjson.loads(done.stdout.splitlines()[-1])


def test_a_signed_version_is_written_and_its_figures_are_the_last_line(
    home, province_snapshot, province_trained
):
    done, answer = run("--snapshot", province_snapshot.path)
    assert done.exit_code == 0
    assert answer["path"] == str(home / "models" / answer["version"])
    assert answer["agreement_model"] == province_trained.bundle.metrics["agreement_model"]
    assert answer["growth_observations"] == province_trained.bundle.metrics["growth_observations"]
    assert "Melatih: selesai" in done.stderr
    bundle = open_bundle(
        home / "models" / answer["version"], public_key=read_public_key(read_settings().keys_dir)
    )
    assert bundle.snapshot_digest == province_snapshot.digest
    assert (bundle.people.level == province_trained.bundle.people.level).all()


def test_models_may_go_elsewhere(home, province_snapshot):
    _, answer = run("--snapshot", province_snapshot.path, "--models", home / "elsewhere")
    assert answer["path"] == str(home / "elsewhere" / answer["version"])
    assert not (home / "models").exists()


def test_a_snapshot_that_is_not_there_is_bad_input(home):
    done, answer = run("--snapshot", home / "nothing")
    assert done.exit_code == 2
    assert answer["error"] == "SNAPSHOT_MISSING"
    assert answer["fix"]
    assert "SNAPSHOT_MISSING" in done.stderr
    assert not (home / "models").exists()


def test_the_snapshot_must_be_named(home):
    assert CliRunner().invoke(command, []).exit_code == 2
