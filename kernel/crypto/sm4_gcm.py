"""SM4-GCM (RFC 8998): encryption that notices every change, through `cryptography`.

A nonce must never serve twice under one key; callers draw it from the injected randomness.
"""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

from kernel.crypto.errors import CiphertextRefused

KEY_BYTES: Final = 16
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16


def sm4_gcm_encrypt(key: bytes, nonce: bytes, aad: bytes, plaintext: bytes) -> bytes:
    """Return ciphertext‖tag; `aad` is bound but not carried."""
    encryptor = Cipher(SM4(key), GCM(_checked(nonce))).encryptor()
    encryptor.authenticate_additional_data(aad)
    return encryptor.update(plaintext) + encryptor.finalize() + encryptor.tag


def sm4_gcm_decrypt(key: bytes, nonce: bytes, aad: bytes, sealed: bytes) -> bytes:
    """Return the plaintext of ciphertext‖tag, or raise CiphertextRefused."""
    if len(sealed) < TAG_BYTES:
        raise CiphertextRefused
    decryptor = Cipher(SM4(key), GCM(_checked(nonce), sealed[-TAG_BYTES:])).decryptor()
    decryptor.authenticate_additional_data(aad)
    try:
        return decryptor.update(sealed[:-TAG_BYTES]) + decryptor.finalize()
    except InvalidTag:
        raise CiphertextRefused from None


def _checked(nonce: bytes) -> bytes:
    if len(nonce) != NONCE_BYTES:
        message = f"an SM4-GCM nonce is {NONCE_BYTES} bytes"
        raise ValueError(message)
    return nonce
