"""Ed25519 over the bytes of the manifest: 32 bytes of the signer's public key, 64 of signature.

The public key in the file is no proof; it only tells "signed by somebody else" from "changed".
"""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from recommender.bundle.refusals import refused

LENGTH: Final = 96


def sign(content: bytes, *, signing_key: Ed25519PrivateKey) -> bytes:
    """Signature file of ``content``, :data:`LENGTH` bytes."""
    return signing_key.public_key().public_bytes_raw() + signing_key.sign(content)


def check_signature(content: bytes, *, signature: bytes, public_key: Ed25519PublicKey) -> None:
    """Refuse what ``public_key`` did not sign.

    Raises
    ------
    BundleRefused
        ``BUNDLE_UNSIGNED``, ``BUNDLE_FOREIGN`` or ``BUNDLE_ALTERED``.
    """
    if not signature:
        raise refused("BUNDLE_UNSIGNED")
    if len(signature) != LENGTH:
        raise refused("BUNDLE_ALTERED", file="manifest.sig")
    if signature[:32] != public_key.public_bytes_raw():
        raise refused("BUNDLE_FOREIGN")
    try:
        public_key.verify(signature[32:], content)
    except InvalidSignature:
        raise refused("BUNDLE_ALTERED", file="manifest.json") from None
