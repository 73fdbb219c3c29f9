"""The C library itself: found, opened, every function given its exact signature.

Handles are their own types, so that ctypes refuses a key where a context belongs. ctypes gives up
the interpreter lock during each call. The error queue is per thread and shared with Python's own
ssl and hashlib, therefore it is never left filled.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import functools
from collections.abc import Iterator
from ctypes import POINTER, c_char_p, c_int, c_long, c_size_t, c_ulong, c_void_p
from typing import Final

from kernel.crypto.errors import ProviderAbsent, ProviderBroken

_NAMES: Final = ("libcrypto.so.3", "libcrypto.3.dylib")
_MAJOR_MIN: Final = 3
_REASON_BYTES: Final = 256


class PKey(c_void_p):
    """EVP_PKEY *."""


class PKeyContext(c_void_p):
    """EVP_PKEY_CTX *."""


_IN = c_char_p
_OUT_SIZE = POINTER(c_size_t)
_TRANSFORM: Final = (c_int, (PKeyContext, c_char_p, _OUT_SIZE, _IN, c_size_t))
_INIT: Final = (c_int, (PKeyContext,))
_SIGNATURES: Final[dict[str, tuple[object, tuple[object, ...]]]] = {
    "OPENSSL_version_major": (ctypes.c_uint, ()),
    "OpenSSL_version": (c_char_p, (c_int,)),
    "ERR_get_error": (c_ulong, ()),
    "ERR_peek_error": (c_ulong, ()),
    "ERR_error_string_n": (None, (c_ulong, c_char_p, c_size_t)),
    "ERR_clear_error": (None, ()),
    "d2i_AutoPrivateKey": (PKey, (c_void_p, POINTER(c_char_p), c_long)),
    "d2i_PUBKEY": (PKey, (c_void_p, POINTER(c_char_p), c_long)),
    "EVP_PKEY_free": (None, (PKey,)),
    "EVP_PKEY_is_a": (c_int, (PKey, c_char_p)),
    "EVP_PKEY_get_octet_string_param": (
        c_int,
        (PKey, c_char_p, c_char_p, c_size_t, _OUT_SIZE),
    ),
    "EVP_PKEY_CTX_new_from_name": (PKeyContext, (c_void_p, c_char_p, c_char_p)),
    "EVP_PKEY_CTX_new_from_pkey": (PKeyContext, (c_void_p, PKey, c_char_p)),
    "EVP_PKEY_CTX_free": (None, (PKeyContext,)),
    "EVP_PKEY_sign_init": _INIT,
    "EVP_PKEY_verify_init": _INIT,
    "EVP_PKEY_encrypt_init": _INIT,
    "EVP_PKEY_decrypt_init": _INIT,
    "EVP_PKEY_sign": _TRANSFORM,
    "EVP_PKEY_verify": (c_int, (PKeyContext, _IN, c_size_t, _IN, c_size_t)),
    "EVP_PKEY_encrypt": _TRANSFORM,
    "EVP_PKEY_decrypt": _TRANSFORM,
}


class Library:
    """An opened libcrypto of OpenSSL 3 that has SM2; `call` holds its typed functions."""

    def __init__(self, path: str) -> None:
        try:
            self.call = ctypes.CDLL(path)
            for name, (result, arguments) in _SIGNATURES.items():
                function = getattr(self.call, name)
                function.restype, function.argtypes = result, arguments
        except (OSError, AttributeError) as error:
            raise ProviderAbsent(reason=str(error)) from error
        self.version: str = self.call.OpenSSL_version(0).decode("ascii", "replace")
        self._require_sm2()

    def _require_sm2(self) -> None:
        if self.call.OPENSSL_version_major() < _MAJOR_MIN:
            raise ProviderAbsent(reason=f"{self.version}: < {_MAJOR_MIN}.0")
        context = self.call.EVP_PKEY_CTX_new_from_name(None, b"SM2", None)
        if not context:
            raise ProviderAbsent(reason=f"{self.version}: {self.drain_errors()}")
        self.call.EVP_PKEY_CTX_free(context)

    def drain_errors(self) -> str:
        """Empty this thread's error queue and return its reasons, oldest first."""
        reasons = []
        while code := self.call.ERR_get_error():
            buffer = ctypes.create_string_buffer(_REASON_BYTES)
            self.call.ERR_error_string_n(code, buffer, _REASON_BYTES)
            reasons.append(buffer.value.decode("ascii", "replace"))
        return "; ".join(reasons) or "no reason given"

    def failure(self) -> ProviderBroken:
        """Return the error to raise when the library broke down; empties the queue."""
        return ProviderBroken(reason=self.drain_errors())


@functools.cache
def open_library(names: tuple[str, ...] | None = None) -> Library:
    """Open the first usable library of `names`, or of the system; raise ProviderAbsent."""
    reasons = []
    for name in _system_names() if names is None else names:
        try:
            return Library(name)
        except ProviderAbsent as absent:
            reasons.append(str(absent.params["reason"]))
    raise ProviderAbsent(reason="; ".join(reasons))


def _system_names() -> Iterator[str]:
    """Exact names first; the search behind find_library starts other programs."""
    yield from _NAMES
    if found := ctypes.util.find_library("crypto"):
        yield found
