"""The provider for production: every SM2 operation inside the system's libcrypto."""

from __future__ import annotations

from kernel.crypto.libcrypto.keys import LibcryptoPrivateKey, LibcryptoPublicKey
from kernel.crypto.libcrypto.native import Library
from kernel.crypto.provider import SoftwareProvider
from kernel.ids import Randomness


class LibcryptoProvider(SoftwareProvider):
    """SM2 by libcrypto. Nonces come from its own generator, new keys from the injected one."""

    def __init__(self, library: Library, randomness: Randomness) -> None:
        super().__init__(randomness)
        self._library = library
        self.name = f"libcrypto ({library.version})"

    def load_private_key(self, scalar: bytes) -> LibcryptoPrivateKey:
        """Load 32 bytes; raise KeyMalformed."""
        return LibcryptoPrivateKey(self._library, scalar)

    def load_public_key(self, point: bytes) -> LibcryptoPublicKey:
        """Load 65 bytes 04‖x‖y; raise KeyMalformed."""
        return LibcryptoPublicKey(self._library, point)
