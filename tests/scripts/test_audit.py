"""The audit chain as an auditor reads it."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from training_scripts.__main__ import main


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASN_HOME", str(tmp_path))
    monkeypatch.delenv("ASN_DATABASE_URL", raising=False)
    return tmp_path


def run(*words: str, code: int = 0) -> dict[str, Any]:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == code, result.output
    last: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return last


def test_a_whole_chain_is_counted_and_lists_what_names_one_key(home: Path) -> None:
    first = run("keys", "create", "--role", "portal")["id"]
    run("keys", "create", "--role", "auditor")
    run("keys", "revoke", first)
    found = run("audit", "--about", first)
    assert found["rows"] == 3
    assert [one["seq"] for one in found["entries"]] == [1, 3]
    assert run("audit")["entries"] == []


def test_a_changed_row_is_named_and_ends_with_one(home: Path) -> None:
    run("keys", "create", "--role", "portal")
    with sqlite3.connect(home / "service.sqlite") as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute("UPDATE audit SET actor = 'somebody else' WHERE seq = 1")
    connection.close()
    refused = run("audit", code=1)
    assert refused["error"] == "AUDIT_BROKEN"
    assert "baris 1: diubah" in refused["text"]
