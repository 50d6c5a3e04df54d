from dataclasses import replace
from datetime import date

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from recommender.bundle.write import write_bundle
from recommender.config import read_settings
from recommender.ranking.recommend import Options, rank
from recommender.store.secret_files import make_secrets, read_signing_key
from training_scripts.recommend_all import command

TYPES = {
    "asn_id": pa.string(), "rank": pa.int16(), "course_id": pa.string(), "score": pa.float32(),
    "benefit": pa.float32(), "p_complete": pa.float32(), "reason_codes": pa.string(),
}  # fmt: skip


@pytest.fixture
def version(tmp_path, monkeypatch, province_trained):
    """The province's version, in a fresh home."""
    monkeypatch.setenv("ASN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ASN_MODELS_DIR", str(tmp_path / "models"))
    monkeypatch.delenv("ASN_DATABASE_URL", raising=False)
    return written(province_trained.bundle)


def written(bundle):
    settings = read_settings()
    make_secrets(settings.keys_dir)
    key = read_signing_key(settings.keys_dir)
    return write_bundle(bundle, models_dir=settings.models_dir, signing_key=key, code_version="test")


def run(snapshot, out, *arguments):
    done = CliRunner().invoke(
        command, ["--snapshot", str(snapshot.path), "--out", str(out), *map(str, arguments)]
    )
    return done, orjson.loads(done.stdout.splitlines()[-1])


def test_every_asns_list_is_written_with_the_columns_of_the_contract(
    tmp_path, version, province_snapshot, province_trained
):
    done, answer = run(province_snapshot, tmp_path / "lists.parquet", "--version", version)
    assert done.exit_code == 0
    table = pq.read_table(tmp_path / "lists.parquet")
    assert dict(zip(table.schema.names, table.schema.types, strict=True)) == TYPES
    assert answer == {
        "out": str(tmp_path / "lists.parquet"), "version": version, "rows": table.num_rows, "list": "greedy"
    }  # fmt: skip
    bundle = province_trained.bundle
    lists = rank(bundle, bundle.people, as_of=bundle.as_of, options=Options()).lists
    person, place = np.nonzero(lists.course >= 0)
    assert table["asn_id"].to_pylist() == bundle.people.asn_id[person].tolist()
    assert table["rank"].to_pylist() == (place + 1).tolist()
    expected = bundle.catalogue.courses.ids[lists.course[person, place]].tolist()
    assert table["course_id"].to_pylist() == expected
    assert max(table["rank"].to_pylist()) == 10


def test_a_second_run_writes_the_same_bytes(tmp_path, version, province_snapshot):
    for name in ("one", "two"):
        run(province_snapshot, tmp_path / name, "--version", version, "-n", 3)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_independent_lists_repeat_what_greedy_ones_vary(tmp_path, version, province_snapshot):
    for kind in ("greedy", "independent"):
        _, answer = run(province_snapshot, tmp_path / kind, "--version", version, "--list", kind)
        assert answer["list"] == kind
    greedy, alone = (pq.read_table(tmp_path / kind).to_pandas() for kind in ("greedy", "independent"))
    assert len(greedy) == len(alone)
    assert (greedy["course_id"] != alone["course_id"]).any()
    first = greedy["rank"] == 1
    assert (greedy.loc[first, "course_id"] == alone.loc[first, "course_id"]).all()
    assert alone["benefit"].sum() > greedy["benefit"].sum()  # counts the same gap more than once
    assert (alone.groupby("asn_id")["score"].diff().dropna() <= 0).all()


def test_the_date_of_the_advice_decides_who_may_go(tmp_path, version, province_snapshot, province_trained):
    """By 2060 most have retired: rules that ask for time to retirement exclude them."""
    bundle = province_trained.bundle
    later = date(2060, 1, 1)
    _, now = run(province_snapshot, tmp_path / "now", "--version", version, "-n", 40)
    _, then = run(province_snapshot, tmp_path / "then", "--version", version, "-n", 40, "--as-of", later)
    expected = rank(bundle, bundle.people, as_of=later, options=Options(n=40)).lists.course
    assert then["rows"] == int((expected >= 0).sum()) != now["rows"]


def test_a_version_that_is_not_there_is_refused(tmp_path, version, province_snapshot):
    done, answer = run(province_snapshot, tmp_path / "lists", "--version", "2026Q4-00000000")
    assert (done.exit_code, answer["error"]) == (2, "VERSION_UNKNOWN")
    assert answer["fix"]
    assert not (tmp_path / "lists").exists()


def test_without_a_serving_version_one_must_be_named(tmp_path, version, province_snapshot):
    done, answer = run(province_snapshot, tmp_path / "lists")
    assert (done.exit_code, answer["error"]) == (2, "NO_SERVING_VERSION")


def test_a_version_of_another_snapshot_is_refused(tmp_path, version, province_snapshot, province_trained):
    foreign = written(replace(province_trained.bundle, snapshot_digest="ab" * 32))
    done, answer = run(province_snapshot, tmp_path / "lists", "--version", foreign)
    assert (done.exit_code, answer["error"]) == (2, "SNAPSHOT_FOREIGN")
    assert not (tmp_path / "lists").exists()


@pytest.mark.parametrize("length", [0, 101, "x"])
def test_a_length_out_of_range_is_bad_usage(tmp_path, version, province_snapshot, length):
    arguments = [
        "--snapshot",
        str(province_snapshot.path),
        "--out",
        str(tmp_path / "lists"),
        "-n",
        str(length),
    ]
    assert CliRunner().invoke(command, arguments).exit_code == 2
