"""The provider of identities as the settings name it: complete and safe, or the service does not start."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from recommender.config import Settings
from recommender.errors import Misconfigured
from recommender.store.oidc_links import claim_digest
from recommender.web.identity_source import is_safe_address
from recommender.web.open_id import RETURN_PATH, Client, OpenId


def configured_open_id(settings: Settings, *, nip_key: bytes) -> OpenId | None:
    """None where no provider is named; nothing of the extra is imported then.

    Raises
    ------
    Misconfigured
        ``OIDC_INCOMPLETE``, ``OIDC_ADDRESS``, ``OIDC_SECRET``, ``OIDC_MISSING`` (the extra is not
        installed) or ``SIGN_IN_CLOSED`` (no way to sign in is left).
    """
    if not settings.oidc_issuer:
        if not settings.password_sign_in:
            raise Misconfigured(
                "SIGN_IN_CLOSED",
                "ASN_PASSWORD_SIGN_IN=0, tetapi tidak ada penyedia identitas: tidak seorang pun dapat masuk.",
                fix="Isi ASN_OIDC_ISSUER, atau hapus ASN_PASSWORD_SIGN_IN.",
            )
        return None
    _complete(settings)
    if find_spec("authlib") is None or find_spec("requests") is None:
        raise Misconfigured(
            "OIDC_MISSING",
            "ASN_OIDC_ISSUER diisi, tetapi pustaka untuk OIDC tidak terpasang.",
            fix='Pasang dengan pip install "asn-recommender[oidc]", atau kosongkan ASN_OIDC_ISSUER.',
        )
    client = Client(
        issuer=settings.oidc_issuer, client_id=settings.oidc_client_id,
        secret=_secret(Path(settings.oidc_secret_file)), claim=settings.oidc_claim, scope=settings.oidc_scope,
        redirect_uri=settings.public_url + RETURN_PATH,
    )  # fmt: skip
    return OpenId(
        client,
        digest_of=lambda value: claim_digest(
            value, issuer=settings.oidc_issuer, claim=settings.oidc_claim, key=nip_key
        ),
    )


def _complete(settings: Settings) -> None:
    missing = [
        f"ASN_{name.upper()}"
        for name in ("public_url", "oidc_client_id", "oidc_secret_file")
        if not getattr(settings, name)
    ]
    if missing or "openid" not in settings.oidc_scope.split():
        raise Misconfigured(
            "OIDC_INCOMPLETE",
            f"OIDC belum lengkap: {', '.join(missing) or 'ASN_OIDC_SCOPE tanpa openid'}.",
            fix="Lengkapi menurut docs/operations.md, atau kosongkan ASN_OIDC_ISSUER.",
        )
    unsafe = [
        f"ASN_{name.upper()}"
        for name in ("public_url", "oidc_issuer")
        if not is_safe_address(getattr(settings, name))
    ]
    if unsafe:
        raise Misconfigured(
            "OIDC_ADDRESS",
            f"Bukan alamat https: {', '.join(unsafe)}.",
            fix="Pakai https; http hanya untuk mesin ini sendiri (127.0.0.1).",
        )


def _secret(path: Path) -> str:
    try:
        mode, text = path.stat().st_mode, path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        mode, text = 0, ""
    if not text or mode & 0o077:
        raise Misconfigured(
            "OIDC_SECRET",
            "Berkas ASN_OIDC_SECRET_FILE tidak ada, kosong, atau dapat dibaca pengguna lain.",
            fix="Simpan rahasia klien di berkas itu, lalu chmod 600.",
        )
    return text
