"""The best provider of the machine is taken, loudly when it is the slow one, never in production."""

from __future__ import annotations

import logging
import sys

import pytest

from kernel.crypto import CryptoProvider, select_provider, selection
from kernel.crypto.errors import ProviderAbsent, ProviderBroken, SlowProviderRefused
from kernel.crypto.gmssl_provider import GmsslProvider
from kernel.crypto.libcrypto.provider import LibcryptoProvider
from kernel.crypto.self_test import self_test
from kernel.errors import Unavailable
from tests.kernel.crypto import vectors
from tests.kernel.crypto.randomness import SeededRandomness

NOWHERE = ("libcrypto-that-is-not-there.so.3",)


@pytest.mark.parametrize("profile", ["production", "test"])
def test_the_systems_libcrypto_comes_first(profile: str, caplog: pytest.LogCaptureFixture) -> None:
    assert isinstance(select_provider(profile=profile), LibcryptoProvider)
    assert caplog.records == []


def test_new_keys_come_from_the_injected_randomness() -> None:
    first, second = (
        select_provider(profile="test", randomness=SeededRandomness("one")).generate_key()
        for _ in range(2)
    )
    assert first.scalar_bytes() == second.scalar_bytes()
    assert first.public != select_provider(profile="test").generate_key().public


@pytest.mark.parametrize("profile", ["development", "demo", "test"])
def test_without_libcrypto_the_slow_provider_is_taken_with_one_warning(
    profile: str, caplog: pytest.LogCaptureFixture
) -> None:
    provider = select_provider(profile=profile, libraries=NOWHERE)
    assert isinstance(provider, GmsslProvider)
    [record] = caplog.records
    assert record.levelno == logging.WARNING
    assert "20 times slower" in record.message
    assert NOWHERE[0] in record.message
    key = provider.generate_key()
    assert provider.verify(key.public, b"x", provider.sign(key, b"x"))
    assert caplog.records == [record]


@pytest.mark.parametrize("profile", ["production", "Production", "", "prod", "staging"])
def test_production_and_every_unknown_profile_refuse_the_slow_provider(profile: str) -> None:
    with pytest.raises(SlowProviderRefused) as refused:
        select_provider(profile=profile, libraries=NOWHERE)
    assert isinstance(refused.value, Unavailable)
    assert "生产环境禁止使用纯 Python 国密算法" in refused.value.message.zh
    assert "Production refuses the pure Python provider" in refused.value.message.en
    assert NOWHERE[0] in refused.value.message.en


def test_without_either_package_the_reasons_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "kernel.crypto.gmssl_provider", None)
    with pytest.raises(ProviderAbsent) as absent:
        select_provider(profile="test", libraries=NOWHERE)
    assert NOWHERE[0] in absent.value.message.en
    assert "gmssl_provider" in absent.value.message.en


def test_a_python_without_sm3_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "sm3_available", lambda: False)
    with pytest.raises(ProviderAbsent, match="hashlib: sm3"):
        select_provider(profile="test")


def test_every_provider_passes_its_own_test(provider: CryptoProvider) -> None:
    self_test(provider)


class TakesAnything(GmsslProvider):
    """A provider that finds every signature right."""

    def verify(self, *_: object, **__: object) -> bool:
        return True


class OpensWrongly(GmsslProvider):
    """A provider that never compares C3."""

    def decrypt(self, *_: object, **__: object) -> bytes:
        return vectors.PLAINTEXT


@pytest.mark.parametrize("broken", [TakesAnything, OpensWrongly])
def test_a_provider_that_computes_wrongly_is_not_used(broken: type[GmsslProvider]) -> None:
    with pytest.raises(ProviderBroken, match=r"GM/T 0003\.5"):
        self_test(broken(SeededRandomness("broken")))
