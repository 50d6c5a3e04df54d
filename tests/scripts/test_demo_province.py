import json
from pathlib import Path

from click.testing import CliRunner

from training_scripts.demo_province import command


def _run(*arguments: str) -> tuple[int, dict[str, object]]:
    result = CliRunner().invoke(command, list(arguments))
    return result.exit_code, json.loads(result.stdout.strip().splitlines()[-1])


def test_it_writes_the_tables_and_apart_from_them_the_truth(tmp_path: Path) -> None:
    code, answer = _run("--out", str(tmp_path / "a"), "--asn", "300", "--truth", str(tmp_path / "b"))
    assert code == 0
    assert answer["label"] == "DATA SINTETIS"
    assert answer["rows"]["asn"] == 300  # type: ignore[index]
    assert (tmp_path / "a" / "asn.csv").exists()
    assert (tmp_path / "b" / "levels.npy").exists()


def test_bad_wishes_end_with_2_and_write_nothing(tmp_path: Path) -> None:
    code, answer = _run("--out", str(tmp_path / "a"), "--asn", "299")
    assert (code, answer["error"]) == (2, "PROVINCE_TOO_SMALL")
    code, answer = _run("--out", str(tmp_path / "a"), "--truth", str(tmp_path / "a" / "truth"))
    assert (code, answer["error"]) == (2, "TRUTH_INSIDE")
    assert not (tmp_path / "a").exists()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine")
    code, answer = _run("--out", str(tmp_path), "--asn", "300")
    assert (code, answer["error"]) == (2, "OUT_EXISTS")
    assert (tmp_path / "note.txt").read_text() == "mine"
