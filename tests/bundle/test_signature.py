from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recommender.bundle.signature import LENGTH, check_signature, sign
from recommender.errors import BundleRefused
from tests.small_bundle import PUBLIC_KEY, SIGNING_KEY

CONTENT = b"canonical bytes"
SIGNATURE = sign(CONTENT, signing_key=SIGNING_KEY)


def code_of(content: bytes, signature: bytes) -> str:
    with pytest.raises(BundleRefused) as refusal:
        check_signature(content, signature=signature, public_key=PUBLIC_KEY)
    return refusal.value.code


def test_what_was_signed_passes() -> None:
    assert len(SIGNATURE) == LENGTH
    check_signature(CONTENT, signature=SIGNATURE, public_key=PUBLIC_KEY)


def test_no_signature_is_unsigned() -> None:
    assert code_of(CONTENT, b"") == "BUNDLE_UNSIGNED"


def test_another_keys_signature_is_foreign() -> None:
    assert code_of(CONTENT, sign(CONTENT, signing_key=Ed25519PrivateKey.generate())) == "BUNDLE_FOREIGN"


def test_another_keys_signature_under_our_name_is_altered() -> None:
    other = sign(CONTENT, signing_key=Ed25519PrivateKey.generate())
    assert code_of(CONTENT, SIGNATURE[:32] + other[32:]) == "BUNDLE_ALTERED"


def test_other_content_is_altered() -> None:
    assert code_of(CONTENT + b" ", SIGNATURE) == code_of(b"", SIGNATURE) == "BUNDLE_ALTERED"


def test_every_bit_of_the_signature_counts() -> None:
    for bit in range(8 * LENGTH):
        changed = bytearray(SIGNATURE)
        changed[bit // 8] ^= 1 << bit % 8
        assert code_of(CONTENT, bytes(changed)) in ("BUNDLE_FOREIGN", "BUNDLE_ALTERED")


def test_other_lengths_are_altered() -> None:
    assert {code_of(CONTENT, SIGNATURE[:-1]), code_of(CONTENT, SIGNATURE + b"\0")} == {"BUNDLE_ALTERED"}
