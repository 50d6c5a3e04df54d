"""The child process: what it may use and what it may know."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from recommender.tables import quarantine
from recommender.tables.quarantine import QuarantineBroken, run_guarded

MODULES = {
    "answers": "def main(a):\n    import sys\n    sys.stdout.write(' '.join(a))",
    "environment": "def main(a):\n    import os\n    print(set(os.environ) - {'LC_CTYPE'}, os.getcwd())",
    "hungry": "def main(a):\n    bytearray(400_000_000)",
    "endless": "def main(a):\n    while True: pass",
    "asleep": "def main(a):\n    import time\n    time.sleep(60)",
    "writes": "def main(a):\n    with open(a[0], 'w') as f: f.write('x')",
    "leaks": "def main(a):\n    raise ValueError('198703152010011023')",
}


@pytest.fixture(autouse=True)
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, body in MODULES.items():
        (tmp_path / f"child_{name}.py").write_text(body)
    monkeypatch.setattr(quarantine, "_ROOT", tmp_path)
    return tmp_path


def run(name: str, *arguments: str) -> bytes:
    return run_guarded(f"child_{name}", arguments, memory=256_000_000, seconds=1)


def test_it_answers_on_stdout() -> None:
    assert run("answers", "a", "b c") == b"a b c"


def test_it_knows_nothing_of_the_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASN_SECRET", "hush")
    assert os.environ["ASN_SECRET"]
    assert run("environment") == b"set() /\n"


@pytest.mark.parametrize("name", ["hungry", "endless", "asleep", "leaks"])
def test_too_much_memory_or_time_ends_it(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(QuarantineBroken):
        run(name)
    assert capfd.readouterr() == ("", "")


def test_it_cannot_write_files(tmp_path: Path) -> None:
    with pytest.raises(QuarantineBroken):
        run("writes", str(tmp_path / "out"))
    assert (tmp_path / "out").read_bytes() == b""
