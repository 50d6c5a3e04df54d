from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from recommender.tables.people_file import Budget, ClassTerms, Person, SnapshotFiles


@pytest.fixture
def files(tmp_path: Path) -> SnapshotFiles:
    folder = tmp_path / "d1"
    folder.mkdir()
    people = {
        "asn_id": ["A1", "A10", "A2"], "nip": ["198001012015031001", None, None],
        "name": ["Siti Aminah", "Budi (Santoso)", None], "sex": ["P", "L", None],
    }  # fmt: skip
    pd.DataFrame(people).to_parquet(folder / "people.parquet")
    budgets = {
        "budget_id": ["B1", "B2"], "unit_id": [None, "U1"], "year": [2026, 2026], "ceiling": [5e9, 1e9],
        "source": ["APBD", None],
    }  # fmt: skip
    pd.DataFrame(budgets).to_parquet(folder / "budgets.parquet")
    scores = {
        "asn_id": ["A1", "A1", "A1", "A2"], "year": [2024, 2025, 2025, 2026],
        "period": ["TAHUNAN", None, "TW1", "TAHUNAN"], "score": [70.0, 80.0, 10.0, 90.0],
    }  # fmt: skip
    pd.DataFrame(scores).to_parquet(folder / "performance.parquet")
    courses = {"course_id": ["C1", "C2"], "min_class": [15, None]}
    pd.DataFrame(courses).to_parquet(folder / "courses.parquet")
    sessions = {
        "course_id": ["C1", "C1", "C2", "C2"], "region_code": ["1871", "1801", None, "1802"],
        "status": ["RENCANA", None, "DIBUKA", "BATAL"],
    }  # fmt: skip
    pd.DataFrame(sessions).to_parquet(folder / "sessions.parquet")
    return SnapshotFiles(tmp_path)


def test_people_are_named_by_their_id(files: SnapshotFiles) -> None:
    assert files.people("d1", ["A2", "A1", "A3", "A11"]) == {
        "A1": Person("Siti Aminah", "198001012015031001"), "A2": Person("", ""),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "found"),
    [("siti", ("A1",)), ("AMINAH  siti", ("A1",)), ("i", ("A1", "A10")), ("(san", ("A10",)),
     (" ", ()), ("x", ())],
)  # fmt: skip
def test_names_are_found_by_words_in_any_case_and_order(
    files: SnapshotFiles, words: str, found: tuple[str, ...]
) -> None:
    assert files.named_like("d1", words) == found


def test_budgets_and_yearly_results(files: SnapshotFiles) -> None:
    assert files.budgets("d1") == (Budget("B1", "", 2026, 5e9, "APBD"), Budget("B2", "U1", 2026, 1e9, ""))
    assert files.performance("d1", before=2026) == {"A1": [(2024, 70.0), (2025, 80.0)]}


def test_what_classes_ask_for_and_where_they_are_held(files: SnapshotFiles) -> None:
    assert files.classes("d1") == ClassTerms({"C1": 15}, {"C1": frozenset({"1871", "1801"})})


@pytest.mark.parametrize("digest", ["absent", "../d1", ""])
def test_without_the_snapshot_nothing_is_known(files: SnapshotFiles, digest: str) -> None:
    assert files.people(digest, ["A1"]) == {}
    assert files.named_like(digest, "siti") == ()
    assert files.budgets(digest) == ()
    assert files.classes(digest) == ClassTerms({}, {})
    assert files.performance(digest, before=2026) == {}


def test_reading_loads_no_pandas(files: SnapshotFiles) -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom recommender.tables.people_file import SnapshotFiles\n"
        "files = SnapshotFiles(Path(sys.argv[1]))\n"
        "assert files.people('d1', ['A1']) and files.named_like('d1', 'siti') and files.budgets('d1')\n"
        "assert files.performance('d1', before=2026)\n"
        "sys.exit('pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program, str(files.folder)], check=False).returncode == 0
