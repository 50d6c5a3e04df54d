from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from recommender.config import read_settings
from recommender.errors import Misconfigured
from recommender.web import open_id_settings
from recommender.web.open_id_settings import configured_open_id


def settings(folder: Path, **changes: str) -> Any:
    secret = folder / "secret"
    secret.write_text("abc\n")
    secret.chmod(0o600)
    known = {
        "home": str(folder), "oidc_issuer": "https://sso.example.go.id/realms/asn", "oidc_client_id": "asn",
        "oidc_secret_file": str(secret), "public_url": "https://bangkom.example.go.id",
    }  # fmt: skip
    return read_settings({}, **{**known, **changes})


def refused(made: Any) -> str:
    with pytest.raises(Misconfigured) as refusal:
        configured_open_id(made, nip_key=bytes(32))
    assert refusal.value.fix and "abc" not in str(refusal.value)
    return refusal.value.code


def test_a_complete_provider_is_taken_and_none_is_none(tmp_path: Path) -> None:
    assert configured_open_id(settings(tmp_path), nip_key=bytes(32)) is not None
    assert configured_open_id(read_settings({}, home=str(tmp_path)), nip_key=bytes(32)) is None


@pytest.mark.parametrize("name", ["oidc_client_id", "oidc_secret_file", "public_url"])
def test_what_is_left_out_is_named(tmp_path: Path, name: str) -> None:
    made = read_settings(
        {}, **{k: str(v) for k, v in vars(settings(tmp_path)).items() if k.startswith("oidc_") and k != name}
    ) if name != "public_url" else settings(tmp_path, public_url="")  # fmt: skip
    with pytest.raises(Misconfigured, match=f"ASN_{name.upper()}"):
        configured_open_id(made, nip_key=bytes(32))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"oidc_scope": "profile"}, "OIDC_INCOMPLETE"),
        ({"oidc_issuer": "http://sso.example.go.id"}, "OIDC_ADDRESS"),
        ({"oidc_issuer": "sso.example.go.id"}, "OIDC_ADDRESS"),
        ({"public_url": "http://bangkom.example.go.id"}, "OIDC_ADDRESS"),
        ({"oidc_secret_file": "/nowhere"}, "OIDC_SECRET"),
    ],
)
def test_what_would_not_be_safe_does_not_start(tmp_path: Path, changes: dict[str, str], code: str) -> None:
    assert refused(settings(tmp_path, **changes)) == code


def test_a_secret_that_others_can_read_or_that_is_empty_is_refused(tmp_path: Path) -> None:
    made = settings(tmp_path)
    Path(made.oidc_secret_file).chmod(0o644)
    assert refused(made) == "OIDC_SECRET"
    Path(made.oidc_secret_file).chmod(0o600)
    Path(made.oidc_secret_file).write_text(" \n")
    assert refused(made) == "OIDC_SECRET"


def test_without_the_extra_it_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_id_settings, "find_spec", lambda name: None)
    assert refused(settings(tmp_path)) == "OIDC_MISSING"


def test_passwords_off_without_a_provider_would_lock_everybody_out(tmp_path: Path) -> None:
    assert refused(read_settings({}, home=str(tmp_path), password_sign_in="0")) == "SIGN_IN_CLOSED"


@pytest.mark.parametrize("text", ["yes", "2", "-1", "true"])
def test_the_switch_is_0_or_1(text: str) -> None:
    with pytest.raises(Misconfigured, match="ASN_PASSWORD_SIGN_IN"):
        read_settings({}, password_sign_in=text)
