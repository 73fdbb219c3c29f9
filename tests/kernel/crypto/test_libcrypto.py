"""The binding neither leaks nor mixes threads, and leaves nothing behind in the library."""

from __future__ import annotations

import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from kernel.crypto import CiphertextForm, CryptoProvider
from kernel.crypto.libcrypto.provider import LibcryptoProvider
from kernel.crypto.signature import decode_signature
from tests.kernel.crypto import vectors
from tests.kernel.crypto.heap import growth_in_a_child, refuse_everything

DER = CiphertextForm.DER


@pytest.fixture(params=["libcrypto", "newer"])
def native(request: pytest.FixtureRequest) -> LibcryptoProvider:
    found: LibcryptoProvider = request.getfixturevalue(request.param)
    return found


def test_no_error_is_left_in_the_queue_that_pythons_ssl_reads_too(
    native: LibcryptoProvider,
) -> None:
    refuse_everything(native)
    assert native._library.call.ERR_peek_error() == 0


def test_eight_threads_share_one_key(native: LibcryptoProvider) -> None:
    key = native.load_private_key(vectors.SCALAR)
    start = threading.Barrier(8)

    def hammer(number: int) -> int:
        user_id = f"user-{number}".encode()
        start.wait()
        for turn in range(40):
            message = f"{number}/{turn}".encode()
            signature = native.sign(key, message, user_id=user_id)
            assert native.verify(key.public, message, signature, user_id=user_id)
            assert not native.verify(key.public, message, signature)
            assert not native.verify(key.public, message, signature[:-1], user_id=user_id)
            sealed = native.encrypt(key.public, message, form=DER)
            assert native.decrypt(key, sealed, form=DER) == message
        return number

    with switching_every(1e-5), ThreadPoolExecutor(8) as pool:
        assert list(pool.map(hammer, range(8))) == list(range(8))


class switching_every:  # noqa: N801 used as a statement
    """Let Python change threads after so many seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        self._before = sys.getswitchinterval()
        sys.setswitchinterval(self._seconds)

    def __exit__(self, *_: object) -> None:
        sys.setswitchinterval(self._before)


def test_other_threads_run_while_libcrypto_works(libcrypto: CryptoProvider) -> None:
    """Python never switches by itself here: the other thread moves only when ctypes lets go."""
    key = libcrypto.load_private_key(vectors.SCALAR)
    turns, done = 0, threading.Event()

    def count() -> None:
        nonlocal turns
        while not done.is_set():
            turns += 1
            time.sleep(0)  # lets the main thread go on

    with switching_every(1e4):
        other = threading.Thread(target=count)
        other.start()
        before = turns
        sum(range(100_000))
        idle = turns - before
        for _ in range(20):
            libcrypto.sign(key, b"x")
        busy = turns - before
        done.set()
        other.join()
    assert idle == 0
    assert busy > 0


def test_a_child_process_draws_other_nonces(libcrypto: CryptoProvider) -> None:
    """The same nonce twice would give the private key away; workers are forked."""
    key = libcrypto.load_private_key(vectors.SCALAR)
    libcrypto.sign(key, b"x")  # a context is in the pool, the generator is warm
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, libcrypto.sign(key, b"x"))
        os._exit(0)
    os.waitpid(child, 0)
    theirs, ours = (
        decode_signature(os.read(reader, 100)),
        decode_signature(libcrypto.sign(key, b"x")),
    )
    os.close(reader)
    os.close(writer)
    assert theirs is not None
    assert ours is not None
    assert theirs[0] != ours[0]


def test_memory_does_not_grow(native: LibcryptoProvider) -> None:
    assert growth_in_a_child("use", native._library.call._name) <= 256


def test_the_meter_sees_what_leaks(native: LibcryptoProvider) -> None:
    """The control of the test above: contexts that nobody frees show."""
    assert growth_in_a_child("leak", native._library.call._name) > 1024
