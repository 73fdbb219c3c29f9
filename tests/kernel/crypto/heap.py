"""What the binding takes from the C heap and gives back, measured in a process of its own.

In the process of a test run other threads and the collector free megabytes meanwhile.
Run as `python -m tests.kernel.crypto.heap use|leak <libcrypto>`; prints by how many KiB the heap grew.
"""

from __future__ import annotations

import ctypes
import gc
import subprocess
import sys
from collections.abc import Callable

import pytest

from kernel.crypto import CiphertextForm, CryptoProvider
from kernel.crypto.errors import CiphertextRefused
from kernel.crypto.libcrypto.native import open_library
from kernel.crypto.libcrypto.provider import LibcryptoProvider
from kernel.crypto.signature import encode_signature
from tests.kernel.crypto import vectors
from tests.kernel.crypto.randomness import SeededRandomness

GOOD = encode_signature(vectors.R, vectors.S)


class Mallinfo(ctypes.Structure):
    """glibc's `struct mallinfo2`: what the C heap holds, in bytes."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            "arena",
            "ordblks",
            "smblks",
            "hblks",
            "hblkhd",
            "usmblks",
            "fsmblks",
            "uordblks",
            "fordblks",
            "keepcost",
        )
    )


def allocated_kib() -> int:
    """What the C heap has given out and not got back; the process's size would not show holes."""
    mallinfo2 = ctypes.CDLL(None).mallinfo2
    mallinfo2.restype = Mallinfo
    found = mallinfo2()
    return int(found.uordblks + found.hblkhd) // 1024


def refuse_everything(provider: CryptoProvider) -> None:
    """Make libcrypto fail in each of the ways a client can make it fail."""
    key = provider.load_private_key(vectors.SCALAR)
    for signature in (b"", b"garbage", encode_signature(0, 0), GOOD[:-1]):
        assert not provider.verify(key.public, vectors.MESSAGE, signature)
    sealed = provider.encrypt(key.public, b"secret", form=CiphertextForm.C1C3C2)
    broken = sealed[:-1] + bytes([sealed[-1] ^ 1])
    with pytest.raises(CiphertextRefused):
        provider.decrypt(key, broken, form=CiphertextForm.C1C3C2)


def use(provider: LibcryptoProvider, rounds: int) -> None:
    """Sign, verify and fail so many rounds."""
    for _ in range(rounds):
        key = provider.load_private_key(vectors.SCALAR)
        for _ in range(10):
            provider.sign(key, b"x")
            provider.verify(key.public, b"x", GOOD)
        refuse_everything(provider)


def leak(provider: LibcryptoProvider, rounds: int) -> None:
    """Make contexts that nobody frees."""
    key = provider.load_public_key(vectors.POINT)
    call, handle = provider._library.call, key._verifiers._key
    for _ in range(rounds * 100):
        assert call.EVP_PKEY_CTX_new_from_pkey(None, handle, None)


def growth(work: Callable[[LibcryptoProvider, int], None], provider: LibcryptoProvider) -> int:
    """Warm up, then measure: pools and tables are filled once."""
    work(provider, 30)
    gc.collect()
    before = allocated_kib()
    work(provider, 150)
    gc.collect()
    return allocated_kib() - before


def growth_in_a_child(what: str, library: str) -> int:
    """By how many KiB the heap of a fresh process grows."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.kernel.crypto.heap", what, library],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


if __name__ == "__main__":
    names = tuple(sys.argv[2:]) or None
    found = LibcryptoProvider(open_library(names), SeededRandomness("heap"))
    sys.stdout.write(str(growth({"use": use, "leak": leak}[sys.argv[1]], found)))
