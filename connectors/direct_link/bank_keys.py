"""The keys banks sign their answers with, one for each bank, made on first use and kept in files.

An enterprise pins the public half. A bank with an HSM (加密机) puts it behind the same two names.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from kernel.crypto import CryptoProvider, PrivateKey
from kernel.crypto.key_folder import KeyFolder

KEY_ID_DIGITS: Final = 16


@dataclass(frozen=True, slots=True)
class BankKey:
    """A bank's signing key and the id its answers name."""

    id: str
    key: PrivateKey

    @property
    def public_pem(self) -> bytes:
        """What enterprises pin."""
        return self.key.public.spki_pem()


class BankKeys(Protocol):
    """Where the keys come from."""

    def of(self, tenant_id: UUID) -> BankKey:
        """The key of a bank."""
        ...


class FileBankKeys:
    """Keys in a folder (0700) of small files (0600), the same for all processes."""

    def __init__(self, folder: KeyFolder, crypto: CryptoProvider) -> None:
        self._folder = folder
        self._crypto = crypto
        self._lock = threading.Lock()
        self._loaded: dict[UUID, BankKey] = {}

    def of(self, tenant_id: UUID) -> BankKey:
        """The key of a bank, made if this is its first answer."""
        found = self._loaded.get(tenant_id)
        if found is None:
            with self._lock:
                found = self._loaded[tenant_id] = self._load(f"link-{tenant_id}.pem")
        return found

    def _load(self, name: str) -> BankKey:
        if not self._folder.exists(name):
            made = self._crypto.generate_key()
            pem = self._crypto.write_private_key(made, passphrase=None)
            self._folder.create_once(name, pem)  # the first process wins; all read what it wrote
        key = self._crypto.read_private_key(self._folder.read(name))
        return BankKey(key.public.fingerprint()[:KEY_ID_DIGITS], key)
