"""SM2 keys inside libcrypto: the EVP_PKEY lives as long as the handle and no longer."""

from __future__ import annotations

import ctypes
import weakref
from collections.abc import Callable
from typing import Final

from kernel.crypto.ciphertext import CiphertextForm, Sm2Ciphertext, refuse_zero_mask
from kernel.crypto.curve import POINT_BYTES, checked_scalar
from kernel.crypto.errors import CiphertextRefused
from kernel.crypto.key_encoding import encode_private_key, encode_public_key
from kernel.crypto.keys import PrivateKey, PublicKey
from kernel.crypto.libcrypto.contexts import Context, ContextPool, Operation
from kernel.crypto.libcrypto.native import Library, PKey
from kernel.crypto.signature import well_formed

_OK: Final = 1
_MISMATCH: Final = 0
_DIGEST_BYTES: Final = 32


class LibcryptoPublicKey(PublicKey):
    """A public key as EVP_PKEY."""

    def __init__(self, library: Library, point: bytes) -> None:
        super().__init__(point)
        self._library = library
        key = _load(library, library.call.d2i_PUBKEY, encode_public_key(self.point))
        weakref.finalize(self, library.call.EVP_PKEY_free, key)
        self._verifiers = ContextPool(library, key, Operation.VERIFY)
        self._encryptors = ContextPool(library, key, Operation.ENCRYPT)

    def verify_digest(self, digest: bytes, signature: bytes) -> bool:
        """Tell whether the signature is right; ProviderBroken when the library cannot tell."""
        context = self._verifiers.borrow()
        answer = self._library.call.EVP_PKEY_verify(
            context.handle, signature, len(signature), digest, _DIGEST_BYTES
        )
        if answer == _OK:
            self._verifiers.give_back(context)
            return True
        failure = self._library.failure()
        if answer != _MISMATCH and well_formed(signature):
            raise failure
        self._verifiers.give_back(context)
        return False

    def encrypt(self, plaintext: bytes) -> Sm2Ciphertext:
        """Encrypt; draw again where the mask happens to be all zero."""
        while True:
            context = self._encryptors.borrow()
            der = _transform(self._library.call.EVP_PKEY_encrypt, context, plaintext)
            if der is None:
                raise self._library.failure()
            self._encryptors.give_back(context)
            ciphertext = Sm2Ciphertext.decode(der, CiphertextForm.DER)
            if ciphertext.c2 != plaintext:
                return ciphertext


class LibcryptoPrivateKey(PrivateKey):
    """A private key as EVP_PKEY; libcrypto wipes it when it is freed."""

    def __init__(self, library: Library, scalar: bytes) -> None:
        der = encode_private_key(checked_scalar(scalar), None)
        key = _load(library, library.call.d2i_AutoPrivateKey, der)
        weakref.finalize(self, library.call.EVP_PKEY_free, key)
        super().__init__(scalar, LibcryptoPublicKey(library, _derived_point(library, key)))
        self._library = library
        self._signers = ContextPool(library, key, Operation.SIGN)
        self._decryptors = ContextPool(library, key, Operation.DECRYPT)

    def sign_digest(self, digest: bytes) -> bytes:
        """Sign 32 bytes with a nonce of libcrypto's own generator."""
        context = self._signers.borrow()
        context.length.value = len(context.buffer)
        answer = self._library.call.EVP_PKEY_sign(
            context.handle, context.buffer, context.length, digest, _DIGEST_BYTES
        )
        if answer != _OK:
            raise self._library.failure()
        signature = context.buffer.raw[: context.length.value]
        self._signers.give_back(context)
        return signature

    def decrypt(self, ciphertext: Sm2Ciphertext) -> bytes:
        """Open; libcrypto compares C3 in constant time."""
        context = self._decryptors.borrow()
        der = ciphertext.encode(CiphertextForm.DER)
        plain = _transform(self._library.call.EVP_PKEY_decrypt, context, der)
        if plain is None:
            self._library.drain_errors()
            raise CiphertextRefused
        self._decryptors.give_back(context)
        return refuse_zero_mask(ciphertext.c2, plain)


def _load(library: Library, read: Callable[..., PKey], der: bytes) -> PKey:
    """Load a DER that we wrote ourselves; the decoders may leave errors even on success."""
    key = read(None, ctypes.byref(ctypes.c_char_p(der)), len(der))
    if key.value is None:
        raise library.failure()
    library.call.ERR_clear_error()
    return key


def _derived_point(library: Library, key: PKey) -> bytes:
    """Return the public point that libcrypto computed from the scalar."""
    buffer, length = ctypes.create_string_buffer(POINT_BYTES), ctypes.c_size_t()
    answer = library.call.EVP_PKEY_get_octet_string_param(
        key, b"pub", buffer, POINT_BYTES, ctypes.byref(length)
    )
    if answer != _OK:
        raise library.failure()
    return buffer.raw[: length.value]


def _transform(function: Callable[..., int], context: Context, data: bytes) -> bytes | None:
    """Encrypt or decrypt: ask for the length, then for the bytes; None when refused."""
    length = ctypes.c_size_t()
    if function(context.handle, None, length, data, len(data)) != _OK:
        return None
    buffer = ctypes.create_string_buffer(length.value)
    if function(context.handle, buffer, length, data, len(data)) != _OK:
        return None
    return buffer.raw[: length.value]
