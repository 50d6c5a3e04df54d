from __future__ import annotations

import os
import stat
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from recommender.errors import Misconfigured
from recommender.store.secret_files import (
    AUDIT,
    NIP,
    PUBLIC,
    SESSION,
    SIGNING,
    check_secrets,
    make_secrets,
    read_audit_key,
    read_nip_key,
    read_public_key,
    read_session_key,
    read_signing_key,
)
from tests.store.worlds import side_by_side

GOOD = sha256(b"as good as random, and the same in every process that collects the tests").digest()

ALL = (SIGNING, PUBLIC, NIP, AUDIT, SESSION)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    make_secrets(tmp_path / "keys")
    return tmp_path / "keys"


def test_what_is_made_is_for_its_owner_only_and_passes_the_check(tmp_path: Path) -> None:
    folder = tmp_path / "home" / "keys"
    assert make_secrets(folder) == ALL
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {one.name: stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()} == dict.fromkeys(
        ALL, 0o600
    )
    check_secrets(folder)
    assert len(read_nip_key(folder)) == len(read_audit_key(folder)) == len(read_session_key(folder)) == 32
    assert read_nip_key(folder) != read_audit_key(folder)
    assert read_signing_key(folder).public_key() == read_public_key(folder)


def test_nothing_is_overwritten(keys: Path) -> None:
    before = {one.name: one.read_bytes() for one in keys.iterdir()}
    assert make_secrets(keys) == ()
    (keys / NIP).unlink()
    assert make_secrets(keys) == (NIP,)
    after = {one.name: one.read_bytes() for one in keys.iterdir()}
    assert after.pop(NIP) != before.pop(NIP)
    assert after == before


def test_a_lost_public_half_is_derived_a_lost_private_half_is_refused(keys: Path) -> None:
    public = (keys / PUBLIC).read_bytes()
    (keys / PUBLIC).unlink()
    assert make_secrets(keys) == (PUBLIC,)
    assert (keys / PUBLIC).read_bytes() == public
    (keys / SIGNING).unlink()
    assert code_of(lambda: make_secrets(keys)) == "SECRET_MISSING"
    assert not (keys / SIGNING).exists()


def test_eight_processes_that_make_secrets_at_once_agree(tmp_path: Path) -> None:
    made = side_by_side(make_secrets, [(tmp_path / "keys",)] * 8)
    assert sorted(name for one in made for name in one) == sorted(ALL)
    check_secrets(tmp_path / "keys")


def code_of(work: Callable[[], object]) -> str:
    with pytest.raises(Misconfigured) as refusal:
        work()
    return refusal.value.code


@pytest.mark.parametrize("name", ALL)
def test_a_missing_secret_is_refused_by_name(keys: Path, name: str) -> None:
    (keys / name).unlink()
    with pytest.raises(Misconfigured, match=name) as refusal:
        check_secrets(keys)
    assert refusal.value.code == "SECRET_MISSING"


@pytest.mark.parametrize("name", [SIGNING, NIP, AUDIT])
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o644, 0o666, 0o777])
def test_a_secret_open_to_others_is_refused(keys: Path, name: str, mode: int) -> None:
    (keys / name).chmod(mode)
    assert code_of(lambda: check_secrets(keys)) == "SECRET_EXPOSED"


@pytest.mark.parametrize(
    ("mode", "code"), [(0o644, None), (0o664, "SECRET_EXPOSED"), (0o602, "SECRET_EXPOSED")]
)
def test_the_public_half_may_be_read_but_not_replaced(keys: Path, mode: int, code: str | None) -> None:
    (keys / PUBLIC).chmod(mode)
    if code is None:
        check_secrets(keys)
    else:
        assert code_of(lambda: check_secrets(keys)) == code


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o701, 0o770])
def test_a_folder_open_to_others_is_refused(keys: Path, mode: int) -> None:
    keys.chmod(mode)
    assert code_of(lambda: check_secrets(keys)) == "SECRET_EXPOSED"
    assert code_of(lambda: make_secrets(keys)) == "SECRET_EXPOSED"


@pytest.mark.parametrize("name", [NIP, AUDIT])
@pytest.mark.parametrize(
    "content",
    [
        b"", b"short", GOOD[:31], GOOD + b"\x07", bytes(32), b"\xff" * 32, bytes(range(32)),
        bytes(range(31, -1, -1)), bytes(range(0, 256, 8)), b"changeme" * 4, b"0123456789abcdef" * 2,
        b"correct horse battery staple 123", b"\x01\x02" * 16, bytes(range(15)) * 2 + b"\x00\x01",
    ],
)  # fmt: skip
def test_a_short_typed_or_example_secret_is_refused(keys: Path, name: str, content: bytes) -> None:
    (keys / name).write_bytes(content)
    assert code_of(lambda: check_secrets(keys)) == "SECRET_WEAK"


@pytest.mark.parametrize(
    "seed",
    [
        bytes(32),
        bytes(range(32)),
        b"a" * 32,
        bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"),
    ],
)
def test_a_published_or_typed_signing_key_is_refused(keys: Path, seed: bytes) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    (keys / SIGNING).write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    assert code_of(lambda: check_secrets(keys)) == "SECRET_WEAK"


def test_random_secrets_are_never_called_weak(keys: Path) -> None:
    for _ in range(200):
        (keys / NIP).write_bytes(os.urandom(32))
        read_nip_key(keys)


def test_halves_of_different_pairs_are_refused(keys: Path, tmp_path: Path) -> None:
    make_secrets(tmp_path / "other")
    (keys / PUBLIC).write_bytes((tmp_path / "other" / PUBLIC).read_bytes())
    assert code_of(lambda: check_secrets(keys)) == "SECRET_INVALID"


@pytest.mark.parametrize("name", [SIGNING, PUBLIC])
def test_what_is_no_ed25519_key_is_refused(keys: Path, name: str) -> None:
    other = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for content in (b"", b"nonsense", other, (keys / name).read_bytes()[:40]):
        (keys / name).write_bytes(content)
        assert code_of(lambda: check_secrets(keys)) == "SECRET_INVALID"


@pytest.mark.parametrize("name", ALL)
def test_links_folders_and_pipes_are_not_followed(keys: Path, name: str) -> None:
    (keys / name).rename(keys / "elsewhere")
    for put in (
        lambda path: path.symlink_to(keys / "elsewhere"),
        lambda path: path.mkdir(),
        lambda path: os.mkfifo(path, 0o600),
    ):
        put(keys / name)
        assert code_of(lambda: check_secrets(keys)) == "SECRET_INVALID"
        (keys / name).rmdir() if (keys / name).is_dir() else (keys / name).unlink()


def test_refusals_do_not_repeat_the_secret(keys: Path) -> None:
    (keys / NIP).write_bytes(b"hunter2-hunter2-hunter2-hunter2-")
    with pytest.raises(Misconfigured) as refusal:
        check_secrets(keys)
    assert "hunter2" not in str(refusal.value) + repr(refusal.value.context)
