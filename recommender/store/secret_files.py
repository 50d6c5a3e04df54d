"""The secrets: made once by ``init``, read at start-up, refused where they do not protect.

=================  ==========================================================  ======
file               what it is for                                              mode
=================  ==========================================================  ======
signing.pem        Ed25519 private key that signs bundles (training side)      0600
signing.pub.pem    its public half, with which servers check bundles           0600
nip.key            32 random bytes: keyed pseudonyms of NIP                    0600
audit.key          32 random bytes: seals of the audit chain                   0600
session.key        32 random bytes: sign the cookie of the pages               0600
=================  ==========================================================  ======

A lost ``nip.key`` ends all look-ups by NIP until the next training, a lost ``audit.key`` the proof of
the audit chain: both belong in the backup, apart from the database. A lost ``session.key`` only signs
everybody out.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from recommender import durable
from recommender.errors import Misconfigured

SIGNING: Final = "signing.pem"
PUBLIC: Final = "signing.pub.pem"
NIP: Final = "nip.key"
AUDIT: Final = "audit.key"
SESSION: Final = "session.key"

RANDOM_BYTES: Final = 32
_LONGEST: Final = 4096


def make_secrets(keys_dir: Path) -> tuple[str, ...]:
    """Make what is missing, never overwrite, and check what is there.

    Returns
    -------
    tuple of str
        Names of the files that were made.

    Raises
    ------
    Misconfigured
        As :func:`check_secrets`; also ``SECRET_MISSING`` where one half of the signing pair is lost,
        since a new pair would make every signed bundle a foreign one.
    """
    keys_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    _check_folder(keys_dir)
    with _alone(keys_dir):
        missing = [name for name in (SIGNING, PUBLIC, NIP, AUDIT, SESSION) if not (keys_dir / name).exists()]
        if missing[:1] == [SIGNING] and PUBLIC not in missing:
            raise _missing(SIGNING)
        for name in missing:
            durable.write_bytes(keys_dir / name, _new(name, keys_dir), mode=0o600)
        check_secrets(keys_dir)
    return tuple(missing)


@contextmanager
def _alone(keys_dir: Path) -> Iterator[None]:
    """Hold a lock on the folder, so that two at once do not each make a key."""
    descriptor = os.open(keys_dir, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _new(name: str, keys_dir: Path) -> bytes:
    if name == SIGNING:
        private = Ed25519PrivateKey.generate()
        return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    if name == PUBLIC:
        public = read_signing_key(keys_dir).public_key()
        return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return secrets.token_bytes(RANDOM_BYTES)


def check_secrets(keys_dir: Path) -> None:
    """Refuse secrets that are missing, short, guessable, unreadable or open to others.

    Raises
    ------
    Misconfigured
        ``SECRET_MISSING``, ``SECRET_EXPOSED``, ``SECRET_WEAK`` or ``SECRET_INVALID``, naming the
        file; never its content.
    """
    private, public = read_signing_key(keys_dir), read_public_key(keys_dir)
    if private.public_key() != public:
        raise _invalid(PUBLIC)
    read_nip_key(keys_dir)
    read_audit_key(keys_dir)
    read_session_key(keys_dir)


def read_signing_key(keys_dir: Path) -> Ed25519PrivateKey:
    """The private key; only training needs it. Raises as :func:`check_secrets`."""
    try:
        key = load_pem_private_key(_read(keys_dir, SIGNING), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _invalid(SIGNING) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise _invalid(SIGNING)
    _refuse_guessable(key.private_bytes_raw(), SIGNING)
    return key


def read_public_key(keys_dir: Path) -> Ed25519PublicKey:
    """The key that bundles are checked with. Raises as :func:`check_secrets`."""
    try:
        key = load_pem_public_key(_read(keys_dir, PUBLIC, forbidden=0o022))
    except (ValueError, UnsupportedAlgorithm):
        raise _invalid(PUBLIC) from None
    if not isinstance(key, Ed25519PublicKey):
        raise _invalid(PUBLIC)
    return key


def read_nip_key(keys_dir: Path) -> bytes:
    """The key of the NIP pseudonyms, 32 bytes. Raises as :func:`check_secrets`."""
    return _read_random(keys_dir, NIP)


def read_audit_key(keys_dir: Path) -> bytes:
    """The key of the audit seals, 32 bytes. Raises as :func:`check_secrets`."""
    return _read_random(keys_dir, AUDIT)


def read_session_key(keys_dir: Path) -> bytes:
    """The key that signs the cookie of the pages, 32 bytes. Raises as :func:`check_secrets`."""
    return _read_random(keys_dir, SESSION)


def _read_random(keys_dir: Path, name: str) -> bytes:
    content = _read(keys_dir, name)
    if len(content) != RANDOM_BYTES:
        raise _weak(name)
    _refuse_guessable(content, name)
    return content


def _refuse_guessable(content: bytes, name: str) -> None:
    """Refuse what no random generator makes: typed text, few different bytes, even steps.

    Of 32 random bytes all are printable with probability 10^-14, and fewer than 16 differ with
    probability below 10^-12. Published examples (all zero, "changeme", 00 01 02 ...) fall under these.
    """
    steps = {(after - before) % 256 for before, after in pairwise(content)}
    if all(32 <= byte < 127 for byte in content) or len(set(content)) < 16 or len(steps) == 1:
        raise _weak(name)
    if content.hex() in _PUBLISHED:
        raise _weak(name)


_PUBLISHED: Final = frozenset(
    {
        # RFC 8032, section 7.1: the secret keys of the Ed25519 test vectors, copied by many examples.
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
    }
)


def _read(keys_dir: Path, name: str, *, forbidden: int = 0o077) -> bytes:
    _check_folder(keys_dir)
    try:
        descriptor = os.open(keys_dir / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise _missing(name) from None
    except OSError:
        raise _invalid(name) from None
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise _invalid(name)
        if mode & forbidden:
            raise _exposed(name, "600")
        return os.read(descriptor, _LONGEST)
    finally:
        os.close(descriptor)


def _check_folder(keys_dir: Path) -> None:
    try:
        mode = keys_dir.stat().st_mode
    except OSError:
        raise _missing(keys_dir.name) from None
    if mode & 0o077:
        raise _exposed(keys_dir.name, "700")


def _missing(name: str) -> Misconfigured:
    return Misconfigured(
        "SECRET_MISSING",
        f"Rahasia {name} tidak ada.",
        fix="Jalankan `asn-recommender init`, atau pulihkan folder kunci dari cadangan.",
    )


def _exposed(name: str, mode: str) -> Misconfigured:
    return Misconfigured(
        "SECRET_EXPOSED",
        f"Rahasia {name} dapat dibaca atau diganti pengguna lain.",
        fix=f"Jalankan chmod {mode} padanya; ganti rahasia itu bila mungkin sudah terbaca.",
    )


def _weak(name: str) -> Misconfigured:
    return Misconfigured(
        "SECRET_WEAK",
        f"Rahasia {name} terlalu pendek atau mudah ditebak.",
        fix="Pindahkan berkas itu, lalu jalankan `asn-recommender init` untuk membuat yang baru.",
    )


def _invalid(name: str) -> Misconfigured:
    return Misconfigured(
        "SECRET_INVALID",
        f"Rahasia {name} tidak dapat dibaca, atau bukan pasangan kunci Ed25519.",
        fix="Pulihkan folder kunci dari cadangan.",
    )
