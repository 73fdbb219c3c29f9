"""Contexts of one key for one operation, set up once and lent to one thread at a time.

A context is not safe for two threads, and setting one up for every signature costs time. A stack
of idle ones (append and pop are atomic) gives both: never more contexts than threads at work, and
none left behind in a thread that ended.
"""

from __future__ import annotations

import ctypes
import weakref
from enum import Enum
from typing import Final

from kernel.crypto.libcrypto.native import Library, PKey, PKeyContext

_SIGNATURE_BYTES_MAX: Final = 72  # SEQUENCE of two INTEGERs of 33 bytes
_OK: Final = 1


class Operation(Enum):
    """What a context is set up for; the value is the function that does it."""

    SIGN = "EVP_PKEY_sign_init"
    VERIFY = "EVP_PKEY_verify_init"
    ENCRYPT = "EVP_PKEY_encrypt_init"
    DECRYPT = "EVP_PKEY_decrypt_init"


class Context:
    """One EVP_PKEY_CTX, freed with this object, and the buffer a signature is written to."""

    def __init__(self, library: Library, handle: PKeyContext) -> None:
        self.handle = handle
        self.buffer = ctypes.create_string_buffer(_SIGNATURE_BYTES_MAX)
        self.length = ctypes.c_size_t()
        weakref.finalize(self, library.call.EVP_PKEY_CTX_free, handle)


class ContextPool:
    """Idle contexts of one key for one operation."""

    def __init__(self, library: Library, key: PKey, operation: Operation) -> None:
        self._library = library
        self._key = key  # a context counts as an owner of the key: order of freeing is free
        self._initialise = getattr(library.call, operation.value)
        self._idle: list[Context] = []

    def borrow(self) -> Context:
        """Take an idle context or set up a new one; give it back only after a clean call."""
        try:
            return self._idle.pop()
        except IndexError:
            return self._new()

    def give_back(self, context: Context) -> None:
        """Keep the context for the next caller."""
        self._idle.append(context)

    def _new(self) -> Context:
        handle = self._library.call.EVP_PKEY_CTX_new_from_pkey(None, self._key, None)
        if not handle:
            raise self._library.failure()
        context = Context(self._library, handle)
        if self._initialise(handle) != _OK:
            raise self._library.failure()
        return context
