"""init, keys, promote and rollback as an operator uses them."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from recommender.config import read_settings
from recommender.store.database import open_database
from recommender.store.keys import Caller, verify_key
from recommender.store.schema import AUDIT
from recommender.store.secret_files import make_secrets, read_signing_key
from tests.small_bundle import write_small_bundle
from training_scripts.__main__ import COMMANDS, main

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("ASN_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("ASN_MODELS_DIR", str(tmp_path / "models"))
    monkeypatch.delenv("ASN_DATABASE_URL", raising=False)
    return lambda *words: CliRunner().invoke(main, words)


def answer(result: Result, code: int = 0) -> dict[str, Any]:
    assert result.exit_code == code, result.output
    last: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return last


def trained(**changes: Any) -> Path:
    settings = read_settings()
    make_secrets(settings.keys_dir)
    return write_small_bundle(settings.models_dir, key=read_signing_key(settings.keys_dir), **changes)


def audit_rows() -> list[tuple[str, str, str]]:
    database = open_database(read_settings().database_url)
    with database.reading() as connection:
        query = select(AUDIT.c.actor, AUDIT.c.action, AUDIT.c.details).order_by(AUDIT.c.seq)
        rows = [tuple(row) for row in connection.execute(query)]
    database.close()
    return rows


def test_init_makes_what_is_missing_and_never_overwrites(run: Run) -> None:
    answer(run("init"))
    keys = {one.name: one.read_bytes() for one in read_settings().keys_dir.iterdir()}
    assert set(keys) == {"signing.pem", "signing.pub.pem", "nip.key", "audit.key", "session.key"}
    answer(run("init"))
    assert keys == {one.name: one.read_bytes() for one in read_settings().keys_dir.iterdir()}


def test_a_key_is_shown_once_works_and_ends(run: Run) -> None:
    made = answer(run("keys", "create", "--role", "planner", "--unit", "U2", "--actor", "siti"))
    database = open_database(read_settings().database_url)
    assert verify_key(database, key=made["key"]) == Caller(made["id"], "planner", "U2")
    listed = run("keys", "list")
    assert [one["id"] for one in answer(listed)["keys"]] == [made["id"]]
    assert made["key"] not in listed.output
    assert answer(run("keys", "revoke", made["id"], "--actor", "budi"))["revoked"] is True
    assert verify_key(database, key=made["key"]) is None
    database.close()
    assert [row[:2] for row in audit_rows()] == [("siti", "KEY_CREATE"), ("budi", "KEY_REVOKE")]


def test_unknown_roles_and_keys_are_bad_input(run: Run) -> None:
    assert run("keys", "create", "--role", "admin").exit_code == 2
    assert answer(run("keys", "revoke", "00000000"), 2)["error"] == "KEY_UNKNOWN"


def test_promote_and_rollback_move_the_serving_version(run: Run) -> None:
    first, second = trained(), trained(dial=0.25)
    assert answer(run("promote", first.name)) == {"version": first.name, "generation": 1}
    unseen = answer(run("promote", second.name), 1)
    assert unseen["error"] == "GATE_MISSING"  # its snapshot is not here, so nothing can be compared
    named = ("--override", "Siti Rahma", "--reason", "Kuartal III", "--actor", "siti")
    assert answer(run("promote", second.name, *named)) == {"version": second.name, "generation": 2}
    assert answer(run("rollback", "--actor", "budi")) == {"version": first.name, "generation": 3}
    assert audit_rows()[1:] == [
        (
            "siti",
            "PROMOTE",
            '{"gate": null, "generation": 2, "override": "Siti Rahma", '
            '"override_reason": "Kuartal III", "reason": "Kuartal III"}',
        ),
        ("budi", "ROLLBACK", '{"generation": 3, "reason": ""}'),
    ]


def test_a_bad_version_is_bad_input_and_a_gate_that_says_no_is_exit_one(run: Run) -> None:
    assert answer(run("promote", "../models"), 2)["error"] == "VERSION_UNKNOWN"
    altered = trained()
    (altered / "contents.json").write_bytes(b"")
    assert answer(run("promote", altered.name), 2)["error"] == "BUNDLE_ALTERED"
    failed = trained(metrics={"hr10": float("nan")})
    assert answer(run("promote", failed.name), 1)["error"] == "METRICS_NOT_FINITE"
    assert answer(run("rollback"), 2)["error"] == "NOTHING_BEFORE"


def test_exposed_secrets_stop_every_command(run: Run) -> None:
    answer(run("init"))
    (read_settings().keys_dir / "nip.key").chmod(0o644)
    for words in (["init"], ["keys", "list"], ["promote", "x"], ["rollback"]):
        assert answer(run(*words), 2)["error"] == "SECRET_EXPOSED"


@pytest.mark.parametrize(
    "words",
    [
        ["init"],
        ["keys"],
        ["keys", "create"],
        ["keys", "list"],
        ["keys", "revoke"],
        ["keys", "link"],
        ["keys", "unlink"],
        ["promote"],
        ["rollback"],
    ],
)
def test_every_help_teaches_with_an_example(run: Run, words: list[str]) -> None:
    assert words[0] in COMMANDS
    shown = run(*words, "--help")
    assert f"Example:\n    asn-recommender {' '.join(words)}" in shown.output


def test_a_key_is_linked_to_a_claim_that_is_typed_and_told_to_nobody(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = json.loads(run("keys", "create", "--role", "planner").stdout.splitlines()[-1])["id"]
    refused = run("keys", "link", made, "--value", "siti")
    assert (refused.exit_code, json.loads(refused.stdout.splitlines()[-1])["error"]) == (2, "OIDC_INCOMPLETE")
    monkeypatch.setenv("ASN_OIDC_ISSUER", "https://sso.example.go.id")
    linked = CliRunner().invoke(main, ["keys", "link", made], input="198001012015031001\n")
    assert json.loads(linked.stdout) == {"id": made, "linked": True}
    assert linked.stdout.count("\n") == 1 and linked.stdout.startswith("{")
    empty = CliRunner().invoke(main, ["keys", "link", made], input="")
    assert answer(empty, 2)["error"] == "CLAIM_EMPTY"
    chain = run("audit", "--about", made).stdout
    assert "OIDC_LINK" in chain and "198001012015031001" not in chain
    assert json.loads(run("keys", "unlink", made).stdout.splitlines()[-1]) == {"id": made, "unlinked": True}


def test_at_a_terminal_the_claim_is_asked_for_on_stderr_and_not_shown(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = answer(run("keys", "create", "--role", "planner"))["id"]
    monkeypatch.setenv("ASN_OIDC_ISSUER", "https://sso.example.go.id")
    keyboard, terminal = os.openpty()
    command = [sys.executable, "-m", "training_scripts", "keys", "link", made]
    with subprocess.Popen(
        command, stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as asking:
        assert asking.stdout is not None and asking.stderr is not None
        asked = b""
        while not asked.endswith(b"Nilai klaim: "):
            letter = asking.stderr.read(1)
            assert letter, asked
            asked += letter
        os.write(keyboard, b"198001012015031001\n")
        assert asking.wait(60) == 0
        told = asking.stdout.read()
        assert json.loads(told) == {"id": made, "linked": True} and told.startswith(b"{")
        assert b"1980" not in asked + asking.stderr.read()
    os.set_blocking(keyboard, False)
    shown = b""
    with contextlib.suppress(BlockingIOError):
        shown = os.read(keyboard, 1000)
    os.close(keyboard)
    os.close(terminal)
    assert b"1980" not in shown
