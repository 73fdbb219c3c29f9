"""Which provider this process uses: libcrypto, or outside production the slow one, said loudly.

Never falls back in silence, and never hands out a provider that has not passed its own test.
"""

from __future__ import annotations

import logging
from importlib import import_module
from typing import Final

from kernel.crypto.digests import sm3_available
from kernel.crypto.errors import ProviderAbsent, SlowProviderRefused
from kernel.crypto.libcrypto.native import open_library
from kernel.crypto.libcrypto.provider import LibcryptoProvider
from kernel.crypto.provider import CryptoProvider
from kernel.crypto.self_test import self_test
from kernel.ids import Randomness, SystemRandomness

_SLOW_ALLOWED: Final = frozenset({"development", "demo", "test"})  # unknown profiles: production
_log = logging.getLogger(__name__)


def select_provider(
    *,
    profile: str,
    randomness: Randomness | None = None,
    libraries: tuple[str, ...] | None = None,
) -> CryptoProvider:
    """Return the best provider of this machine.

    `libraries` replaces the search for libcrypto. Raises ProviderAbsent, ProviderBroken or, where
    only the slow provider is left and `profile` does not allow it, SlowProviderRefused.
    """
    if not sm3_available():
        raise ProviderAbsent(reason="hashlib: sm3")
    randomness = randomness or SystemRandomness()
    provider: CryptoProvider
    try:
        provider = LibcryptoProvider(open_library(libraries), randomness)
    except ProviderAbsent as absent:
        provider = _slow_provider(profile, randomness, str(absent.params["reason"]))
    self_test(provider)
    return provider


def _slow_provider(profile: str, randomness: Randomness, reason: str) -> CryptoProvider:
    if profile not in _SLOW_ALLOWED:
        raise SlowProviderRefused(reason=reason)
    try:  # loaded only where it is used: a production machine need not have the package
        module = import_module("kernel.crypto.gmssl_provider")
    except ImportError as error:
        raise ProviderAbsent(reason=f"{reason}; {error}") from error
    _log.warning(
        "SM2 in pure Python: about 20 times slower than libcrypto and not constant in time; "
        "never for production (%s)",
        reason,
    )
    provider: CryptoProvider = module.GmsslProvider(randomness)
    return provider
