"""A fault of the library is told as such: never taken for a wrong signature, never hidden."""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Callable, Iterator

import pytest

from kernel.crypto import CiphertextForm
from kernel.crypto.ciphertext import Sm2Ciphertext
from kernel.crypto.errors import CiphertextRefused, ProviderAbsent, ProviderBroken
from kernel.crypto.libcrypto import native as library_module
from kernel.crypto.libcrypto.native import Library, PKey, PKeyContext, open_library
from kernel.crypto.libcrypto.provider import LibcryptoProvider
from kernel.crypto.signature import encode_signature
from tests.kernel.crypto import vectors
from tests.kernel.crypto.randomness import SeededRandomness

DER = CiphertextForm.DER
GOOD = encode_signature(vectors.R, vectors.S)


class Altered:
    """The calls of a library with some of them replaced: how a fault of libcrypto looks."""

    def __init__(self, real: ctypes.CDLL, **replaced: Callable[..., object]) -> None:
        self._real = real
        self.__dict__.update(replaced)

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)


@pytest.fixture
def faulty() -> Iterator[LibcryptoProvider]:
    """A provider with a library of its own, whose calls a test may replace."""
    own = Library(open_library().call._name)
    yield LibcryptoProvider(own, SeededRandomness("faulty"))
    assert own.call.ERR_peek_error() == 0


def alter(provider: LibcryptoProvider, **replaced: Callable[..., object]) -> None:
    library = provider._library
    library.call = Altered(library.call, **replaced)  # type: ignore[assignment]


def broken(*_: object) -> int:
    return -1


def test_a_library_that_breaks_down_is_not_a_wrong_signature(faulty: LibcryptoProvider) -> None:
    key = faulty.load_private_key(vectors.SCALAR)
    alter(faulty, EVP_PKEY_verify=broken, EVP_PKEY_sign=broken, EVP_PKEY_encrypt=broken)
    with pytest.raises(ProviderBroken, match="no reason given"):
        faulty.verify(key.public, vectors.MESSAGE, GOOD)
    assert faulty.verify(key.public, vectors.MESSAGE, GOOD[:-1]) is False
    with pytest.raises(ProviderBroken):
        faulty.sign(key, vectors.MESSAGE)
    with pytest.raises(ProviderBroken):
        faulty.encrypt(key.public, b"secret", form=DER)


def test_a_key_that_the_library_does_not_take_is_its_fault(faulty: LibcryptoProvider) -> None:
    alter(faulty, d2i_PUBKEY=lambda *_: PKey())
    with pytest.raises(ProviderBroken):
        faulty.load_public_key(vectors.POINT)
    alter(faulty, EVP_PKEY_get_octet_string_param=broken)
    with pytest.raises(ProviderBroken):
        faulty.load_private_key(vectors.SCALAR)


def test_a_context_that_cannot_be_made_is_told(faulty: LibcryptoProvider) -> None:
    key = faulty.load_private_key(vectors.SCALAR)
    alter(faulty, EVP_PKEY_CTX_new_from_pkey=lambda *_: PKeyContext())
    with pytest.raises(ProviderBroken):
        faulty.sign(key, b"x")


def test_a_context_that_cannot_be_set_up_is_told(faulty: LibcryptoProvider) -> None:
    alter(faulty, EVP_PKEY_sign_init=broken)
    key = faulty.load_private_key(vectors.SCALAR)
    with pytest.raises(ProviderBroken):
        faulty.sign(key, b"x")


def test_a_ciphertext_that_shows_its_plaintext_is_made_again(faulty: LibcryptoProvider) -> None:
    """OpenSSL 3.0 does not look for a mask of zeros; we do."""
    key = faulty.load_private_key(vectors.SCALAR)
    naked = Sm2Ciphertext(vectors.NAKED_C1, vectors.NAKED_C3, vectors.NAKED_C2).encode(DER)
    real, calls = faulty._library.call.EVP_PKEY_encrypt, 0

    def unlucky_once(*arguments: object) -> object:
        nonlocal calls
        calls += 1
        if calls > 2:
            return real(*arguments)
        _, buffer, length, _, _ = arguments
        assert isinstance(length, ctypes.c_size_t)
        length.value = len(naked)
        if buffer is not None:
            ctypes.memmove(buffer, naked, len(naked))  # type: ignore[arg-type]
        return 1

    alter(faulty, EVP_PKEY_encrypt=unlucky_once)
    sealed = faulty.encrypt(key.public, vectors.NAKED_C2, form=DER)
    assert calls == 4
    assert sealed != naked
    assert faulty.decrypt(key, sealed, form=DER) == vectors.NAKED_C2


def test_a_decryption_that_fails_between_its_two_calls_is_refused(
    faulty: LibcryptoProvider,
) -> None:
    key = faulty.load_private_key(vectors.SCALAR)
    sealed = faulty.encrypt(key.public, b"secret", form=DER)
    real = faulty._library.call.EVP_PKEY_decrypt
    answers: list[Callable[..., object]] = [real, broken]

    def fails_second(*arguments: object) -> object:
        return answers.pop(0)(*arguments)

    alter(faulty, EVP_PKEY_decrypt=fails_second)
    with pytest.raises(CiphertextRefused):
        faulty.decrypt(key, sealed, form=DER)
    assert answers == []


def test_a_key_is_never_taken_for_a_context(libcrypto: LibcryptoProvider) -> None:
    call = libcrypto._library.call
    with pytest.raises(ctypes.ArgumentError):
        call.EVP_PKEY_CTX_free(PKey())
    with pytest.raises(ctypes.ArgumentError):
        call.EVP_PKEY_free(PKeyContext())


def test_a_library_that_is_something_else_is_absent_with_a_reason() -> None:
    with pytest.raises(ProviderAbsent, match="undefined symbol"):
        open_library(("libc.so.6",))


def test_every_name_that_was_tried_is_told() -> None:
    with pytest.raises(ProviderAbsent) as absent:
        open_library(("libnone-a.so", "libnone-b.so"))
    assert "libnone-a.so" in absent.value.message.en
    assert "libnone-b.so" in absent.value.message.en


def test_the_linker_is_asked_when_no_exact_name_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = open_library().call._name
    monkeypatch.setattr(library_module, "_NAMES", ("libnone.so.3",))
    monkeypatch.setattr(ctypes.util, "find_library", lambda _: exact)
    assert list(library_module._system_names()) == ["libnone.so.3", exact]
    monkeypatch.setattr(ctypes.util, "find_library", lambda _: None)
    assert list(library_module._system_names()) == ["libnone.so.3"]


@pytest.mark.parametrize(
    ("replaced", "reason"),
    [
        ({"OPENSSL_version_major": lambda: 1}, "< 3.0"),
        ({"EVP_PKEY_CTX_new_from_name": lambda *_: PKeyContext()}, "OpenSSL 3"),
    ],
    ids=["an old OpenSSL", "an OpenSSL without SM2"],
)
def test_a_libcrypto_that_cannot_do_sm2_is_absent(
    faulty: LibcryptoProvider, replaced: dict[str, Callable[..., object]], reason: str
) -> None:
    alter(faulty, **replaced)
    with pytest.raises(ProviderAbsent, match=reason):
        faulty._library._require_sm2()
