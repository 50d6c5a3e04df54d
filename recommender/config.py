"""One table of settings; every one is an environment variable ``ASN_<NAME>``.

``docs/operations.md`` repeats this table and a test compares the two.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from recommender.errors import Misconfigured


def _setting(default: str, help_text: str) -> Any:
    return field(default=default, metadata={"help": help_text})


@dataclass(frozen=True)
class _Texts:
    """The settings as text: name, default and what it is for."""

    home: str = _setting("var", "Folder of the database, the keys and the snapshots.")
    models_dir: str = _setting("models", "Folder of the trained versions.")
    database_url: str = _setting("", "SQLAlchemy URL; empty means SQLite in the home folder.")
    poll_seconds: str = _setting("0.5", "Seconds between looks for new versions, revoked keys, objections.")
    rate_per_second: str = _setting(
        "200", "Requests a second that one key may make on average; twice that at once."
    )
    record_share: str = _setting("0", "Share of the answers, 0 to 1, that is recorded for `replay`.")
    password_sign_in: str = _setting("1", "0: the pages take no key or password, only OIDC.")
    public_url: str = _setting("", "Address of the pages as browsers see it; OIDC needs it.")
    oidc_issuer: str = _setting("", "Provider of identities (OIDC) that signs people in; empty: none.")
    oidc_client_id: str = _setting("", "Our id at that provider.")
    oidc_secret_file: str = _setting("", "File with our secret at that provider, mode 0600.")
    oidc_claim: str = _setting("sub", "Claim that tells whose account it is, see `keys link`.")
    oidc_scope: str = _setting("openid", "Scopes that are asked for, so that the claim comes along.")


@dataclass(frozen=True)
class Settings:
    """Settings after parsing; build with :func:`read_settings`."""

    home: Path
    models_dir: Path
    database_url: str
    poll_seconds: float
    rate_per_second: float
    record_share: float
    password_sign_in: int
    """0 or 1."""
    public_url: str
    oidc_issuer: str
    oidc_client_id: str
    oidc_secret_file: str
    oidc_claim: str
    oidc_scope: str

    @property
    def keys_dir(self) -> Path:
        """Folder of the secrets (mode 0700)."""
        return self.home / "keys"

    @property
    def snapshots_dir(self) -> Path:
        """Folder of the snapshots."""
        return self.home / "snapshots"

    @property
    def feedback_dir(self) -> Path:
        """Folder of the frozen feedback that versions were trained with."""
        return self.home / "feedback"

    @property
    def programmes_dir(self) -> Path:
        """Folder of the programme designs that pages read."""
        return self.home / "programmes"


def read_settings(environment: Mapping[str, str] | None = None, **overrides: str | None) -> Settings:
    """Read the settings from ``environment`` (default: the process's), ``overrides`` going first.

    Raises
    ------
    Misconfigured
        A value cannot be read; the message names the variable.
    """
    source = os.environ if environment is None else environment
    texts = {
        one.name: overrides.get(one.name) or source.get(f"ASN_{one.name.upper()}") or str(one.default)
        for one in fields(_Texts)
    }
    home = Path(texts["home"]).absolute()
    return Settings(
        home=home,
        models_dir=Path(texts["models_dir"]).absolute(),
        database_url=texts["database_url"] or f"sqlite:///{home / 'service.sqlite'}",
        poll_seconds=_positive(texts, "poll_seconds"),
        rate_per_second=_positive(texts, "rate_per_second"),
        record_share=_share(texts, "record_share"),
        password_sign_in=_switch(texts, "password_sign_in"),
        public_url=texts["public_url"].rstrip("/"),
        oidc_issuer=texts["oidc_issuer"],
        oidc_client_id=texts["oidc_client_id"],
        oidc_secret_file=texts["oidc_secret_file"],
        oidc_claim=texts["oidc_claim"],
        oidc_scope=texts["oidc_scope"],
    )


def environment_of(settings: Settings) -> dict[str, str]:
    """The variables that give a new process the same ``settings``."""
    return {f"ASN_{one.name.upper()}": str(getattr(settings, one.name)) for one in fields(_Texts)}


def _positive(texts: Mapping[str, str], name: str) -> float:
    try:
        value = float(texts[name])
    except ValueError:
        value = 0.0
    if not 0 < value < 1e6:
        raise Misconfigured(
            "SETTING_INVALID",
            f"ASN_{name.upper()} bukan bilangan positif yang wajar.",
            fix="Isi dengan bilangan lebih dari 0, misalnya 0.5.",
        )
    return value


def _share(texts: Mapping[str, str], name: str) -> float:
    try:
        value = float(texts[name])
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise Misconfigured(
            "SETTING_INVALID",
            f"ASN_{name.upper()} bukan bagian antara 0 dan 1.",
            fix="Isi misalnya 0 (tidak ada), 0.1 (sepersepuluh) atau 1 (semua).",
        )
    return value


def _switch(texts: Mapping[str, str], name: str) -> int:
    if texts[name] not in {"0", "1"}:
        raise Misconfigured(
            "SETTING_INVALID", f"ASN_{name.upper()} bukan 0 atau 1.", fix="Isi 0 (tidak) atau 1 (ya)."
        )
    return int(texts[name])


def setting_table() -> list[tuple[str, str, str]]:
    """Name of the variable, default and meaning of every setting."""
    return [(f"ASN_{one.name.upper()}", str(one.default), one.metadata["help"]) for one in fields(_Texts)]
